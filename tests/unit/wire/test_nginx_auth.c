#include "wire/nginx_auth.h"

#include "cmocka_all.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void fill(struct span heads[NGINX_HEAD_COUNT])
{
    const char *const values[NGINX_HEAD_COUNT] = {
        [NGINX_AUTH_METHOD] = "plain",
        [NGINX_AUTH_USER] = "aoi+mail@example.jp",
        [NGINX_AUTH_PASS] = "a%20b%25+%E8%BA%AB",
        [NGINX_AUTH_PROTOCOL] = "smtp",
        [NGINX_AUTH_LOGIN_ATTEMPT] = "2",
        [NGINX_CLIENT_IP] = "2001:db8::7",
        [NGINX_AUTH_SSL] = "on",
    };

    for (size_t i = 0; i < NGINX_HEAD_COUNT; i++) {
        heads[i] = span_of(values[i]);
    }
}

static void a_question_is_read_as_nginx_writes_it(void **state)
{
    struct span heads[NGINX_HEAD_COUNT];
    struct nginx_room room;
    struct nginx_question q;
    struct err e = {0};

    (void)state;
    fill(heads);
    assert_true(nginx_auth_read(heads, &room, &q, &e));
    assert_true(span_eq(q.login, SPAN("aoi+mail@example.jp")));
    assert_true(span_eq(q.password, SPAN("a b%+\xe8\xba\xab")));
    assert_int_equal(q.service, SERVICE_SUBMISSION);
    assert_int_equal(q.attempt, 2);
    assert_true(q.known && q.tls && q.has_remote);
    heads[NGINX_AUTH_METHOD] = SPAN("cram-md5");
    heads[NGINX_CLIENT_IP] = SPAN("unix:");
    heads[NGINX_AUTH_LOGIN_ATTEMPT] = (struct span){0};
    assert_true(nginx_auth_read(heads, &room, &q, &e));
    assert_false(q.known || q.has_remote);
    assert_int_equal(q.attempt, 1);
}

static const struct {
    enum nginx_head head;
    const char *value;
    const char *says;
} bad[] = {
    {NGINX_AUTH_METHOD, "", "Auth-Method: expected one; this is a question of nginx"},
    {NGINX_AUTH_PROTOCOL, "ftp", "Auth-Protocol: expected imap, pop3 or smtp, came \"ftp\""},
    {NGINX_AUTH_PASS, "secret%2", "Auth-Pass: expected %XX behind each %"},
    {NGINX_AUTH_PASS, "secret%zz", "Auth-Pass: expected %XX behind each %"},
    {NGINX_AUTH_USER, "a%00b", "Auth-User: expected no NUL byte in it"},
    {NGINX_CLIENT_IP, "here", "Client-IP: expected an address, came \"here\""},
    {NGINX_AUTH_LOGIN_ATTEMPT, "0", "Auth-Login-Attempt: expected a number from 1, came \"0\""},
};

static void what_nginx_does_not_write_is_refused_without_the_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct span heads[NGINX_HEAD_COUNT];
        struct nginx_room room;
        struct nginx_question q = {.attempt = 77};
        struct err e = {0};

        fill(heads);
        heads[bad[i].head] = span_of(bad[i].value);
        assert_false(nginx_auth_read(heads, &room, &q, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(e.text, bad[i].says);
        assert_int_equal(q.attempt, 77);
    }
}

static void what_is_too_long_is_refused(void **state)
{
    static char longer[NGINX_PASSWORD_MAX + 1];
    struct span heads[NGINX_HEAD_COUNT];
    struct nginx_room room;
    struct nginx_question q;
    struct err e = {0};

    (void)state;
    memset(longer, 'x', sizeof longer);
    fill(heads);
    heads[NGINX_AUTH_PASS] = (struct span){longer, sizeof longer - 1};
    assert_true(nginx_auth_read(heads, &room, &q, &e));
    heads[NGINX_AUTH_PASS].len++;
    assert_false(nginx_auth_read(heads, &room, &q, &e));
    assert_string_equal(e.text, "Auth-Pass: expected at most 256 bytes");
}

static const struct {
    enum service service;
    enum nginx_failure why;
    const char *text;
    const char *status;
    const char *code;
} told[] = {
    {SERVICE_IMAP, NGINX_WRONG, "", "[AUTHENTICATIONFAILED] Authentication failed.", "535 5.7.8"},
    {SERVICE_POP3, NGINX_WRONG, "", "[AUTH] Authentication failed.", "535 5.7.8"},
    {SERVICE_SUBMISSION, NGINX_WRONG, "", "Authentication failed.", "535 5.7.8"},
    {SERVICE_IMAP, NGINX_OTHER_WAY, "Not from abroad. (S1)", "[ALERT] Not from abroad. (S1)",
     "534 5.7.9"},
    {SERVICE_POP3, NGINX_REFUSED, "Blocked. (B1)", "[AUTH] Blocked. (B1)", "535 5.7.8"},
    {SERVICE_IMAP, NGINX_REFUSED, "[UNAVAILABLE] Later.", "[UNAVAILABLE] Later.", "535 5.7.8"},
    {SERVICE_POP3, NGINX_REFUSED, "[UNAVAILABLE] Later.", "[AUTH] Later.", "535 5.7.8"},
    {SERVICE_SUBMISSION, NGINX_REFUSED, "[UNAVAILABLE] Later.", "Later.", "535 5.7.8"},
    {SERVICE_POP3, NGINX_UNAVAILABLE, "",
     "[SYS/TEMP] Sign-in cannot be checked now. Please try again later.", "454 4.7.0"},
    {SERVICE_IMAP, NGINX_LIMITED, "x\r\nAuth-Status: OK", "[LIMIT] x  Auth-Status: OK",
     "454 4.7.0"},
};

static void each_protocol_is_told_in_its_own_words_and_one_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(told); i++) {
        char bytes[NGINX_STATUS_MAX];
        struct buf out = BUF_ON(bytes);

        nginx_auth_status(&out, told[i].service, told[i].why, span_of(told[i].text));
        assert_false(out.full);
        assert_int_equal(out.len, strlen(told[i].status));
        assert_memory_equal(out.at, told[i].status, out.len);
        assert_string_equal(nginx_auth_code(told[i].why), told[i].code);
    }
}

static void a_text_that_is_too_long_is_cut_at_a_character(void **state)
{
    static char text[3 * NGINX_STATUS_MAX];
    char bytes[NGINX_STATUS_MAX];
    struct buf out = BUF_ON(bytes);

    (void)state;
    for (size_t i = 0; i < sizeof text; i += 3) {
        memcpy(text + i, "\xe8\xba\xab", 3);
    }
    nginx_auth_status(&out, SERVICE_SUBMISSION, NGINX_REFUSED, (struct span){text, sizeof text});
    assert_false(out.full);
    assert_int_equal(out.len, NGINX_STATUS_MAX / 3 * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_read_as_nginx_writes_it),
        cmocka_unit_test(what_nginx_does_not_write_is_refused_without_the_password),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(each_protocol_is_told_in_its_own_words_and_one_line),
        cmocka_unit_test(a_text_that_is_too_long_is_cut_at_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
