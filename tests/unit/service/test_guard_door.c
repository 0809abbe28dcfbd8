#include "service/guard_door.h"

#include "cmocka_all.h"
#include "store/memory.h"

#include <stdio.h>

#define MONDAY_MS INT64_C(1795392000000) /* 2026-11-23 00:00 UTC */

struct world {
    struct places *places;
    struct store *store;
    struct guard *guard;
};

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 1000, .identities = 1};
    const struct place_sources sources = {.libloc = ""};
    struct world *w = test_calloc(1, sizeof *w);
    struct guard_setup setup = {
        .policy = POLICY_DEFAULT,
        .guess = {.accounts = 5,
                  .failures = 10,
                  .single_failures = 50,
                  .wide_accounts = 8,
                  .wide_failures = 20,
                  .wide_addresses = 3},
        .attack = {.failures_a_day = 20, .sources = 3, .single_source = 50, .found_after = 3},
        .delay_s = 3,
    };
    struct err e = {0};

    assert_true(places_open(&sources, &w->places, &e));
    assert_true(store_memory_open(&limits, &w->store, &e));
    setup.places = w->places;
    setup.store = w->store;
    assert_true(guard_new(&setup, &w->guard, &e));
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;

    guard_free(&w->guard);
    store_free(&w->store);
    places_free(&w->places);
    test_free(w);
    return 0;
}

static struct attempt attempt(const char *session, bool success)
{
    struct attempt a = {
        .login = SPAN("aoi@example.jp"),
        .pwhash = SPAN("07db"),
        .session = {session, strlen(session)},
        .service = SERVICE_IMAP,
        .has_remote = true,
        .success = success,
    };

    assert_true(address_parse(SPAN("203.0.113.7"), &a.remote));
    return a;
}

/* As service/door.h goes: question, question when the password was right, report. */
static int door(struct world *w, const char *session, bool right)
{
    struct attempt a = attempt(session, right);
    struct policy_answer told = {.status = POLICY_STATUS_GO_ON};
    struct err e = {0};

    if (!guard_door_before(w->guard, &a, MONDAY_MS, &told)) {
        return -2;
    }
    if (told.status == POLICY_STATUS_REFUSE) {
        a.policy_reject = true;
        a.success = false;
    } else if (right) {
        guard_door_after(w->guard, &a, MONDAY_MS, &told);
    }
    assert_true(guard_report(w->guard, &a, MONDAY_MS, NULL, NULL, &e));
    guard_door_told(w->guard, a.login, a.session, &told, MONDAY_MS);
    return told.status;
}

static int allow(struct world *w, const char *session)
{
    const struct attempt a = attempt(session, false);
    struct policy_answer out;

    guard_allow(w->guard, &a, MONDAY_MS, &out);
    return out.status;
}

static void report(struct world *w, const char *session, bool success)
{
    const struct attempt a = attempt(session, success);
    struct err e = {0};

    assert_true(guard_report(w->guard, &a, MONDAY_MS, NULL, NULL, &e));
}

static void check_reports(struct world *w, uint64_t successes, uint64_t failures)
{
    struct guard_counts counts;

    guard_counts(w->guard, &counts);
    assert_int_equal(counts.reports[OUTCOME_SUCCESS], successes);
    assert_int_equal(counts.reports[OUTCOME_WRONG_PASSWORD], failures);
}

static void block(struct world *w)
{
    const struct listing l = {
        .kind = LISTING_BLOCK,
        .has_login = true,
        .expires_ms = MONDAY_MS + 60000,
        .login = "aoi@example.jp",
    };
    struct err e = {0};

    assert_true(guard_list_add(w->guard, &l, &e));
}

static void a_door_alone_is_one_sign_in(void **state)
{
    assert_int_equal(door(*state, "s1", true), POLICY_STATUS_GO_ON);
    check_reports(*state, 1, 0);
    assert_int_equal(door(*state, "s1", false), POLICY_STATUS_GO_ON); /* the same connection */
    assert_int_equal(door(*state, "s1", true), POLICY_STATUS_GO_ON);
    check_reports(*state, 2, 1);
}

static void where_a_policy_server_asked_before_the_door_leaves_the_judging_to_it(void **state)
{
    assert_int_equal(allow(*state, "s1"), POLICY_STATUS_GO_ON);
    assert_int_equal(door(*state, "s1", true), -2);
    assert_int_equal(allow(*state, "s1"), POLICY_STATUS_GO_ON);
    report(*state, "s1", true);
    check_reports(*state, 1, 0);
}

static void a_policy_server_that_asks_afterwards_hears_what_the_door_was_told(void **state)
{
    assert_int_equal(door(*state, "s1", true), POLICY_STATUS_GO_ON);
    assert_int_equal(allow(*state, "s1"), POLICY_STATUS_GO_ON);
    report(*state, "s1", true);
    check_reports(*state, 1, 0);
    block(*state);
    assert_int_equal(door(*state, "s2", true), POLICY_STATUS_REFUSE);
    assert_int_equal(allow(*state, "s2"), POLICY_STATUS_REFUSE);
    report(*state, "s2", false);
    check_reports(*state, 1, 0);
}

static void several_attempts_on_one_connection_count_once_each_with_both(void **state)
{
    for (int i = 0; i < 3; i++) { /* the policy server only reports */
        (void)door(*state, "s1", false);
        report(*state, "s1", false);
    }
    check_reports(*state, 0, 3);
    for (int i = 0; i < 3; i++) { /* it asks before, too */
        (void)allow(*state, "s2");
        assert_int_equal(door(*state, "s2", false), -2);
        report(*state, "s2", false);
    }
    check_reports(*state, 0, 6);
}

static void a_failure_nobody_could_tell_from_a_success_is_none(void **state)
{
    struct world *w = *state;

    (void)allow(w, "s1");
    guard_unanswered(w->guard, SPAN("aoi@example.jp"), SPAN("s1"), MONDAY_MS);
    report(w, "s1", false);
    check_reports(w, 0, 0);
    (void)allow(w, "s1");
    report(w, "s1", false);
    check_reports(w, 0, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_door_alone_is_one_sign_in),
        TEST(where_a_policy_server_asked_before_the_door_leaves_the_judging_to_it),
        TEST(a_policy_server_that_asks_afterwards_hears_what_the_door_was_told),
        TEST(several_attempts_on_one_connection_count_once_each_with_both),
        TEST(a_failure_nobody_could_tell_from_a_success_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
