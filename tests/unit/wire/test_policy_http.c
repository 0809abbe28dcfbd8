#include "wire/policy_http.h"

#include "cmocka_all.h"

#include <jansson.h>
#include <stdio.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void check_text(struct span got, const char *expected)
{
    if (!span_eq(got, span_of(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", (int)got.len, got.at, expected);
    }
}

static void check_address(const struct address *a, const char *expected)
{
    char bytes[ADDRESS_TEXT_MAX];
    struct buf text = BUF_ON(bytes);

    address_print(&text, a);
    check_text((struct span){text.at, text.len}, expected);
}

/* Commands ---------------------------------------------------------------------------------------- */

static void every_spelling_of_a_request_leads_to_its_command(void **state)
{
    static const struct {
        const char *method;
        const char *path;
        const char *query;
        enum policy_command command;
    } cases[] = {
        {"POST", "/", "command=allow", POLICY_ALLOW},
        {"POST", "/", "command=report", POLICY_REPORT},
        {"POST", "/", "x=1&command=allow", POLICY_ALLOW},
        {"POST", "/", "command=allow&", POLICY_ALLOW},
        {"POST", "/", "command=%61llow", POLICY_ALLOW},
        {"POST", "/command/allow", "", POLICY_ALLOW},
        {"POST", "/command/report", "command=allow", POLICY_REPORT},
        {"POST", "/policy", "command=report", POLICY_REPORT},
        {"POST", "/policy/", "command=report", POLICY_REPORT},
        {"POST", "/policy/command/reset", "", POLICY_RESET},
        {"GET", "/", "command=ping", POLICY_PING},
        {"HEAD", "/command/ping", "", POLICY_PING},
        {"GET", "/", "command=getBL", POLICY_GET_BL},
        {"GET", "/", "command=getWL", POLICY_GET_WL},
        {"GET", "/", "command=stats", POLICY_STATS},
        {"POST", "/", "command=getDBStats", POLICY_GET_DB_STATS},
        {"POST", "/", "command=addBLEntry", POLICY_ADD_BL},
        {"POST", "/", "command=delBLEntry", POLICY_DEL_BL},
        {"POST", "/", "command=addWLEntry", POLICY_ADD_WL},
        {"POST", "/command/delWLEntry", "", POLICY_DEL_WL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum policy_command c = POLICY_COMMAND_COUNT;

        assert_int_equal(policy_http_route(span_of(cases[i].method), span_of(cases[i].path),
                                           span_of(cases[i].query), &c),
                         POLICY_ROUTED);
        assert_int_equal(c, cases[i].command);
    }
}

static void what_names_no_command_is_unknown_and_changes_nothing(void **state)
{
    static const struct {
        const char *path;
        const char *query;
    } cases[] = {
        {"/", ""},
        {"/", "command="},
        {"/", "command=Allow"},
        {"/", "command=allow2"},
        {"/", "command=syncDBs"},
        {"/", "Command=allow"},
        {"/", "xcommand=allow"},
        {"/", "command=allow&command=report"},
        {"/", "command=allow&command=allow"},
        {"/", "command=%"},
        {"/", "command=%6"},
        {"/", "command=%zzllow"},
        {"/", "command=allow%00"},
        {"/", "command=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
        {"/command/", "command=allow"},
        {"/command", "command=allow"},
        {"/command/allow/", ""},
        {"/policyx", "command=allow"},
        {"/policy/policy", "command=allow"},
        {"//", "command=allow"},
        {"/v1/accounts", "command=allow"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum policy_command c = POLICY_COMMAND_COUNT;

        assert_int_equal(
            policy_http_route(SPAN("POST"), span_of(cases[i].path), span_of(cases[i].query), &c),
            POLICY_UNKNOWN);
        assert_int_equal(c, POLICY_COMMAND_COUNT);
    }
}

static void another_method_is_told_apart_from_an_unknown_command(void **state)
{
    enum policy_command c = POLICY_COMMAND_COUNT;

    (void)state;
    assert_int_equal(policy_http_route(SPAN("GET"), SPAN("/"), SPAN("command=allow"), &c),
                     POLICY_OTHER_METHOD);
    assert_int_equal(c, POLICY_ALLOW);
    assert_string_equal(policy_command_method(c), "POST");
    assert_int_equal(policy_http_route(SPAN("POST"), SPAN("/"), SPAN("command=ping"), &c),
                     POLICY_OTHER_METHOD);
    assert_string_equal(policy_command_method(c), "GET, HEAD");
    assert_int_equal(policy_http_command(SPAN("DELETE"), SPAN("getBL"), &c), POLICY_OTHER_METHOD);
}

static void a_command_s_code_is_the_name_it_is_asked_for_by(void **state)
{
    (void)state;
    for (int i = 0; i < POLICY_COMMAND_COUNT; i++) {
        enum policy_command c = POLICY_COMMAND_COUNT;
        const char *code = policy_command_code((enum policy_command)i);

        assert_int_not_equal(policy_http_command(SPAN("POST"), span_of(code), &c), POLICY_UNKNOWN);
        assert_int_equal(c, i);
    }
}

/* Attempts ---------------------------------------------------------------------------------------- */

static struct policy_scratch scratch;

static struct attempt parsed(struct span body)
{
    struct attempt a = {0};
    struct err e = {0};

    if (!policy_http_parse_attempt(body, &scratch, &a, &e)) {
        fail_msg("%.*s: %s", (int)body.len, body.at, e.text);
    }
    return a;
}

static void the_captured_allow_of_dovecot_2_3_is_read(void **state)
{
    struct attempt a = parsed(SPAN(
        "{\"device_id\":\"\\\"name\\\" \\\"Thunder\\\\\\\"bird\\\" \\\"version\\\" \\\"115.0\\\"\","
        "\"login\":\"alice\",\"protocol\":\"imap\",\"pwhash\":\"07db\",\"remote\":\"203.0.113.7\","
        "\"session_id\":\"4IQ9tstgsxXLAHEH\",\"tls\":false}"));

    (void)state;
    check_text(a.device, "\"name\" \"Thunder\\\"bird\" \"version\" \"115.0\"");
    check_text(a.login, "alice");
    assert_int_equal(a.service, SERVICE_IMAP);
    check_text(a.pwhash, "07db");
    assert_true(a.has_remote);
    check_address(&a.remote, "203.0.113.7");
    check_text(a.session, "4IQ9tstgsxXLAHEH");
    assert_false(a.tls);
    assert_int_equal(a.fail_type.len, 0);
    assert_int_equal(a.client_key.len, 0);
}

static void the_captured_report_of_dovecot_2_3_is_read(void **state)
{
    struct attempt a = parsed(
        SPAN("{\"device_id\":\"\",\"login\":\"alice\",\"protocol\":\"pop3\",\"pwhash\":\"07db\","
             "\"remote\":\"2001:db8::7\",\"session_id\":\"4IQ9tstgsxXLAHEH\",\"success\":true,"
             "\"policy_reject\":false,\"tls\":true}"));

    (void)state;
    assert_int_equal(a.device.len, 0);
    assert_int_equal(a.service, SERVICE_POP3);
    check_address(&a.remote, "2001:db8::7");
    assert_true(a.success);
    assert_false(a.policy_reject);
    assert_true(a.tls);
}

static void the_captured_requests_of_dovecot_2_4_are_read(void **state)
{
    struct attempt allow = parsed(SPAN(
        "{\"device_id\":\"\",\"fail_type\":\"\",\"login\":\"alice\",\"protocol\":\"submission\","
        "\"pwhash\":\"07db\",\"remote\":\"203.0.113.7\",\"session_id\":\"EZpC0Mxgkpd/AAAB\","
        "\"tls\":false}"));
    struct attempt report = parsed(
        SPAN("{\"device_id\":\"\",\"fail_type\":\"credentials\",\"login\":\"alice\","
             "\"protocol\":\"sieve\",\"pwhash\":\"073f\",\"remote\":\"203.0.113.7\","
             "\"session_id\":\"EZpC0Mxgkpd\\/AAAB\",\"success\":false,\"policy_reject\":true,"
             "\"tls\":false}"));

    (void)state;
    assert_int_equal(allow.service, SERVICE_SUBMISSION);
    assert_int_equal(report.service, SERVICE_SIEVE);
    check_text(report.session, "EZpC0Mxgkpd/AAAB");
    check_text(report.fail_type, "credentials");
    assert_false(report.success);
    assert_true(report.policy_reject);
}

static void the_requests_of_weakforced_s_clients_are_read(void **state)
{
    struct attempt a = parsed(SPAN(
        "{\"login\": \"Joe.Bloggs@Example.ORG\", \"remote\": \"::ffff:192.0.2.2\", \"pwhash\": "
        "\"cc04\", \"success\": \"true\", \"policy_reject\": \"False\", \"attrs\": {\"foo\": "
        "\"bar\", \"multi\": [\"a\", \"b\"]}, \"device_id\": \"Mozilla/5.0\", \"device_attrs\": "
        "{\"os.family\": \"Linux\"}, \"protocol\": \"HTTP\", \"t\": 1234567890.25, \"tls\": "
        "null}"));

    (void)state;
    check_text(a.login, "joe.bloggs@example.org");
    assert_true(address_is_v4(&a.remote));
    check_address(&a.remote, "192.0.2.2");
    assert_true(a.success);
    assert_false(a.policy_reject);
    assert_false(a.tls);
    check_text(a.device, "Mozilla/5.0");
    assert_int_equal(a.service, SERVICE_WEB);
    assert_int_equal(a.client_key.len, 0);
}

static void fields_that_are_missing_or_null_are_empty(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"login\":null,\"remote\":null,\"pwhash\":null,\"success\":null,\"attrs\":null,"
        "\"device_attrs\":null,\"protocol\":null,\"tls\":null,\"session_id\":null}",
        "{\"login\":\"\",\"remote\":\"\",\"pwhash\":\"\",\"attrs\":{},\"protocol\":\"\","
        "\"session_id\":\"\"}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct attempt a = parsed(span_of(bodies[i]));

        assert_int_equal(a.login.len, 0);
        assert_false(a.has_remote);
        assert_int_equal(a.pwhash.len, 0);
        assert_int_equal(a.session.len, 0);
        assert_int_equal(a.service, SERVICE_UNKNOWN);
        assert_false(a.success || a.policy_reject || a.tls);
    }
}

static void a_protocol_is_taken_for_the_service_it_is_part_of(void **state)
{
    static const struct {
        const char *protocol;
        enum service service;
    } cases[] = {
        {"imap", SERVICE_IMAP},
        {"IMAP", SERVICE_IMAP},
        {"pop3", SERVICE_POP3},
        {"pop", SERVICE_POP3},
        {"smtp", SERVICE_SUBMISSION},
        {"submission", SERVICE_SUBMISSION},
        {"lmtp", SERVICE_SUBMISSION},
        {"sieve", SERVICE_SIEVE},
        {"managesieve", SERVICE_SIEVE},
        {"http", SERVICE_WEB},
        {"mobileapi", SERVICE_WEB},
        {"im\\u0061p", SERVICE_IMAP},
        {"doveadm", SERVICE_UNKNOWN},
        {"imap2", SERVICE_UNKNOWN},
        {"a protocol with a very long name indeed", SERVICE_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[128];
        struct buf body = BUF_ON(bytes);

        buf_addf(&body, "{\"protocol\":\"%s\"}", cases[i].protocol);
        assert_int_equal(parsed((struct span){body.at, body.len}).service, cases[i].service);
    }
}

static void an_app_password_s_name_becomes_the_client_key(void **state)
{
    (void)state;
    check_text(parsed(SPAN("{\"attrs\":{\"x\":1,\"app_password\":\"phone\"}}")).client_key,
               "phone");
    check_text(parsed(SPAN("{\"attrs\":{\"app_password\":[\"a\\u0062\",\"c\"]}}")).client_key,
               "ab");
    check_text(parsed(SPAN("{\"attrs\":{\"app_password\":[]}}")).client_key, "");
    check_text(parsed(SPAN("{\"app_password\":\"phone\"}")).client_key, "");
}

static void long_texts_are_cut_at_a_character_and_every_text_fits_at_once(void **state)
{
    static char body[POLICY_BODY_MAX];
    struct buf b = BUF_ON(body);
    struct attempt a;

    (void)state;
    buf_add(&b, SPAN("{\"login\":\""));
    for (int i = 0; i < ATTEMPT_LOGIN_MAX - 1; i++) {
        buf_add(&b, SPAN("\\u0041"));
    }
    buf_add(&b, SPAN("B\""));
    for (int f = 0; f < 4; f++) {
        static const char *const fields[] = {"device_id", "pwhash", "session_id", "fail_type"};

        buf_addf(&b, ",\"%s\":\"\\n", fields[f]);
        for (int i = 0; i < 500; i++) {
            buf_add(&b, SPAN("\xe3\x81\x82"));
        }
        buf_add(&b, SPAN("\""));
    }
    buf_add(&b, SPAN(",\"attrs\":{\"app_password\":\"\\t"));
    for (int i = 0; i < 1500; i++) {
        buf_add(&b, SPAN("k"));
    }
    buf_add(&b, SPAN("\"}}"));
    assert_false(b.full);
    a = parsed((struct span){b.at, b.len});
    assert_int_equal(a.login.len, ATTEMPT_LOGIN_MAX);
    assert_memory_equal(a.login.at + ATTEMPT_LOGIN_MAX - 2, "ab", 2);
    assert_int_equal(a.device.len, 1 + 341 * 3);
    assert_int_equal(a.fail_type.len, 1 + 341 * 3);
    assert_int_equal(a.client_key.len, ATTEMPT_TEXT_MAX);
    assert_true(scratch.used <= sizeof scratch.bytes);
    assert_int_equal(a.client_key.at[0], '\t');
    assert_int_equal(a.pwhash.at[0], '\n');
}

static void check_refused(struct span body, const char *says)
{
    struct attempt a;
    struct attempt before;
    struct err e = {0};

    memset(&a, 0x5a, sizeof a);
    memcpy(&before, &a, sizeof a);
    if (policy_http_parse_attempt(body, &scratch, &a, &e)) {
        fail_msg("taken: %.60s", body.at);
    }
    assert_int_equal(e.code, ERR_INPUT);
    if (strstr(e.text, says) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", e.text, says);
    }
    assert_memory_equal(&a, &before, sizeof a);
}

static void a_field_of_the_wrong_kind_is_refused_by_name(void **state)
{
    static const struct {
        const char *body;
        const char *says;
    } cases[] = {
        {"{\"login\":1}", "field login: expected a text, got a number"},
        {"{\"login\":[\"a\"]}", "field login: expected a text, got a list"},
        {"{\"pwhash\":7}", "field pwhash: expected a text, got a number"},
        {"{\"session_id\":{}}", "field session_id: expected a text, got an object"},
        {"{\"device_id\":false}", "field device_id: expected a text, got a truth value"},
        {"{\"fail_type\":0}", "field fail_type: expected a text"},
        {"{\"protocol\":143}", "field protocol: expected a text"},
        {"{\"remote\":\"nowhere\"}",
         "field remote: expected an IPv4 or IPv6 address, or \"\", got a "
         "text: \"nowhere\""},
        {"{\"remote\":\"203.0.113.7:143\"}", "got a text: \"203.0.113.7:143\""},
        {"{\"remote\":\"203.0.113.0/24\"}", "field remote"},
        {"{\"remote\":\" \"}", "field remote"},
        {"{\"remote\":2130706433}", "got a number: \"2130706433\""},
        {"{\"success\":1}", "field success: expected true or false, got a number: \"1\""},
        {"{\"success\":\"yes\"}", "field success: expected true or false, got a text: \"yes\""},
        {"{\"success\":\"\"}", "field success"},
        {"{\"success\":\"trueandmore\"}", "field success"},
        {"{\"policy_reject\":[]}", "field policy_reject"},
        {"{\"tls\":\"TLSv1.3\"}", "field tls: expected true or false, got a text: \"TLSv1.3\""},
        {"{\"attrs\":\"x\"}", "field attrs: expected an object, got a text"},
        {"{\"attrs\":[]}", "field attrs: expected an object, got a list"},
        {"{\"device_attrs\":[]}", "field device_attrs: expected an object"},
        {"{\"attrs\":{\"app_password\":1}}",
         "field attrs: field app_password: expected a text or a "
         "list of texts, got a number"},
        {"{\"attrs\":{\"app_password\":[1]}}", "field attrs: field app_password"},
        {"{\"attrs\":{\"app_password\":\"a\",\"app_password\":\"b\"}}", "stands there twice"},
        {"{\"login\":\"alice\",\"login\":\"bob\"}", "field login: stands there twice"},
        {"{\"login\":\"a\\u0000b\"}", "NUL"},
        {"{\"login\":\"caf\xe9\"}", "not UTF-8"},
        {"", "the body is empty"},
        {" ", "not JSON at byte 2: expected an object"},
        {"[]", "not JSON at byte 1: expected an object"},
        {"\"login\"", "expected an object"},
        {"{\"login\":\"alice\"", "not JSON at byte 17"},
        {"login=alice&remote=203.0.113.7", "not JSON at byte 1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_refused(span_of(cases[i].body), cases[i].says);
    }
}

static void what_a_secret_field_held_is_never_shown(void **state)
{
    struct attempt a;
    struct err e = {0};

    (void)state;
    assert_false(policy_http_parse_attempt(SPAN("{\"attrs\":{\"app_password\":12345678}}"),
                                           &scratch, &a, &e));
    assert_null(strstr(e.text, "1234"));
    assert_false(policy_http_parse_attempt(SPAN("{\"pwhash\":[\"abcd\"]}"), &scratch, &a, &e));
    assert_null(strstr(e.text, "abcd"));
}

static void a_login_over_its_bound_is_refused_and_not_taken_for_a_shorter_one(void **state)
{
    char body[1024];
    struct buf b = BUF_ON(body);

    (void)state;
    buf_addf(&b, "{\"login\":\"%0*d\"}", ATTEMPT_LOGIN_MAX, 0);
    assert_int_equal(parsed((struct span){b.at, b.len}).login.len, ATTEMPT_LOGIN_MAX);
    b.len = 0;
    buf_addf(&b, "{\"login\":\"%0*d\"}", ATTEMPT_LOGIN_MAX + 1, 0);
    check_refused((struct span){b.at, b.len}, "field login: expected at most 320 bytes");
}

static void a_body_is_read_to_its_limit_and_refused_beyond(void **state)
{
    static char body[POLICY_BODY_MAX + 1];
    struct buf b = BUF_ON(body);

    (void)state;
    memset(body, ' ', sizeof body);
    buf_add(&b, SPAN("{\"login\":\"a\"}"));
    check_text(parsed((struct span){body, POLICY_BODY_MAX}).login, "a");
    check_refused((struct span){body, POLICY_BODY_MAX + 1}, "the body has 16385 bytes");
}

static void deep_nesting_is_refused(void **state)
{
    static char body[POLICY_BODY_MAX];
    struct buf b = BUF_ON(body);

    (void)state;
    memset(body, '[', sizeof body);
    buf_add(&b, SPAN("{\"attrs\":"));
    check_refused((struct span){body, sizeof body}, "nested too deep");
    memset(body, '{', sizeof body);
    check_refused((struct span){body, sizeof body}, "not JSON");
}

static void a_capital_login_in_a_body_leaves_the_body_alone(void **state)
{
    static char body[] = "{\"login\":\"ALICE\"}";

    (void)state;
    check_text(parsed(span_of(body)).login, "alice");
    assert_string_equal(body, "{\"login\":\"ALICE\"}");
}

/* Answers ----------------------------------------------------------------------------------------- */

/* Reads a reply as Dovecot 2.3 does: a stream of tokens in which the last "status" and "msg" count, at
 * any depth. Only as much JSON as our replies hold. */
struct flat {
    struct span status;
    struct span msg; /* as it is written */
    int statuses;
    int msgs;
};

/* Takes a text that begins behind its opening quote, and the quote behind it. */
static struct span flat_text(struct span *rest)
{
    struct span text = {.at = rest->at};

    while (rest->at[text.len] != '"') {
        text.len += rest->at[text.len] == '\\' ? 2 : 1;
    }
    *rest = (struct span){rest->at + text.len + 1, rest->len - text.len - 1};
    return text;
}

static struct flat flat_read(struct span rest)
{
    struct flat out = {0};
    struct span between;

    while (span_cut(&rest, '"', &between)) {
        struct span text = flat_text(&rest);

        if (rest.at[0] != ':') {
            continue; /* a value */
        }
        if (span_eq(text, SPAN("status"))) {
            struct span value = {rest.at + 1, rest.len - 1};

            assert_true(span_cut(&value, ',', &out.status));
            out.statuses++;
        } else if (span_eq(text, SPAN("msg"))) {
            assert_true(span_cut(&rest, '"', &between));
            out.msg = flat_text(&rest);
            out.msgs++;
        }
    }
    return out;
}

static struct span printed(const struct policy_answer *a, char bytes[POLICY_ANSWER_MAX])
{
    struct buf out = {.at = bytes, .cap = POLICY_ANSWER_MAX - 1};
    struct span text = {0};
    struct err e = {0};

    policy_http_print_answer(&out, a);
    assert_true(buf_span(&out, &text, &e));
    bytes[text.len] = '\0';
    return text;
}

static void answers_are_printed_as_both_dovecots_expect_them(void **state)
{
    static const struct {
        struct policy_answer answer;
        const char *text;
    } cases[] = {
        {{.status = 0, .cause = CAUSE_NONE},
         "{\"status\":0,\"msg\":\"\",\"r_attrs\":{\"cause\":\"none\"}}"},
        {{.status = -1, .cause = CAUSE_BLOCK_LISTED, .message = "Ask https://x.example/help"},
         "{\"status\":-1,\"msg\":\"Ask https://x.example/help\",\"r_attrs\":{\"cause\":\"block_"
         "listed\"}}"},
        {{.status = 5, .cause = CAUSE_GUESSING},
         "{\"status\":5,\"msg\":\"\",\"r_attrs\":{\"cause\":\"guessing\"}}"},
        {{.status = 3600, .cause = CAUSE_ATTACKED},
         "{\"status\":30,\"msg\":\"\",\"r_attrs\":{\"cause\":\"attacked\"}}"},
        {{.status = -7, .cause = CAUSE_PLACE, .message = "say \"no\"\\"},
         "{\"status\":-1,\"msg\":\"say \\\"no\\\"\\\\\",\"r_attrs\":{\"cause\":\"place\"}}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[POLICY_ANSWER_MAX];

        check_text(printed(&cases[i].answer, bytes), cases[i].text);
    }
}

static void check_read_alike(const struct policy_answer *a, const char *message)
{
    char bytes[POLICY_ANSWER_MAX];
    char status[8];
    struct span text = printed(a, bytes);
    struct flat flat = flat_read(text);
    json_t *tree = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(tree);
    assert_int_equal(flat.statuses, 1);
    assert_int_equal(flat.msgs, 1);
    (void)snprintf(status, sizeof status, "%d", a->status);
    check_text(flat.status, status);
    assert_int_equal(json_integer_value(json_object_get(tree, "status")), a->status);
    assert_string_equal(json_string_value(json_object_get(tree, "msg")), message);
    assert_int_equal(flat.msg.len == 0, message[0] == '\0');
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(tree, "r_attrs"), "cause")),
        answer_cause_code(a->cause));
    json_decref(tree);
}

static void a_flat_parser_and_a_whole_one_read_every_answer_alike(void **state)
{
    static const char *const messages[] = {
        "",
        "plain",
        "\"status\":0",
        "\",\"status\":0,\"msg\":\"in\"}",
        "{\"status\":1,\"msg\":\"x\"}",
        "\\\",\\\"status\\\":0",
        "status",
        "ends in a backslash\\",
        "\xe3\x81\x94\xe5\x88\xa9\xe7\x94\xa8\xe3\x81\xae\xe7\xa2\xba\xe8\xaa\x8d",
        "[UNAVAILABLE] later",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(messages) * CAUSE_COUNT; i++) {
        const char *message = messages[i / CAUSE_COUNT];
        struct policy_answer a = {.cause = (enum answer_cause)(i % CAUSE_COUNT)};

        a.status = message[0] == '\0' ? (int)(i % CAUSE_COUNT) * 3 : POLICY_STATUS_REFUSE;
        (void)snprintf(a.message, sizeof a.message, "%s", message);
        check_read_alike(&a, message);
    }
}

static void a_message_stays_on_the_mail_program_s_one_line(void **state)
{
    struct policy_answer a = {
        .status = -1, .cause = CAUSE_GUESSING, .message = "a\r\n* BYE b\x01\xe2\x80\xa8z\x7f"};
    char bytes[POLICY_ANSWER_MAX];

    (void)state;
    check_text(printed(&a, bytes),
               "{\"status\":-1,\"msg\":\"a  * BYE b  z \",\"r_attrs\":{\"cause\":"
               "\"guessing\"}}");
}

static void the_longest_answer_and_failure_fit_their_bound(void **state)
{
    static const char hard[] = {'\xff', '"', '\xe0'};
    char bytes[POLICY_ANSWER_MAX];
    char reason[400];

    (void)state;
    for (size_t i = 0; i < COUNT(hard); i++) {
        struct policy_answer a = {.status = -1, .cause = CAUSE_ALLOW_LISTED};
        struct buf out = BUF_ON(bytes);

        memset(a.message, hard[i], sizeof a.message); /* not even terminated */
        assert_true(printed(&a, bytes).len > 300);
        memset(reason, i == 1 ? '\x01' : hard[i], sizeof reason);
        policy_http_print_failure(&out, (struct span){reason, sizeof reason});
        assert_false(out.full);
    }
}

static void successes_and_failures_have_weakforced_s_shape(void **state)
{
    char bytes[256];
    struct buf ok = BUF_ON(bytes);
    struct buf bad = BUF_ON(bytes);

    (void)state;
    policy_http_print_ok(&ok);
    check_text((struct span){ok.at, ok.len}, "{\"status\":\"ok\"}");
    policy_http_print_failure(&bad, SPAN("field remote: got \"x\""));
    check_text((struct span){bad.at, bad.len},
               "{\"status\":\"failure\",\"reason\":\"field remote: got \\\"x\\\"\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_of_a_request_leads_to_its_command),
        cmocka_unit_test(what_names_no_command_is_unknown_and_changes_nothing),
        cmocka_unit_test(another_method_is_told_apart_from_an_unknown_command),
        cmocka_unit_test(a_command_s_code_is_the_name_it_is_asked_for_by),
        cmocka_unit_test(the_captured_allow_of_dovecot_2_3_is_read),
        cmocka_unit_test(the_captured_report_of_dovecot_2_3_is_read),
        cmocka_unit_test(the_captured_requests_of_dovecot_2_4_are_read),
        cmocka_unit_test(the_requests_of_weakforced_s_clients_are_read),
        cmocka_unit_test(fields_that_are_missing_or_null_are_empty),
        cmocka_unit_test(a_protocol_is_taken_for_the_service_it_is_part_of),
        cmocka_unit_test(an_app_password_s_name_becomes_the_client_key),
        cmocka_unit_test(long_texts_are_cut_at_a_character_and_every_text_fits_at_once),
        cmocka_unit_test(a_field_of_the_wrong_kind_is_refused_by_name),
        cmocka_unit_test(what_a_secret_field_held_is_never_shown),
        cmocka_unit_test(a_login_over_its_bound_is_refused_and_not_taken_for_a_shorter_one),
        cmocka_unit_test(a_body_is_read_to_its_limit_and_refused_beyond),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_capital_login_in_a_body_leaves_the_body_alone),
        cmocka_unit_test(answers_are_printed_as_both_dovecots_expect_them),
        cmocka_unit_test(a_flat_parser_and_a_whole_one_read_every_answer_alike),
        cmocka_unit_test(a_message_stays_on_the_mail_program_s_one_line),
        cmocka_unit_test(the_longest_answer_and_failure_fit_their_bound),
        cmocka_unit_test(successes_and_failures_have_weakforced_s_shape),
    };

    return cmocka_run_group_tests_name("wire/policy_http", tests, NULL, NULL);
}
