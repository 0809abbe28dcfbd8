#include "wire/verify_client.h"

#include "cmocka_all.h"

#include <jansson.h>
#include <stdlib.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void the_request_is_whole_and_its_body_says_what_was_given(void **state)
{
    char bytes[VERIFY_REQUEST_MAX];
    struct buf out = BUF_ON(bytes);
    const struct verify_question q = {
        .login = SPAN("aoi@example.jp"),
        .password = SPAN("p\"\\\n\x01 \xe8\xba\xab"),
        .service = SPAN("imap"),
        .remote = SPAN("2001:db8::1"),
        .client = SPAN("sshd"),
    };
    const char *body;
    json_t *read;

    (void)state;
    verify_client_print(&out, &q);
    assert_false(out.full);
    bytes[out.len] = '\0';
    body = strstr(bytes, "\r\n\r\n") + 4;
    assert_int_equal(strtoul(strstr(bytes, "Content-Length: ") + 16, NULL, 10), strlen(body));
    assert_non_null(strstr(bytes, "POST /v1/passwords/verify HTTP/1.1\r\n"));
    assert_non_null(strstr(bytes, "\r\nConnection: close\r\n"));
    read = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(read);
    assert_true(json_is_true(json_object_get(read, "judge")));
    assert_string_equal(json_string_value(json_object_get(read, "login")), "aoi@example.jp");
    assert_string_equal(json_string_value(json_object_get(read, "password")),
                        "p\"\\\n\x01 \xe8\xba\xab");
    assert_string_equal(json_string_value(json_object_get(read, "remote")), "2001:db8::1");
    assert_string_equal(json_string_value(json_object_get(read, "session")), "");
    json_decref(read);
}

static void the_longest_question_fits_whatever_its_bytes(void **state)
{
    static char long_text[VERIFY_PASSWORD_MAX];
    char bytes[VERIFY_REQUEST_MAX];
    struct buf out = BUF_ON(bytes);
    const struct span other = {long_text, VERIFY_NAME_MAX};
    const struct verify_question q = {
        .login = {long_text, VERIFY_LOGIN_MAX},
        .password = {long_text, VERIFY_PASSWORD_MAX},
        .service = other,
        .remote = other,
        .session = other,
        .client = other,
    };

    (void)state;
    memset(long_text, 0x01, sizeof long_text);
    verify_client_print(&out, &q);
    assert_false(out.full);
}

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

static struct span answer_of(const char *body)
{
    static char bytes[VERIFY_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    buf_addf(&out, HEAD "content-length: %zu\r\n\r\n%s", strlen(body), body);
    return (struct span){out.at, out.len};
}

static void each_result_is_read(void **state)
{
    static const char *const codes[] = {"right", "wrong", "refused", "busy", "unavailable"};

    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        struct verify_answer a = {.wait_s = 77};
        struct err e = {0};
        char body[256];

        (void)snprintf(body, sizeof body,
                       "{\"result\":\"%s\",\"account\":\"A-1\",\"credential\":null,\"wait_s\":2}",
                       codes[i]);
        assert_true(verify_client_parse(answer_of(body), &a, &e));
        assert_int_equal(a.result, i);
        assert_int_equal(a.wait_s, 2);
        assert_string_equal(a.account, i == VERIFY_RIGHT ? "A-1" : "");
        assert_string_equal(a.text, "");
    }
}

static void a_refusal_is_one_line_that_names_its_page_once(void **state)
{
    struct verify_answer a;
    struct err e = {0};

    (void)state;
    assert_true(verify_client_parse(
        answer_of("{\"result\":\"refused\",\"code\":\"S1\",\"text\":\"Not from\\nhere. (S1)\","
                  "\"url\":\"https://mioboe.example/e/S1\"}"),
        &a, &e));
    assert_string_equal(a.text, "Not from here. (S1) https://mioboe.example/e/S1");
    assert_true(verify_client_parse(
        answer_of("{\"result\":\"refused\",\"text\":\"See https://m.example/e/S1\","
                  "\"url\":\"https://m.example/e/S1\"}"),
        &a, &e));
    assert_string_equal(a.text, "See https://m.example/e/S1");
}

static const struct {
    const char *in;
    enum err_code code;
} bad[] = {
    {"", ERR_INPUT},
    {"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", ERR_STORE},
    {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", ERR_INPUT},
    {"HTTP/1.1 200 OK\r\n\r\n{\"result\":\"right\"}", ERR_INPUT},
    {"HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"result\":\"right\"}", ERR_INPUT},
    {"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"result\":\"right\"}", ERR_INPUT},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", ERR_INPUT},
    {"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"result\":\"challenge\"}", ERR_INPUT},
    {"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"result\":\"wrong\",\"wait_s\":31}",
     ERR_INPUT},
    {"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{}", ERR_INPUT},
    {"220 mail.example ESMTP\r\n", ERR_INPUT},
};

static void what_is_no_answer_says_nothing_about_a_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct verify_answer a = {.result = VERIFY_UNAVAILABLE, .wait_s = 77};
        struct err e = {0};

        assert_false(verify_client_parse(span_of(bad[i].in), &a, &e));
        assert_int_equal(e.code, bad[i].code);
        assert_int_equal(a.wait_s, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_request_is_whole_and_its_body_says_what_was_given),
        cmocka_unit_test(the_longest_question_fits_whatever_its_bytes),
        cmocka_unit_test(each_result_is_read),
        cmocka_unit_test(a_refusal_is_one_line_that_names_its_page_once),
        cmocka_unit_test(what_is_no_answer_says_nothing_about_a_password),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
