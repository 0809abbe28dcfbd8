#include "model/endpoint.h"

#include "cmocka_all.h"

static void an_endpoint_is_an_address_and_a_port(void **state)
{
    static const struct {
        struct span in;
        const char *address; /* NULL: refused */
        uint16_t port;
    } cases[] = {
        {SPAN_INIT("127.0.0.1:8084"), "127.0.0.1", 8084},
        {SPAN_INIT("[::1]:8084"), "::1", 8084},
        {SPAN_INIT("[2001:db8::7]:0"), "2001:db8::7", 0},
        {SPAN_INIT("0.0.0.0:65535"), "0.0.0.0", 65535},
        {SPAN_INIT("127.0.0.1"), NULL, 0},
        {SPAN_INIT("127.0.0.1:"), NULL, 0},
        {SPAN_INIT("127.0.0.1:65536"), NULL, 0},
        {SPAN_INIT("127.0.0.1:80x"), NULL, 0},
        {SPAN_INIT(":8084"), NULL, 0},
        {SPAN_INIT("::1:8084"), NULL, 0},
        {SPAN_INIT("[::1]"), NULL, 0},
        {SPAN_INIT("localhost:8084"), NULL, 0},
        {SPAN_INIT(""), NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct endpoint e = {.port = 1};
        bool ok = endpoint_parse(cases[i].in, &e);

        assert_int_equal(ok, cases[i].address != NULL);
        assert_int_equal(e.port, ok ? cases[i].port : 1);
        if (ok) {
            char text[ADDRESS_TEXT_MAX] = "";
            struct buf out = BUF_ON(text);

            address_print(&out, &e.address);
            assert_true(span_eq((struct span){out.at, out.len},
                                (struct span){cases[i].address, strlen(cases[i].address)}));
        }
    }
}

static void words_stand_between_blanks_and_commas(void **state)
{
    struct span rest = SPAN(" a, bc\t,d ");
    struct span word;

    (void)state;
    assert_true(endpoint_next_word(&rest, &word));
    assert_true(span_eq(word, SPAN("a")));
    assert_true(endpoint_next_word(&rest, &word));
    assert_true(span_eq(word, SPAN("bc")));
    assert_true(endpoint_next_word(&rest, &word));
    assert_true(span_eq(word, SPAN("d")));
    assert_false(endpoint_next_word(&rest, &word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_endpoint_is_an_address_and_a_port),
        cmocka_unit_test(words_stand_between_blanks_and_commas),
    };

    return cmocka_run_group_tests_name("model/endpoint", tests, NULL, NULL);
}
