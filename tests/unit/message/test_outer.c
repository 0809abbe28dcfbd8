#include "message/outer.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#define FROM "From: Taro <taro@example.jp>\r\n"

static struct outer read(const char *text)
{
    struct outer o;

    outer_read((struct span){text, strlen(text)}, SPAN("mail.example.jp"), &o);
    return o;
}

static void the_one_address_of_from_is_found(void **state)
{
    static const struct {
        const char *text;
        const char *from;
    } rows[] = {
        {FROM "\r\n", "taro@example.jp"},
        {"from:taro@example.jp\n\n", "taro@example.jp"},
        {"From: taro@example.jp (Taro <evil@b.example>)\n\n", "taro@example.jp"},
        {"From: \"a, <b@c.example>\" <taro@example.jp>\n\n", "taro@example.jp"},
        {"From: =?utf-8?B?44Gf?=\n <taro@example.jp>\n\n", "taro@example.jp"},
        {"From taro Sat Nov 28\nFrom: taro@example.jp\n\n", "taro@example.jp"},
        {"From: a@b.example, c@d.example\n\n", ""},
        {"From: <a@b.example> <c@d.example>\n\n", ""},
        {"From: a@b.example\nFrom: c@d.example\n\n", ""},
        {"From: <a@b.example\n\n", ""},
        {"Subject: x\n\nFrom: taro@example.jp\n", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outer o = read(rows[i].text);

        assert_int_equal(o.from.len, strlen(rows[i].from));
        assert_true(span_eq(o.from, (struct span){rows[i].from, strlen(rows[i].from)}));
    }
}

static void what_a_program_or_a_list_wrote_is_told(void **state)
{
    static const char *const automatic[] = {
        "Auto-Submitted: auto-replied\n",
        "auto-submitted: auto-generated (vacation)\n",
        "Precedence: bulk\n",
        "PRECEDENCE: List\n",
        "List-Id: <x>\n",
        "List-Unsubscribe: <https://x>\n",
        "X-Loop: y\n",
        "Return-Path: <>\n",
        "Content-Type: multipart/report; report-type=delivery-status\n",
    };
    static const char *const persons[] = {"Auto-Submitted: no\n", "Precedence: first-class\n",
                                          "Return-Path: <a@b.example>\n", "X-List: y\n"};
    char text[300];

    (void)state;
    for (size_t i = 0; i < COUNT(automatic); i++) {
        (void)snprintf(text, sizeof text, FROM "%s\r\n", automatic[i]);
        assert_true(read(text).automatic);
    }
    for (size_t i = 0; i < COUNT(persons); i++) {
        (void)snprintf(text, sizeof text, FROM "%s\r\n", persons[i]);
        assert_false(read(text).automatic);
    }
}

static void only_the_topmost_result_of_the_named_server_binds_the_sender(void **state)
{
    static const struct {
        const char *results;
        bool bound;
    } rows[] = {
        {"", false},
        {"Authentication-Results: mail.example.jp; dmarc=pass header.from=example.jp\n", true},
        {"Authentication-Results: mail.example.jp 1;\n spf=pass smtp.mailfrom=taro@example.jp\n",
         true},
        {"Authentication-Results: mail.example.jp; dkim=pass header.d=example.jp\n", true},
        {"Authentication-Results: mail.example.jp; dkim=pass header.d=other.example\n", false},
        {"Authentication-Results: mail.example.jp; dmarc=fail header.from=example.jp\n", false},
        {"Authentication-Results: mail.example.jp; spf=pass smtp.mailfrom=example.jp; dmarc=fail "
         "header.from=example.jp\n",
         false},
        {"Authentication-Results: mail.example.jp.evil.example; dmarc=pass "
         "header.from=example.jp\n",
         false},
        {"Authentication-Results: mail.example.jp; none\n"
         "Authentication-Results: mail.example.jp; dmarc=pass header.from=example.jp\n",
         false},
        {"Authentication-Results: evil.example; dmarc=pass header.from=example.jp\n", false},
    };
    char text[600];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        (void)snprintf(text, sizeof text, "%s" FROM "\r\n", rows[i].results);
        assert_int_equal(read(text).bound, rows[i].bound);
    }
}

static void a_message_id_that_could_break_a_header_is_none(void **state)
{
    (void)state;
    assert_true(
        span_eq(read("Message-ID: <a.b-1@c.example>\n\n").message_id, SPAN("a.b-1@c.example")));
    assert_int_equal(read("Message-ID: <a\n b@c>\n\n").message_id.len, 0);
    assert_int_equal(read("Message-ID: <a>b@c>\n\n").message_id.len, 0);
    assert_int_equal(read("Message-ID: a@c\n\n").message_id.len, 0);
    assert_int_equal(read("Message-ID: <>\n\n").message_id.len, 0);
}

static void the_language_is_the_stated_one_else_that_of_the_words(void **state)
{
    (void)state;
    assert_int_equal(read("Content-Language: ja-JP\n\n").lang, OUTER_LANG_JA);
    assert_int_equal(read("Accept-Language: en-US, ja\n\nこれは\n").lang, OUTER_LANG_EN);
    assert_int_equal(read(FROM "\r\nこれは本物ですか\r\n").lang, OUTER_LANG_JA);
    assert_int_equal(read("Content-Type: text/plain; charset=ISO-2022-JP\n\nx").lang,
                     OUTER_LANG_JA);
    assert_int_equal(read(FROM "\r\nIs it genuine?\r\n").lang, OUTER_LANG_NONE);
}

static void a_head_too_long_to_read_is_answered_to_nobody(void **state)
{
    size_t len = OUTER_HEAD_MAX + 100;
    char *text = malloc(len + 1);
    struct outer o;

    (void)state;
    assert_non_null(text);
    memset(text, 'a', len);
    memcpy(text, "X: ", 3);
    outer_read((struct span){text, len}, SPAN(""), &o);
    assert_true(o.automatic);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_one_address_of_from_is_found),
        cmocka_unit_test(what_a_program_or_a_list_wrote_is_told),
        cmocka_unit_test(only_the_topmost_result_of_the_named_server_binds_the_sender),
        cmocka_unit_test(a_message_id_that_could_break_a_header_is_none),
        cmocka_unit_test(the_language_is_the_stated_one_else_that_of_the_words),
        cmocka_unit_test(a_head_too_long_to_read_is_answered_to_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
