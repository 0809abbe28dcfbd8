#include "wire/policy_list.h"

#include "wire/policy_http.h"

#include "cmocka_all.h"

#include <jansson.h>

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void check_text(const struct buf *got, const char *expected)
{
    assert_false(got->full);
    if (!span_eq((struct span){got->at, got->len}, span_of(expected))) {
        fail_msg("%.*s\nis not\n%s", (int)got->len, got->at, expected);
    }
}

static struct listing entry(const char *body, enum listing_kind kind)
{
    struct listing l = {0};
    struct err e = {0};

    if (!policy_list_parse_entry(span_of(body), kind, NOW_MS, &l, &e)) {
        fail_msg("%s: %s", body, e.text);
    }
    return l;
}

static void entries_of_every_kind_are_read_as_weakforced_s_tools_send_them(void **state)
{
    static const struct {
        const char *body;
        const char *row;
    } cases[] = {
        {"{\"ip\": \"192.0.2.14\", \"expire_secs\": 10, \"reason\": \"test\"}",
         "{\"ip\":\"192.0.2.14/32\",\"expiration\":\"2026-Nov-21 18:00:10\",\"reason\":\"test\"}"},
        {"{\"ip\":\"2001:db8::2:30\",\"expire_secs\":3600,\"reason\":\"x\"}",
         "{\"ip\":\"2001:db8::2:30/128\",\"expiration\":\"2026-Nov-21 "
         "19:00:00\",\"reason\":\"x\"}"},
        {"{\"ip\":\"::ffff:192.0.2.14\",\"expire_secs\":1,\"reason\":\"x\"}",
         "{\"ip\":\"192.0.2.14/32\",\"expiration\":\"2026-Nov-21 18:00:01\",\"reason\":\"x\"}"},
        {"{\"netmask\":\"203.0.113.77/24\",\"expire_secs\":86400,\"reason\":\"x\"}",
         "{\"ip\":\"203.0.113.0/24\",\"expiration\":\"2026-Nov-22 18:00:00\",\"reason\":\"x\"}"},
        {"{\"netmask\":\"2001:db8:1:2::3/64\",\"expire_secs\":86400,\"reason\":\"x\"}",
         "{\"ip\":\"2001:db8:1:2::/64\",\"expiration\":\"2026-Nov-22 18:00:00\",\"reason\":\"x\"}"},
        {"{\"netmask\":\"::ffff:203.0.113.77/120\",\"expire_secs\":86400,\"reason\":\"x\"}",
         "{\"ip\":\"203.0.113.0/24\",\"expiration\":\"2026-Nov-22 18:00:00\",\"reason\":\"x\"}"},
        {"{\"netmask\":\"0.0.0.0/0\",\"expire_secs\":2147483647,\"reason\":\"x\"}",
         "{\"ip\":\"0.0.0.0/0\",\"expiration\":\"2094-Dec-09 21:14:07\",\"reason\":\"x\"}"},
        {"{\"login\":\"Goodie@Example.org\",\"expire_secs\":10,\"reason\":\"\\\"q\\\"\"}",
         "{\"login\":\"goodie@example.org\",\"expiration\":\"2026-Nov-21 "
         "18:00:10\",\"reason\":\"\\\"q"
         "\\\"\"}"},
        {"{\"login\":\"goodie\",\"ip\":\"192.0.2.14\",\"expire_secs\":10,\"reason\":\"x\"}",
         "{\"iplogin\":\"192.0.2.14:goodie\",\"expiration\":\"2026-Nov-21 "
         "18:00:10\",\"reason\":\"x\"}"},
        {"{\"login\":\"goodie\",\"ip\":\"\",\"netmask\":\"\",\"expire_secs\":10,\"reason\":\"x\"}",
         "{\"login\":\"goodie\",\"expiration\":\"2026-Nov-21 18:00:10\",\"reason\":\"x\"}"},
        {"{\"login\":\"silent\",\"expire_secs\":10,\"reason\":\"\"}",
         "{\"login\":\"silent\",\"expiration\":\"2026-Nov-21 18:00:10\",\"reason\":\"\"}"},
        {"{\"login\":\"goodie\",\"netmask\":\"192.0.2.0/24\",\"expire_secs\":10,\"reason\":\"x\"}",
         "{\"iplogin\":\"192.0.2.0/24:goodie\",\"expiration\":\"2026-Nov-21 18:00:10\",\"reason\":"
         "\"x\"}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing l = entry(cases[i].body, LISTING_BLOCK);
        char bytes[POLICY_ROW_MAX];
        struct buf out = BUF_ON(bytes);

        assert_int_equal(l.kind, LISTING_BLOCK);
        policy_list_print_row(&out, &l, true);
        check_text(&out, cases[i].row);
    }
}

static void an_entry_s_network_has_no_host_bits_and_knows_its_length(void **state)
{
    struct listing four = entry(
        "{\"netmask\":\"203.0.113.77/25\",\"expire_secs\":9,\"reason\":\"x\"}", LISTING_ALLOW);
    struct address kept = address_prefix(&four.prefix, 25);

    (void)state;
    assert_int_equal(four.kind, LISTING_ALLOW);
    assert_true(four.has_network);
    assert_false(four.has_login);
    assert_int_equal(four.bits, 25);
    assert_true(address_eq(&kept, &four.prefix));
    assert_true(four.expires_ms == NOW_MS + 9000);
}

static void a_key_to_remove_needs_neither_expiry_nor_reason(void **state)
{
    struct listing l = {0};
    struct err e = {0};

    (void)state;
    assert_true(policy_list_parse_key(
        SPAN("{\"ip\":\"192.0.2.14\",\"login\":\"Bob\",\"reason\":\"x\"}"), LISTING_ALLOW, &l, &e));
    assert_true(l.has_network && l.has_login);
    assert_string_equal(l.login, "bob");
    assert_int_equal(l.bits, 32);
    assert_int_equal(l.expires_ms, 0);
    assert_string_equal(l.reason, "");
}

static void a_long_reason_is_cut_at_a_character(void **state)
{
    char body[2048];
    struct buf b = BUF_ON(body);
    struct listing l;

    (void)state;
    buf_add(&b, SPAN("{\"login\":\"a\",\"expire_secs\":1,\"reason\":\"x"));
    for (int i = 0; i < 100; i++) {
        buf_add(&b, SPAN("\xe3\x81\x82"));
    }
    buf_add(&b, SPAN("\"}"));
    body[b.len] = '\0';
    l = entry(body, LISTING_BLOCK);
    assert_int_equal(strlen(l.reason), 199);
}

static void check_entry_refused(const char *body, const char *says)
{
    struct listing l;
    struct listing before;
    struct err e = {0};

    memset(&l, 0x5a, sizeof l);
    memcpy(&before, &l, sizeof l);
    if (policy_list_parse_entry(span_of(body), LISTING_BLOCK, NOW_MS, &l, &e)) {
        fail_msg("taken: %s", body);
    }
    assert_int_equal(e.code, ERR_INPUT);
    if (strstr(e.text, says) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", e.text, says);
    }
    assert_memory_equal(&l, &before, sizeof l);
}

static void an_entry_that_would_not_do_what_was_meant_is_refused(void **state)
{
    static const struct {
        const char *body;
        const char *says;
    } cases[] = {
        {"{\"expire_secs\":1,\"reason\":\"x\"}", "neither ip nor netmask nor login"},
        {"{\"ip\":\"\",\"login\":\"\",\"expire_secs\":1,\"reason\":\"x\"}", "neither ip"},
        {"{\"ip\":\"192.0.2.1\",\"reason\":\"x\"}", "field expire_secs is missing"},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":null,\"reason\":\"x\"}", "expire_secs is missing"},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":0,\"reason\":\"x\"}",
         "field expire_secs: expected"},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":-5,\"reason\":\"x\"}", "got a number: \"-5\""},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":1.5,\"reason\":\"x\"}", "got a number: \"1.5\""},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":\"10\",\"reason\":\"x\"}", "got a text: \"10\""},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":2147483648,\"reason\":\"x\"}",
         "from 1 to 2147483647"},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":99999999999999999999,\"reason\":\"x\"}",
         "2147483647"},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":1}", "field reason is missing"},
        {"{\"ip\":\"192.0.2.1\",\"expire_secs\":1,\"reason\":7}", "field reason: expected a text"},
        {"{\"ip\":\"192.0.2.1/24\",\"expire_secs\":1,\"reason\":\"x\"}", "goes into netmask"},
        {"{\"ip\":\"nowhere\",\"expire_secs\":1,\"reason\":\"x\"}", "field ip: expected"},
        {"{\"ip\":7,\"expire_secs\":1,\"reason\":\"x\"}", "field ip: expected"},
        {"{\"netmask\":\"2001:503:ba3e/64\",\"expire_secs\":1,\"reason\":\"x\"}", "field netmask"},
        {"{\"netmask\":\"192.0.2.0/33\",\"expire_secs\":1,\"reason\":\"x\"}", "field netmask"},
        {"{\"netmask\":\"192.0.2.0/\",\"expire_secs\":1,\"reason\":\"x\"}", "field netmask"},
        {"{\"netmask\":\"192.0.2.0/255.255.255.0\",\"expire_secs\":1,\"reason\":\"x\"}", "netmask"},
        {"{\"netmask\":\"::ffff:192.0.2.0/24\",\"expire_secs\":1,\"reason\":\"x\"}",
         "field netmask"},
        {"{\"netmask\":[],\"expire_secs\":1,\"reason\":\"x\"}", "field netmask"},
        {"{\"ip\":\"192.0.2.1\",\"netmask\":\"192.0.2.0/24\",\"expire_secs\":1,\"reason\":\"x\"}",
         "got both"},
        {"{\"ip\":\"192.0.2.1\",\"ja3\":\"abcd\",\"expire_secs\":1,\"reason\":\"x\"}",
         "field ja3: fingerprints of TLS clients are not kept here"},
        {"{\"login\":\"a\",\"login\":\"b\",\"expire_secs\":1,\"reason\":\"x\"}", "twice"},
        {"{\"login\":1,\"expire_secs\":1,\"reason\":\"x\"}", "field login: expected a text"},
        {"", "the body is empty"},
        {"null", "not JSON"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_entry_refused(cases[i].body, cases[i].says);
    }
}

static void a_subject_is_an_address_a_login_or_both(void **state)
{
    struct policy_subject s = {0};
    struct err e = {0};

    (void)state;
    assert_true(policy_list_parse_subject(SPAN("{\"login\":\"\",\"ip\":\"192.0.2.1\"}"), &s, &e));
    assert_true(s.has_remote);
    assert_string_equal(s.login, "");
    assert_true(policy_list_parse_subject(SPAN("{\"login\":\"Bob\"}"), &s, &e));
    assert_false(s.has_remote);
    assert_string_equal(s.login, "bob");
    assert_true(policy_list_parse_subject(SPAN("{\"login\":\"bob\",\"ip\":\"::1\"}"), &s, &e));
    assert_true(s.has_remote);
}

static void a_subject_that_names_nobody_or_a_whole_network_is_refused(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"login\":\"\",\"ip\":\"\"}",
        "{\"netmask\":\"192.0.2.0/24\"}",
        "{\"ip\":\"x\"}",
        "{\"login\":[]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct policy_subject s = {.login = "kept"};
        struct err e = {0};

        assert_false(policy_list_parse_subject(span_of(bodies[i]), &s, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(s.login, "kept");
    }
}

static void lists_are_printed_in_weakforced_s_shape(void **state)
{
    char bytes[POLICY_ROW_MAX];
    struct buf out = BUF_ON(bytes);
    struct buf empty = BUF_ON(bytes);
    struct listing a =
        entry("{\"ip\":\"192.0.2.14\",\"expire_secs\":1,\"reason\":\"a\"}", LISTING_BLOCK);
    struct listing b =
        entry("{\"login\":\"bob\",\"expire_secs\":1,\"reason\":\"b\"}", LISTING_BLOCK);

    (void)state;
    policy_list_print_begin(&out, LISTING_BLOCK);
    policy_list_print_row(&out, &a, true);
    policy_list_print_row(&out, &b, false);
    policy_list_print_end(&out);
    check_text(&out, "{\"bl_entries\":[{\"ip\":\"192.0.2.14/32\",\"expiration\":\"2026-Nov-21 "
                     "18:00:01\",\"reason\":\"a\"},{\"login\":\"bob\",\"expiration\":\"2026-Nov-21 "
                     "18:00:01\",\"reason\":\"b\"}]}");
    policy_list_print_begin(&empty, LISTING_ALLOW);
    policy_list_print_end(&empty);
    check_text(&empty, "{\"wl_entries\":[]}");
}

static void counters_are_printed_for_the_subject_that_was_asked_about(void **state)
{
    struct listing block =
        entry("{\"ip\":\"192.0.2.1\",\"expire_secs\":1,\"reason\":\"bot\"}", LISTING_BLOCK);
    struct policy_counters c = {.block_listed = true,
                                .block = &block,
                                .source_failures = 7,
                                .source_accounts = 3,
                                .source_guesses = true,
                                .account_failures_today = 2,
                                .pair_failures = 1};
    struct policy_subject s = {.login = "bob"};
    char bytes[POLICY_ROW_MAX];
    struct buf ip = BUF_ON(bytes);
    struct buf login = BUF_ON(bytes);
    struct buf both = BUF_ON(bytes);

    (void)state;
    assert_true(address_parse(SPAN("192.0.2.1"), &s.remote));
    policy_list_print_counters(&login, &s, &(struct policy_counters){.account_failures_today = 2});
    check_text(&login,
               "{\"login\":\"bob\",\"whitelisted\":false,\"wl_reason\":\"\",\"wl_expire\":\"\","
               "\"blacklisted\":false,\"bl_reason\":\"\",\"bl_expire\":\"\",\"stats\":{"
               "\"account\":{\"failures_today\":2}}}");
    s.has_remote = true;
    policy_list_print_counters(&both, &s, &c);
    check_text(
        &both,
        "{\"ip_login\":\"192.0.2.1:bob\",\"whitelisted\":false,\"wl_reason\":\"\","
        "\"wl_expire\":\"\",\"blacklisted\":true,\"bl_reason\":\"bot\",\"bl_expire\":\"2026-Nov-"
        "21 18:00:01\",\"stats\":{\"source\":{\"failures\":7,\"accounts\":3,\"guesses\":1},"
        "\"account\":{\"failures_today\":2},\"account_and_source\":{\"failures\":1}}}");
    s.login[0] = '\0';
    policy_list_print_counters(&ip, &s, &(struct policy_counters){.allow_listed = true});
    check_text(&ip,
               "{\"ip\":\"192.0.2.1\",\"whitelisted\":true,\"wl_reason\":\"\",\"wl_expire\":\"\","
               "\"blacklisted\":false,\"bl_reason\":\"\",\"bl_expire\":\"\",\"stats\":{\"source\":{"
               "\"failures\":0,\"accounts\":0,\"guesses\":0}}}");
}

static void totals_are_printed_under_weakforced_s_names(void **state)
{
    char bytes[256];
    struct buf out = BUF_ON(bytes);

    (void)state;
    policy_list_print_totals(
        &out, &(struct policy_totals){.reports = 5, .allows = 9, .refused = 2, .uptime_s = 60});
    check_text(&out, "{\"reports\":5,\"allows\":9,\"denieds\":2,\"uptime\":60}");
}

static void the_longest_row_and_counters_fit_their_bound_and_are_json(void **state)
{
    struct listing l = {.has_network = true, .has_login = true, .bits = 128, .expires_ms = NOW_MS};
    struct policy_subject s = {.has_remote = true};
    char bytes[POLICY_ROW_MAX];
    struct buf row = BUF_ON(bytes);
    struct buf counters = BUF_ON(bytes);
    json_t *tree;

    (void)state;
    memset(l.login, 1, LISTING_LOGIN_MAX);
    memset(l.reason, 1, LISTING_REASON_MAX);
    memset(l.prefix.bytes, 0xdd, sizeof l.prefix.bytes);
    memset(s.login, 1, LISTING_LOGIN_MAX);
    memset(s.remote.bytes, 0xdd, sizeof s.remote.bytes);
    policy_list_print_row(&row, &l, false);
    assert_false(row.full);
    policy_list_print_counters(&counters, &s,
                               &(struct policy_counters){.allow = &l,
                                                         .block = &l,
                                                         .source_failures = UINT32_MAX,
                                                         .source_accounts = UINT32_MAX,
                                                         .account_failures_today = UINT32_MAX,
                                                         .pair_failures = UINT32_MAX});
    assert_false(counters.full);
    tree = json_loadb(counters.at, counters.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(tree);
    json_decref(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_of_every_kind_are_read_as_weakforced_s_tools_send_them),
        cmocka_unit_test(an_entry_s_network_has_no_host_bits_and_knows_its_length),
        cmocka_unit_test(a_key_to_remove_needs_neither_expiry_nor_reason),
        cmocka_unit_test(a_long_reason_is_cut_at_a_character),
        cmocka_unit_test(an_entry_that_would_not_do_what_was_meant_is_refused),
        cmocka_unit_test(a_subject_is_an_address_a_login_or_both),
        cmocka_unit_test(a_subject_that_names_nobody_or_a_whole_network_is_refused),
        cmocka_unit_test(lists_are_printed_in_weakforced_s_shape),
        cmocka_unit_test(counters_are_printed_for_the_subject_that_was_asked_about),
        cmocka_unit_test(totals_are_printed_under_weakforced_s_names),
        cmocka_unit_test(the_longest_row_and_counters_fit_their_bound_and_are_json),
    };

    return cmocka_run_group_tests_name("wire/policy_list", tests, NULL, NULL);
}
