#include "service/scan.h"

#include "base/time.h"
#include "cmocka_all.h"
#include "store/memory.h"

#include <stdio.h>

#define MONDAY_S INT64_C(1795392000) /* 2026-11-23 00:00 UTC */
#define DAY_S 86400

struct world {
    struct places *places;
    struct store *store;
    struct scan *scan;
    size_t told;
    struct finding_signin last;
};

static void told(void *ctx, const struct finding_signin *f)
{
    struct world *w = ctx;

    w->told++;
    w->last = *f;
}

/* Places without any database: three networks with names. */
static void open_places(struct world *w)
{
    static struct own_network networks[3] = {
        {.bits = 24, .name = "Home Fibre"},
        {.bits = 24, .name = "Home Mobile"},
        {.bits = 24, .name = "Far Net"},
    };
    struct place_sources sources = {
        .libloc = TEST_DATA "/none", .own = networks, .own_count = COUNT(networks)};
    struct err e = {0};

    assert_true(address_parse(SPAN("203.0.113.0"), &networks[0].prefix));
    assert_true(address_parse(SPAN("192.0.2.0"), &networks[1].prefix));
    assert_true(address_parse(SPAN("198.51.100.0"), &networks[2].prefix));
    networks[0].country = place_country('J', 'P');
    networks[1].country = place_country('J', 'P');
    networks[2].country = place_country('U', 'S');
    sources.libloc = NULL;
    if (!places_open(&sources, &w->places, &e)) {
        fail_msg("%s", e.text);
    }
}

static void open_scan(struct world *w, struct store *store)
{
    const struct scan_setup setup = {
        .places = w->places,
        .policy = {.mode = POLICY_WATCH, .quantile_min = 1000},
        .guess = {.accounts = 5,
                  .failures = 10,
                  .single_failures = 50,
                  .wide_accounts = 8,
                  .wide_failures = 20,
                  .wide_addresses = 3},
        .attack = {.failures_a_day = 20, .sources = 3, .single_source = 50, .found_after = 5},
        .store = store,
        .tell = told,
        .tell_ctx = w,
    };
    struct err e = {0};

    if (!scan_new(&setup, &w->scan, &e)) {
        fail_msg("%s", e.text);
    }
}

static int begin(void **state)
{
    struct world *w = test_calloc(1, sizeof *w);

    open_places(w);
    open_scan(w, NULL);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;

    scan_free(&w->scan);
    store_free(&w->store);
    places_free(&w->places);
    test_free(w);
    return 0;
}

static void event(struct world *w, const char *account, const char *from, int64_t at_s,
                  enum outcome outcome)
{
    struct signin s = {
        .at_ms = at_s * TIME_SECOND_MS,
        .account = {.at = account, .len = strlen(account)},
        .has_remote = true,
        .service = SERVICE_IMAP,
        .outcome = outcome,
        .attempts = 1,
    };
    struct scan_event ev = {.signin = &s, .program = SPAN("dovecot"), .pid = 1};
    struct err e = {0};

    assert_true(address_parse((struct span){.at = from, .len = strlen(from)}, &s.remote));
    if (!scan_event(w->scan, &ev, &e)) {
        fail_msg("%s", e.text);
    }
}

static void at_home_for_days(struct world *w, const char *account, int from_day, int days)
{
    for (int day = from_day; day < from_day + days; day++) {
        for (int poll = 0; poll < 5; poll++) {
            event(w, account, "203.0.113.7", MONDAY_S + day * DAY_S + poll * 600, OUTCOME_SUCCESS);
        }
    }
}

static void flush(struct world *w)
{
    struct err e = {0};

    if (!scan_flush(w->scan, &e)) {
        fail_msg("%s", e.text);
    }
}

static void weeks_at_home_are_no_finding(void **state)
{
    struct world *w = *state;
    struct scan_result r;

    at_home_for_days(w, "alice", 0, 21);
    flush(w);
    scan_result(w->scan, &r);
    assert_int_equal(w->told, 0);
    assert_int_equal(r.source_count, 0);
    assert_int_equal(r.account_count, 0);
    assert_int_equal(r.summary.signins, 21 * 5);
    assert_int_equal(r.summary.accounts, 1);
    assert_int_equal(r.summary.day_count, 21);
    assert_int_equal(r.summary.country_count, 1);
    assert_int_equal(r.summary.countries[0].country, place_country('J', 'P'));
    assert_int_equal(r.summary.countries[0].accounts, 1);
}

static void a_new_country_is_told_once_with_how_often_it_came_that_day(void **state)
{
    struct world *w = *state;

    at_home_for_days(w, "alice", 0, 14);
    for (int poll = 0; poll < 6; poll++) {
        event(w, "alice", "198.51.100.9", MONDAY_S + 14 * DAY_S + poll * 900, OUTCOME_SUCCESS);
    }
    assert_int_equal(w->told, 0); /* held until the day is over */
    at_home_for_days(w, "alice", 15, 3);
    flush(w);
    assert_int_equal(w->told, 1);
    assert_true(span_eq(w->last.account, SPAN("alice")));
    assert_int_equal(w->last.count, 6);
    assert_int_equal(w->last.last_ms - w->last.at_ms, 5 * 900 * TIME_SECOND_MS);
    assert_int_equal(w->last.decision.action, ACTION_NOTICE);
    assert_int_equal(w->last.decision.reasons[0].code, REASON_NEW_COUNTRY);
    assert_string_equal(w->last.where.provider, "Far Net");
    assert_string_equal(w->last.usual.provider, "Home Fibre");
}

static void the_same_line_counts_once(void **state)
{
    struct world *w = *state;
    struct scan_result r;

    for (int copy = 0; copy < 3; copy++) {
        event(w, "alice", "203.0.113.7", MONDAY_S, OUTCOME_SUCCESS);
        event(w, "alice", "203.0.113.7", MONDAY_S + 1, OUTCOME_WRONG_PASSWORD);
    }
    scan_result(w->scan, &r);
    assert_int_equal(r.summary.signins, 1);
    assert_int_equal(r.summary.failures, 1);
    assert_int_equal(r.summary.repeated, 4);
}

static void a_success_right_after_a_sources_failures_is_a_found_password(void **state)
{
    struct world *w = *state;
    struct scan_result r;

    at_home_for_days(w, "alice", 0, 10);
    for (int i = 0; i < 6; i++) {
        event(w, "alice", "198.51.100.9", MONDAY_S + 10 * DAY_S + i * 20, OUTCOME_WRONG_PASSWORD);
    }
    event(w, "alice", "198.51.100.9", MONDAY_S + 10 * DAY_S + 300, OUTCOME_SUCCESS);
    flush(w);
    scan_result(w->scan, &r);
    assert_int_equal(r.account_count, 1);
    assert_int_equal(r.accounts[0].trouble, TROUBLE_PASSWORD_FOUND);
    assert_int_equal(r.accounts[0].failures, 6);
    assert_int_equal(r.accounts[0].at_ms, (MONDAY_S + 10 * DAY_S + 300) * TIME_SECOND_MS);
    assert_string_equal(r.accounts[0].where.provider, "Far Net");
    assert_int_equal(r.summary.found, 1);
}

static void the_owners_own_typos_at_home_are_no_trouble(void **state)
{
    struct world *w = *state;
    struct scan_result r;

    at_home_for_days(w, "alice", 0, 10);
    for (int i = 0; i < 60; i++) {
        event(w, "alice", "203.0.113.7", MONDAY_S + 10 * DAY_S + i * 300, OUTCOME_WRONG_PASSWORD);
    }
    event(w, "alice", "203.0.113.7", MONDAY_S + 10 * DAY_S + 61 * 300, OUTCOME_SUCCESS);
    flush(w);
    scan_result(w->scan, &r);
    assert_int_equal(r.account_count, 0);
    assert_int_equal(w->told, 0);
}

static void an_account_tried_from_many_places_is_under_attack(void **state)
{
    struct world *w = *state;
    struct scan_result r;

    at_home_for_days(w, "alice", 0, 5);
    for (int i = 0; i < 40; i++) {
        const char *from[] = {"198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"};

        event(w, "alice", from[i % 4], MONDAY_S + 5 * DAY_S + i * 60, OUTCOME_WRONG_PASSWORD);
    }
    scan_result(w->scan, &r);
    assert_int_equal(r.account_count, 1);
    assert_int_equal(r.accounts[0].trouble, TROUBLE_UNDER_ATTACK);
    assert_int_equal(r.accounts[0].failures, 40);
    assert_in_range(r.accounts[0].sources, 3, 5);
    scan_result(w->scan, &r); /* asking twice tells the same */
    assert_int_equal(r.account_count, 1);
}

static void usual_places_come_most_used_first(void **state)
{
    struct world *w = *state;
    struct account_summary rows[4];

    at_home_for_days(w, "alice", 0, 10);
    event(w, "alice", "192.0.2.9", MONDAY_S + 3 * DAY_S + 40000, OUTCOME_SUCCESS);
    at_home_for_days(w, "bob", 9, 1);
    assert_int_equal(scan_accounts(w->scan, rows, 4), 2);
    assert_true(span_eq(rows[0].account, SPAN("alice")));
    assert_int_equal(rows[0].usual_count, 2);
    assert_string_equal(rows[0].usual[0].where.provider, "Home Fibre");
    assert_in_range(rows[0].usual[0].days, 9, 10);
    assert_string_equal(rows[0].usual[1].where.provider, "Home Mobile");
    assert_int_equal(scan_accounts(w->scan, rows, 1), 1);
}

static void names_that_guessers_invent_do_not_fill_the_memory(void **state)
{
    struct world *w = *state;
    struct scan_result r;

    for (int i = 0; i < 70000; i++) {
        char name[32];

        (void)snprintf(name, sizeof name, "invented%d", i);
        event(w, name, "198.51.100.9", MONDAY_S + i / 100, OUTCOME_UNKNOWN_ACCOUNT);
    }
    scan_result(w->scan, &r);
    assert_int_equal(r.summary.failures, 70000);
    assert_int_equal(r.summary.accounts, 0);
    assert_int_equal(r.source_count, 1);
}

static void a_scan_that_goes_on_from_a_store_knows_what_the_first_learnt(void **state)
{
    struct world *w = *state;
    const struct store_memory_limits limits = {.rows = 10000, .identities = 100000};
    struct scan_result r;
    struct err e = {0};

    assert_true(store_memory_open(&limits, &w->store, &e));
    scan_free(&w->scan);
    open_scan(w, w->store);
    at_home_for_days(w, "alice", 0, 14);
    flush(w);
    scan_free(&w->scan);

    open_scan(w, w->store);
    at_home_for_days(w, "alice", 0, 14); /* the same lines again */
    event(w, "alice", "198.51.100.9", MONDAY_S + 14 * DAY_S, OUTCOME_SUCCESS);
    flush(w);
    scan_result(w->scan, &r);
    assert_int_equal(r.summary.repeated, 14 * 5);
    assert_int_equal(r.summary.signins, 1);
    assert_int_equal(w->told, 1);
    assert_int_equal(w->last.decision.reasons[0].code, REASON_NEW_COUNTRY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(weeks_at_home_are_no_finding, begin, end),
        cmocka_unit_test_setup_teardown(a_new_country_is_told_once_with_how_often_it_came_that_day,
                                        begin, end),
        cmocka_unit_test_setup_teardown(the_same_line_counts_once, begin, end),
        cmocka_unit_test_setup_teardown(
            a_success_right_after_a_sources_failures_is_a_found_password, begin, end),
        cmocka_unit_test_setup_teardown(the_owners_own_typos_at_home_are_no_trouble, begin, end),
        cmocka_unit_test_setup_teardown(an_account_tried_from_many_places_is_under_attack, begin,
                                        end),
        cmocka_unit_test_setup_teardown(usual_places_come_most_used_first, begin, end),
        cmocka_unit_test_setup_teardown(names_that_guessers_invent_do_not_fill_the_memory, begin,
                                        end),
        cmocka_unit_test_setup_teardown(
            a_scan_that_goes_on_from_a_store_knows_what_the_first_learnt, begin, end),
    };

    return cmocka_run_group_tests_name("service/scan", tests, NULL, NULL);
}
