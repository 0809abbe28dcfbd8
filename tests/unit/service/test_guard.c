#include "service/guard.h"

#include "base/time.h"
#include "cmocka_all.h"
#include "model/population.h"
#include "store/memory.h"

#include <pthread.h>
#include <stdio.h>

#define MONDAY_MS INT64_C(1795392000000) /* 2026-11-23 00:00 UTC */

struct world {
    struct places *places;
    struct store *store;
    struct guard *guard;
    struct guard_setup setup;
    unsigned session; /* numbers the sign-ins */
};

static void open_places(struct world *w)
{
    static struct own_network networks[3] = {
        {.bits = 24, .name = "Home Fibre"},
        {.bits = 24, .name = "Home Mobile"},
        {.bits = 24, .name = "Far Net"},
    };
    struct place_sources sources = {.libloc = "", .own = networks, .own_count = COUNT(networks)};
    struct err e = {0};

    assert_true(address_parse(SPAN("203.0.113.0"), &networks[0].prefix));
    assert_true(address_parse(SPAN("192.0.2.0"), &networks[1].prefix));
    assert_true(address_parse(SPAN("198.51.100.0"), &networks[2].prefix));
    networks[0].country = place_country('J', 'P');
    networks[1].country = place_country('J', 'P');
    networks[2].country = place_country('U', 'S');
    if (!places_open(&sources, &w->places, &e)) {
        fail_msg("%s", e.text);
    }
}

static void open_guard(struct world *w)
{
    struct err e = {0};

    if (!guard_new(&w->setup, &w->guard, &e)) {
        fail_msg("%s", e.text);
    }
}

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 100000, .identities = 1};
    struct world *w = test_calloc(1, sizeof *w);
    struct err e = {0};

    open_places(w);
    assert_true(store_memory_open(&limits, &w->store, &e));
    w->setup = (struct guard_setup){
        .places = w->places,
        .policy = POLICY_DEFAULT,
        .guess = {.accounts = 5,
                  .failures = 10,
                  .single_failures = 50,
                  .wide_accounts = 8,
                  .wide_failures = 20,
                  .wide_addresses = 3},
        .attack = {.failures_a_day = 20, .sources = 3, .single_source = 50, .found_after = 5},
        .delay_s = 3,
        .store = w->store,
    };
    open_guard(w);
    *state = w;
    return 0;
}

static int begin_strict(void **state)
{
    struct world *w;

    (void)begin(state);
    w = *state;
    w->setup.policy.mode = POLICY_STRICT;
    guard_reload(w->guard, &w->setup);
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

static struct attempt attempt(const char *login, const char *from, const char *pwhash,
                              const char *session)
{
    struct attempt a = {
        .login = {.at = login, .len = strlen(login)},
        .pwhash = {.at = pwhash, .len = strlen(pwhash)},
        .session = {.at = session, .len = strlen(session)},
        .service = SERVICE_IMAP,
        .has_remote = true,
    };

    assert_true(address_parse((struct span){.at = from, .len = strlen(from)}, &a.remote));
    return a;
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t done;
    int called;
    bool ok;
};

static void note(void *ctx, const struct err *e)
{
    struct waiting *w = ctx;

    (void)pthread_mutex_lock(&w->lock);
    w->called++;
    w->ok = e == NULL;
    (void)pthread_cond_signal(&w->done);
    (void)pthread_mutex_unlock(&w->lock);
}

static void report(struct world *w, const struct attempt *a, int64_t at_ms)
{
    struct waiting wait = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};
    struct err e = {0};

    if (!guard_report(w->guard, a, at_ms, note, &wait, &e)) {
        fail_msg("%s", e.text);
    }
    (void)pthread_mutex_lock(&wait.lock);
    while (wait.called == 0) {
        (void)pthread_cond_wait(&wait.done, &wait.lock);
    }
    (void)pthread_mutex_unlock(&wait.lock);
    assert_int_equal(wait.called, 1);
    assert_true(wait.ok);
}

static struct policy_answer ask(struct world *w, const struct attempt *a, int64_t at_ms)
{
    struct policy_answer answer;

    guard_allow(w->guard, a, at_ms, &answer);
    return answer;
}

static void succeed(struct world *w, const char *login, const char *from, int64_t at_ms)
{
    char session[16];
    struct attempt a;

    (void)snprintf(session, sizeof session, "s%u", w->session++);
    a = attempt(login, from, "07db", session);
    assert_int_equal(ask(w, &a, at_ms).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &a, at_ms).status, POLICY_STATUS_GO_ON);
    a.success = true;
    report(w, &a, at_ms);
}

static void fail_from(struct world *w, const char *login, const char *from, unsigned password,
                      int64_t at_ms)
{
    char session[16];
    char hash[16];
    struct attempt a;

    (void)snprintf(session, sizeof session, "f%u", w->session++);
    (void)snprintf(hash, sizeof hash, "%04x", password);
    a = attempt(login, from, hash, session);
    report(w, &a, at_ms);
}

static void weeks_at_home(struct world *w, const char *login)
{
    for (int day = 0; day < 21; day++) {
        succeed(w, login, "203.0.113.7", MONDAY_MS + day * TIME_DAY_MS);
    }
}

static void under_watch_no_place_refuses_and_a_new_country_is_noticed(void **state)
{
    struct world *w = *state;
    struct guard_counts counts;

    weeks_at_home(w, "alice");
    succeed(w, "alice", "198.51.100.9", MONDAY_MS + 21 * TIME_DAY_MS);
    guard_counts(w->guard, &counts);
    assert_int_equal(counts.notices, 1);
    assert_int_equal(counts.reports[OUTCOME_SUCCESS], 22);
    assert_int_equal(counts.accounts, 1);
}

static void under_strict_a_new_country_is_refused_only_at_the_second_question(void **state)
{
    struct world *w = *state;
    struct attempt a = attempt("alice", "198.51.100.9", "07db", "abroad");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;
    struct policy_answer answer;

    weeks_at_home(w, "alice");
    assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_GO_ON);
    answer = ask(w, &a, now);
    assert_int_equal(answer.status, POLICY_STATUS_REFUSE);
    assert_int_equal(answer.cause, CAUSE_PLACE);
    assert_true(strlen(answer.message) > 20);
    a.policy_reject = true;
    report(w, &a, now);
    /* the same session tries again: it starts anew */
    a.policy_reject = false;
    assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_REFUSE);
}

static void a_refused_sign_in_is_not_learnt(void **state)
{
    struct world *w = *state;
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice");
    for (int i = 0; i < 3; i++) {
        struct attempt a = attempt("alice", "198.51.100.9", "07db", "abroad");

        (void)ask(w, &a, now);
        assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_REFUSE);
        a.policy_reject = true;
        report(w, &a, now);
    }
}

static void with_the_check_before_alone_no_place_refuses(void **state)
{
    struct world *w = *state;
    struct attempt a = attempt("alice", "198.51.100.9", "07db", "abroad");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice");
    w->setup.checks = GUARD_CHECK_BEFORE;
    guard_reload(w->guard, &w->setup);
    assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_GO_ON);
}

static void with_the_check_after_alone_the_first_question_may_refuse(void **state)
{
    struct world *w = *state;
    struct attempt a = attempt("alice", "198.51.100.9", "07db", "abroad");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice");
    w->setup.checks = GUARD_CHECK_AFTER;
    guard_reload(w->guard, &w->setup);
    assert_int_equal(ask(w, &a, now).status, POLICY_STATUS_REFUSE);
}

static void a_source_that_guesses_is_refused_at_the_first_question(void **state)
{
    struct world *w = *state;
    struct attempt a = attempt("alice", "198.51.100.9", "0aaa", "x");
    struct attempt home = attempt("alice", "203.0.113.7", "07db", "y");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;
    struct policy_answer answer;

    weeks_at_home(w, "alice");
    for (unsigned i = 0; i < 12; i++) {
        char login[16];

        (void)snprintf(login, sizeof login, "victim%u", i);
        fail_from(w, login, "198.51.100.9", i, now);
    }
    answer = ask(w, &a, now);
    assert_int_equal(answer.status, POLICY_STATUS_REFUSE);
    assert_int_equal(answer.cause, CAUSE_GUESSING);
    assert_int_equal(ask(w, &home, now).status, POLICY_STATUS_GO_ON);
}

static void the_owners_phone_with_an_old_password_locks_nobody_out(void **state)
{
    struct world *w = *state;
    struct attempt home = attempt("alice", "203.0.113.7", "07db", "y");
    struct attempt hotel = attempt("alice", "192.0.2.7", "07db", "z");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice");
    for (int i = 0; i < 500; i++) {
        fail_from(w, "alice", "192.0.2.7", 0x123, now + i * 60000);
    }
    now += 500 * 60000;
    assert_int_equal(ask(w, &home, now).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &hotel, now).status, POLICY_STATUS_GO_ON);
}

static void other_passwords_each_time_slow_that_source_on_that_account_only(void **state)
{
    struct world *w = *state;
    struct attempt guesser = attempt("alice", "192.0.2.7", "07db", "x");
    struct attempt neighbour = attempt("bob", "192.0.2.7", "07db", "y");
    struct attempt home = attempt("alice", "203.0.113.7", "07db", "z");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;
    struct policy_answer answer;

    weeks_at_home(w, "alice");
    for (unsigned i = 0; i < 8; i++) {
        fail_from(w, "alice", "192.0.2.7", i, now);
    }
    answer = ask(w, &guesser, now);
    assert_int_equal(answer.status, 3);
    assert_int_equal(answer.cause, CAUSE_GUESSING);
    assert_string_equal(answer.message, "");
    assert_int_equal(ask(w, &neighbour, now).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &home, now).status, POLICY_STATUS_GO_ON);
}

static void a_hash_that_is_constant_hides_no_guesses(void **state)
{
    struct world *w = *state;
    struct attempt guesser = attempt("alice", "192.0.2.7", "07db", "x");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice"); /* succeeds with the hash 07db */
    for (unsigned i = 0; i < 8; i++) {
        fail_from(w, "alice", "192.0.2.7", 0x7db, now);
    }
    assert_int_equal(ask(w, &guesser, now).status, 3);
}

static void an_account_under_attack_lets_its_own_addresses_through(void **state)
{
    struct world *w = *state;
    struct attempt home = attempt("alice", "203.0.113.7", "07db", "x");
    struct attempt stranger = attempt("alice", "198.51.100.200", "07db", "y");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice");
    for (unsigned i = 0; i < 30; i++) {
        char from[32];

        (void)snprintf(from, sizeof from, "10.%u.0.1", i);
        fail_from(w, "alice", from, i, now);
    }
    assert_int_equal(ask(w, &home, now).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &stranger, now).cause, CAUSE_ATTACKED);
    guard_reset(w->guard, NULL, SPAN("alice"));
    assert_int_equal(ask(w, &stranger, now).cause, CAUSE_NONE);
}

static void lists_speak_first(void **state)
{
    struct world *w = *state;
    struct listing block = {
        .kind = LISTING_BLOCK, .has_login = true, .login = "alice", .expires_ms = MONDAY_MS + 1000};
    struct attempt a = attempt("alice", "203.0.113.7", "07db", "x");
    struct err e = {0};
    bool was = false;

    assert_true(guard_list_add(w->guard, &block, &e));
    assert_int_equal(ask(w, &a, MONDAY_MS).cause, CAUSE_BLOCK_LISTED);
    assert_int_equal(ask(w, &a, MONDAY_MS + 1000).cause, CAUSE_NONE);
    assert_true(guard_list_remove(w->guard, &block, &was, &e));
    assert_true(was);
    assert_int_equal(ask(w, &a, MONDAY_MS).cause, CAUSE_NONE);
}

static void what_was_learnt_outlives_the_guard(void **state)
{
    struct world *w = *state;
    struct guard_counts counts;
    struct attempt a = attempt("alice", "198.51.100.9", "07db", "abroad");
    int64_t now = MONDAY_MS + 21 * TIME_DAY_MS;

    weeks_at_home(w, "alice");
    guard_free(&w->guard);
    open_guard(w);
    guard_counts(w->guard, &counts);
    assert_int_equal(counts.accounts, 1);
    (void)ask(w, &a, now);
    assert_int_equal(ask(w, &a, now).cause, CAUSE_PLACE);
}

static bool count_rows(void *ctx, const struct history_row *row)
{
    uint64_t *sum = ctx;

    *sum += row->count;
    return true;
}

static void *many_reports(void *ctx)
{
    struct world *w = ctx;
    static _Atomic unsigned numbers;

    for (unsigned i = 0; i < 300; i++) {
        char login[16];
        struct attempt a;
        struct policy_answer answer;
        unsigned n = numbers++;

        (void)snprintf(login, sizeof login, "user%u", n % 50);
        a = attempt(login, "203.0.113.7", "07db", "");
        guard_allow(w->guard, &a, MONDAY_MS, &answer);
        a.success = true;
        report(w, &a, MONDAY_MS + (int64_t)n * TIME_HOUR_MS);
    }
    return NULL;
}

static void many_threads_lose_no_report(void **state)
{
    struct world *w = *state;
    pthread_t threads[4];
    uint64_t sum = 0;

    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, many_reports, w), 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (unsigned i = 0; i < 50; i++) {
        const struct store_page page = {.limit = 1000};
        char login[16];
        struct err e = {0};
        int len = snprintf(login, sizeof login, "user%u", i);

        assert_true(store_history(w->store, (struct span){.at = login, .len = (size_t)len}, &page,
                                  count_rows, &sum, &e));
    }
    assert_int_equal(sum, 4 * 300);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define TEST_STRICT(name) cmocka_unit_test_setup_teardown(name, begin_strict, end)

static bool after_two(void *ctx)
{
    return ++*(int *)ctx >= 2;
}

static void reading_profiles_can_be_given_up(void **state)
{
    struct world *w = *state;
    struct guard *g = NULL;
    struct err e = {0};
    int asked = 1;

    succeed(w, "alice", "203.0.113.7", MONDAY_MS);
    guard_free(&w->guard);
    w->setup.give_up = after_two;
    w->setup.give_up_ctx = &asked;
    assert_false(guard_new(&w->setup, &g, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_null(g);
    asked = -1; /* whoever is asked again goes on */
    open_guard(w);
    assert_int_equal(asked, 0);
}

static bool counter_note(void *ctx, const struct store_counter *c)
{
    ((uint32_t *)ctx)[c->index] = c->value;
    return true;
}

static void full_counters_are_halved_and_recorded(void **state)
{
    struct world *w = *state;
    static const struct store_counter full[] = {
        {.table = POPULATION_TOTAL, .index = TOTAL_PLACE, .value = POPULATION_FULL / 2},
        {.table = POPULATION_TOTAL, .index = TOTAL_CLIENT, .value = 1},
    };
    struct store_batch batch = {.counters = full, .counter_count = COUNT(full)};
    uint32_t values[TOTAL_COUNT] = {9, 9};
    struct err e = {0};

    guard_free(&w->guard);
    assert_true(store_record(w->store, &batch, &e));
    open_guard(w);
    guard_free(&w->guard); /* its keeper looks a last time */
    assert_true(store_counters(w->store, counter_note, values, &e));
    assert_int_equal(values[TOTAL_PLACE], POPULATION_FULL / 4);
    assert_int_equal(values[TOTAL_CLIENT], 0);
    open_guard(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(under_watch_no_place_refuses_and_a_new_country_is_noticed),
        TEST(full_counters_are_halved_and_recorded),
        TEST(reading_profiles_can_be_given_up),
        TEST_STRICT(under_strict_a_new_country_is_refused_only_at_the_second_question),
        TEST_STRICT(a_refused_sign_in_is_not_learnt),
        TEST_STRICT(with_the_check_before_alone_no_place_refuses),
        TEST_STRICT(with_the_check_after_alone_the_first_question_may_refuse),
        TEST(a_source_that_guesses_is_refused_at_the_first_question),
        TEST(the_owners_phone_with_an_old_password_locks_nobody_out),
        TEST(other_passwords_each_time_slow_that_source_on_that_account_only),
        TEST(a_hash_that_is_constant_hides_no_guesses),
        TEST(an_account_under_attack_lets_its_own_addresses_through),
        TEST(lists_speak_first),
        TEST_STRICT(what_was_learnt_outlives_the_guard),
        TEST(many_threads_lose_no_report),
    };

    return cmocka_run_group_tests_name("service/guard", tests, NULL, NULL);
}
