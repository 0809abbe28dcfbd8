#include "courier/gateway.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct gateway_request request;

static struct gateway *parsed(const char *text)
{
    struct gateway *g = NULL;
    struct err e;

    if (!gateway_parse((struct span){text, strlen(text)}, "g.conf", &g, &e)) {
        fail_msg("%s", e.text);
    }
    return g;
}

static const struct notice about = {.reference = "M7K2-9QXD-4TRW-8C", .lang = 1};

static struct delivery message(const char *to, const char *text)
{
    return (struct delivery){.id = 42, .recipient = {to, strlen(to)}, .body = {text, strlen(text)}};
}

static bool filled(const struct gateway *g, const struct delivery *d, bool unicode, struct err *e)
{
    struct gateway_message m = {
        .delivery = d, .notice = &about, .unicode = unicode, .token = "00ff"};

    return gateway_fill(g, &m, &request, e);
}

static void kannels_example_asks_as_kannel_wants_to_be_asked(void **state)
{
    char path[] = "/tmp/mioboe-test-XXXXXX";
    char text[8192];
    char *stated;
    size_t len;
    FILE *in = fopen(TEST_DATA "/../../contrib/kannel/sendsms.conf", "r");
    int fd = mkstemp(path);
    struct delivery d = message("+819012345678", "身覚え");
    struct gateway *g = NULL;
    struct err e;

    (void)state;
    assert_non_null(in);
    len = fread(text, 1, sizeof text - 1, in);
    (void)fclose(in);
    text[len] = '\0';
    assert_int_equal(write(fd, "p&ss wörd\n", 11), 11);
    (void)close(fd);
    stated = strstr(text, "/etc/mioboe/sendsms.secret");
    assert_non_null(stated);
    memset(stated, ' ', strlen("/etc/mioboe/sendsms.secret"));
    memcpy(stated, path, strlen(path));
    fd = open("/tmp/mioboe-test-gateway.conf", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, text, len), len);
    (void)close(fd);
    assert_true(gateway_read("/tmp/mioboe-test-gateway.conf", &g, &e));
    assert_true(filled(g, &d, true, &e));
    assert_false(request.post);
    assert_string_equal(
        request.url,
        "http://127.0.0.1:13013/cgi-bin/sendsms?username=mioboe&password=p%26ss%20w%C3%B6rd"
        "&from=MIOBOE&to=%2B819012345678&charset=UTF-8&coding=2&text=%E8%BA%AB%E8%A6%9A%E3%81%88"
        "&dlr-mask=31&dlr-url=http%3A%2F%2F127.0.0.1%3A8084%2Fv1%2Fdeliveries%2F42%2F00ff"
        "%3Fstate%3D%25d%26text%3D%25A");
    assert_true(filled(g, &d, false, &e));
    assert_non_null(strstr(request.url, "&coding=0&"));
    assert_int_equal(gateway_judge(g, 202, SPAN("0: Accepted for delivery\n")), GATEWAY_ACCEPTED);
    assert_int_equal(gateway_judge(g, 202, SPAN("3: Queued for later delivery")), GATEWAY_ACCEPTED);
    assert_int_equal(gateway_judge(g, 403, SPAN("Authorization failed for sendsms")),
                     GATEWAY_RETRY);
    assert_int_equal(gateway_judge(g, 503, SPAN("Temporal failure, try again later.")),
                     GATEWAY_RETRY);
    assert_int_equal(gateway_judge(g, 400, SPAN("Missing receiver number")), GATEWAY_FAILED);
    gateway_free(&g);
    (void)unlink(path);
    (void)unlink("/tmp/mioboe-test-gateway.conf");
}

static void values_are_escaped_for_the_place_they_stand_in(void **state)
{
    struct gateway *g = parsed("method = POST\n"
                               "url = https://api.example.jp/send/{{to_digits}}\n"
                               "body_type = application/json; charset=utf-8\n"
                               "header = X-Reference: {{reference}}\n"
                               "header = X-Language: {{lang}}\n"
                               "body = {\"to\":\"{{to}}\",\n"
                               "  \"text\":\"{{text}}\",\"id\":{{id}}}\n");
    struct delivery d = message("+81 90", "a \"quote\",\n\\ and 身");
    struct err e;

    (void)state;
    assert_true(filled(g, &d, true, &e));
    assert_true(request.post);
    assert_string_equal(request.url, "https://api.example.jp/send/81%2090");
    assert_int_equal(request.header_count, 3);
    assert_string_equal(request.headers[0], "X-Reference: M7K2-9QXD-4TRW-8C");
    assert_string_equal(request.headers[1], "X-Language: ja");
    assert_string_equal(request.headers[2], "Content-Type: application/json; charset=utf-8");
    assert_memory_equal(
        request.body,
        "{\"to\":\"+81 90\",\"text\":\"a \\\"quote\\\",\\u000a\\\\ and 身\",\"id\":42}",
        request.body_len);
    gateway_free(&g);
}

static void a_form_is_percent_encoded(void **state)
{
    struct gateway *g = parsed("method = POST\nurl = http://a/\nbody = to={{to}}&text={{text}}\n");
    struct delivery d = message("+1", "a&b=c d+e");
    struct err e;

    (void)state;
    assert_true(filled(g, &d, false, &e));
    assert_int_equal(request.body_len, strlen("to=%2B1&text=a%26b%3Dc%20d%2Be"));
    assert_memory_equal(request.body, "to=%2B1&text=a%26b%3Dc%20d%2Be", request.body_len);
    assert_string_equal(request.headers[0], "Content-Type: application/x-www-form-urlencoded");
    gateway_free(&g);
}

static void a_value_cannot_begin_another_header(void **state)
{
    struct gateway *g = parsed("url = http://a/{{text}}\nheader = X-To: {{to}}\n");
    struct delivery d = message("+81\r\nX-Evil: 1", "text");
    struct err e;

    (void)state;
    assert_false(filled(g, &d, false, &e));
    assert_int_equal(e.code, ERR_INPUT);
    gateway_free(&g);
}

static void what_is_not_utf8_or_too_long_is_refused(void **state)
{
    static char text[GATEWAY_URL_MAX];
    struct gateway *g = parsed("url = http://a/{{to}}/{{text}}\n");
    struct delivery d = message("+81", "\xff");
    struct err e;

    (void)state;
    assert_false(filled(g, &d, false, &e));
    assert_int_equal(e.code, ERR_INPUT);
    memset(text, 'a', sizeof text - 1);
    d = message("+81", text);
    assert_false(filled(g, &d, false, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    gateway_free(&g);
}

static void the_first_answer_that_fits_counts(void **state)
{
    struct gateway *g = parsed("url = http://a/{{to}}{{text}}\n"
                               "answer = 200 failed *invalid*number*\n"
                               "answer = 2xx accepted\n"
                               "answer = 429 retry\n"
                               "answer = * failed\n");

    (void)state;
    assert_int_equal(gateway_judge(g, 200, SPAN("{\"e\":\"invalid phone number\"}")),
                     GATEWAY_FAILED);
    assert_int_equal(gateway_judge(g, 200, SPAN("number invalid")), GATEWAY_ACCEPTED);
    assert_int_equal(gateway_judge(g, 299, SPAN("")), GATEWAY_ACCEPTED);
    assert_int_equal(gateway_judge(g, 429, SPAN("")), GATEWAY_RETRY);
    assert_int_equal(gateway_judge(g, 500, SPAN("")), GATEWAY_FAILED);
    gateway_free(&g);
}

static void without_stated_answers_only_2xx_is_accepted(void **state)
{
    struct gateway *g = parsed("url = http://a/{{to}}{{text}}\n");

    (void)state;
    assert_int_equal(gateway_judge(g, 204, SPAN("")), GATEWAY_ACCEPTED);
    assert_int_equal(gateway_judge(g, 400, SPAN("")), GATEWAY_RETRY);
    assert_int_equal(gateway_slots(g), 8);
    assert_int_equal(gateway_timeout_ms(g), 30000);
    assert_false(gateway_reports(g));
    gateway_free(&g);
}

static void a_mistake_is_told_with_its_line_and_what_was_expected(void **state)
{
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        {"", "g.conf: expected url = http://... in it"},
        {"url\n", "g.conf:1: expected NAME = VALUE, came \"url\""},
        {"\n#\nurll = x\n", "g.conf:3: expected a name such as url or answer, came \"urll\""},
        {"  go on\n", "g.conf:1: expected NAME = VALUE at the line's beginning"},
        {"url = ftp://a\n", "g.conf:1: url: expected http://... or https://..., came \"ftp://a\""},
        {"url = http://a b\n", "g.conf:1: url: expected no blank in it: write %20"},
        {"url = http://a\nurl = http://b\n", "g.conf:2: url: expected once"},
        {"url = http://a\n", "g.conf: expected {{to}} and {{text}} in url, header or body"},
        {"url = http://a/{{to}}{{text}}\nbody = x\n", "g.conf: expected method = POST beside body"},
        {"method = PUT\n", "g.conf:1: method: expected GET or POST, came \"PUT\""},
        {"answer = 20 accepted\n",
         "g.conf:1: answer: expected a status such as 202, 2xx or *, came \"20\""},
        {"answer = 202 ok\n", "g.conf:1: answer: expected accepted, failed or retry, came \"ok\""},
        {"header = Bad Name: x\n", "g.conf:1: header: expected Name: value, came \"Bad Name: x\""},
        {"slots = 0\n", "g.conf:1: slots: expected a number from 1 to 64, came \"0\""},
        {"timeout = 601\n", "g.conf:1: timeout: expected seconds from 1 to 600, came \"601\""},
        {"retry = 5 x\n", "g.conf:1: retry: expected up to 12 numbers of seconds, came \"x\""},
        {"password_file = secret\n",
         "g.conf:1: password_file: expected a path from / on, came \"secret\""},
        {"body_type = text/html\n",
         "g.conf:1: body_type: expected application/x-www-form-urlencoded, application/json or "
         "text/plain, came \"text/html\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct gateway *g = NULL;
        struct err e;

        assert_false(
            gateway_parse((struct span){rows[i].text, strlen(rows[i].text)}, "g.conf", &g, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_string_equal(e.text, rows[i].error);
        assert_null(g);
    }
}

static void a_name_nobody_knows_in_a_template_is_refused(void **state)
{
    struct gateway *g = NULL;
    struct err e;

    (void)state;
    assert_false(gateway_parse(SPAN("url = http://a/{{to}}{{text}}{{phone}}\n"), "g.conf", &g, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, "came \"phone\""));
    assert_false(
        gateway_parse(SPAN("url = http://a/{{to}}{{text}}{{unicode}}\n"), "g.conf", &g, &e));
    assert_null(g);
}

static void a_password_file_everybody_may_read_is_refused(void **state)
{
    char secret[] = "/tmp/mioboe-secret-XXXXXX";
    char conf[] = "/tmp/mioboe-conf-XXXXXX";
    int fd = mkstemp(secret);
    FILE *out = fdopen(mkstemp(conf), "w");
    struct gateway *g = NULL;
    struct err e;

    (void)state;
    assert_int_equal(write(fd, "open\n", 5), 5);
    assert_int_equal(fchmod(fd, 0644), 0);
    (void)fprintf(out, "url = http://a/{{to}}{{text}}\npassword_file = %s\n", secret);
    (void)fclose(out);
    assert_false(gateway_read(conf, &g, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, "not everybody may read"));
    assert_null(g);
    assert_int_equal(fchmod(fd, 0640), 0);
    assert_true(gateway_read(conf, &g, &e));
    gateway_free(&g);
    (void)close(fd);
    (void)unlink(secret);
    (void)unlink(conf);
}

static void a_password_that_comes_back_in_an_answer_is_not_kept(void **state)
{
    char secret[] = "/tmp/mioboe-secret-XXXXXX";
    char conf[] = "/tmp/mioboe-conf-XXXXXX";
    int fd = mkstemp(secret);
    FILE *out = fdopen(mkstemp(conf), "w");
    char bytes[128];
    struct buf detail = BUF_ON(bytes);
    struct gateway *g = NULL;
    struct err e;

    (void)state;
    assert_int_equal(write(fd, "p&ss\n", 5), 5);
    (void)close(fd);
    (void)fprintf(out, "url = http://a/{{to}}{{text}}\npassword_file = %s\n", secret);
    (void)fclose(out);
    assert_true(gateway_read(conf, &g, &e));
    gateway_detail(g, 403, SPAN("denied: password=p%26ss or p&ss\n"), &detail);
    assert_memory_equal(detail.at, "403 denied: password=*** or ***", detail.len);
    gateway_free(&g);
    (void)unlink(secret);
    (void)unlink(conf);
}

static void a_token_is_of_one_delivery_and_one_key(void **state)
{
    const uint8_t key[GATEWAY_KEY_SIZE] = {1};
    const uint8_t other[GATEWAY_KEY_SIZE] = {2};
    char token[GATEWAY_TOKEN_MAX];
    char bad[GATEWAY_TOKEN_MAX];

    (void)state;
    gateway_token(key, 42, token);
    assert_int_equal(strlen(token), 32);
    assert_true(gateway_token_is(key, 42, (struct span){token, 32}));
    assert_false(gateway_token_is(key, 43, (struct span){token, 32}));
    assert_false(gateway_token_is(other, 42, (struct span){token, 32}));
    assert_false(gateway_token_is(key, 42, (struct span){token, 31}));
    for (size_t i = 0; i < 32; i++) {
        memcpy(bad, token, sizeof bad);
        bad[i] = bad[i] == '0' ? '1' : '0';
        assert_false(gateway_token_is(key, 42, (struct span){bad, 32}));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kannels_example_asks_as_kannel_wants_to_be_asked),
        cmocka_unit_test(values_are_escaped_for_the_place_they_stand_in),
        cmocka_unit_test(a_form_is_percent_encoded),
        cmocka_unit_test(a_value_cannot_begin_another_header),
        cmocka_unit_test(what_is_not_utf8_or_too_long_is_refused),
        cmocka_unit_test(the_first_answer_that_fits_counts),
        cmocka_unit_test(without_stated_answers_only_2xx_is_accepted),
        cmocka_unit_test(a_mistake_is_told_with_its_line_and_what_was_expected),
        cmocka_unit_test(a_name_nobody_knows_in_a_template_is_refused),
        cmocka_unit_test(a_password_file_everybody_may_read_is_refused),
        cmocka_unit_test(a_password_that_comes_back_in_an_answer_is_not_kept),
        cmocka_unit_test(a_token_is_of_one_delivery_and_one_key),
    };

    return cmocka_run_group_tests_name("courier/gateway", tests, NULL, NULL);
}
