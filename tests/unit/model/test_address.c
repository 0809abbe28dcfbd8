#include "model/address.h"

#include "cmocka_all.h"

static struct span text_of(const struct address *a, char *bytes, size_t cap)
{
    struct buf b = {.cap = cap};

    b.at = bytes;
    address_print(&b, a);
    return (struct span){.at = b.at, .len = b.len};
}

static void every_form_of_an_address_reads_and_prints_in_one_form(void **state)
{
    static const struct {
        const char *in;
        const char *want; /* NULL: refused */
    } cases[] = {
        {"203.0.113.7", "203.0.113.7"},
        {"::ffff:203.0.113.7", "203.0.113.7"},
        {"[::ffff:203.0.113.7]", "203.0.113.7"},
        {"[203.0.113.7]", "203.0.113.7"},
        {"2001:DB8:0:0::1", "2001:db8::1"},
        {"IPv6:2001:db8::1", "2001:db8::1"},
        {"fe80::1%eth0", "fe80::1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"256.1.1.1", NULL},
        {"1.2.3", NULL},
        {"1.2.3.4.5", NULL},
        {"1..2.3", NULL},
        {"01.2.3.4", NULL},
        {"1.2.3.4 ", NULL},
        {"", NULL},
        {"[]", NULL},
        {"%", NULL},
        {":::", NULL},
        {"unknown", NULL},
        {"2001:db8::1::2", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct span in = {.at = cases[i].in, .len = strlen(cases[i].in)};
        struct address a = {.bytes = {9}};
        char bytes[ADDRESS_TEXT_MAX];
        bool ok = address_parse(in, &a);

        assert_int_equal(ok, cases[i].want != NULL);
        if (ok) {
            struct span got = text_of(&a, bytes, sizeof bytes);

            assert_int_equal(got.len, strlen(cases[i].want));
            assert_memory_equal(got.at, cases[i].want, got.len);
        } else {
            assert_int_equal(a.bytes[0], 9);
        }
    }
}

static void a_prefix_clears_the_bits_behind_it(void **state)
{
    struct address a;
    struct address six;
    char bytes[ADDRESS_TEXT_MAX];
    struct address cut;

    (void)state;
    assert_true(address_parse(SPAN("203.0.113.199"), &a));
    cut = address_prefix(&a, 26);
    assert_true(span_eq(text_of(&cut, bytes, sizeof bytes), SPAN("203.0.113.192")));
    assert_true(address_parse(SPAN("2001:db8:1:2:3:4:5:6"), &six));
    cut = address_subscriber(&six);
    assert_true(span_eq(text_of(&cut, bytes, sizeof bytes), SPAN("2001:db8:1:2::")));
    cut = address_subscriber(&a);
    assert_true(address_eq(&cut, &a));
    assert_int_equal(address_v4(&a), 0xcb0071c7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_an_address_reads_and_prints_in_one_form),
        cmocka_unit_test(a_prefix_clears_the_bits_behind_it),
    };

    return cmocka_run_group_tests_name("model/address", tests, NULL, NULL);
}
