#include "message/header.h"

#include "message/address.h"
#include "message/date.h"
#include "read_it.h"

static void assert_header(const char *raw, const char *expected, uint32_t damage)
{
    uint32_t found = 0;

    assert_span(header_text(arena, span_of(raw), &found), expected);
    assert_int_equal(found, damage);
}

static void encoded_words_are_decoded(void **state)
{
    (void)state;
    assert_header("plain words", "plain words", 0);
    assert_header("=?UTF-8?B?44GV44GP44KJ?=", "さくら", 0);
    assert_header("=?iso-2022-jp?B?GyRCMnEwdz5wSnMkTjNORycbKEI=?=", "会員情報の確認", 0);
    assert_header("=?utf-8?Q?caf=C3=A9_au_lait?=", "café au lait", 0);
    assert_header("=?utf-8*fr?q?caf=c3=a9?=", "café", 0);
    assert_header("Re: =?UTF-8?B?44GV44GP44KJ?= (1)", "Re: さくら (1)", 0);
}

static void words_in_a_row_are_one_text(void **state)
{
    (void)state;
    assert_header("=?UTF-8?B?44GV44GP?=\r\n =?UTF-8?B?44KJ?=", "さくら", 0);
    assert_header("=?UTF-8?B?44GV4w==?= =?UTF-8?B?gY/jgok=?=", "さくら", 0); /* a cut character */
    assert_header("=?UTF-8?B?44GV44GP?==?UTF-8?B?44KJ?=", "さくら", 0);
}

static void what_is_broken_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    assert_header("=?UTF-8?B?44GV44GP44KJ", "さくら", MESSAGE_DAMAGE_HEADER);
    assert_header("=?UTF-8?X?44GV?=", "=?UTF-8?X?44GV?=", 0);
    assert_header("=?", "=?", 0);
    assert_header("a\x01"
                  "b\x7f"
                  "c",
                  "a b c", 0);
    assert_header("確認", "確認", MESSAGE_DAMAGE_DECLARED);
    assert_header("\x8am\x94\x46\x82\xb5\x82\xc4", "確認して", MESSAGE_DAMAGE_DECLARED);
}

static void folded_lines_are_one(void **state)
{
    (void)state;
    assert_span(header_unfold(arena, span_of(" a\r\n\t b \n c\n")), "a b  c");
}

static void assert_param(const char *raw, const char *name, const char *expected)
{
    uint32_t damage = 0;

    assert_span(header_param(arena, span_of(raw), span_of(name), &damage), expected);
}

static void parameters_are_found_and_decoded(void **state)
{
    (void)state;
    assert_param("attachment; filename=\"a b.html\"", "filename", "a b.html");
    assert_param("attachment; size=3; filename=a.zip", "filename", "a.zip");
    assert_param("attachment;\r\n filename=\"=?UTF-8?B?44GV44GP44KJ?=.pdf\"", "filename",
                 "さくら.pdf");
    assert_param("attachment; filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8", "filename", "請求書");
    assert_param("attachment; filename*=Shift_JIS'ja'%90%BF%8B%81%8F%91.html", "filename",
                 "請求書.html");
    assert_param("attachment; filename*0*=UTF-8''%E8%AB%8B%E6; filename*1*=%B1%82;"
                 " filename*2=\".html\"",
                 "filename", "請求.html");
    assert_param("text/html; name=\"a\\\"b;c.html\"", "name", "a\"b;c.html");
    assert_param("attachment", "filename", "");
    assert_param("attachment; filename", "filename", "");
}

static struct message_addresses addresses(const char *raw)
{
    uint32_t limits = 0;
    uint32_t damage = 0;
    struct message_addresses list = address_list(arena, span_of(raw), &limits, &damage);

    assert_int_equal(limits, 0);
    return list;
}

static void assert_one(const char *raw, const char *name, const char *address, const char *domain)
{
    struct message_addresses list = addresses(raw);

    assert_int_equal(list.count, 1);
    assert_span(list.at[0].name, name);
    assert_span(list.at[0].address, address);
    assert_span(list.at[0].domain, domain);
}

static void addresses_have_names_and_domains(void **state)
{
    (void)state;
    assert_one("a@Example.JP", "", "a@example.jp", "example.jp");
    assert_one("Foo Bar <A@example.jp>", "Foo Bar", "A@example.jp", "example.jp");
    assert_one("\"Bar, Foo\" <a@example.jp>", "Bar, Foo", "a@example.jp", "example.jp");
    assert_one("=?UTF-8?B?44GV44GP44KJ?= <a@example.jp>", "さくら", "a@example.jp", "example.jp");
    assert_one("\"=?UTF-8?B?44GV44GP44KJ?=\" <a@example.jp>", "さくら", "a@example.jp",
               "example.jp");
    assert_one("a@example.jp (Foo)", "Foo", "a@example.jp", "example.jp");
    assert_one("<@relay.example:a@example.jp>", "", "a@example.jp", "example.jp");
    assert_one("\x1b$B2q0w\x1b(B <a@example.jp>", "会員", "a@example.jp", "example.jp");
    assert_int_equal(addresses("<>").count, 0); /* a Return-Path of nobody */
}

static void a_name_that_looks_like_an_address_stays_a_name(void **state)
{
    (void)state;
    assert_one("\"service@brand.example\" <x@evil.example>", "service@brand.example",
               "x@evil.example", "evil.example");
    assert_one("service@brand.example <x@evil.example>", "service@brand.example", "x@evil.example",
               "evil.example");
    assert_one("\"<service@brand.example>\" <x@evil.example>", "<service@brand.example>",
               "x@evil.example", "evil.example");
    assert_one("Brand Inc", "Brand Inc", "", "");
}

static void several_addresses_are_parted(void **state)
{
    struct message_addresses list =
        addresses("a@x.example, \"B, C\" <b@y.example>; =?utf-8?Q?D,_E?= <d@z.example>");

    (void)state;
    assert_int_equal(list.count, 3);
    assert_span(list.at[1].name, "B, C");
    assert_span(list.at[2].name, "D, E");
    assert_span(list.at[2].local, "d");
}

static void too_many_addresses_are_told(void **state)
{
    static char many[MESSAGE_HEADER_MAX];
    uint32_t limits = 0;
    uint32_t damage = 0;
    size_t len = 0;

    (void)state;
    for (size_t i = 0; i <= MESSAGE_ADDRESSES_MAX; i++) {
        memcpy(many + len, "a@b.example,", 12);
        len += 12;
    }
    assert_int_equal(
        address_list(arena, (struct span){.at = many, .len = len}, &limits, &damage).count,
        MESSAGE_ADDRESSES_MAX);
    assert_int_equal(limits, MESSAGE_LIMIT_ADDRESSES);
}

static void dates_are_instants(void **state)
{
    (void)state;
    assert_int_equal(date_read(SPAN("Thu, 01 Jan 1970 00:00:01 +0000")), 1000);
    assert_int_equal(date_read(SPAN(" Fri, 28 Nov 2025 04:21:34 +0800\r\n")), 1764274894000);
    assert_int_equal(date_read(SPAN("28 Nov 2025 05:21:34 +0900 (JST)")), 1764274894000);
    assert_int_equal(date_read(SPAN("27 Nov 25 20:21:34 GMT")), 1764274894000);
}

static void what_is_no_date_is_none(void **state)
{
    (void)state;
    assert_int_equal(date_read(SPAN("")), 0);
    assert_int_equal(date_read(SPAN("yesterday")), 0);
    assert_int_equal(date_read(SPAN("31 Feb 2025 00:00:00 +0000")), 0);
    assert_int_equal(date_read(SPAN("28 Nov 2025 25:00:00 +0000")), 0);
    assert_int_equal(date_read(SPAN("28 Nov 2025 05:21:34")), 0);
    assert_int_equal(date_read(SPAN("28 Nov 2025 05:21:34 +9")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(encoded_words_are_decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_in_a_row_are_one_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_broken_is_read_as_far_as_it_goes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(folded_lines_are_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parameters_are_found_and_decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(addresses_have_names_and_domains, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_looks_like_an_address_stays_a_name, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(several_addresses_are_parted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_addresses_are_told, set_up, tear_down),
        cmocka_unit_test(dates_are_instants),
        cmocka_unit_test(what_is_no_date_is_none),
    };

    return cmocka_run_group_tests_name("message/header", tests, NULL, NULL);
}
