#include "service/passwords.h"

#include "base/monotonic.h"
#include "cmocka_all.h"
#include "store/accounts.h"
#include "store/memory.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAY0 INT64_C(1764300000000)

struct world {
    struct store *store;
    struct passwords *p;
    struct passwords_setup setup;
    struct credential_key key;
    int64_t now_ms;
};

static struct world w;

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void account_put(const char *id, const char *name, const char *mail)
{
    struct account_record a = {.text[ACCOUNT_ID] = span_of(id)};
    struct store_account_change c = {.account = &a};
    struct err e = {0};

    a.list[ACCOUNT_SIGN_IN_NAMES] = (struct account_texts){.count = 1, .at = {span_of(name)}};
    a.list[ACCOUNT_MAIL_ADDRESSES] = (struct account_texts){.count = 1, .at = {span_of(mail)}};
    a.list[ACCOUNT_PHONES] = (struct account_texts){.count = strcmp(id, "u-1") == 0 ? 1 : 0,
                                                    .at = {SPAN("+819012345678")}};
    assert_true(store_accounts_change(w.store, &c, 1, &e));
    assert_int_equal(c.err.code, ERR_NONE);
}

static void account_remove(const char *id)
{
    struct account_record a = {.text[ACCOUNT_ID] = span_of(id)};
    struct store_account_change c = {.account = &a, .remove = true};
    struct err e = {0};

    assert_true(store_accounts_change(w.store, &c, 1, &e));
}

static void open_passwords(void)
{
    struct err e = {0};

    assert_true(passwords_new(&w.setup, &w.p, &e));
    assert_true(passwords_load(w.p, &e));
}

static int begin(void **state)
{
    const struct store_memory_limits limits = {.rows = 1000, .identities = 1000};
    uint8_t bytes[CREDENTIAL_KEY_SIZE] = {7};
    struct err e = {0};

    (void)state;
    w = (struct world){.now_ms = DAY0};
    credential_key_derive(bytes, &w.key);
    assert_true(store_memory_open(&limits, &w.store, &e));
    account_put("u-1", "taro", "taro@example.jp");
    account_put("u-2", "jiro", "jiro@example.jp");
    w.setup = (struct passwords_setup){
        .store = w.store,
        .key = &w.key,
        .hash_mib = 8,
        .hash_passes = 1,
        .threads = 1,
        .queue = 8,
        .remember_s = 3600,
    };
    open_passwords();
    return 0;
}

static int end(void **state)
{
    (void)state;
    passwords_free(&w.p);
    store_free(&w.store);
    return 0;
}

static struct password_question question(const char *login, const char *password,
                                         enum service service)
{
    struct password_question q = {
        .login = span_of(login), .service = service, .has_remote = true, .now_ms = w.now_ms};

    assert_true(address_parse(SPAN("203.0.113.7"), &q.remote));
    assert_true(secret_take(&q.password, span_of(password)));
    return q;
}

static struct password_answer ask(const struct password_question *q)
{
    struct password_answer a = {.result = PASSWORD_RESULT_COUNT};
    struct err e = {0};

    assert_true(passwords_verify(w.p, q, &a, &e));
    return a;
}

static enum password_result result_of(const char *login, const char *password, enum service service)
{
    struct password_question q = question(login, password, service);

    return ask(&q).result;
}

static struct app_password make_for(const char *account, struct app_password wish,
                                    char text[static APP_PASSWORD_TEXT_BYTES + 1])
{
    struct err e = {0};

    (void)snprintf(wish.account, sizeof wish.account, "%s", account);
    wish.created_ms = w.now_ms;
    wish.scopes = wish.scopes == 0 ? APP_SCOPE_ALL : wish.scopes;
    if (!passwords_app_create(w.p, &wish, text, &e)) {
        fail_msg("%s", e.text);
    }
    return wish;
}

static void set_main(const char *account, const char *password)
{
    struct secret s;
    struct err e = {0};

    assert_true(secret_take(&s, span_of(password)));
    if (!passwords_main_set(w.p, span_of(account), &s, w.now_ms, &e)) {
        fail_msg("%s", e.text);
    }
}

static struct passwords_counts counts(void)
{
    struct passwords_counts c;

    passwords_counts(w.p, &c);
    return c;
}

/* --- app passwords -------------------------------------------------------------------------------- */

static void an_app_password_opens_mail_by_every_name_of_its_account(void **state)
{
    static const char *const names[] = {"u-1", "taro", "TARO@example.jp", "+81 90-1234-5678"};
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct app_password made = make_for("u-1", (struct app_password){.name = "phone"}, text);
    uint64_t hashes = counts().hashes;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct password_question q = question(names[i], text, SERVICE_IMAP);
        struct password_answer a = ask(&q);

        assert_int_equal(a.result, PASSWORD_RIGHT);
        assert_int_equal(a.credential, CREDENTIAL_APP_PASSWORD);
        assert_string_equal(a.account, "u-1");
        assert_string_equal(a.app_password, made.id);
    }
    assert_int_equal(counts().hashes, hashes);
}

static void an_app_password_opens_nothing_else(void **state)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    char other[APP_PASSWORD_TEXT_BYTES + 1];

    (void)state;
    (void)make_for("u-1", (struct app_password){.scopes = APP_SCOPE_IMAP | APP_SCOPE_SIEVE}, text);
    (void)make_for("u-2", (struct app_password){0}, other);
    assert_int_equal(result_of("taro", text, SERVICE_IMAP), PASSWORD_RIGHT);
    assert_int_equal(result_of("taro", text, SERVICE_SIEVE), PASSWORD_RIGHT);
    assert_int_equal(result_of("taro", text, SERVICE_POP3), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", text, SERVICE_SUBMISSION), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", text, SERVICE_DAV), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", text, SERVICE_WEB), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", text, SERVICE_UNKNOWN), PASSWORD_WRONG);
    assert_int_equal(result_of("jiro", text, SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", other, SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("nobody", text, SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("", text, SERVICE_IMAP), PASSWORD_WRONG);
    text[0] = text[0] == 'a' ? 'b' : 'a';
    assert_int_equal(result_of("taro", text, SERVICE_IMAP), PASSWORD_WRONG);
}

static void an_app_password_ends_when_its_time_is_over(void **state)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];

    (void)state;
    (void)make_for("u-1", (struct app_password){.expires_ms = DAY0 + 1000}, text);
    assert_int_equal(result_of("taro", text, SERVICE_IMAP), PASSWORD_RIGHT);
    w.now_ms += 1000;
    assert_int_equal(result_of("taro", text, SERVICE_IMAP), PASSWORD_WRONG);
}

static void an_app_password_may_be_for_one_network_alone(void **state)
{
    struct app_password wish = {.limits = {.has_network = true, .bits = 24}};
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct password_question q;

    (void)state;
    assert_true(address_parse(SPAN("203.0.113.0"), &wish.limits.prefix));
    (void)make_for("u-1", wish, text);
    q = question("taro", text, SERVICE_IMAP);
    assert_int_equal(ask(&q).result, PASSWORD_RIGHT);
    assert_true(address_parse(SPAN("203.0.114.7"), &q.remote));
    assert_int_equal(ask(&q).result, PASSWORD_WRONG);
    assert_true(address_parse(SPAN("2001:db8::1"), &q.remote));
    assert_int_equal(ask(&q).result, PASSWORD_WRONG);
    q.has_remote = false;
    assert_int_equal(ask(&q).result, PASSWORD_WRONG);
    wish = (struct app_password){.limits.country = 0x4a50};
    (void)make_for("u-1", wish, text); /* no places are known here: no country is the right one */
    q = question("taro", text, SERVICE_IMAP);
    assert_int_equal(ask(&q).result, PASSWORD_WRONG);
}

static void a_policy_binds_to_the_first_device_and_network(void **state)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct password_question q;

    (void)state;
    w.setup.binding = APP_BINDING_BOTH;
    passwords_reload(w.p, &w.setup);
    (void)make_for("u-1", (struct app_password){0}, text);
    for (int round = 0; round < 2; round++) {
        q = question("taro", text, SERVICE_IMAP);
        q.device = SPAN("K-9 Mail 6.8");
        assert_int_equal(ask(&q).result, PASSWORD_RIGHT);
        q.device = SPAN("K-9 Mail 7.0");
        assert_true(address_parse(SPAN("203.0.113.200"), &q.remote));
        assert_int_equal(ask(&q).result, PASSWORD_RIGHT);
        q.device = SPAN("Thunderbird");
        assert_int_equal(ask(&q).result, PASSWORD_WRONG);
        q.device = SPAN("");
        assert_int_equal(ask(&q).result, PASSWORD_RIGHT);
        assert_true(address_parse(SPAN("198.51.100.7"), &q.remote));
        assert_int_equal(ask(&q).result, PASSWORD_WRONG);
        passwords_free(&w.p); /* it is bound in the store, too */
        open_passwords();
    }
}

static void a_revoked_one_opens_nothing_at_the_next_request(void **state)
{
    char text[3][APP_PASSWORD_TEXT_BYTES + 1];
    struct app_password made[3];
    struct err e = {0};
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        made[i] = make_for("u-1", (struct app_password){.device = "d"}, text[i]);
    }
    assert_true(passwords_app_revoke(w.p, SPAN("u-1"), span_of(made[1].id), w.now_ms, &e));
    assert_int_equal(result_of("taro", text[0], SERVICE_IMAP), PASSWORD_RIGHT);
    assert_int_equal(result_of("taro", text[1], SERVICE_IMAP), PASSWORD_WRONG);
    assert_false(passwords_app_revoke(w.p, SPAN("u-1"), span_of(made[1].id), w.now_ms, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(passwords_app_revoke(w.p, SPAN("u-2"), span_of(made[0].id), w.now_ms, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_true(passwords_app_revoke_all(w.p, SPAN("u-1"), SPAN("x"), w.now_ms + 1, &count, &e));
    assert_int_equal(count, 0);
    assert_true(passwords_app_revoke_all(w.p, SPAN("u-1"), SPAN("d"), w.now_ms + 2, &count, &e));
    assert_int_equal(count, 2);
    assert_int_equal(result_of("taro", text[0], SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", text[2], SERVICE_IMAP), PASSWORD_WRONG);
}

static void accounts_that_come_change_and_go_are_known_at_once(void **state)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    char late[APP_PASSWORD_TEXT_BYTES + 1];

    (void)state;
    (void)make_for("u-1", (struct app_password){0}, text);
    account_put("u-1", "ichiro", "taro@example.jp");
    assert_int_equal(result_of("taro", text, SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("ichiro", text, SERVICE_IMAP), PASSWORD_RIGHT);
    account_put("u-3", "taro", "saburo@example.jp");
    (void)make_for("u-3", (struct app_password){0}, late);
    assert_int_equal(result_of("taro", late, SERVICE_IMAP), PASSWORD_RIGHT);
    assert_int_equal(result_of("taro", text, SERVICE_IMAP), PASSWORD_WRONG);
    account_remove("u-1");
    assert_int_equal(result_of("ichiro", text, SERVICE_IMAP), PASSWORD_WRONG);
    account_put("u-1", "ichiro", "taro@example.jp"); /* somebody else got the ID */
    assert_int_equal(result_of("ichiro", text, SERVICE_IMAP), PASSWORD_WRONG);
}

static void what_is_loaded_anew_is_what_there_was(void **state)
{
    char text[2][APP_PASSWORD_TEXT_BYTES + 1];
    struct err e = {0};
    struct app_password gone = make_for("u-1", (struct app_password){0}, text[0]);

    (void)state;
    (void)make_for("u-1", (struct app_password){0}, text[1]);
    set_main("u-1", "correct horse");
    assert_true(passwords_app_revoke(w.p, SPAN("u-1"), span_of(gone.id), w.now_ms, &e));
    passwords_free(&w.p);
    open_passwords();
    assert_int_equal(result_of("taro", text[0], SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", text[1], SERVICE_IMAP), PASSWORD_RIGHT);
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
}

static bool take_last(void *ctx, const struct app_password *p)
{
    *(struct app_password *)ctx = *p;
    return true;
}

static void the_last_use_is_written_with_place_client_and_service(void **state)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct app_password got;
    struct password_question q;
    struct err e = {0};
    const struct timespec step = {.tv_nsec = 100000000};
    int64_t since;

    (void)state;
    (void)make_for("u-1", (struct app_password){0}, text);
    q = question("taro", text, SERVICE_SUBMISSION);
    q.device = SPAN("Thunderbird 128");
    assert_int_equal(ask(&q).result, PASSWORD_RIGHT);
    since = monotonic_ms();
    do { /* not through passwords_app_list, which writes what waits */
        (void)nanosleep(&step, NULL);
        assert_true(store_app_passwords(w.store, SPAN("u-1"), take_last, &got, &e));
    } while (got.last.at_ms == 0 && monotonic_ms() - since < 5000);
    assert_int_equal(got.last.at_ms, w.now_ms);
    assert_int_equal(got.last.service, SERVICE_SUBMISSION);
    assert_string_equal(got.last.client, "Thunderbird 128");
    assert_true(address_eq(&got.last.remote, &q.remote));
    q.now_ms += 7;
    assert_int_equal(ask(&q).result, PASSWORD_RIGHT);
    assert_true(passwords_app_list(w.p, SPAN("u-1"), take_last, &got, &e));
    assert_int_equal(got.last.at_ms, w.now_ms + 7);
}

static void one_is_shown_again_only_where_policy_keeps_a_copy(void **state)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    char again[APP_PASSWORD_TEXT_BYTES + 1];
    struct app_password made = make_for("u-1", (struct app_password){0}, text);
    struct err e = {0};

    (void)state;
    assert_false(passwords_app_show(w.p, SPAN("u-1"), span_of(made.id), again, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    w.setup.readable = true;
    passwords_reload(w.p, &w.setup);
    made = make_for("u-1", (struct app_password){0}, text);
    assert_true(passwords_app_show(w.p, SPAN("u-1"), span_of(made.id), again, &e));
    assert_string_equal(text, again);
    assert_true(passwords_app_revoke(w.p, SPAN("u-1"), span_of(made.id), w.now_ms, &e));
    assert_false(passwords_app_show(w.p, SPAN("u-1"), span_of(made.id), again, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

static void what_nobody_can_make_is_refused(void **state)
{
    struct app_password wish = {.account = "u-9", .scopes = 1, .created_ms = 1};
    char text[APP_PASSWORD_TEXT_BYTES + 1] = "untouched";
    struct err e = {0};

    (void)state;
    assert_false(passwords_app_create(w.p, &wish, text, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    wish = (struct app_password){.account = "u-1", .created_ms = 1};
    assert_false(passwords_app_create(w.p, &wish, text, &e));
    assert_int_equal(e.code, ERR_INPUT);
    wish.scopes = APP_SCOPE_ALL;
    wish.expires_ms = 1;
    assert_false(passwords_app_create(w.p, &wish, text, &e));
    wish.expires_ms = 0;
    memcpy(wish.name, "two\nlines", 10);
    assert_false(passwords_app_create(w.p, &wish, text, &e));
    wish.name[0] = '\0';
    for (int i = 0; i < APP_PASSWORDS_MAX; i++) {
        (void)make_for("u-1", (struct app_password){0}, text);
    }
    assert_false(passwords_app_create(w.p, &wish, text, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

/* --- main passwords ------------------------------------------------------------------------------- */

static void the_main_password_opens_everything_until_it_is_switched_off_for_mail(void **state)
{
    struct main_password kept;
    struct err e = {0};

    (void)state;
    set_main("u-1", "correct horse");
    for (int s = 0; s < SERVICE_COUNT; s++) {
        struct password_question q = question("taro", "correct horse", (enum service)s);
        struct password_answer a = ask(&q);

        assert_int_equal(a.result, PASSWORD_RIGHT);
        assert_int_equal(a.credential, CREDENTIAL_MAIN_PASSWORD);
        assert_string_equal(a.account, "u-1");
        assert_string_equal(a.app_password, "");
    }
    assert_true(passwords_mail_set(w.p, SPAN("u-1"), false, 77, &e));
    for (int s = 0; s < SERVICE_COUNT; s++) {
        assert_int_equal(result_of("taro", "correct horse", (enum service)s),
                         s == SERVICE_WEB ? PASSWORD_RIGHT : PASSWORD_WRONG);
    }
    assert_true(passwords_main(w.p, SPAN("u-1"), &kept, &e));
    assert_true(kept.mail_off);
    assert_int_equal(kept.mail_ms, 77);
    assert_true(passwords_mail_set(w.p, SPAN("u-1"), false, 78, &e)); /* the same: its date stays */
    assert_true(passwords_main(w.p, SPAN("u-1"), &kept, &e));
    assert_int_equal(kept.mail_ms, 77);
    assert_true(passwords_mail_set(w.p, SPAN("u-1"), true, 79, &e));
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
}

static void a_new_main_password_counts_at_once(void **state)
{
    (void)state;
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_WRONG);
    set_main("u-1", "correct horse");
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
    set_main("u-1", "battery staple");
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(result_of("taro", "battery staple", SERVICE_IMAP), PASSWORD_RIGHT);
}

static void a_phone_that_repeats_one_old_password_costs_one_hash_an_hour(void **state)
{
    uint64_t before;

    (void)state;
    set_main("u-1", "correct horse");
    before = counts().hashes;
    for (int i = 0; i < 60; i++) {
        assert_int_equal(result_of("taro", "the old one", SERVICE_IMAP), PASSWORD_WRONG);
        assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
        w.now_ms += 59000;
    }
    assert_int_equal(counts().hashes - before, 2);
    w.now_ms += 3600000;
    assert_int_equal(result_of("taro", "the old one", SERVICE_IMAP), PASSWORD_WRONG);
    assert_int_equal(counts().hashes - before, 3);
}

static void what_was_remembered_for_one_network_is_not_for_another(void **state)
{
    struct password_question q;
    uint64_t before;

    (void)state;
    set_main("u-1", "correct horse");
    assert_int_equal(result_of("taro", "the old one", SERVICE_IMAP), PASSWORD_WRONG);
    before = counts().hashes;
    q = question("taro", "the old one", SERVICE_IMAP);
    assert_true(address_parse(SPAN("198.51.100.7"), &q.remote));
    assert_int_equal(ask(&q).result, PASSWORD_WRONG);
    assert_int_equal(counts().hashes, before + 1);
}

static void hashes_of_other_systems_are_replaced_when_they_are_right(void **state)
{
    struct password_import items[] = {
        {.account = SPAN("taro"), .hash = SPAN("{SSHA}awc/Cj0kafyFd5d8fGn07xoHBJJzYWx0c2FsdA==")},
        {.account = SPAN("jiro@example.jp"), .hash = SPAN("{PLAIN}correct horse")},
        {.account = SPAN("nobody"), .hash = SPAN("{PLAIN}correct horse")},
        {.account = SPAN("u-2"), .hash = SPAN("{NTLM}8846f7eaee8fb117ad06bdd830b7586c")},
    };
    struct main_password kept;
    struct err e = {0};

    (void)state;
    assert_true(passwords_import(w.p, items, COUNT(items), 5, &e));
    assert_int_equal(items[0].err.code, ERR_NONE);
    assert_int_equal(items[1].err.code, ERR_NONE);
    assert_int_equal(items[2].err.code, ERR_ABSENT);
    assert_int_equal(items[3].err.code, ERR_INPUT);
    assert_int_equal(result_of("taro", "wrong horse", SERVICE_IMAP), PASSWORD_WRONG);
    assert_true(passwords_main(w.p, SPAN("u-1"), &kept, &e));
    assert_int_equal(strncmp(kept.hash, "{SSHA}", 6), 0);
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
    assert_int_equal(result_of("jiro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
    for (int i = 0; i < 2; i++) {
        assert_true(passwords_main(w.p, i == 0 ? SPAN("u-1") : SPAN("u-2"), &kept, &e));
        assert_int_equal(strncmp(kept.hash, "$argon2id$", 10), 0);
        assert_int_equal(kept.changed_ms, 5);
    }
    assert_int_equal(counts().rehashed, 2);
    w.now_ms += 2 * 3600000;
    assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
}

static void a_main_password_that_no_mail_program_could_use_is_refused(void **state)
{
    static const char *const texts[] = {"", "aaaa-aaaa-aaaa-aaaa-aaaa"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct secret s;
        struct err e = {0};

        assert_true(secret_take(&s, span_of(texts[i])));
        assert_false(passwords_main_set(w.p, SPAN("u-1"), &s, 1, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
}

static void whoever_is_signed_in_may_type_it_again(void **state)
{
    enum password_result result;
    struct secret right;
    struct secret wrong;
    struct err e = {0};

    (void)state;
    set_main("u-1", "correct horse");
    assert_true(secret_take(&right, SPAN("correct horse")));
    assert_true(secret_take(&wrong, SPAN("wrong horse")));
    assert_true(passwords_main_verify(w.p, SPAN("u-1"), &right, 1, &result, &e));
    assert_int_equal(result, PASSWORD_RIGHT);
    assert_true(passwords_main_verify(w.p, SPAN("u-1"), &wrong, 1, &result, &e));
    assert_int_equal(result, PASSWORD_WRONG);
    assert_false(passwords_main_verify(w.p, SPAN("u-9"), &wrong, 1, &result, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

/* --- the PIN -------------------------------------------------------------------------------------- */

static struct pin_answer pin(const char *typed)
{
    struct pin_answer a;
    struct secret s;
    struct err e = {0};

    assert_true(secret_take(&s, span_of(typed)));
    if (!passwords_pin_verify(w.p, SPAN("u-1"), &s, w.now_ms, &a, &e)) {
        fail_msg("%s", e.text);
    }
    return a;
}

static void a_pin_rests_after_some_wrong_ones(void **state)
{
    struct secret s;
    struct err e = {0};

    (void)state;
    assert_true(pin("0417").none);
    assert_true(secret_take(&s, SPAN("０４１７")));
    assert_true(passwords_pin_set(w.p, SPAN("u-1"), &s, 1, &e));
    assert_true(pin("0417").right);
    for (uint32_t i = 1; i <= PIN_TRIES; i++) {
        struct pin_answer a = pin(i == 2 ? "none" : "0000");

        assert_false(a.right);
        assert_int_equal(a.left, PIN_TRIES - i);
    }
    assert_false(pin("0417").right);
    assert_int_equal(pin("0417").rests_ms, w.now_ms + PIN_REST_MS);
    passwords_free(&w.p); /* a restart gives nobody another try */
    open_passwords();
    assert_false(pin("0417").right);
    w.now_ms += PIN_REST_MS;
    assert_int_equal(pin("0000").left, PIN_TRIES - 1);
    assert_true(pin("0417").right);
    assert_int_equal(pin("0000").left, PIN_TRIES - 1);
}

/* --- equal time ----------------------------------------------------------------------------------- */

#define TIMED 4000 /* questions of each kind */

static int by_size(const void *x, const void *y)
{
    const int64_t *a = x;
    const int64_t *b = y;

    return (*a > *b) - (*a < *b);
}

/* Of the processor, so that nobody else counts. */
static int64_t nanoseconds(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Questions of all kinds take turns, so that what else the machine does meets all alike. */
static void app_passwords_are_answered_in_the_same_time_whatever_is_wrong(void **state)
{
    static int64_t took[4][TIMED];
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    char other[APP_PASSWORD_TEXT_BYTES + 1];
    struct password_question q[4];

    (void)state;
    (void)make_for("u-1", (struct app_password){.scopes = APP_SCOPE_IMAP}, text);
    (void)make_for("u-2", (struct app_password){0}, other);
    q[0] = question("taro", other, SERVICE_IMAP); /* wrong */
    q[1] = question("kuro", other, SERVICE_IMAP); /* nobody's name */
    q[2] = question("taro", text, SERVICE_POP3);  /* outside its scope */
    q[3] = question("jiro", text, SERVICE_IMAP);  /* somebody else's */
    for (size_t i = 0; i < TIMED; i++) {
        for (size_t k = 0; k < 4; k++) {
            struct password_answer a;
            int64_t since = nanoseconds();

            assert_true(passwords_try(w.p, &q[k], &a));
            took[k][i] = nanoseconds() - since;
            assert_int_equal(a.result, PASSWORD_WRONG);
        }
    }
    for (size_t k = 0; k < 4; k++) {
        qsort(took[k], TIMED, sizeof took[k][0], by_size);
    }
    for (size_t k = 1; k < 4; k++) { /* medians within a fifth, and 200 ns for the clock itself */
        int64_t apart = llabs(took[k][TIMED / 2] - took[0][TIMED / 2]);

        if (apart > took[0][TIMED / 2] / 5 + 200) {
            fail_msg("kind %zu: %lld ns, wrong: %lld ns", k, (long long)took[k][TIMED / 2],
                     (long long)took[0][TIMED / 2]);
        }
    }
}

static void main_passwords_are_hashed_whatever_is_wrong(void **state)
{
    static const struct {
        const char *login;
        const char *what;
    } cases[] = {{"taro", "wrong"}, {"kuro", "nobody's name"}, {"jiro", "no password is set"}};
    int64_t took[COUNT(cases)][15];
    int n = 0;

    (void)state;
    set_main("u-1", "correct horse");
    for (size_t i = 0; i < 15; i++) {
        for (size_t k = 0; k < COUNT(cases); k++) {
            char guess[32];
            int64_t since = nanoseconds();

            (void)snprintf(guess, sizeof guess, "guess %d", n++);
            assert_int_equal(result_of(cases[k].login, guess, SERVICE_WEB), PASSWORD_WRONG);
            took[k][i] = nanoseconds() - since;
        }
    }
    for (size_t k = 0; k < COUNT(cases); k++) {
        qsort(took[k], 15, sizeof took[k][0], by_size);
    }
    for (size_t k = 1; k < COUNT(cases); k++) { /* the quickest quarter: least disturbed */
        if (llabs(took[k][3] - took[0][3]) > took[0][3] / 2) {
            fail_msg("%s: %lld ns, wrong: %lld ns", cases[k].what, (long long)took[k][3],
                     (long long)took[0][3]);
        }
    }
    assert_true(counts().hashes >= 45);
}

/* --- under attack --------------------------------------------------------------------------------- */

struct storm {
    pthread_mutex_t lock;
    unsigned told;
    unsigned busy;
};

static void storm_told(void *ctx, const struct password_answer *a)
{
    struct storm *s = ctx;

    (void)pthread_mutex_lock(&s->lock);
    s->told++;
    s->busy += a->result == PASSWORD_BUSY;
    (void)pthread_mutex_unlock(&s->lock);
}

static void a_storm_of_guesses_is_turned_away_and_the_owner_is_not(void **state)
{
    struct storm s = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct password_question q = question("taro", "correct horse", SERVICE_WEB);
    const struct timespec step = {.tv_nsec = 1000000};
    char guess[16];
    unsigned told = 0;

    (void)state;
    set_main("u-1", "correct horse");
    set_main("u-2", "correct horse");
    assert_int_equal(ask(&q).result, PASSWORD_RIGHT); /* known at this network from now on */
    for (int i = 0; i < 425; i++) {
        q = question("jiro", "", SERVICE_IMAP);
        (void)snprintf(guess, sizeof guess, "guess%d", i);
        assert_true(secret_take(&q.password, span_of(guess)));
        assert_true(address_parse(SPAN("198.51.100.7"), &q.remote));
        if (i < 25) {
            assert_int_equal(ask(&q).result, PASSWORD_WRONG);
            continue;
        }
        passwords_submit(w.p, &q, storm_told, &s);
        if (i % 40 == 0) { /* set anew, so that nothing is remembered: this is hashed */
            set_main("u-1", "correct horse");
            assert_int_equal(result_of("taro", "correct horse", SERVICE_IMAP), PASSWORD_RIGHT);
        }
    }
    while (told < 400) {
        (void)nanosleep(&step, NULL);
        (void)pthread_mutex_lock(&s.lock);
        told = s.told;
        (void)pthread_mutex_unlock(&s.lock);
    }
    assert_true(s.busy > 300);
    assert_true(counts().crowded + counts().refused == s.busy);
    assert_true(counts().refused > 0);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(an_app_password_opens_mail_by_every_name_of_its_account),
        TEST(an_app_password_opens_nothing_else),
        TEST(an_app_password_ends_when_its_time_is_over),
        TEST(an_app_password_may_be_for_one_network_alone),
        TEST(a_policy_binds_to_the_first_device_and_network),
        TEST(a_revoked_one_opens_nothing_at_the_next_request),
        TEST(accounts_that_come_change_and_go_are_known_at_once),
        TEST(what_is_loaded_anew_is_what_there_was),
        TEST(the_last_use_is_written_with_place_client_and_service),
        TEST(one_is_shown_again_only_where_policy_keeps_a_copy),
        TEST(what_nobody_can_make_is_refused),
        TEST(the_main_password_opens_everything_until_it_is_switched_off_for_mail),
        TEST(a_new_main_password_counts_at_once),
        TEST(a_phone_that_repeats_one_old_password_costs_one_hash_an_hour),
        TEST(what_was_remembered_for_one_network_is_not_for_another),
        TEST(hashes_of_other_systems_are_replaced_when_they_are_right),
        TEST(a_main_password_that_no_mail_program_could_use_is_refused),
        TEST(whoever_is_signed_in_may_type_it_again),
        TEST(a_pin_rests_after_some_wrong_ones),
        TEST(app_passwords_are_answered_in_the_same_time_whatever_is_wrong),
        TEST(main_passwords_are_hashed_whatever_is_wrong),
        TEST(a_storm_of_guesses_is_turned_away_and_the_owner_is_not),
    };

    return sodium_init() < 0 ? 1
                             : cmocka_run_group_tests_name("service/passwords", tests, NULL, NULL);
}
