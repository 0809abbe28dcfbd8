#include "wire/maillog.h"

#include "maillog_text.h"

#include <stdio.h>

#define LOGIN                                                                                      \
    "imap-login: Login: user=<a>, method=PLAIN, rip=203.0.113.7, lip=192.0.2.1, mpid=3, TLS, "     \
    "session=<q>"
#define WANT "|imap|success|a|203.0.113.7|1|tls|q|PLAIN"

/* One line with a reader of its own in a zone. */
static void expect_in(const char *zone, const char *line, const char *want)
{
    struct maillog *m = maillog_for_test(zone);

    maillog_expect(m, line, want);
    maillog_free(&m);
    assert_null(m);
}

static void expect(const char *line, const char *want)
{
    expect_in("UTC", line, want);
}

static void every_header_gives_time_host_program_and_pid(void **state)
{
    (void)state;
    expect("Nov 21 18:00:05 mail dovecot: " LOGIN,
           "signin|2026-11-21T18:00:05Z.000|mail|dovecot|0" WANT);
    expect("Nov  1 08:00:05 mail dovecot[77]: " LOGIN,
           "signin|2026-11-01T08:00:05Z.000|mail|dovecot|77" WANT);
    expect("<22>Nov 21 18:00:05 mail dovecot: " LOGIN,
           "signin|2026-11-21T18:00:05Z.000|mail|dovecot|0" WANT);
    expect("Nov 21 18:00:05.123456 mail dovecot: " LOGIN,
           "signin|2026-11-21T18:00:05Z.123|mail|dovecot|0" WANT);
    expect("2026-11-21T18:00:05.123456+09:00 mail dovecot: " LOGIN,
           "signin|2026-11-21T09:00:05Z.123|mail|dovecot|0" WANT);
    expect("2026-11-21T18:00:05Z mail dovecot: " LOGIN,
           "signin|2026-11-21T18:00:05Z.000|mail|dovecot|0" WANT);
    expect("<22>1 2026-11-21T18:00:05.5-03:30 mail dovecot 12 - [a b=\"] x\\\"\"][c] "
           "\xef\xbb\xbf" LOGIN,
           "signin|2026-11-21T21:30:05Z.500|mail|dovecot|12" WANT);
    expect("<22>1 2026-11-21T18:00:05Z mail dovecot - - -  " LOGIN,
           "signin|2026-11-21T18:00:05Z.000|mail|dovecot|0" WANT);
}

static void the_journal_in_its_short_iso_forms_is_read(void **state)
{
    (void)state;
    expect("2026-11-21T18:00:05+0900 mail dovecot[12]: " LOGIN,
           "signin|2026-11-21T09:00:05Z.000|mail|dovecot|12" WANT);
    expect("2026-11-21T18:00:05.123456+0900 mail dovecot[12]: " LOGIN,
           "signin|2026-11-21T09:00:05Z.123|mail|dovecot|12" WANT);
    expect("-- Boot 0123456789abcdef --", "unknown||||0");
}

static void dovecots_own_file_has_no_host(void **state)
{
    (void)state;
    expect("Nov 21 18:00:05 imap-login: Info: Login: user=<a>, method=PLAIN, rip=203.0.113.7, "
           "lip=192.0.2.1, TLS, "
           "session=<q>",
           "signin|2026-11-21T18:00:05Z.000||dovecot|0" WANT);
    expect("2026-11-21 18:00:05 imap-login: Info: Login: user=<a>, method=PLAIN, rip=203.0.113.7, "
           "lip=192.0.2.1, TLS, "
           "session=<q>",
           "signin|2026-11-21T18:00:05Z.000||dovecot|0" WANT);
    expect("Nov 21 18:00:05 imap(a b)<12><q>: Info: Disconnected",
           "other|2026-11-21T18:00:05Z.000||dovecot|0");
    expect("Nov 21 18:00:05 auth(a,203.0.113.7,sasl:plain)<q>: Info: sql: Password mismatch",
           "auth_detail|2026-11-21T18:00:05Z.000||dovecot|0|unknown|wrong_password|a|203.0.113.7|1|"
           "|q|plain");
}

static void times_without_a_zone_are_of_the_readers_zone(void **state)
{
    (void)state;
    expect_in("Asia/Tokyo", "Nov 21 18:00:05 mail dovecot: " LOGIN,
              "signin|2026-11-21T09:00:05Z.000|mail|dovecot|0" WANT);
    expect_in("+09:00", "Nov 21 18:00:05 mail dovecot: " LOGIN,
              "signin|2026-11-21T09:00:05Z.000|mail|dovecot|0" WANT);
    expect_in("Asia/Tokyo", "2026-11-21T18:00:05Z mail dovecot: " LOGIN,
              "signin|2026-11-21T18:00:05Z.000|mail|dovecot|0" WANT);
    expect_in("Asia/Tokyo", "2026-11-21 18:00:05 +0100 1oXyZa-0001Ab-2C Completed",
              "other|2026-11-21T17:00:05Z.000||exim|0");
}

static void an_unknown_zone_is_refused(void **state)
{
    struct maillog_options o = {.zone = "Mars/Olympus"};
    struct maillog *m = NULL;
    struct err e = {0};

    (void)state;
    assert_false(maillog_new(&o, &m, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_null(m);
}

static void the_year_is_the_latest_that_is_not_after_the_file(void **state)
{
    (void)state;
    expect("Dec  1 23:59:59 mail a: b", "unknown|2026-12-01T23:59:59Z.000|mail|a|0");
    expect("Dec  2 00:01:01 mail a: b", "unknown|2025-12-02T00:01:01Z.000|mail|a|0");
    expect("Feb 29 12:00:00 mail a: b", "unknown|2024-02-29T12:00:00Z.000|mail|a|0");
}

static void the_year_goes_on_over_new_year_and_back_for_a_late_line(void **state)
{
    struct maillog *m = maillog_for_test("UTC");

    (void)state;
    maillog_expect(m, "Dec 31 23:59:58 mail a: b", "unknown|2025-12-31T23:59:58Z.000|mail|a|0");
    maillog_expect(m, "Jan  1 00:00:01 mail a: b", "unknown|2026-01-01T00:00:01Z.000|mail|a|0");
    maillog_expect(m, "Dec 31 23:59:59 mail a: b", "unknown|2025-12-31T23:59:59Z.000|mail|a|0");
    maillog_expect(m, "Jan  1 00:00:02 mail a: b", "unknown|2026-01-01T00:00:02Z.000|mail|a|0");
    maillog_free(&m);
}

static void a_year_that_is_given_is_that_of_the_first_line(void **state)
{
    struct maillog_options o = {
        .reference_ms = INT64_C(1796083200000), .zone = "UTC", .year = 2019};
    struct maillog *m = NULL;
    struct err e = {0};

    (void)state;
    assert_true(maillog_new(&o, &m, &e));
    maillog_expect(m, "Dec 31 23:59:58 mail a: b", "unknown|2019-12-31T23:59:58Z.000|mail|a|0");
    maillog_expect(m, "Jan  1 00:00:01 mail a: b", "unknown|2020-01-01T00:00:01Z.000|mail|a|0");
    maillog_expect(m, "Feb 29 00:00:01 mail a: b", "unknown|2020-02-29T00:00:01Z.000|mail|a|0");
    maillog_free(&m);
}

static void an_hour_that_occurs_twice_is_told_by_the_order_of_lines(void **state)
{
    struct maillog *m = maillog_for_test("Europe/Berlin");

    (void)state;
    maillog_expect(m, "Oct 25 02:59:59 mail a: b", "unknown|2026-10-25T00:59:59Z.000|mail|a|0");
    maillog_expect(m, "Oct 25 02:00:01 mail a: b", "unknown|2026-10-25T01:00:01Z.000|mail|a|0");
    maillog_expect(m, "Oct 25 02:30:00 mail a: b", "unknown|2026-10-25T01:30:00Z.000|mail|a|0");
    maillog_expect(m, "Oct 25 02:59:59 mail a: b", "unknown|2026-10-25T01:59:59Z.000|mail|a|0");
    maillog_expect(m, "Oct 25 03:00:00 mail a: b", "unknown|2026-10-25T02:00:00Z.000|mail|a|0");
    maillog_free(&m);
}

static void what_is_no_log_line_is_bad(void **state)
{
    static const char *const lines[] = {
        "",
        " ",
        "hello",
        "Nov 21",
        "Nov 21 18:00:05",
        "Nov 31 25:00:00 mail a: b",
        "Foo 21 18:00:00 mail a: b",
        "Nov 00 18:00:00 mail a: b",
        "Nov 32 18:00:00 mail a: b",
        "2026-13-21T18:00:05Z mail a: b",
        "2026-02-29T18:00:05Z mail a: b",
        "2026-11-21T18:00:05Xmail a: b",
        "<22>1 yesterday mail a - - - b",
        "{",
        "{\"MESSAGE\":\"x\"}",
        "{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"x\"}",
        "{\"MESSAGE\":\"\\u00",
        "\xff\xfe\xfd",
        "<22>",
        "<22>1 ",
    };
    struct maillog *m = maillog_for_test("UTC");

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct maillog_line parsed = {0};

        maillog_parse(m, (struct span){.at = lines[i], .len = strlen(lines[i])}, &parsed);
        if (parsed.kind != MAILLOG_BAD && parsed.kind != MAILLOG_UNKNOWN) {
            fail_msg("\"%s\" is %s", lines[i], maillog_kind_code(parsed.kind));
        }
        assert_true(parsed.kind == MAILLOG_BAD || strcmp(lines[i], "Nov 21 18:00:05") == 0);
    }
    maillog_free(&m);
}

static void a_line_with_a_nul_byte_is_bad(void **state)
{
    static const char line[] =
        "Nov 21 18:00:05 mail dovecot: imap-login: Login: user=<a\0>, rip=203.0.113.7";
    struct maillog *m = maillog_for_test("UTC");
    struct maillog_line parsed = {0};

    (void)state;
    maillog_parse(m, (struct span){.at = line, .len = sizeof line - 1}, &parsed);
    assert_int_equal(parsed.kind, MAILLOG_BAD);
    maillog_free(&m);
}

static void a_sign_in_cut_short_is_bad_at_every_byte_before_its_address(void **state)
{
    static const char line[] = "Nov 21 18:00:05 mail dovecot: " LOGIN;
    const char *address = strstr(line, "203.0.113.7");
    struct maillog *m = maillog_for_test("UTC");

    (void)state;
    assert_non_null(address);
    for (size_t len = (size_t)(strstr(line, "user=") - line); len < (size_t)(address - line) + 9;
         len++) {
        struct maillog_line parsed = {0};

        maillog_parse(m, (struct span){.at = line, .len = len}, &parsed);
        assert_int_equal(parsed.kind, MAILLOG_BAD);
    }
    for (size_t len = (size_t)(strstr(line, "session=<") - line) + 9; len < sizeof line - 2;
         len++) {
        struct maillog_line parsed = {0};

        maillog_parse(m, (struct span){.at = line, .len = len}, &parsed);
        assert_int_equal(parsed.kind, MAILLOG_BAD);
    }
    maillog_free(&m);
}

static void programs_are_told_apart(void **state)
{
    (void)state;
    expect("Nov 21 18:00:05 mail sshd[9]: Accepted password for a",
           "unknown|2026-11-21T18:00:05Z.000|mail|sshd|9");
    expect("Nov 21 18:00:05 mail kernel: [ 1.0] x",
           "unknown|2026-11-21T18:00:05Z.000|mail|kernel|0");
    expect("Nov 21 18:00:05 mail last message repeated 3 times",
           "unknown|2026-11-21T18:00:05Z.000|||0");
    expect("Nov 21 18:00:05 mail postfix/qmgr[9]: 4X: removed",
           "other|2026-11-21T18:00:05Z.000|mail|postfix/qmgr|9");
    expect("Nov 21 18:00:05 mail dovecot: lmtp(a)<1><q>: saved",
           "other|2026-11-21T18:00:05Z.000|mail|dovecot|0");
    expect("Nov 21 18:00:05 mail cyrus/lmtp[9]: x",
           "other|2026-11-21T18:00:05Z.000|mail|cyrus/lmtp|9");
    expect("2026-11-21 18:00:05 status installed exim4:amd64 4.96",
           "unknown|2026-11-21T18:00:05Z.000|||0");
    expect("2026-11-21 18:00:05 1oXyZa-00000001AbC-2Cde Completed",
           "other|2026-11-21T18:00:05Z.000||exim|0");
}

static void accounts_are_lower_case_and_bounded(void **state)
{
    char line[1024];
    char name[400];

    (void)state;
    expect("Nov 21 18:00:05 mail dovecot: imap-login: Login: user=<Alice@EXAMPLE.org>, "
           "method=PLAIN, rip=203.0.113.7, "
           "lip=192.0.2.1, session=<q>",
           "signin|2026-11-21T18:00:05Z.000|mail|dovecot|0|imap|success|alice@example.org|203.0."
           "113.7|1||q|PLAIN");
    memset(name, 'A', sizeof name);
    for (size_t len = MAILLOG_ACCOUNT_MAX; len <= MAILLOG_ACCOUNT_MAX + 1; len++) {
        struct maillog *m = maillog_for_test("UTC");
        struct maillog_line parsed = {0};

        (void)snprintf(line, sizeof line,
                       "Nov 21 18:00:05 mail dovecot: imap-login: Login: user=<%.*s>, "
                       "method=PLAIN, rip=203.0.113.7, x",
                       (int)len, name);
        maillog_parse(m, (struct span){.at = line, .len = strlen(line)}, &parsed);
        assert_int_equal(parsed.kind, len == MAILLOG_ACCOUNT_MAX ? MAILLOG_SIGNIN : MAILLOG_BAD);
        maillog_free(&m);
    }
    expect("Nov 21 18:00:05 mail dovecot: imap-login: Login: user=<>, method=PLAIN, "
           "rip=203.0.113.7, lip=192.0.2.1",
           "bad|2026-11-21T18:00:05Z.000|mail|dovecot|0");
}

static void a_line_rsyslog_folded_counts_as_often_as_it_came(void **state)
{
    (void)state;
    expect("Nov 21 18:00:05 mail postfix/smtpd[9]: message repeated 3 times: [ warning: "
           "unknown[203.0.113.7]: SASL LOGIN "
           "authentication failed: UGFzc3dvcmQ6]",
           "signin|2026-11-21T18:00:05Z.000|mail|postfix/"
           "smtpd|9|submission|wrong_password||203.0.113.7|3|||LOGIN");
}

static void the_journal_as_json_is_read(void **state)
{
    (void)state;
    expect("{\"__CURSOR\":\"s=1;i=2\",\"_PID\":\"12\",\"MESSAGE\":\"" LOGIN
           "\",\"_HOSTNAME\":\"mail\","
           "\"SYSLOG_IDENTIFIER\":\"dovecot\",\"__REALTIME_TIMESTAMP\":\"1795284005123456\"}",
           "signin|2026-11-21T18:00:05Z.123|mail|dovecot|12" WANT);
    expect("{ \"__REALTIME_TIMESTAMP\" : \"1795284005123456\", \"SYSLOG_IDENTIFIER\" : "
           "\"dovecot\", \"X\" : [1,{\"a\":"
           "\"]}\"}], \"Y\":null, \"Z\":1.5, \"MESSAGE\" : \"imap-login: Login: "
           "user=<\\u0041\\u00e9\\ud83d\\ude00\\n>, "
           "rip=203.0.113.7, x\" }",
           "signin|2026-11-21T18:00:05Z.123||dovecot|0|imap|success|a\xc3\xa9\xf0\x9f\x98\x80\n|"
           "203.0.113.7|1|||");
    expect("{\"__REALTIME_TIMESTAMP\":\"1795284005123456\",\"_COMM\":\"sshd\",\"MESSAGE\":[104,105,"
           "255]}",
           "unknown|2026-11-21T18:00:05Z.123||sshd|0");
    expect("{\"__REALTIME_TIMESTAMP\":\"1795284005123456\",\"_COMM\":\"sshd\",\"MESSAGE\":[104,0]}",
           "bad||||0");
    expect("{\"__REALTIME_TIMESTAMP\":\"1795284005123456\",\"_COMM\":\"sshd\",\"MESSAGE\":"
           "\"a\\u0000b\"}",
           "bad||||0");
    expect("{\"__REALTIME_TIMESTAMP\":\"1795284005123456\",\"_COMM\":\"sshd\",\"MESSAGE\":null}",
           "bad||||0");
}

static void peeking_gives_the_time_and_leaves_the_reader_alone(void **state)
{
    struct maillog *m = maillog_for_test("UTC");
    int64_t at_ms = -1;

    (void)state;
    assert_true(maillog_peek_time(m, SPAN("Dec 31 23:00:00 mail a: b"), &at_ms));
    assert_true(at_ms == INT64_C(1767222000000));
    assert_true(maillog_peek_time(
        m, SPAN("{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"5000000\"}"), &at_ms));
    assert_true(at_ms == 5000);
    assert_false(maillog_peek_time(m, SPAN("hello"), &at_ms));
    assert_false(maillog_peek_time(m, SPAN(""), &at_ms));
    assert_true(at_ms == 5000);
    maillog_expect(m, "Jan  1 00:00:01 mail a: b", "unknown|2026-01-01T00:00:01Z.000|mail|a|0");
    maillog_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_header_gives_time_host_program_and_pid),
        cmocka_unit_test(the_journal_in_its_short_iso_forms_is_read),
        cmocka_unit_test(dovecots_own_file_has_no_host),
        cmocka_unit_test(times_without_a_zone_are_of_the_readers_zone),
        cmocka_unit_test(an_unknown_zone_is_refused),
        cmocka_unit_test(the_year_is_the_latest_that_is_not_after_the_file),
        cmocka_unit_test(the_year_goes_on_over_new_year_and_back_for_a_late_line),
        cmocka_unit_test(a_year_that_is_given_is_that_of_the_first_line),
        cmocka_unit_test(an_hour_that_occurs_twice_is_told_by_the_order_of_lines),
        cmocka_unit_test(what_is_no_log_line_is_bad),
        cmocka_unit_test(a_line_with_a_nul_byte_is_bad),
        cmocka_unit_test(a_sign_in_cut_short_is_bad_at_every_byte_before_its_address),
        cmocka_unit_test(programs_are_told_apart),
        cmocka_unit_test(accounts_are_lower_case_and_bounded),
        cmocka_unit_test(a_line_rsyslog_folded_counts_as_often_as_it_came),
        cmocka_unit_test(the_journal_as_json_is_read),
        cmocka_unit_test(peeking_gives_the_time_and_leaves_the_reader_alone),
    };

    return cmocka_run_group_tests_name("wire/maillog", tests, NULL, NULL);
}
