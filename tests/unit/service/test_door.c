#include "service/door.h"

#include "cmocka_all.h"
#include "service/guard_door.h"
#include "store/accounts.h"
#include "store/memory.h"

#include <pthread.h>
#include <stdio.h>

#define NOW_MS INT64_C(1795392000000) /* 2026-11-23 00:00 UTC */

struct world {
    struct places *places;
    struct store *store;
    struct passwords *passwords;
    struct guard *guard;
    struct door *door;
};

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void put_account(struct world *w)
{
    struct account_record a = {.text[ACCOUNT_ID] = SPAN("u-1")};
    struct store_account_change c = {.account = &a};
    struct secret s = {0};
    struct err e = {0};

    a.list[ACCOUNT_SIGN_IN_NAMES] = (struct account_texts){.count = 1, .at = {SPAN("aoi")}};
    assert_true(store_accounts_change(w->store, &c, 1, &e));
    assert_true(passwords_load(w->passwords, &e));
    assert_true(secret_take(&s, SPAN("right one")));
    assert_true(passwords_main_set(w->passwords, SPAN("u-1"), &s, NOW_MS, &e));
}

static void open_guard(struct world *w)
{
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
        .places = w->places,
        .store = w->store,
        .help = "https://notice.example.jp/e/",
    };
    struct err e = {0};

    assert_true(guard_new(&setup, &w->guard, &e));
}

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 1000, .identities = 1};
    const struct place_sources sources = {.libloc = ""};
    struct world *w = test_calloc(1, sizeof *w);
    struct passwords_setup setup = {
        .hash_mib = 8,
        .hash_passes = 1,
        .threads = 1,
        .queue = 8,
        .remember_s = 3600,
    };
    struct err e = {0};

    assert_true(places_open(&sources, &w->places, &e));
    assert_true(store_memory_open(&limits, &w->store, &e));
    setup.store = w->store;
    assert_true(passwords_new(&setup, &w->passwords, &e));
    put_account(w);
    open_guard(w);
    w->door = door_new(w->passwords);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;

    guard_free(&w->guard);
    door_free(&w->door);
    passwords_free(&w->passwords);
    store_free(&w->store);
    places_free(&w->places);
    test_free(w);
    return 0;
}

/* --- asking --------------------------------------------------------------------------------------- */

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t done;
    int called;
    struct door_answer answer;
};

static void on_answer(void *ctx, const struct door_answer *a)
{
    struct waiting *wait = ctx;

    (void)pthread_mutex_lock(&wait->lock);
    wait->called++;
    wait->answer = *a;
    (void)pthread_cond_signal(&wait->done);
    (void)pthread_mutex_unlock(&wait->lock);
}

static struct door_answer ask_at(struct world *w, struct guard *g, enum door_wish wish,
                                 const char *login, const char *password, const char *session)
{
    struct waiting wait = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};
    struct password_question q = {
        .login = span_of(login),
        .service = SERVICE_IMAP,
        .has_remote = true,
        .session = span_of(session),
        .now_ms = NOW_MS,
    };
    struct door_way *way = NULL;

    assert_true(address_parse(SPAN("203.0.113.7"), &q.remote));
    assert_true(secret_take(&q.password, span_of(password)));
    if (door_try(w->door, g, wish, &q, &wait.answer, &way)) {
        return wait.answer;
    }
    door_submit(way, &q, on_answer, &wait);
    memset(&q, 0x5a, sizeof q); /* everything was copied */
    (void)pthread_mutex_lock(&wait.lock);
    while (wait.called == 0) {
        (void)pthread_cond_wait(&wait.done, &wait.lock);
    }
    (void)pthread_mutex_unlock(&wait.lock);
    assert_int_equal(wait.called, 1);
    return wait.answer;
}

static struct door_answer ask(struct world *w, const char *password, const char *session)
{
    return ask_at(w, w->guard, DOOR_SIGN_IN, "AOI", password, session);
}

static void check_reports(struct world *w, uint64_t right, uint64_t wrong, uint64_t refused)
{
    struct guard_counts counts;

    guard_counts(w->guard, &counts);
    assert_int_equal(counts.reports[OUTCOME_SUCCESS], right);
    assert_int_equal(counts.reports[OUTCOME_WRONG_PASSWORD], wrong);
    assert_int_equal(counts.reports[OUTCOME_REFUSED], refused);
}

static void block(struct world *w)
{
    const struct listing l = {
        .kind = LISTING_BLOCK, .has_login = true, .expires_ms = NOW_MS + 60000, .login = "aoi"};
    struct err e = {0};

    assert_true(guard_list_add(w->guard, &l, &e));
}

/* --- tests ---------------------------------------------------------------------------------------- */

static void a_right_and_a_wrong_password_are_one_sign_in_each(void **state)
{
    struct door_answer a = ask(*state, "right one", "");

    assert_int_equal(a.result, DOOR_RIGHT);
    assert_string_equal(a.password.account, "u-1");
    assert_int_equal(a.password.credential, CREDENTIAL_MAIN_PASSWORD);
    check_reports(*state, 1, 0, 0);
    a = ask(*state, "wrong one", "");
    assert_int_equal(a.result, DOOR_WRONG);
    assert_string_equal(a.password.account, "");
    assert_string_equal(a.code, "");
    check_reports(*state, 1, 1, 0);
    assert_int_equal(
        ask_at(*state, ((struct world *)*state)->guard, DOOR_SIGN_IN, "nobody", "x", "").result,
        DOOR_WRONG);
    check_reports(*state, 1, 2, 0);
}

static void whoever_is_refused_hears_why_with_code_and_page_and_no_account(void **state)
{
    struct door_answer a;

    block(*state);
    a = ask(*state, "right one", "s1");
    assert_int_equal(a.result, DOOR_REFUSED);
    assert_int_equal(a.why.cause, CAUSE_BLOCK_LISTED);
    assert_non_null(strstr(a.why.message, "(B1)"));
    assert_string_equal(a.code, "B1");
    assert_string_equal(a.url, "https://notice.example.jp/e/B1");
    assert_string_equal(a.password.account, "");
    check_reports(*state, 0, 0, 1);
}

static void a_guesser_is_told_later_and_one_that_repeats_one_wrong_password_is_not(void **state)
{
    for (int i = 0; i < 20; i++) {
        assert_int_equal(ask(*state, "last years", "").wait_s, 0);
    }
    assert_int_equal(ask(*state, "guess a", "").wait_s, 0);
    assert_int_equal(ask(*state, "guess b", "").wait_s, 0);
    assert_int_equal(ask(*state, "guess c", "").wait_s, 3);
    assert_int_equal(ask(*state, "guess d", "").wait_s, 3);
}

static struct attempt of_policy(bool success)
{
    struct attempt a = {
        .login = SPAN("aoi"),
        .session = SPAN("s1"),
        .service = SERVICE_IMAP,
        .has_remote = true,
        .success = success,
    };

    assert_true(address_parse(SPAN("203.0.113.7"), &a.remote));
    return a;
}

static int policy_asks(struct world *w)
{
    const struct attempt a = of_policy(false);
    struct policy_answer out;

    guard_allow(w->guard, &a, NOW_MS, &out);
    return out.status;
}

static void policy_reports(struct world *w, bool success)
{
    const struct attempt a = of_policy(success);
    struct err e = {0};

    assert_true(guard_report(w->guard, &a, NOW_MS, NULL, NULL, &e));
}

static void beside_a_policy_server_it_is_one_sign_in_whoever_asks_first(void **state)
{
    static const enum door_wish wishes[] = {DOOR_SIGN_IN, DOOR_PASSWORD};
    struct world *w = *state;

    for (size_t i = 0; i < COUNT(wishes); i++) { /* question, passdb, question, report */
        assert_int_equal(policy_asks(w), POLICY_STATUS_GO_ON);
        assert_int_equal(ask_at(w, w->guard, wishes[i], "aoi", "right one", "s1").result,
                         DOOR_RIGHT);
        assert_int_equal(policy_asks(w), POLICY_STATUS_GO_ON);
        policy_reports(w, true);
        check_reports(w, i + 1, 0, 0);
    }
    assert_int_equal(ask(w, "right one", "s1").result, DOOR_RIGHT); /* passdb, question, report */
    assert_int_equal(policy_asks(w), POLICY_STATUS_GO_ON);
    policy_reports(w, true);
    check_reports(w, 3, 0, 0);
    assert_int_equal(ask(w, "wrong one", "s1").result, DOOR_WRONG);
    policy_reports(w, false);
    check_reports(w, 3, 1, 0);
}

static void without_a_guard_nobody_is_let_in_and_nobody_is_called_wrong(void **state)
{
    struct door_answer a = ask_at(*state, NULL, DOOR_SIGN_IN, "aoi", "right one", "s1");

    assert_int_equal(a.result, DOOR_UNAVAILABLE);
    assert_int_equal(ask_at(*state, NULL, DOOR_PASSWORD, "aoi", "right one", "s1").result,
                     DOOR_RIGHT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_right_and_a_wrong_password_are_one_sign_in_each),
        TEST(whoever_is_refused_hears_why_with_code_and_page_and_no_account),
        TEST(a_guesser_is_told_later_and_one_that_repeats_one_wrong_password_is_not),
        TEST(beside_a_policy_server_it_is_one_sign_in_whoever_asks_first),
        TEST(without_a_guard_nobody_is_let_in_and_nobody_is_called_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
