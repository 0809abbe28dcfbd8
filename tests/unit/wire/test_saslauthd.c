#include "wire/saslauthd.h"

#include "cmocka_all.h"

#include <stdlib.h>

static const struct saslauthd_question untouched = {.login = {.at = "untouched", .len = 9}};

static void a_question_is_read_as_libsasl2_sends_it(void **state)
{
    struct saslauthd_question q = untouched;
    struct err e = {0};
    struct span in = SPAN("\0\003aoi\0\010pass wor\0\004imap\0\012example.jp");

    (void)state;
    assert_int_equal(saslauthd_parse(in, &q, &e), SASLAUTHD_WHOLE);
    assert_true(span_eq(q.login, SPAN("aoi")));
    assert_true(span_eq(q.password, SPAN("pass wor")));
    assert_true(span_eq(q.service, SPAN("imap")));
    assert_true(span_eq(q.realm, SPAN("example.jp")));
    assert_int_equal(saslauthd_parse(SPAN("\0\001a\0\0\0\0\0\0"), &q, &e), SASLAUTHD_WHOLE);
    assert_int_equal(q.password.len + q.service.len + q.realm.len, 0);
}

static void half_a_question_is_waited_for(void **state)
{
    struct span in = SPAN("\0\003aoi\0\002pw\0\004imap\0\0");
    struct saslauthd_question q = untouched;
    struct err e = {0};

    (void)state;
    for (size_t len = 0; len < in.len; len++) {
        assert_int_equal(saslauthd_parse((struct span){in.at, len}, &q, &e), SASLAUTHD_MORE);
        assert_ptr_equal(q.login.at, untouched.login.at);
        assert_int_equal(e.code, ERR_NONE);
    }
}

static const struct {
    struct span in;
    const char *says;
} bad[] = {
    {SPAN_INIT("\0\0\0\002pw\0\004imap\0\0"), "login: expected 1 to 512 bytes, came 0"},
    {SPAN_INIT("\002\001"), "login: expected 1 to 512 bytes, came 513"},
    {SPAN_INIT("\0\001a\377\377"), "password: expected 0 to 512 bytes, came 65535"},
    {SPAN_INIT("\0\003a\0b"), "login: expected no NUL byte in it"},
    {SPAN_INIT("\0\001a\0\002p\0"), "password: expected no NUL byte in it"},
    {SPAN_INIT("\0\001a\0\001p\0\006../etc\0\0"), "service: expected letters, digits, '-' and '_'"},
    {SPAN_INIT("\0\001a\0\001p\0\004.etc\0\0"), "service: expected letters, digits, '-' and '_'"},
    {SPAN_INIT("\0\001a\0\001p\0\101"), "service: expected 0 to 64 bytes, came 65"},
    {SPAN_INIT("\0\001a\0\001p\0\0\0\0x"), "expected nothing behind the realm, came 1 bytes"},
};

static void what_is_no_question_is_refused_without_showing_a_byte_of_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct saslauthd_question q = untouched;
        struct err e = {0};

        assert_int_equal(saslauthd_parse(bad[i].in, &q, &e), SASLAUTHD_REFUSED);
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(e.text, bad[i].says);
        assert_ptr_equal(q.login.at, untouched.login.at);
    }
}

static void the_answer_is_one_counted_string(void **state)
{
    char bytes[SASLAUTHD_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    (void)state;
    saslauthd_print(&out, true);
    saslauthd_print(&out, false);
    assert_true(span_eq((struct span){out.at, out.len}, SPAN("\0\002OK\0\002NO")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_read_as_libsasl2_sends_it),
        cmocka_unit_test(half_a_question_is_waited_for),
        cmocka_unit_test(what_is_no_question_is_refused_without_showing_a_byte_of_it),
        cmocka_unit_test(the_answer_is_one_counted_string),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
