#include "wire/api_json.h"

#include "cmocka_all.h"

#include <stdlib.h>

#define ROOM 65536

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static struct arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 20);
    return arena == NULL;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct event_story sample(void)
{
    struct event_story
        s =
            {
                .entry =
                    {
                        .account = SPAN("taro\"\n\xff"),
                        .row =
                            {
                                .id = 42,
                                .first_ms = 1760000000123,
                                .last_ms = 1760000100000,
                                .count = 7,
                                .service = SERVICE_SUBMISSION,
                                .outcome = OUTCOME_REFUSED,
                                .has_remote = true,
                                .client = {.family = 0xdeadbeef,
                                           .version = 7,
                                           .trust = CLIENT_BOUND},
                                .decision = {.action = ACTION_REFUSE,
                                             .strict = ACTION_CHALLENGE,
                                             .scored = true,
                                             .score = -1957,
                                             .reason_count = 2,
                                             .reasons = {{.code = REASON_NEW_PROVIDER,
                                                          .counted = true,
                                                          .term = 855},
                                                         {.code = REASON_UNUSUAL_SCORE,
                                                          .value = (uint32_t)-1957}}},
                                .latest_count = 2,
                                .latest = {{.at_ms = 1760000100000}, {.at_ms = 1760000000123}},
                            },
                        .where = {.place = {.country = place_country('J', 'P'),
                                            .asn = 9605,
                                            .kind = NETWORK_PUBLIC,
                                            .flags = PLACE_ANONYMISER | PLACE_HOSTILE},
                                  .provider = "Example \"Net\""},
                    },
                .usual_count = 1,
                .usual = {{.where = {.place = {.own = 0, .kind = NETWORK_OWN}, .provider = "本社"},
                           .days = 12}},
                .why = {{SPAN("because"), SPAN("なぜなら")}},
            };

    assert_true(address_parse(SPAN("203.0.113.7"), &s.entry.row.latest[0].remote));
    assert_true(address_parse(SPAN("2001:db8::1"), &s.entry.row.latest[1].remote));
    return s;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): it is written to through the buffer */
static struct span print_event(const struct event_story *s, char *room)
{
    struct buf out = {.at = room, .cap = ROOM};
    struct json_out j = json_out_open(&out);

    api_json_event(&j, s);
    json_out_close(&j);
    assert_false(out.full);
    return (struct span){.at = room, .len = out.len};
}

static void an_event_reads_back_as_it_was_printed(void **state)
{
    static char first[ROOM];
    static char second[ROOM];
    struct event_story s = sample();
    struct span text = print_event(&s, first);
    struct event_story again;
    struct err e = {0};

    (void)state;
    if (!api_json_read_event(text, arena, &again, &e)) {
        fail_msg("%s", e.text);
    }
    assert_true(span_eq(again.entry.account, SPAN("taro\"\n\xef\xbf\xbd")));
    assert_int_equal(again.entry.row.id, 42);
    assert_int_equal(again.entry.row.first_ms, 1760000000123);
    assert_int_equal(again.entry.row.service, SERVICE_SUBMISSION);
    assert_int_equal(again.entry.row.outcome, OUTCOME_REFUSED);
    assert_int_equal(again.entry.row.client.family, 0xdeadbeef);
    assert_int_equal(again.entry.row.decision.strict, ACTION_CHALLENGE);
    assert_true(abs(again.entry.row.decision.score + 1957) <= 2);
    assert_true(again.entry.row.decision.reasons[0].counted);
    assert_true(address_eq(&again.entry.row.latest[1].remote, &s.entry.row.latest[1].remote));
    assert_int_equal(again.entry.where.place.flags, PLACE_ANONYMISER | PLACE_HOSTILE);
    assert_string_equal(again.entry.where.provider, "Example \"Net\"");
    assert_string_equal(again.usual[0].where.provider, "本社");
    assert_true(span_eq(again.why[0][1], SPAN("なぜなら")));
    assert_true(span_eq(print_event(&again, second), text));
}

static void what_a_patch_states_is_what_stands_there(void **state)
{
    struct account_patch p = {.stated = 12345};
    struct err e = {0};

    (void)state;
    assert_true(api_json_read_patch(
        SPAN("{\"id\":\"u\",\"services\":[],\"group\":\"\",\"phones\":[\"+1\",\"\\u3042\"],"
             "\"created\":\"2026-01-02T03:04:05Z\"}"),
        arena, &p, &e));
    assert_int_equal(
        p.stated, ACCOUNT_STATES_TEXT(ACCOUNT_ID) | ACCOUNT_STATES_TEXT(ACCOUNT_GROUP) |
                      ACCOUNT_STATES_LIST(ACCOUNT_SERVICES) | ACCOUNT_STATES_LIST(ACCOUNT_PHONES));
    assert_int_equal(p.account.list[ACCOUNT_PHONES].count, 2);
    assert_true(span_eq(p.account.list[ACCOUNT_PHONES].at[1], SPAN("あ")));
}

static const struct {
    const char *text;
    const char *why;
} wrong[] = {
    {"[]", NULL},
    {"{\"id\":1}", NULL},
    {"{\"id\":null}", NULL},
    {"{\"id\":\"a\",\"id\":\"b\"}", "id: stands there twice"},
    {"{\"shoe\":1}", "\"shoe\": no member of an account"},
    {"{\"services\":\"x\"}", NULL},
    {"{\"services\":[1]}", NULL},
    {"{\"services\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"a\",\"b\",\"c\",\"d\","
     "\"e\",\"f\",\"g\",\"h\"]}",
     "services: expected at most 16, came more"},
    {"{\"id\":\"a\"} x", NULL},
    {"{\"created\":\"yesterday\"}", NULL},
    {"{\"id\":\"\\ud800\"}", NULL},
    {"", NULL},
};

static void a_wrong_account_is_refused_and_leaves_the_output_alone(void **state)
{
    static char longer[4096];
    struct buf text = BUF_ON(longer);
    struct account_patch p = {.stated = 12345};
    struct err e = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        e = (struct err){0};
        assert_false(api_json_read_patch(span_of(wrong[i].text), arena, &p, &e));
        assert_int_equal(e.code, ERR_INPUT);
        if (wrong[i].why != NULL) {
            assert_string_equal(e.text, wrong[i].why);
        }
        assert_int_equal(p.stated, 12345);
    }
    buf_addf(&text, "{\"group\":\"%0*d\"}", ACCOUNT_TEXT_MAX + 1, 0);
    assert_false(api_json_read_patch((struct span){.at = longer, .len = text.len}, arena, &p, &e));
    assert_string_equal(e.text, "group: expected at most 320 bytes, came more");
}

static const struct {
    const char *text;
    int64_t at_ms; /* -1: none */
} times[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"2026-11-21T18:05:09.123Z", 1795284309123},
    {"2024-02-29T00:00:00Z", 1709164800000},
    {"2026-02-29T00:00:00Z", -1},
    {"2026-13-01T00:00:00Z", -1},
    {"2026-11-21T24:00:00Z", -1},
    {"2026-11-21T18:05:09", -1},
    {"2026-11-21T18:05:09.12Z", -1},
    {"2026-11-21T18:05:09Zx", -1},
    {"2026-11-21 18:05:09Z", -1},
    {"", -1},
};

static void times_are_utc_and_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(times); i++) {
        int64_t at_ms = -1;

        assert_int_equal(api_json_read_time(span_of(times[i].text), &at_ms), times[i].at_ms >= 0);
        assert_int_equal(at_ms, times[i].at_ms);
    }
}

static void an_entry_of_a_list_reads_back(void **state)
{
    struct listing l = {0};
    struct err e = {0};

    (void)state;
    assert_true(api_json_read_listing(
        SPAN("{\"list\":\"allow\",\"network\":\"::ffff:203.0.113.0/120\",\"login\":\"TARO\","
             "\"expires\":\"2027-01-01T00:00:00Z\",\"reason\":\"office\"}"),
        false, &l, &e));
    assert_int_equal(l.kind, LISTING_ALLOW);
    assert_int_equal(l.bits, 24);
    assert_string_equal(l.login, "taro");
    assert_string_equal(l.reason, "office");
}

static const char *const bad_listings[] = {
    "{}",
    "{\"list\":\"block\",\"expires\":\"2027-01-01T00:00:00Z\"}",
    "{\"login\":\"x\",\"expires\":\"2027-01-01T00:00:00Z\"}",
    "{\"list\":\"grey\",\"login\":\"x\",\"expires\":\"2027-01-01T00:00:00Z\"}",
    "{\"list\":\"block\",\"login\":\"\",\"expires\":\"2027-01-01T00:00:00Z\"}",
    "{\"list\":\"block\",\"login\":\"x\"}",
    "{\"list\":\"block\",\"network\":\"203.0.113.1/24\",\"expires\":\"2027-01-01T00:00:00Z\"}",
    "{\"list\":\"block\",\"network\":7,\"expires\":\"2027-01-01T00:00:00Z\"}",
};

static void an_entry_without_key_or_end_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_listings); i++) {
        struct listing l = {.bits = 99};
        struct err e = {0};

        assert_false(api_json_read_listing(span_of(bad_listings[i]), false, &l, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_int_equal(l.bits, 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_event_reads_back_as_it_was_printed, begin, end),
        cmocka_unit_test_setup_teardown(what_a_patch_states_is_what_stands_there, begin, end),
        cmocka_unit_test_setup_teardown(a_wrong_account_is_refused_and_leaves_the_output_alone,
                                        begin, end),
        cmocka_unit_test(times_are_utc_and_exact),
        cmocka_unit_test(an_entry_of_a_list_reads_back),
        cmocka_unit_test(an_entry_without_key_or_end_is_refused),
    };

    return cmocka_run_group_tests_name("wire/api_json", tests, NULL, NULL);
}
