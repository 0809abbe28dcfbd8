#include "message/authres.h"

#include "base/attr.h"

#include "cmocka_all.h"

static const struct span server = SPAN_INIT("mx.example.jp");

static struct authres_result read_one(const char *value, const char *from_domain)
{
    const struct message_auth auth = {.server = server,
                                      .value = {.at = value, .len = strlen(value)}};
    const struct message_address from = {.domain = {.at = from_domain, .len = strlen(from_domain)}};
    const struct message m = {.from = {.at = &from, .count = 1}, .auths = &auth, .auth_count = 1};
    struct authres_result result = {.from = AUTHRES_FAIL};

    authres_read(&m, server, &result);
    return result;
}

static void each_result_binds_what_rfc_7489_says(void **state)
{
    static const struct {
        const char *value;
        enum authres expected;
    } cases[] = {
        {"dmarc=pass header.from=example.com", AUTHRES_PASS},
        {"dmarc=pass (p=reject dis=none) header.from=example.com", AUTHRES_PASS},
        {"dmarc=pass header.from=evil.example", AUTHRES_NONE},
        {"dmarc=pass", AUTHRES_PASS},
        {"dmarc=fail header.from=example.com", AUTHRES_FAIL},
        {"dkim=pass header.d=example.com; dmarc=fail header.from=example.com", AUTHRES_FAIL},
        {"dkim=pass header.d=mail.example.com", AUTHRES_PASS},
        {"dkim=pass header.i=@example.com header.s=k1", AUTHRES_PASS},
        {"dkim=pass header.d=evil.example", AUTHRES_NONE},
        {"spf=pass smtp.mailfrom=bounce@example.com", AUTHRES_PASS},
        {"spf=pass smtp.mailfrom=bounce@evil.example", AUTHRES_NONE},
        {"spf=softfail smtp.mailfrom=bounce@example.com", AUTHRES_FAIL},
        {"spf=softfail smtp.mailfrom=a@example.com; dkim=pass header.d=example.com", AUTHRES_PASS},
        {"spf=none smtp.mailfrom=a@example.com", AUTHRES_NONE},
        {"DKIM = Pass (good (2048) key) header.d = \"example.com\"", AUTHRES_PASS},
        {"none", AUTHRES_NONE},
        {"", AUTHRES_NONE},
        {"\"\"", AUTHRES_NONE},
        {";;;", AUTHRES_NONE},
        {"dkim=pass (header.d=example.com", AUTHRES_NONE},
        {"x=y; dkim=pass header.d=example.com", AUTHRES_PASS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (read_one(cases[i].value, "example.com").from != cases[i].expected) {
            fail_msg("%s", cases[i].value);
        }
    }
}

static void a_chain_of_seals_is_told_but_binds_nothing(void **state)
{
    struct authres_result r =
        read_one("arc=pass; dmarc=fail header.from=example.com", "example.com");

    (void)state;
    assert_true(r.arc);
    assert_int_equal(r.from, AUTHRES_FAIL);
}

static void only_the_topmost_header_of_the_server_named_counts(void **state)
{
    const struct message_auth auths[] = {
        {.server = SPAN_INIT("other.example"),
         .value = SPAN_INIT("dmarc=pass header.from=a.example")},
        {.server = SPAN_INIT("mx.example.jp"), .value = SPAN_INIT("dmarc=pass"), .instance = 1},
        {.server = SPAN_INIT("mx.example.jp"), .value = SPAN_INIT("dmarc=fail")},
        {.server = SPAN_INIT("mx.example.jp"), .value = SPAN_INIT("dmarc=pass")},
    };
    const struct message_address from = {.domain = SPAN_INIT("a.example")};
    struct message m = {.from = {.at = &from, .count = 1}, .auths = auths, .auth_count = 4};
    struct authres_result result;

    (void)state;
    authres_read(&m, server, &result);
    assert_int_equal(result.from, AUTHRES_FAIL);
    authres_read(&m, SPAN(""), &result);
    assert_int_equal(result.from, AUTHRES_NONE);
    m.forward = MESSAGE_FORWARD_ATTACHED;
    authres_read(&m, server, &result);
    assert_int_equal(result.from, AUTHRES_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_result_binds_what_rfc_7489_says),
        cmocka_unit_test(a_chain_of_seals_is_told_but_binds_nothing),
        cmocka_unit_test(only_the_topmost_header_of_the_server_named_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
