#include "service/notice_forecast.h"

#include "base/time.h"
#include "cmocka_all.h"
#include "model/profile.h"
#include "store/accounts.h"
#include "store/memory.h"

#define TODAY_MS (INT64_C(20600) * TIME_DAY_MS)
#define NOW_MS (TODAY_MS + 12 * TIME_HOUR_MS)

static const struct forecast_rules rules = {
    .days = 10, .learning_days = 14, .budget = {.same_days = 30, .hour = 3, .two_days = 10}};

static struct store *open_store(void)
{
    const struct store_memory_limits limits = {.rows = 10000, .identities = 1};
    struct store *s;
    struct err e = {0};

    assert_true(store_memory_open(&limits, &s, &e));
    return s;
}

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Records a sign-in with a decision; first_day: of the account's habits. */
static void record(struct store *s, const char *name, uint32_t asn, int64_t at_ms,
                   uint16_t first_day)
{
    const struct history_row row = {
        .first_ms = at_ms,
        .last_ms = at_ms,
        .count = 1,
        .service = SERVICE_IMAP,
        .place = {.country = place_country('U', 'S'), .asn = asn, .kind = NETWORK_PUBLIC},
        .decision = {.action = ACTION_NOTICE},
        .latest_count = 1,
        .latest = {{.at_ms = at_ms}},
    };
    const struct profile habits = {
        .first_day = first_day, .last_minute = UINT32_C(20601) * 24 * 60, .signins = 1};
    uint8_t bytes[PROFILE_BYTES];
    struct store_change change = {.account = of(name), .profile = bytes, .row = &row};
    const struct store_batch batch = {.changes = &change, .change_count = 1};
    struct err e = {0};

    profile_pack(&habits, bytes);
    if (!store_record(s, &batch, &e)) {
        fail_msg("%s", e.text);
    }
}

static void put_account(struct store *s, const char *id, const char *names[2], const char *group)
{
    const struct account_record a = {
        .text = {[ACCOUNT_ID] = of(id), [ACCOUNT_GROUP] = of(group)},
        .list = {[ACCOUNT_SIGN_IN_NAMES] = {2, {of(names[0]), of(names[1])}}}};
    struct store_account_change change = {.account = &a};
    struct err e = {0};

    assert_true(store_accounts_change(s, &change, 1, &e));
}

static struct forecast forecast_of(struct store *s)
{
    struct forecast f;
    struct err e = {0};

    if (!notice_forecast(s, &rules, NOW_MS, &f, &e)) {
        fail_msg("%s", e.text);
    }
    return f;
}

static void an_empty_history_forecasts_nothing(void **state)
{
    struct store *s = open_store();
    struct forecast f = forecast_of(s);

    (void)state;
    assert_int_equal(f.events, 0);
    assert_int_equal(f.told, 0);
    assert_int_equal(f.days, 10);
    assert_int_equal(f.from_ms, TODAY_MS - 9 * TIME_DAY_MS);
    store_free(&s);
}

static void notices_are_counted_by_day_and_the_same_one_once(void **state)
{
    struct store *s = open_store();
    struct forecast f;

    (void)state;
    record(s, "a", 1, TODAY_MS - 9 * TIME_DAY_MS, 1);
    record(s, "a", 1, TODAY_MS - 8 * TIME_DAY_MS, 1);
    record(s, "a", 2, TODAY_MS - 8 * TIME_DAY_MS + 1, 1);
    record(s, "b", 1, TODAY_MS, 1);
    record(s, "c", 1, TODAY_MS - 20 * TIME_DAY_MS, 1); /* too long ago */
    f = forecast_of(s);
    assert_int_equal(f.events, 4);
    assert_int_equal(f.silent, 1);
    assert_int_equal(f.told, 3);
    assert_int_equal(f.accounts, 2);
    assert_int_equal(f.day[0], 1);
    assert_int_equal(f.day[1], 1);
    assert_int_equal(f.day[9], 1);
    assert_int_equal(f.group_count, 1);
    assert_string_equal(f.groups[0].name, "");
    assert_int_equal(f.groups[0].told, 3);
    store_free(&s);
}

static void accounts_that_are_new_are_learnt(void **state)
{
    struct store *s = open_store();
    struct forecast f;

    (void)state;
    record(s, "a", 1, TODAY_MS, 20600 - 13);
    record(s, "b", 1, TODAY_MS, 20600 - 14);
    f = forecast_of(s);
    assert_int_equal(f.learning, 1);
    assert_int_equal(f.told, 1);
    store_free(&s);
}

static void what_is_beyond_the_budget_comes_in_digests(void **state)
{
    struct store *s = open_store();
    struct forecast f;

    (void)state;
    for (uint32_t i = 0; i < 6; i++) {
        record(s, "a", i + 1, TODAY_MS - TIME_DAY_MS + (int64_t)i * 60000, 1);
    }
    f = forecast_of(s);
    assert_int_equal(f.told, 3);
    assert_int_equal(f.held, 3);
    assert_int_equal(f.digests, 1);
    store_free(&s);
}

/* Two names of one account have one budget, and count in its group. */
static void names_of_one_account_are_one(void **state)
{
    struct store *s = open_store();
    const char *names[2] = {"a", "b"};
    struct forecast f;

    (void)state;
    put_account(s, "u-1", names, "staff");
    record(s, "a", 1, TODAY_MS, 1);
    record(s, "b", 1, TODAY_MS + 1, 1);
    record(s, "c", 1, TODAY_MS + 2, 1);
    f = forecast_of(s);
    assert_int_equal(f.accounts, 2);
    assert_int_equal(f.told, 2);
    assert_int_equal(f.silent, 1);
    assert_int_equal(f.group_count, 2);
    store_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_history_forecasts_nothing),
        cmocka_unit_test(notices_are_counted_by_day_and_the_same_one_once),
        cmocka_unit_test(accounts_that_are_new_are_learnt),
        cmocka_unit_test(what_is_beyond_the_budget_comes_in_digests),
        cmocka_unit_test(names_of_one_account_are_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
