/* What an owner is told, from a mail server's report to the rows of the outbox, and what anybody may
 * ask about it afterwards. */
#include "service/guard.h"

#include "base/time.h"
#include "cmocka_all.h"
#include "store/accounts.h"
#include "store/memory.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MONDAY_MS INT64_C(1795392000000) /* 2026-11-23 00:00 UTC */
#define ABROAD_MS (MONDAY_MS + 21 * TIME_DAY_MS + 10 * TIME_HOUR_MS)

struct world {
    struct places *places;
    struct store *store;
    struct notice_voice *voice;
    struct notices *notices;
    struct guard *guard;
    struct notices_setup rules;
    struct guard_setup setup;
    unsigned session;
};

static void open_places(struct world *w)
{
    static struct own_network networks[3] = {
        {.bits = 24, .name = "Home Fibre"},
        {.bits = 24, .name = "Far Net"},
        {.bits = 24, .name = "Farther Net"},
    };
    struct place_sources sources = {.libloc = "", .own = networks, .own_count = COUNT(networks)};
    struct err e = {0};

    assert_true(address_parse(SPAN("203.0.113.0"), &networks[0].prefix));
    assert_true(address_parse(SPAN("198.51.100.0"), &networks[1].prefix));
    assert_true(address_parse(SPAN("192.0.2.0"), &networks[2].prefix));
    networks[0].country = place_country('J', 'P');
    networks[1].country = place_country('U', 'S');
    networks[2].country = place_country('F', 'R');
    assert_true(places_open(&sources, &w->places, &e));
}

static void open_voice(struct world *w)
{
    const struct notice_setup setup = {
        .service_name = {[LANG_EN] = "Example Mail", [LANG_JA] = "例メール"},
        .from = "notice@notice.example.jp",
        .from_name = {"", ""},
        .home = "https://www.example.jp/",
        .security_page = "https://www.example.jp/s",
        .check_page = "https://notice.example.jp/check",
        .contact = "",
        .hosts = "www.example.jp notice.example.jp",
        .main_password = {"", ""},
        .app_password = {"", ""},
        .never_ask = "password",
        .home_countries = "JP",
        .time_zone = "UTC",
        .lang = LANG_EN,
        .choice = NOTICE_CHOICE_BOTH,
        .sms = true,
        .mail = true,
        .key = {{1, 2, 3}},
    };
    struct err e = {0};

    if (!notice_voice_open(&setup, &w->voice, &e)) {
        fail_msg("%s", e.text);
    }
}

static void put_account(struct world *w, const char *name, const char *group)
{
    const struct account_record a = {
        .text = {[ACCOUNT_ID] = SPAN("u-1"),
                 [ACCOUNT_REGISTERED_NAME] = SPAN("Alice Example"),
                 [ACCOUNT_GROUP] = {.at = group, .len = strlen(group)},
                 [ACCOUNT_NOTICE_PHONE] = SPAN("+819012345678")},
        .list = {[ACCOUNT_SIGN_IN_NAMES] = {1, {{.at = name, .len = strlen(name)}}},
                 [ACCOUNT_NOTICE_ADDRESSES] = {1, {SPAN("alice@example.org")}}}};
    struct store_account_change change = {.account = &a};
    struct err e = {0};

    assert_true(store_accounts_change(w->store, &change, 1, &e));
    assert_int_equal(change.err.code, ERR_NONE);
}

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 100000, .identities = 1};
    struct world *w = test_calloc(1, sizeof *w);
    struct err e = {0};

    open_places(w);
    open_voice(w);
    assert_true(store_memory_open(&limits, &w->store, &e));
    w->rules = (struct notices_setup){
        .start = NOTICES_ON,
        .groups = "",
        .budget = NOTICE_BUDGET_DEFAULT,
        .voice = w->voice,
    };
    assert_true(notices_new(w->store, &w->rules, &w->notices, &e));
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
        .learning_days = 14,
        .store = w->store,
        .notices = w->notices,
    };
    assert_true(guard_new(&w->setup, &w->guard, &e));
    put_account(w, "alice", "staff");
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;

    guard_free(&w->guard);
    notices_free(&w->notices);
    notice_voice_free(&w->voice);
    store_free(&w->store);
    places_free(&w->places);
    test_free(w);
    return 0;
}

static void set_rules(struct world *w, enum notices_start start, const char *groups)
{
    w->rules.start = start;
    w->rules.groups = groups;
    notices_reload(w->notices, &w->rules);
}

static void set_strict(struct world *w, enum guard_checks checks)
{
    w->setup.policy.mode = POLICY_STRICT;
    w->setup.checks = checks;
    guard_reload(w->guard, &w->setup);
}

static struct attempt attempt(struct world *w, const char *from, char session[static 16])
{
    struct attempt a = {
        .login = SPAN("alice"),
        .pwhash = SPAN("07db"),
        .service = SERVICE_IMAP,
        .device = SPAN("Thunder\x1b bird"),
        .has_remote = true,
    };

    (void)snprintf(session, 16, "s%u", w->session++);
    a.session = (struct span){.at = session, .len = strlen(session)};
    assert_true(address_parse((struct span){.at = from, .len = strlen(from)}, &a.remote));
    return a;
}

static void note(void *ctx, const struct err *e)
{
    assert_null(e);
    (void)sem_post(ctx);
}

static void report(struct world *w, const struct attempt *a, int64_t at_ms)
{
    struct err e = {0};
    sem_t done;

    assert_int_equal(sem_init(&done, 0, 0), 0);
    assert_true(guard_report(w->guard, a, at_ms, note, &done, &e));
    while (sem_wait(&done) != 0) {
    }
    (void)sem_destroy(&done);
}

static void succeed(struct world *w, const char *from, int64_t at_ms)
{
    char session[16];
    struct attempt a = attempt(w, from, session);

    a.success = true;
    report(w, &a, at_ms);
}

static void weeks_at_home(struct world *w)
{
    for (int day = 0; day < 21; day++) {
        succeed(w, "203.0.113.7", MONDAY_MS + day * TIME_DAY_MS);
    }
}

/* --- what was told ------------------------------------------------------------------------------- */

struct told {
    size_t count;
    struct notice at[32];
    size_t deliveries[32];
    char sms[512];
};

static bool take(void *ctx, const struct notice *n, const struct delivery *d, size_t count)
{
    struct told *t = ctx;

    t->at[t->count] = *n;
    t->deliveries[t->count++] = count;
    for (size_t i = 0; i < count; i++) {
        if (d[i].channel == CHANNEL_SMS && d[i].body.len < sizeof t->sms) {
            memcpy(t->sms, d[i].body.at, d[i].body.len);
            t->sms[d[i].body.len] = '\0';
        }
    }
    return t->count < COUNT(t->at);
}

static struct told *told(struct world *w)
{
    static struct told t;
    const struct store_page page = {.limit = 32};
    struct err e = {0};

    t = (struct told){0};
    assert_true(store_notices(w->store, SPAN("u-1"), &page, take, &t, &e));
    return &t;
}

static void a_sign_in_from_abroad_is_told_with_what_happened(void **state)
{
    struct world *w = *state;
    const struct told *t;

    weeks_at_home(w);
    assert_int_equal(told(w)->count, 0);
    succeed(w, "198.51.100.9", ABROAD_MS);
    t = told(w);
    assert_int_equal(t->count, 1);
    assert_int_equal(t->at[0].fate, NOTICE_TOLD);
    assert_int_equal(t->at[0].facts.kind, NOTICE_SIGNIN);
    assert_int_equal(t->at[0].facts.outcome, OUTCOME_SUCCESS);
    assert_true(t->at[0].facts.password_right);
    assert_int_equal(t->at[0].facts.place.country, place_country('U', 'S'));
    assert_string_equal(t->at[0].facts.device, "Thunder␛ bird");
    assert_true(t->at[0].event != 0);
    assert_int_equal(t->deliveries[0], 2);
    assert_non_null(strstr(t->sms, t->at[0].reference));
}

static void the_same_place_again_is_not_told_again(void **state)
{
    struct world *w = *state;

    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    succeed(w, "198.51.100.9", ABROAD_MS + TIME_DAY_MS);
    succeed(w, "198.51.100.9", ABROAD_MS + 2 * TIME_DAY_MS);
    assert_int_equal(told(w)->count, 1);
}

static void an_accounts_first_days_are_learnt_not_told(void **state)
{
    struct world *w = *state;

    succeed(w, "203.0.113.7", MONDAY_MS);
    succeed(w, "198.51.100.9", MONDAY_MS + 13 * TIME_DAY_MS);
    assert_int_equal(told(w)->count, 0);
    succeed(w, "192.0.2.9", MONDAY_MS + 14 * TIME_DAY_MS);
    assert_int_equal(told(w)->count, 1);
}

static void a_wrong_password_is_never_told(void **state)
{
    struct world *w = *state;

    weeks_at_home(w);
    for (int i = 0; i < 40; i++) {
        char session[16];
        struct attempt a = attempt(w, "198.51.100.9", session);

        a.fail_type = i % 2 == 0 ? SPAN("credentials") : SPAN("policy");
        a.policy_reject = i % 4 == 1;
        report(w, &a, ABROAD_MS + i);
    }
    assert_int_equal(told(w)->count, 0);
}

static struct policy_answer ask(struct world *w, const struct attempt *a, int64_t at_ms)
{
    struct policy_answer answer;

    guard_allow(w->guard, a, at_ms, &answer);
    return answer;
}

static void a_refusal_after_the_right_password_is_told_as_refused(void **state)
{
    struct world *w = *state;
    char session[16];
    struct attempt a = attempt(w, "198.51.100.9", session);
    const struct told *t;

    weeks_at_home(w);
    set_strict(w, GUARD_CHECK_BOTH);
    assert_int_equal(ask(w, &a, ABROAD_MS).status, POLICY_STATUS_GO_ON);
    assert_int_equal(ask(w, &a, ABROAD_MS).status, POLICY_STATUS_REFUSE);
    a.policy_reject = true;
    a.fail_type = SPAN("policy");
    report(w, &a, ABROAD_MS);
    t = told(w);
    assert_int_equal(t->count, 1);
    assert_int_equal(t->at[0].facts.kind, NOTICE_REFUSED);
    assert_int_equal(t->at[0].facts.outcome, OUTCOME_REFUSED);
    assert_int_equal(t->at[0].facts.decision.action, ACTION_REFUSE);
    assert_true(t->at[0].facts.decision.reason_count > 0);
    /* the same refused report without that session says nothing about the password */
    report(w, &a, ABROAD_MS + 1);
    assert_int_equal(told(w)->count, 1);
}

static void with_the_check_after_alone_a_refusal_is_told_too(void **state)
{
    struct world *w = *state;
    char session[16];
    struct attempt a = attempt(w, "198.51.100.9", session);

    weeks_at_home(w);
    set_strict(w, GUARD_CHECK_AFTER);
    assert_int_equal(ask(w, &a, ABROAD_MS).status, POLICY_STATUS_REFUSE);
    a.policy_reject = true;
    report(w, &a, ABROAD_MS);
    assert_int_equal(told(w)->count, 1);
    assert_int_equal(told(w)->at[0].facts.kind, NOTICE_REFUSED);
}

static void a_block_list_at_the_first_question_tells_nobody(void **state)
{
    struct world *w = *state;
    const struct listing block = {.kind = LISTING_BLOCK,
                                  .has_login = true,
                                  .login = "alice",
                                  .expires_ms = ABROAD_MS + TIME_HOUR_MS};
    char session[16];
    struct attempt a = attempt(w, "198.51.100.9", session);
    struct err e = {0};

    weeks_at_home(w);
    assert_true(guard_list_add(w->guard, &block, &e));
    assert_int_equal(ask(w, &a, ABROAD_MS).cause, CAUSE_BLOCK_LISTED);
    a.policy_reject = true;
    report(w, &a, ABROAD_MS);
    assert_int_equal(told(w)->count, 0);
}

static void while_notices_are_off_nothing_is_recorded_of_them(void **state)
{
    struct world *w = *state;

    set_rules(w, NOTICES_OFF, "");
    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    assert_int_equal(told(w)->count, 0);
}

static void a_preview_is_recorded_and_not_sent(void **state)
{
    struct world *w = *state;

    set_rules(w, NOTICES_PREVIEW, "");
    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    assert_int_equal(told(w)->count, 1);
    assert_int_equal(told(w)->at[0].fate, NOTICE_PREVIEW);
    assert_int_equal(told(w)->deliveries[0], 0);
}

static void only_the_named_groups_are_told(void **state)
{
    struct world *w = *state;

    set_rules(w, NOTICES_ON, "beta  testers");
    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    assert_int_equal(told(w)->count, 0);
    set_rules(w, NOTICES_ON, "beta staff");
    succeed(w, "192.0.2.9", ABROAD_MS + 1);
    assert_int_equal(told(w)->count, 1);
}

static void the_budget_holds_what_is_too_much_and_the_digest_tells_of_it(void **state)
{
    struct world *w = *state;
    const int64_t second_ms = ABROAD_MS + 30 * TIME_HOUR_MS; /* too long for "two countries" */
    struct err e = {0};
    uint64_t sent = 9;
    int64_t digest;

    weeks_at_home(w);
    w->rules.budget.two_days = 1;
    notices_reload(w->notices, &w->rules);
    succeed(w, "198.51.100.9", ABROAD_MS);
    succeed(w, "192.0.2.9", second_ms);
    assert_int_equal(told(w)->at[0].fate, NOTICE_HELD);
    assert_true(notices_digest(w->notices, second_ms + TIME_HOUR_MS - 1, &sent, &e));
    assert_int_equal(sent, 0); /* has not waited an hour */
    assert_true(notices_digest(w->notices, second_ms + TIME_HOUR_MS, &sent, &e));
    assert_int_equal(sent, 1);
    assert_int_equal(told(w)->at[0].facts.kind, NOTICE_DIGEST);
    assert_int_equal(told(w)->at[0].facts.count, 1);
    digest = told(w)->at[0].id;
    assert_int_equal(told(w)->at[1].digest, digest);
    assert_true(notices_digest(w->notices, second_ms + 2 * TIME_HOUR_MS, &sent, &e));
    assert_int_equal(sent, 0);
}

static void a_test_is_sent_even_while_notices_are_off(void **state)
{
    struct world *w = *state;
    char reference[NOTICE_REFERENCE_MAX];
    struct err e = {0};

    set_rules(w, NOTICES_OFF, "");
    assert_true(notices_test(w->notices, SPAN("alice"), ABROAD_MS, reference, &e));
    assert_int_equal(strlen(reference), NOTICE_REFERENCE_MAX - 1);
    assert_int_equal(told(w)->count, 1);
    assert_int_equal(told(w)->at[0].facts.kind, NOTICE_TEST);
    assert_int_equal(told(w)->deliveries[0], 2);
}

/* --- verification -------------------------------------------------------------------------------- */

static struct notice_answer verify(struct world *w, const char *text)
{
    struct notice_answer answer;
    struct err e = {0};

    if (!notices_verify(w->notices, (struct span){.at = text, .len = strlen(text)}, &answer, &e)) {
        fail_msg("%s", e.text);
    }
    return answer;
}

static void a_reference_of_ours_tells_what_its_holder_has_and_no_more(void **state)
{
    struct world *w = *state;
    char reference[NOTICE_REFERENCE_MAX];
    struct notice_answer answer;

    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    memcpy(reference, told(w)->at[0].reference, sizeof reference);
    answer = verify(w, reference);
    assert_int_equal(answer.status, NOTICE_OURS);
    assert_int_equal(answer.kind, NOTICE_SIGNIN);
    assert_int_equal(answer.created_ms, ABROAD_MS);
    assert_int_equal(answer.facts.place.country, place_country('U', 'S'));
    assert_false(answer.facts.has_remote);
    assert_int_equal(answer.facts.remote.bytes[15], 0);
    assert_int_equal(answer.facts.identity, 0);
    assert_string_equal(answer.to[CHANNEL_SMS], "***678");
    assert_string_equal(answer.to[CHANNEL_MAIL], "al***@example.org");
    assert_string_equal(answer.to[CHANNEL_VOICE], "");
    assert_int_equal(answer.state[CHANNEL_SMS], DELIVERY_WAITING);
    assert_string_equal(answer.account, "al***");
    assert_string_equal(answer.reference, reference);
    for (char *c = reference; *c != '\0'; c++) { /* as somebody types it */
        if (*c == '-') {
            *c = ' ';
        } else if (*c >= 'A' && *c <= 'Z') {
            *c = (char)(*c - 'A' + 'a');
        }
    }
    assert_int_equal(verify(w, reference).status, NOTICE_OURS);
}

static void a_changed_character_is_mistyped_and_a_strangers_reference_unknown(void **state)
{
    struct world *w = *state;
    const struct notice_key other = {{9}};
    const struct notice_facts facts = {.kind = NOTICE_SIGNIN, .at_ms = 5};
    char reference[NOTICE_REFERENCE_MAX];

    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    memcpy(reference, told(w)->at[0].reference, sizeof reference);
    reference[3] = reference[3] == '7' ? '8' : '7';
    assert_int_equal(verify(w, reference).status, NOTICE_MALFORMED);
    assert_int_equal(verify(w, "").status, NOTICE_MALFORMED);
    assert_int_equal(verify(w, "hello").status, NOTICE_MALFORMED);
    reference_make(&other, &facts, SPAN("u-1"), reference);
    assert_int_equal(verify(w, reference).status, NOTICE_UNKNOWN);
}

/* Nobody can hold what was never sent. */
static void what_was_held_back_is_unknown(void **state)
{
    struct world *w = *state;

    set_rules(w, NOTICES_PREVIEW, "");
    weeks_at_home(w);
    succeed(w, "198.51.100.9", ABROAD_MS);
    assert_int_equal(verify(w, told(w)->at[0].reference).status, NOTICE_UNKNOWN);
}

static int64_t time_of(struct world *w, const char *reference)
{
    struct notice_answer answer;
    struct timespec from;
    struct timespec to;
    struct err e = {0};
    struct span text = {.at = reference, .len = strlen(reference)};

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    assert_true(notices_verify(w->notices, text, &answer, &e));
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    assert_true(answer.status != NOTICE_OURS);
    return (to.tv_sec - from.tv_sec) * INT64_C(1000000000) + (to.tv_nsec - from.tv_nsec);
}

/* 10,000 of each, in turn: how often the mistyped one takes longer says whether an asker could tell
 * them apart. By chance alone it is half of them, give or take 0.5 %. */
static void a_mistyped_reference_takes_as_long_as_an_unknown_one(void **state)
{
    enum {
        ROUNDS = 10000
    };
    struct world *w = *state;
    const struct notice_key other = {{9}};
    int longer = 0;
    int shorter = 0;

    weeks_at_home(w);
    for (int i = 0; i < 100; i++) {
        char name[NOTICE_REFERENCE_MAX];
        struct err e = {0};

        assert_true(notices_test(w->notices, SPAN("alice"), ABROAD_MS + i, name, &e));
    }
    for (int i = 0; i < ROUNDS; i++) {
        const struct notice_facts facts = {.kind = NOTICE_SIGNIN, .at_ms = i};
        char unknown[NOTICE_REFERENCE_MAX];
        char mistyped[NOTICE_REFERENCE_MAX];
        int64_t first;
        int64_t second;

        reference_make(&other, &facts, SPAN("u-1"), unknown);
        memcpy(mistyped, unknown, sizeof mistyped);
        mistyped[i % 4] = mistyped[i % 4] == '7' ? '8' : '7';
        if (i % 2 == 0) {
            first = time_of(w, mistyped);
            second = time_of(w, unknown);
        } else {
            second = time_of(w, unknown);
            first = time_of(w, mistyped);
        }
        longer += first > second;
        shorter += first < second;
    }
    print_message("mistyped longer %d, shorter %d of %d\n", longer, shorter, (int)ROUNDS);
    assert_in_range(longer, (longer + shorter) * 2 / 5, (longer + shorter) * 3 / 5);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sign_in_from_abroad_is_told_with_what_happened),
        TEST(the_same_place_again_is_not_told_again),
        TEST(an_accounts_first_days_are_learnt_not_told),
        TEST(a_wrong_password_is_never_told),
        TEST(a_refusal_after_the_right_password_is_told_as_refused),
        TEST(with_the_check_after_alone_a_refusal_is_told_too),
        TEST(a_block_list_at_the_first_question_tells_nobody),
        TEST(while_notices_are_off_nothing_is_recorded_of_them),
        TEST(a_preview_is_recorded_and_not_sent),
        TEST(only_the_named_groups_are_told),
        TEST(the_budget_holds_what_is_too_much_and_the_digest_tells_of_it),
        TEST(a_test_is_sent_even_while_notices_are_off),
        TEST(a_reference_of_ours_tells_what_its_holder_has_and_no_more),
        TEST(a_changed_character_is_mistyped_and_a_strangers_reference_unknown),
        TEST(what_was_held_back_is_unknown),
        TEST(a_mistyped_reference_takes_as_long_as_an_unknown_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
