/* Changing what an account is opened with: what is refused, what goes with it, undoing it, crashes. */
#include "service/password_change.h"

#include "base/time.h"
#include "cmocka_all.h"
#include "service/change_parts.h"
#include "store/memory.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define NOW INT64_C(1795392000000)
#define FIRST "9vTq-8vLm-2xRw"
#define SECOND "umi yama sora kaze"
#define THIRD "k7$Qz9!mW2"

struct world {
    struct store *store;
    struct notice_voice *voice;
    struct notices *notices;
    struct passwords *passwords;
    struct changes *changes;
    struct changes_setup setup;
};

static struct secret secret_of(const char *text)
{
    struct secret s = {.len = strlen(text)};

    memcpy(s.bytes, text, s.len);
    return s;
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
        .undo_page = "https://notice.example.jp/undo",
        .undo_hours = 72,
        .contact = "",
        .hosts = "www.example.jp notice.example.jp",
        .main_password = {"", ""},
        .app_password = {"", ""},
        .never_ask = "password",
        .home_countries = "JP",
        .time_zone = "UTC",
        .lang = LANG_EN,
        .choice = NOTICE_CHOICE_MAIL,
        .sms = true,
        .mail = true,
        .key = {{1, 2, 3}},
    };
    struct err e = {0};

    if (!notice_voice_open(&setup, &w->voice, &e)) {
        fail_msg("%s", e.text);
    }
}

static void put_account(struct world *w, const char *id, const char *name)
{
    const struct account_record a = {
        .text = {[ACCOUNT_ID] = change_span(id),
                 [ACCOUNT_REGISTERED_NAME] = SPAN("Kurosawa Jiro"),
                 [ACCOUNT_NOTICE_PHONE] = SPAN("+819012345678")},
        .list = {[ACCOUNT_SIGN_IN_NAMES] = {1, {change_span(name)}},
                 [ACCOUNT_NOTICE_ADDRESSES] = {1, {SPAN("jiro@example.org")}}}};
    struct store_account_change change = {.account = &a};
    struct err e = {0};

    assert_true(store_accounts_change(w->store, &change, 1, &e));
    assert_int_equal(change.err.code, ERR_NONE);
}

static void open_changes(struct world *w)
{
    struct err e = {0};

    if (!changes_new(&w->setup, &w->changes, &e)) {
        fail_msg("%s", e.text);
    }
}

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 1000, .identities = 10};
    const uint8_t bytes[CREDENTIAL_KEY_SIZE] = {7};
    struct world *w = test_calloc(1, sizeof *w);
    struct notices_setup rules = {
        .start = NOTICES_ON, .groups = "", .budget = NOTICE_BUDGET_DEFAULT};
    struct passwords_setup passwords = {
        .hash_mib = 8, .hash_passes = 1, .threads = 1, .queue = 8, .remember_s = 60};
    struct secret first = secret_of(FIRST);
    struct secret pin = secret_of("4711");
    struct credential_key key;
    struct err e = {0};

    open_voice(w);
    credential_key_derive(bytes, &key);
    assert_true(store_memory_open(&limits, &w->store, &e));
    rules.voice = w->voice;
    assert_true(notices_new(w->store, &rules, &w->notices, &e));
    put_account(w, "u-1", "jiro");
    put_account(w, "u-2", "saburo");
    passwords.store = w->store;
    passwords.key = &key;
    assert_true(passwords_new(&passwords, &w->passwords, &e));
    assert_true(passwords_load(w->passwords, &e));
    assert_true(passwords_main_set(w->passwords, SPAN("u-1"), &first, NOW - 1000, &e));
    assert_true(passwords_pin_set(w->passwords, SPAN("u-1"), &pin, NOW - 1000, &e));
    w->setup = (struct changes_setup){.store = w->store,
                                      .passwords = w->passwords,
                                      .notices = w->notices,
                                      .rules = {.length_min = 10, .bits_min = 40},
                                      .service_name = {"Example Mail", ""},
                                      .old = 3,
                                      .undo_ms = 72 * TIME_HOUR_MS};
    open_changes(w);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;

    changes_free(&w->changes);
    passwords_free(&w->passwords);
    notices_free(&w->notices);
    notice_voice_free(&w->voice);
    store_free(&w->store);
    test_free(w);
    return 0;
}

/* --- asking --------------------------------------------------------------------------------------- */

static struct change_answer change(struct world *w, const char *current, const char *new,
                                   int64_t at_ms)
{
    struct secret is = secret_of(current == NULL ? "" : current);
    struct secret to = secret_of(new);
    const struct change_request r = {.account = SPAN("jiro"),
                                     .by = current == NULL ? CREDENTIAL_ACTOR_OPERATOR
                                                           : CREDENTIAL_ACTOR_OWNER,
                                     .current = current == NULL ? NULL : &is,
                                     .now_ms = at_ms};
    struct change_answer a;
    struct err e = {0};

    if (!change_password(w->changes, &r, &to, &a, &e)) {
        fail_msg("%s", e.text);
    }
    return a;
}

static bool opens(struct world *w, const char *password)
{
    struct secret s = secret_of(password);
    enum password_result result = PASSWORD_WRONG;
    struct err e = {0};

    assert_true(
        passwords_main_verify(w->passwords, SPAN("u-1"), &s, NOW + TIME_DAY_MS, &result, &e));
    return result == PASSWORD_RIGHT;
}

struct told {
    size_t notices;
    size_t sms;
    size_t mails;
    bool undo;
    struct notice_facts facts;
    char code[UNDO_CODE_MAX];
    char to[4][ACCOUNT_TEXT_MAX];
};

/* The code as its owner reads it in the short message: the only group of 5-5-5. */
static void read_code(struct span body, char code[static UNDO_CODE_MAX])
{
    for (size_t i = 0; i + UNDO_CODE_MAX - 1 <= body.len; i++) {
        struct span part = {.at = body.at + i, .len = UNDO_CODE_MAX - 1};

        if (part.at[5] == '-' && part.at[11] == '-' && undo_code_read(part, code)) {
            return;
        }
    }
}

static bool take_told(void *ctx, const struct notice *n, const struct delivery *d, size_t count)
{
    struct told *t = ctx;

    if (t->notices++ == 0) { /* the newest */
        t->facts = n->facts;
        for (size_t i = 0; i < count; i++) {
            t->sms += d[i].channel == CHANNEL_SMS;
            t->mails += d[i].channel == CHANNEL_MAIL;
            if (d[i].channel == CHANNEL_SMS) {
                read_code(d[i].body, t->code);
            }
        }
    }
    return true;
}

static struct told told(struct world *w)
{
    const struct store_page page = {.limit = 100};
    struct told t = {.code = ""};
    struct err e = {0};

    assert_true(store_notices(w->store, SPAN("u-1"), &page, take_told, &t, &e));
    return t;
}

struct seen {
    size_t count;
    struct credential_event at[3];
};

static bool see(void *ctx, const struct credential_event *ev)
{
    struct seen *s = ctx;

    s->at[s->count++] = *ev;
    return s->count < COUNT(s->at);
}

static struct seen seen(struct world *w, int64_t since_ms)
{
    const struct credential_events_query q = {
        .account = SPAN("u-1"), .since_ms = since_ms, .limit = 3};
    struct seen s = {0};
    struct err e = {0};

    assert_true(credential_events(w->store, &q, see, &s, &e));
    return s;
}

/* --- changing ------------------------------------------------------------------------------------- */

static void after_a_change_the_new_password_opens_and_the_old_one_does_not(void **state)
{
    struct world *w = *state;
    struct change_answer a = change(w, FIRST, SECOND, NOW);
    struct told t;

    assert_int_equal(a.result, CHANGE_DONE);
    assert_true(a.undoable);
    assert_true(opens(w, SECOND));
    assert_false(opens(w, FIRST));
    t = told(w);
    assert_int_equal(t.notices, 1);
    assert_int_equal(t.sms, 1); /* by every channel, though the operator chose mail */
    assert_int_equal(t.mails, 1);
    assert_true(t.facts.undo);
    assert_int_equal(seen(w, 0).count, 1);
    assert_int_equal(seen(w, 0).at[0].what, CREDENTIAL_EVENT_PASSWORD);
    assert_string_equal(seen(w, 0).at[0].reference, a.reference);
    assert_int_equal(seen(w, NOW + 1).count, 0);
}

static void a_wrong_password_and_an_unknown_name_get_one_answer_and_change_nothing(void **state)
{
    struct world *w = *state;
    struct secret is = secret_of("not it at all");
    struct secret to = secret_of(SECOND);
    struct change_request r = {
        .account = SPAN("nobody"), .by = CREDENTIAL_ACTOR_OWNER, .current = &is, .now_ms = NOW};
    struct change_answer a;
    struct err e = {0};

    assert_int_equal(change(w, "wrong", SECOND, NOW).result, CHANGE_WRONG);
    assert_true(change_password(w->changes, &r, &to, &a, &e));
    assert_int_equal(a.result, CHANGE_WRONG);
    r.current = NULL;
    assert_true(change_password(w->changes, &r, &to, &a, &e));
    assert_int_equal(a.result, CHANGE_WRONG);
    assert_true(opens(w, FIRST));
    assert_int_equal(told(w).notices, 0);
    assert_int_equal(seen(w, 0).count, 0);
}

static void weak_same_and_old_passwords_are_refused(void **state)
{
    struct world *w = *state;

    assert_int_equal(change(w, FIRST, "kurosawa1", NOW).result, CHANGE_WEAK);
    assert_int_equal(change(w, FIRST, FIRST, NOW).quality.faults, QUALITY_SAME);
    assert_int_equal(change(w, FIRST, SECOND, NOW).result, CHANGE_DONE);
    assert_int_equal(change(w, SECOND, FIRST, NOW + 1).quality.faults, QUALITY_OLD);
    assert_int_equal(change(w, SECOND, THIRD, NOW + 2).result, CHANGE_DONE);
    assert_int_equal(change(w, THIRD, SECOND, NOW + 3).quality.faults, QUALITY_OLD);
    assert_int_equal(change(w, THIRD, FIRST, NOW + 4).quality.faults, QUALITY_OLD);
    assert_true(opens(w, THIRD));
}

static bool count_app(void *ctx, const struct app_password *a)
{
    *(size_t *)ctx += app_password_valid(a, NOW + TIME_DAY_MS);
    return true;
}

static size_t apps(struct world *w)
{
    size_t count = 0;
    struct err e = {0};

    assert_true(passwords_app_list(w->passwords, SPAN("u-1"), count_app, &count, &e));
    return count;
}

static void make_app(struct world *w, int64_t at_ms)
{
    struct app_password wish = {
        .account = "u-1", .name = "Phone", .scopes = APP_SCOPE_ALL, .created_ms = at_ms};
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct err e = {0};

    assert_true(passwords_app_create(w->passwords, &wish, text, &e));
}

static void app_passwords_stay_or_go_as_chosen(void **state)
{
    struct world *w = *state;
    struct secret to = secret_of(THIRD);
    const struct change_request r = {.account = SPAN("u-1"),
                                     .by = CREDENTIAL_ACTOR_HELP_DESK,
                                     .revoke_apps = true,
                                     .now_ms = NOW + 1};
    struct change_answer a;
    struct err e = {0};

    make_app(w, NOW - 10);
    assert_int_equal(change(w, FIRST, SECOND, NOW).result, CHANGE_DONE);
    assert_int_equal(apps(w), 1);
    assert_true(change_password(w->changes, &r, &to, &a, &e));
    assert_int_equal(a.revoked, 1);
    assert_int_equal(apps(w), 0);
    assert_int_equal(seen(w, NOW + 1).at[0].what, CREDENTIAL_EVENT_RECOVERY);
    assert_int_equal(seen(w, NOW + 1).at[0].revoked, 1);
}

/* --- undoing -------------------------------------------------------------------------------------- */

static struct change_answer undo(struct world *w, const char *code, int64_t at_ms)
{
    const struct change_request r = {.by = CREDENTIAL_ACTOR_OWNER, .now_ms = at_ms};
    struct change_answer a;
    struct err e = {0};

    if (!change_undo(w->changes, change_span(code), &r, &a, &e)) {
        fail_msg("%s", e.text);
    }
    return a;
}

static struct change_answer recover_with(struct world *w, const char *code, const char *pin,
                                         const char *new, int64_t at_ms)
{
    const struct change_request r = {.by = CREDENTIAL_ACTOR_OWNER, .now_ms = at_ms};
    struct secret digits = secret_of(pin);
    struct secret to = secret_of(new);
    const struct change_recovery with = {.code = change_span(code), .pin = &digits, .new = &to};
    struct change_answer a;
    struct err e = {0};

    if (!change_recover(w->changes, &with, &r, &a, &e)) {
        fail_msg("%s", e.text);
    }
    return a;
}

static void the_code_of_the_notice_stops_the_account_once(void **state)
{
    struct world *w = *state;
    struct told t;

    make_app(w, NOW - 10);
    assert_int_equal(change(w, FIRST, SECOND, NOW).result, CHANGE_DONE);
    t = told(w);
    assert_int_equal(strlen(t.code), UNDO_CODE_MAX - 1);
    make_app(w, NOW + 5); /* by whoever changed it */
    assert_int_equal(undo(w, "K7M29-QXD4T-RW8CB", NOW + 10).result, CHANGE_WRONG);
    assert_int_equal(undo(w, t.code, NOW + 10).result, CHANGE_DONE);
    assert_false(opens(w, SECOND));
    assert_false(opens(w, FIRST));
    assert_int_equal(apps(w), 1); /* the owner's own phone goes on */
    assert_int_equal(told(w).facts.cause, CREDENTIAL_LOCKED);
    assert_int_equal(undo(w, t.code, NOW + 20).result, CHANGE_USED);
    assert_int_equal(seen(w, NOW + 1).at[0].what, CREDENTIAL_EVENT_LOCKED);
}

static void a_code_works_in_its_time_only(void **state)
{
    struct world *w = *state;

    assert_int_equal(change(w, FIRST, SECOND, NOW).result, CHANGE_DONE);
    assert_int_equal(undo(w, told(w).code, NOW + 72 * TIME_HOUR_MS).result, CHANGE_WRONG);
    assert_true(opens(w, SECOND));
}

static void after_undoing_only_the_pin_sets_a_new_password(void **state)
{
    struct world *w = *state;
    char code[UNDO_CODE_MAX];

    assert_int_equal(change(w, FIRST, SECOND, NOW).result, CHANGE_DONE);
    memcpy(code, told(w).code, sizeof code);
    assert_int_equal(recover_with(w, code, "4711", THIRD, NOW + 5).result, CHANGE_WRONG);
    assert_int_equal(undo(w, code, NOW + 10).result, CHANGE_DONE);
    assert_int_equal(recover_with(w, code, "0000", THIRD, NOW + 20).result, CHANGE_WRONG);
    assert_int_equal(recover_with(w, code, "4711", "kurosawa1", NOW + 30).result, CHANGE_WEAK);
    assert_int_equal(recover_with(w, code, "4711", SECOND, NOW + 30).quality.faults, QUALITY_OLD);
    assert_int_equal(recover_with(w, code, "4711", THIRD, NOW + 40).result, CHANGE_DONE);
    assert_true(opens(w, THIRD));
    assert_int_equal(recover_with(w, code, "4711", "9vTq-8vLm-2xRx", NOW + 50).result, CHANGE_USED);
}

/* --- contact and name ----------------------------------------------------------------------------- */

static void a_changed_contact_is_told_to_the_old_one_and_so_is_a_password_after_it(void **state)
{
    struct world *w = *state;
    struct secret is = secret_of(FIRST);
    const struct change_request r = {
        .account = SPAN("jiro"), .by = CREDENTIAL_ACTOR_OWNER, .current = &is, .now_ms = NOW};
    const struct change_contact to = {.has_phone = true,
                                      .has_address = true,
                                      .phone = SPAN("+81 80 1111 2222"),
                                      .address = SPAN("thief@example.net")};
    struct change_answer a;
    struct err e = {0};

    assert_true(change_contact(w->changes, &r, &to, &a, &e));
    assert_int_equal(a.result, CHANGE_DONE);
    assert_int_equal(told(w).sms, 2);
    assert_int_equal(told(w).mails, 2);
    assert_int_equal(told(w).facts.credential, CREDENTIAL_CONTACT);
    assert_int_equal(change(w, FIRST, SECOND, NOW + 10).result, CHANGE_DONE);
    assert_int_equal(told(w).sms, 2);
    assert_int_equal(told(w).mails, 2);
    assert_int_equal(change(w, SECOND, THIRD, NOW + 73 * TIME_HOUR_MS).result, CHANGE_DONE);
    assert_int_equal(told(w).sms, 1);
}

static void a_sign_in_name_moves_and_a_taken_one_is_refused(void **state)
{
    struct world *w = *state;
    const struct change_request r = {
        .account = SPAN("u-1"), .by = CREDENTIAL_ACTOR_OPERATOR, .now_ms = NOW};
    struct change_name name = {.from = SPAN("jiro"), .to = SPAN("saburo")};
    struct change_answer a;
    struct err e = {0};

    assert_true(change_sign_in_name(w->changes, &r, &name, &a, &e));
    assert_int_equal(a.result, CHANGE_TAKEN);
    assert_int_equal(seen(w, 0).count, 0);
    name.to = SPAN("kurosawa");
    assert_true(change_sign_in_name(w->changes, &r, &name, &a, &e));
    assert_int_equal(a.result, CHANGE_DONE);
    assert_int_equal(told(w).facts.credential, CREDENTIAL_SIGN_IN_NAME);
    assert_true(change_sign_in_name(w->changes, &r, &name, &a, &e)); /* jiro is gone */
    assert_int_equal(a.result, CHANGE_TAKEN);
}

/* --- crashes -------------------------------------------------------------------------------------- */

/* What a run leaves that ended right after the beginning was recorded. */
static void leave_a_beginning(struct world *w, int64_t at_ms, struct pending *p)
{
    struct change_answer a = {.result = CHANGE_DONE};
    const struct change_request r = {.now_ms = at_ms};
    struct making m = {.c = w->changes, .r = &r, .out = &a};
    struct err e = {0};

    m.p = (struct pending){.account = "u-1", .credential = CREDENTIAL_MAIN_PASSWORD};
    m.p.ev = (struct credential_event){.what = CREDENTIAL_EVENT_PASSWORD, .at_ms = at_ms};
    credential_event_begin(&m.p.ev);
    assert_true(change_begin(&m, NULL, 0, &e));
    *p = m.p;
}

static void what_was_begun_and_not_set_is_forgotten_at_the_next_start(void **state)
{
    struct world *w = *state;
    struct pending p;

    leave_a_beginning(w, NOW, &p);
    assert_int_equal(seen(w, 0).count, 1);
    changes_free(&w->changes);
    open_changes(w);
    assert_int_equal(seen(w, 0).count, 0);
    assert_int_equal(told(w).notices, 0);
    assert_true(opens(w, FIRST));
}

static void what_was_set_is_told_at_the_next_start_and_only_once(void **state)
{
    struct world *w = *state;
    struct secret to = secret_of(SECOND);
    struct pending p;
    struct err e = {0};

    leave_a_beginning(w, NOW, &p);
    assert_true(passwords_main_set(w->passwords, SPAN("u-1"), &to, NOW, &e));
    for (int i = 0; i < 3; i++) {
        changes_free(&w->changes);
        open_changes(w);
        assert_int_equal(told(w).notices, 1);
    }
    assert_int_equal(seen(w, 0).count, 1);
    assert_int_equal(undo(w, told(w).code, NOW + 10).result, CHANGE_DONE);
}

static void a_notice_told_before_a_crash_is_not_told_again(void **state)
{
    struct world *w = *state;
    struct secret to = secret_of(SECOND);
    char reference[NOTICE_REFERENCE_MAX];
    struct notice_change n;
    struct pending p;
    struct err e = {0};

    leave_a_beginning(w, NOW, &p);
    assert_true(passwords_main_set(w->passwords, SPAN("u-1"), &to, NOW, &e));
    n = change_notice(w->changes, &p);
    assert_true(notices_change(w->notices, &n, reference, &e));
    changes_free(&w->changes);
    open_changes(w);
    assert_int_equal(told(w).notices, 1);
    assert_string_equal(seen(w, 0).at[0].reference, reference);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(after_a_change_the_new_password_opens_and_the_old_one_does_not),
        TEST(a_wrong_password_and_an_unknown_name_get_one_answer_and_change_nothing),
        TEST(weak_same_and_old_passwords_are_refused),
        TEST(app_passwords_stay_or_go_as_chosen),
        TEST(the_code_of_the_notice_stops_the_account_once),
        TEST(a_code_works_in_its_time_only),
        TEST(after_undoing_only_the_pin_sets_a_new_password),
        TEST(a_changed_contact_is_told_to_the_old_one_and_so_is_a_password_after_it),
        TEST(a_sign_in_name_moves_and_a_taken_one_is_refused),
        TEST(what_was_begun_and_not_set_is_forgotten_at_the_next_start),
        TEST(what_was_set_is_told_at_the_next_start_and_only_once),
        TEST(a_notice_told_before_a_crash_is_not_told_again),
    };

    return sodium_init() < 0
               ? 1
               : cmocka_run_group_tests_name("service/password_change", tests, NULL, NULL);
}
