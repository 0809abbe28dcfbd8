#include "base/time.h"
#include "cmocka_all.h"
#include "service/guard.h"
#include "service/stages.h"
#include "store/accounts.h"
#include "store/memory.h"

#include <pthread.h>
#include <stdio.h>

#define NOW_MS INT64_C(1795392000000) /* 2026-11-23 00:00 UTC */
#define HOME "203.0.113.7"
#define ABROAD "198.51.100.9"

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
        {.bits = 24, .name = "Far Net"},
        {.bits = 24, .name = "The line", .trusted = true},
    };
    struct place_sources sources = {.libloc = "", .own = networks, .own_count = COUNT(networks)};
    struct err e = {0};

    assert_true(address_parse(SPAN("203.0.113.0"), &networks[0].prefix));
    assert_true(address_parse(SPAN("198.51.100.0"), &networks[1].prefix));
    assert_true(address_parse(SPAN("192.0.2.0"), &networks[2].prefix));
    networks[0].country = place_country('J', 'P');
    networks[1].country = place_country('U', 'S');
    assert_true(places_open(&sources, &w->places, &e));
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
        .home = {.count = 1, .at = {place_country('J', 'P')}},
        .help = "https://notice.example.jp/e/",
        .store = w->store,
    };
    assert_true(guard_new(&w->setup, &w->guard, &e));
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

static void reread(struct world *w)
{
    struct err e = {0};

    if (!guard_stages_read(w->guard, NOW_MS, &e)) {
        fail_msg("%s", e.text);
    }
}

static struct stage_patch patch(const char *id, unsigned origins)
{
    struct stage_patch p = {.stage = {.starts_ms = NOW_MS, .origins = (uint8_t)origins},
                            .stated = STAGE_STATES_STARTS | STAGE_STATES_ORIGINS};

    (void)snprintf(p.stage.id, sizeof p.stage.id, "%s", id);
    return p;
}

static void add(struct world *w, const struct stage_patch *p)
{
    struct stage s;
    struct err e = {0};

    if (!stages_add(w->store, p, NOW_MS, &s, &e)) {
        fail_msg("%s", e.text);
    }
    reread(w);
}

static void change(struct world *w, const struct stage_patch *p)
{
    struct stage s;
    struct err e = {0};

    if (!stages_change(w->store, p, NOW_MS, &s, &e)) {
        fail_msg("%s", e.text);
    }
    reread(w);
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool called;
};

static void note(void *ctx, const struct err *e)
{
    struct waiting *w = ctx;

    assert_null(e);
    (void)pthread_mutex_lock(&w->lock);
    w->called = true;
    (void)pthread_cond_signal(&w->done);
    (void)pthread_mutex_unlock(&w->lock);
}

static void report(struct world *w, const struct attempt *a, int64_t at_ms)
{
    struct waiting wait = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER};
    struct err e = {0};

    assert_true(guard_report(w->guard, a, at_ms, note, &wait, &e));
    (void)pthread_mutex_lock(&wait.lock);
    while (!wait.called) {
        (void)pthread_cond_wait(&wait.done, &wait.lock);
    }
    (void)pthread_mutex_unlock(&wait.lock);
}

/* One sign-in as a mail server tells of it; app: the app password's ID that we found right; "" the main
 * password, found right by us; NULL: nobody said which. Gives the second answer. */
static struct policy_answer sign_in(struct world *w, const char *login, const char *from,
                                    const char *app, int64_t at_ms)
{
    char session[16];
    struct policy_answer answer;
    struct attempt a = {.login = {.at = login, .len = strlen(login)},
                        .session = {.at = session},
                        .service = SERVICE_IMAP,
                        .has_remote = true};

    a.session.len = (size_t)snprintf(session, sizeof session, "s%u", w->session++);
    assert_true(address_parse((struct span){.at = from, .len = strlen(from)}, &a.remote));
    guard_allow(w->guard, &a, at_ms, &answer);
    assert_int_equal(answer.status, POLICY_STATUS_GO_ON);
    if (app != NULL) {
        const struct used_credential used = {.kind = app[0] == '\0' ? CREDENTIAL_MAIN_PASSWORD
                                                                    : CREDENTIAL_APP_PASSWORD,
                                             .app_password = {.at = app, .len = strlen(app)}};

        guard_credential(w->guard, a.login, a.session, &used, at_ms);
    }
    guard_allow(w->guard, &a, at_ms, &answer);
    a.success = answer.status == POLICY_STATUS_GO_ON;
    a.policy_reject = !a.success;
    report(w, &a, at_ms);
    return answer;
}

static enum answer_cause cause(struct world *w, const char *from, const char *app)
{
    return sign_in(w, "alice@example.jp", from, app, NOW_MS).cause;
}

struct seen {
    size_t count;
    struct history_row row[8]; /* newest first */
};

static bool take_row(void *ctx, const struct history_row *row)
{
    struct seen *s = ctx;

    s->row[s->count++] = *row;
    return s->count < COUNT(s->row);
}

static struct seen history(struct world *w, const char *login)
{
    const struct store_page page = {.limit = 8};
    struct seen s = {0};
    struct err e = {0};

    assert_true(store_history(w->store, (struct span){.at = login, .len = strlen(login)}, &page,
                              take_row, &s, &e));
    return s;
}

static void a_stage_for_abroad_refuses_the_main_password_there_and_nothing_else(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("abroad", STAGE_FOREIGN);
    struct policy_answer answer;

    assert_int_equal(cause(w, ABROAD, ""), CAUSE_NONE);
    add(w, &p);
    assert_int_equal(cause(w, ABROAD, ""), CAUSE_STAGE_ABROAD);
    assert_int_equal(cause(w, ABROAD, NULL), CAUSE_STAGE_ABROAD);
    assert_int_equal(cause(w, ABROAD, "k3v9q2m7xa"), CAUSE_NONE);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_NONE);
    assert_int_equal(cause(w, "192.0.2.7", NULL), CAUSE_NONE);
    answer = sign_in(w, "alice@example.jp", ABROAD, NULL, NOW_MS);
    assert_int_equal(answer.status, POLICY_STATUS_REFUSE);
    assert_string_equal(answer.message, "Abroad, use an app password in this program, or webmail. "
                                        "(S1) https://notice.example.jp/e/S1");
}

static void each_origin_has_its_stage_and_its_words(void **state)
{
    struct world *w = *state;
    struct stage_patch home = patch("home", STAGE_DOMESTIC);
    struct stage_patch all = patch("all", STAGE_ORIGIN_ALL);

    add(w, &home);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_STAGE_HOME);
    assert_int_equal(cause(w, "192.0.2.7", NULL), CAUSE_NONE);
    assert_int_equal(cause(w, "10.0.0.1", NULL), CAUSE_NONE);
    add(w, &all);
    assert_int_equal(cause(w, ABROAD, NULL), CAUSE_STAGE_ABROAD);
    assert_int_equal(cause(w, "192.0.2.7", NULL), CAUSE_STAGE_HOME);
    assert_int_equal(cause(w, "10.0.0.1", NULL), CAUSE_STAGE_HOME);
    assert_int_equal(cause(w, HOME, "k3v9q2m7xa"), CAUSE_NONE);
}

static void what_a_mail_server_says_of_an_app_password_counts_until_we_know_better(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("all", STAGE_ORIGIN_ALL);
    const struct used_credential main = {.kind = CREDENTIAL_MAIN_PASSWORD};
    struct attempt a = {.login = SPAN("alice@example.jp"),
                        .session = SPAN("said"),
                        .client_key = SPAN("phone"),
                        .service = SERVICE_IMAP};
    struct policy_answer answer;

    add(w, &p);
    guard_allow(w->guard, &a, NOW_MS, &answer);
    guard_allow(w->guard, &a, NOW_MS, &answer);
    assert_int_equal(answer.status, POLICY_STATUS_GO_ON);
    guard_credential(w->guard, a.login, a.session, &main, NOW_MS);
    guard_allow(w->guard, &a, NOW_MS, &answer);
    assert_int_equal(answer.cause, CAUSE_STAGE_HOME);
}

static void postponing_pausing_and_rolling_back_hold_for_the_next_sign_in(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("home", STAGE_DOMESTIC);
    struct stage_patch later = {.stage = {.id = "home", .starts_ms = NOW_MS + TIME_DAY_MS},
                                .stated = STAGE_STATES_STARTS};
    struct stage_patch paused = {.stage = {.id = "home", .state = STAGE_PAUSED},
                                 .stated = STAGE_STATES_STATE};
    struct stage_patch on = {.stage = {.id = "home", .state = STAGE_ON},
                             .stated = STAGE_STATES_STATE};
    struct stage_patch back = {.stage = {.id = "home", .state = STAGE_ROLLED_BACK},
                               .stated = STAGE_STATES_STATE};

    add(w, &p);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_STAGE_HOME);
    change(w, &paused);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_NONE);
    change(w, &on);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_STAGE_HOME);
    change(w, &later);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_NONE);
    assert_int_equal(sign_in(w, "bob", HOME, NULL, NOW_MS + TIME_DAY_MS).cause, CAUSE_STAGE_HOME);
    change(w, &back);
    assert_int_equal(sign_in(w, "bob", HOME, NULL, NOW_MS + TIME_DAY_MS).cause, CAUSE_NONE);
}

static void put_account(struct world *w, const char *id, const char *name, const char *group)
{
    const struct account_record a = {
        .text = {[ACCOUNT_ID] = {.at = id, .len = strlen(id)},
                 [ACCOUNT_GROUP] = {.at = group, .len = strlen(group)}},
        .list = {[ACCOUNT_SIGN_IN_NAMES] = {1, {{.at = name, .len = strlen(name)}}}}};
    struct store_account_change c = {.account = &a};
    struct err e = {0};

    assert_true(store_accounts_change(w->store, &c, 1, &e));
    assert_int_equal(c.err.code, ERR_NONE);
}

static void staff_comes_first(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("staff", STAGE_ORIGIN_ALL);

    put_account(w, "u-1", "postmaster@example.jp", "staff");
    put_account(w, "u-2", "alice@example.jp", "");
    p.stated |= STAGE_STATES_GROUPS;
    p.stage.group_count = 1;
    (void)snprintf(p.stage.groups[0], sizeof p.stage.groups[0], "staff");
    add(w, &p);
    assert_int_equal(sign_in(w, "postmaster@example.jp", HOME, NULL, NOW_MS).cause,
                     CAUSE_STAGE_HOME);
    assert_int_equal(sign_in(w, "alice@example.jp", HOME, NULL, NOW_MS).cause, CAUSE_NONE);
    assert_int_equal(sign_in(w, "nobody@example.jp", HOME, NULL, NOW_MS).cause, CAUSE_NONE);
}

/* The account's number is made of its ID: all its names come at once. */
static void the_names_of_one_account_come_together(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("half", STAGE_ORIGIN_ALL);
    unsigned refused = 0;

    p.stated |= STAGE_STATES_PERCENT;
    p.stage.percent = 50;
    for (unsigned i = 0; i < 40; i++) {
        char id[16];
        char address[32];
        char phone[16];
        const struct account_record a = {
            .text = {[ACCOUNT_ID] = {.at = id, .len = (size_t)snprintf(id, sizeof id, "u-%u", i)}},
            .list = {[ACCOUNT_MAIL_ADDRESSES] = {1,
                                                 {{.at = address,
                                                   .len = (size_t)snprintf(address, sizeof address,
                                                                           "u%u@example.jp", i)}}},
                     [ACCOUNT_PHONES] = {
                         1,
                         {{.at = phone,
                           .len = (size_t)snprintf(phone, sizeof phone, "+8190123456%02u", i)}}}}};
        struct store_account_change c = {.account = &a};
        struct err e = {0};

        assert_true(store_accounts_change(w->store, &c, 1, &e));
    }
    add(w, &p);
    for (unsigned i = 0; i < 40; i++) {
        char address[32];
        char phone[16];
        enum answer_cause one;

        (void)snprintf(address, sizeof address, "u%u@example.jp", i);
        (void)snprintf(phone, sizeof phone, "+8190123456%02u", i);
        one = sign_in(w, address, HOME, NULL, NOW_MS).cause;
        assert_int_equal(sign_in(w, phone, HOME, NULL, NOW_MS).cause, one);
        refused += one == CAUSE_STAGE_HOME;
    }
    assert_in_range(refused, 5, 35);
}

static void a_refused_program_is_recorded_with_its_reason_once_and_then_counted(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("home", STAGE_DOMESTIC);
    struct guard_counts counts;
    struct seen s;

    add(w, &p);
    for (int i = 0; i < 20; i++) {
        (void)sign_in(w, "alice@example.jp", HOME, NULL, NOW_MS + i * 60000);
    }
    s = history(w, "alice@example.jp");
    assert_int_equal(s.count, 2);
    assert_int_equal(s.row[0].count, 19);
    assert_int_equal(s.row[0].outcome, OUTCOME_REFUSED);
    assert_int_equal(s.row[0].decision.action, ACTION_ALLOW);
    assert_int_equal(s.row[1].count, 1);
    assert_int_equal(s.row[1].decision.action, ACTION_REFUSE);
    assert_int_equal(s.row[1].decision.reasons[0].code, REASON_STAGE_HOME);
    assert_true(s.row[1].decision.reasons[0].counted);
    (void)sign_in(w, "alice@example.jp", HOME, NULL, NOW_MS + TIME_DAY_MS);
    s = history(w, "alice@example.jp");
    assert_int_equal(s.row[0].decision.action, ACTION_REFUSE);
    guard_counts(w->guard, &counts);
    assert_int_equal(counts.stages[2], 21);
    assert_int_equal(counts.notices, 2);
    assert_int_equal(counts.allow[CAUSE_STAGE_HOME][0], 21);
}

static void before_its_start_a_stage_tells_whoever_it_will_refuse(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("home", STAGE_DOMESTIC);
    struct guard_counts counts;
    struct seen s;

    p.stage.starts_ms = NOW_MS + 10 * TIME_DAY_MS;
    p.stage.nudges_ms = NOW_MS;
    p.stated |= STAGE_STATES_NUDGES;
    add(w, &p);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sign_in(w, "alice@example.jp", HOME, NULL, NOW_MS + i * 60000).status,
                         POLICY_STATUS_GO_ON);
        (void)sign_in(w, "bob@example.jp", HOME, "k3v9q2m7xa", NOW_MS + i * 60000);
    }
    s = history(w, "alice@example.jp");
    assert_int_equal(s.row[s.count - 1].decision.action, ACTION_NOTICE);
    assert_int_equal(s.row[s.count - 1].decision.reasons[0].code, REASON_STAGE_HOME);
    assert_int_equal(s.row[s.count - 1].outcome, OUTCOME_SUCCESS);
    assert_int_equal(s.row[0].count, 4);
    assert_int_equal(history(w, "bob@example.jp").row[0].decision.action, ACTION_ALLOW);
    guard_counts(w->guard, &counts);
    assert_int_equal(counts.stages[1], 5);
    assert_int_equal(counts.stages[2], 0);
}

static void a_stage_that_only_observes_counts_and_says_nothing(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("home", STAGE_DOMESTIC);
    struct guard_counts counts;

    p.stage.mode = STAGE_OBSERVE;
    p.stated |= STAGE_STATES_MODE;
    add(w, &p);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_NONE);
    guard_counts(w->guard, &counts);
    assert_int_equal(counts.stages[0], 1);
    assert_int_equal(counts.notices, 0);
}

static void a_listed_account_is_excepted(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("home", STAGE_DOMESTIC);
    const struct listing l = {
        .kind = LISTING_ALLOW, .has_login = true, .login = "bob", .expires_ms = INT64_MAX};
    struct err e = {0};

    add(w, &p);
    assert_true(guard_list_add(w->guard, &l, &e));
    assert_int_equal(sign_in(w, "bob", HOME, NULL, NOW_MS).status, POLICY_STATUS_GO_ON);
    assert_int_equal(cause(w, HOME, NULL), CAUSE_STAGE_HOME);
}

static void stages_are_there_again_after_a_restart(void **state)
{
    struct world *w = *state;
    struct stage_patch p = patch("half", STAGE_ORIGIN_ALL);
    enum answer_cause before[20];
    struct err e = {0};

    p.stated |= STAGE_STATES_PERCENT;
    p.stage.percent = 50;
    add(w, &p);
    for (int pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < COUNT(before); i++) {
            char name[16];
            enum answer_cause c;

            (void)snprintf(name, sizeof name, "user%u", i);
            c = sign_in(w, name, HOME, NULL, NOW_MS).cause;
            assert_true(pass == 0 || c == before[i]);
            before[i] = c;
        }
        guard_free(&w->guard);
        assert_true(guard_new(&w->setup, &w->guard, &e));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_stage_for_abroad_refuses_the_main_password_there_and_nothing_else, begin, end),
        cmocka_unit_test_setup_teardown(each_origin_has_its_stage_and_its_words, begin, end),
        cmocka_unit_test_setup_teardown(
            what_a_mail_server_says_of_an_app_password_counts_until_we_know_better, begin, end),
        cmocka_unit_test_setup_teardown(
            postponing_pausing_and_rolling_back_hold_for_the_next_sign_in, begin, end),
        cmocka_unit_test_setup_teardown(staff_comes_first, begin, end),
        cmocka_unit_test_setup_teardown(the_names_of_one_account_come_together, begin, end),
        cmocka_unit_test_setup_teardown(
            a_refused_program_is_recorded_with_its_reason_once_and_then_counted, begin, end),
        cmocka_unit_test_setup_teardown(before_its_start_a_stage_tells_whoever_it_will_refuse,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_stage_that_only_observes_counts_and_says_nothing, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_listed_account_is_excepted, begin, end),
        cmocka_unit_test_setup_teardown(stages_are_there_again_after_a_restart, begin, end),
    };

    return cmocka_run_group_tests_name("service/guard_stage", tests, NULL, NULL);
}
