/* What every backend promises about app passwords and main passwords. */
#include "store/accounts.h"
#include "store/credentials.h"
#include "store_fixture.h"

static struct app_password app_of(const char *id, const char *account, int64_t created_ms)
{
    struct app_password p = {.scopes = APP_SCOPE_ALL, .created_ms = created_ms};

    (void)snprintf(p.id, sizeof p.id, "%s", id);
    (void)snprintf(p.account, sizeof p.account, "%s", account);
    memset(p.hash, id[0], sizeof p.hash);
    return p;
}

/* One with something in every field. */
static struct app_password full_one(void)
{
    struct app_password p = app_of("full234567", "u-1", 10);

    memset(p.name, 'n', APP_PASSWORD_NAME_MAX);
    memset(p.device, 'd', APP_PASSWORD_DEVICE_MAX);
    p.scopes = APP_SCOPE_IMAP | APP_SCOPE_DAV;
    p.expires_ms = 20;
    p.limits = (struct app_limits){
        .has_network = true, .prefix = {{0x20, 1, 0x0d, 0xb8}}, .bits = 32, .country = 0x4a50};
    p.bound = (struct app_bound){
        .at_ms = 11, .provider = UINT32_MAX, .prefix = {{0x20, 1}}, .client = UINT64_MAX};
    p.last = (struct app_use){.at_ms = 12,
                              .remote = {{[10] = 0xff, [11] = 0xff, 203, 0, 113, 7}},
                              .has_remote = true,
                              .country = 0x5553,
                              .asn = UINT32_MAX,
                              .service = SERVICE_DAV,
                              .client = "Ümail"};
    memset(p.sealed, 7, sizeof p.sealed);
    p.sealed_len = sizeof p.sealed;
    return p;
}

struct apps {
    struct app_password at[8];
    size_t count;
};

static bool apps_take(void *ctx, const struct app_password *p)
{
    struct apps *all = ctx;

    all->at[all->count++] = *p;
    return all->count < COUNT(all->at);
}

/* Stays until the next call. */
static const struct apps *apps_read(struct store *s, const char *account)
{
    static struct apps all;
    struct err e = {0};

    all.count = 0;
    assert_true(store_app_passwords(s, text_span(account), apps_take, &all, &e));
    return &all;
}

static void put(struct store *s, const struct app_password *p, size_t count)
{
    struct err e = {0};

    if (!store_app_passwords_put(s, p, count, &e)) {
        fail_msg("%s", e.text);
    }
}

static void assert_same(const struct app_password *a, const struct app_password *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->account, b->account);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->device, b->device);
    assert_int_equal(a->scopes, b->scopes);
    assert_int_equal(a->created_ms, b->created_ms);
    assert_int_equal(a->expires_ms, b->expires_ms);
    assert_int_equal(a->revoked_ms, b->revoked_ms);
    assert_int_equal(a->limits.has_network, b->limits.has_network);
    assert_true(address_eq(&a->limits.prefix, &b->limits.prefix));
    assert_int_equal(a->limits.bits, b->limits.bits);
    assert_int_equal(a->limits.country, b->limits.country);
    assert_int_equal(a->bound.at_ms, b->bound.at_ms);
    assert_int_equal(a->bound.provider, b->bound.provider);
    assert_true(address_eq(&a->bound.prefix, &b->bound.prefix));
    assert_true(a->bound.client == b->bound.client);
    assert_int_equal(a->last.at_ms, b->last.at_ms);
    assert_int_equal(a->last.has_remote, b->last.has_remote);
    assert_true(address_eq(&a->last.remote, &b->last.remote));
    assert_int_equal(a->last.country, b->last.country);
    assert_int_equal(a->last.asn, b->last.asn);
    assert_int_equal(a->last.service, b->last.service);
    assert_string_equal(a->last.client, b->last.client);
    assert_memory_equal(a->hash, b->hash, sizeof a->hash);
    assert_int_equal(a->sealed_len, b->sealed_len);
    assert_memory_equal(a->sealed, b->sealed, a->sealed_len);
}

static void app_passwords_come_back_whole_by_account_and_time(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in[] = {app_of("bbbbbbbbbb", "u-1", 30), full_one(),
                                app_of("aaaaaaaaaa", "u-1", 30), app_of("cccccccccc", "u-2", 5)};
    const struct apps *got;

    put(f.s, in, COUNT(in));
    if (f.backend->lasts) {
        store_free(&f.s);
        fixture_open(&f);
    }
    got = apps_read(f.s, "u-1");
    assert_int_equal(got->count, 3);
    assert_same(&got->at[0], &in[1]);
    assert_same(&got->at[1], &in[2]);
    assert_same(&got->at[2], &in[0]);
    assert_int_equal(apps_read(f.s, "u-3")->count, 0);
    assert_int_equal(apps_read(f.s, "")->count, 4);
    fixture_end(&f);
}

static void the_same_id_again_takes_the_others_place(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in = full_one();
    const struct apps *got;

    put(f.s, &in, 1);
    in = app_of(in.id, "u-2", 99);
    put(f.s, &in, 1);
    assert_int_equal(apps_read(f.s, "u-1")->count, 0);
    got = apps_read(f.s, "u-2");
    assert_int_equal(got->count, 1);
    assert_same(&got->at[0], &in);
    fixture_end(&f);
}

static void a_use_is_kept_unless_a_later_one_is(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in = app_of("aaaaaaaaaa", "u-1", 1);
    struct app_use later = {.at_ms = 50, .service = SERVICE_IMAP, .client = "phone"};
    struct app_use earlier = {.at_ms = 40, .service = SERVICE_POP3, .client = "desk"};
    struct app_bound bound = {.at_ms = 50, .provider = 9605};
    struct app_bound other = {.at_ms = 60, .provider = 1};
    struct store_app_use uses[] = {{.id = "zzzzzzzzzz", .use = &later, .bound = &bound},
                                   {.id = "aaaaaaaaaa", .use = &later, .bound = &bound},
                                   {.id = "aaaaaaaaaa", .use = &earlier, .bound = &other}};
    const struct apps *got;
    struct err e = {0};

    put(f.s, &in, 1);
    assert_true(store_app_passwords_used(f.s, uses, COUNT(uses), &e));
    got = apps_read(f.s, "");
    assert_int_equal(got->count, 1);
    assert_int_equal(got->at[0].last.at_ms, 50);
    assert_string_equal(got->at[0].last.client, "phone");
    assert_int_equal(got->at[0].bound.provider, 9605);
    fixture_end(&f);
}

static void those_revoked_stay_revoked_and_lose_their_copy(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in[] = {full_one(), app_of("aaaaaaaaaa", "u-1", 30),
                                app_of("cccccccccc", "u-2", 5)};
    struct store_app_revoke one = {.account = SPAN("u-1"), .id = SPAN("aaaaaaaaaa"), .at_ms = 70};
    struct store_app_revoke all = {.account = SPAN("u-1"), .at_ms = 80};
    struct store_app_revoke wrong = {.account = SPAN("u-2"), .id = SPAN("aaaaaaaaaa"), .at_ms = 70};
    struct store_app_revoke device = {.account = SPAN("u-2"), .device = SPAN("none"), .at_ms = 70};
    const struct apps *got;
    struct err e = {0};

    put(f.s, in, COUNT(in));
    assert_true(store_app_passwords_revoke(f.s, &wrong, &e));
    assert_int_equal(wrong.count, 0);
    assert_true(store_app_passwords_revoke(f.s, &device, &e));
    assert_int_equal(device.count, 0);
    assert_true(store_app_passwords_revoke(f.s, &one, &e));
    assert_int_equal(one.count, 1);
    assert_true(store_app_passwords_revoke(f.s, &all, &e));
    assert_int_equal(all.count, 1);
    got = apps_read(f.s, "u-1");
    assert_int_equal(got->at[0].revoked_ms, 80);
    assert_int_equal(got->at[0].sealed_len, 0);
    assert_int_equal(got->at[1].revoked_ms, 70);
    assert_int_equal(apps_read(f.s, "u-2")->at[0].revoked_ms, 0);
    fixture_end(&f);
}

static void those_over_for_long_are_forgotten(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in[] = {full_one(), app_of("aaaaaaaaaa", "u-1", 30),
                                app_of("cccccccccc", "u-2", 5)};
    uint64_t count = 0;
    struct err e = {0};

    in[1].revoked_ms = 60;
    put(f.s, in, COUNT(in));
    assert_true(store_app_passwords_expire(f.s, 20, &count, &e));
    assert_int_equal(count, 0);
    assert_true(store_app_passwords_expire(f.s, 61, &count, &e));
    assert_int_equal(count, 2);
    assert_int_equal(apps_read(f.s, "")->count, 1);
    fixture_end(&f);
}

static void those_out_of_order_are_refused_and_none_is_kept(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in[] = {app_of("aaaaaaaaaa", "u-1", 30), app_of("bbbbbbbbbb", "u-1", 30)};
    struct main_password main = {.hash = "x"};
    struct err e = {0};

    in[1].scopes = 0;
    assert_false(store_app_passwords_put(f.s, in, COUNT(in), &e));
    assert_int_equal(e.code, ERR_BUG);
    assert_int_equal(apps_read(f.s, "")->count, 0);
    assert_false(store_main_passwords_put(f.s, &main, 1, &e));
    assert_int_equal(e.code, ERR_BUG);
    fixture_end(&f);
}

static void a_main_password_comes_back_whole_and_is_replaced(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct main_password in[] = {{.account = "u-1",
                                  .hash = "$argon2id$...",
                                  .changed_ms = 1,
                                  .pin = "p",
                                  .pin_changed_ms = 2,
                                  .pin_failures = 3,
                                  .pin_failed_ms = 4,
                                  .mail_off = true,
                                  .mail_ms = 5},
                                 {.account = "u-2"}};
    struct main_password got = {0};
    struct err e = {0};

    assert_false(store_main_password(f.s, SPAN("u-1"), &got, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_true(store_main_passwords_put(f.s, in, COUNT(in), &e));
    if (f.backend->lasts) {
        store_free(&f.s);
        fixture_open(&f);
    }
    assert_true(store_main_password(f.s, SPAN("u-1"), &got, &e));
    assert_string_equal(got.hash, in[0].hash);
    assert_string_equal(got.pin, "p");
    assert_int_equal(got.changed_ms, 1);
    assert_int_equal(got.pin_changed_ms, 2);
    assert_int_equal(got.pin_failures, 3);
    assert_int_equal(got.pin_failed_ms, 4);
    assert_true(got.mail_off);
    assert_int_equal(got.mail_ms, 5);
    (void)snprintf(in[0].hash, sizeof in[0].hash, "other");
    assert_true(store_main_passwords_put(f.s, in, 1, &e));
    assert_true(store_main_password(f.s, SPAN("u-1"), &got, &e));
    assert_string_equal(got.hash, "other");
    fixture_end(&f);
}

static void change_account(struct store *s, const char *id, const char *name, bool remove)
{
    struct account_record a = {.text[ACCOUNT_ID] = text_span(id)};
    struct store_account_change c = {.account = &a, .remove = remove};
    struct err e = {0};

    if (name != NULL) {
        a.list[ACCOUNT_SIGN_IN_NAMES] = (struct account_texts){.count = 1, .at = {text_span(name)}};
    }
    assert_true(store_accounts_change(s, &c, 1, &e));
}

static void an_account_that_goes_takes_its_passwords_with_it(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct app_password in[] = {full_one(), app_of("cccccccccc", "u-2", 5)};
    struct main_password main[] = {{.account = "u-1", .hash = "x"}, {.account = "u-2"}};
    struct main_password got;
    struct err e = {0};

    change_account(f.s, "u-1", NULL, false);
    put(f.s, in, COUNT(in));
    assert_true(store_main_passwords_put(f.s, main, COUNT(main), &e));
    change_account(f.s, "u-1", NULL, true);
    assert_int_equal(apps_read(f.s, "")->count, 1);
    assert_false(store_main_password(f.s, SPAN("u-1"), &got, &e));
    assert_true(store_main_password(f.s, SPAN("u-2"), &got, &e));
    fixture_end(&f);
}

struct told {
    char text[256];
};

static void note(void *ctx, const struct account_record *a, bool removed)
{
    struct told *t = ctx;
    size_t len = strlen(t->text);

    (void)snprintf(t->text + len, sizeof t->text - len, "%s%.*s:%zu ", removed ? "-" : "+",
                   (int)a->text[ACCOUNT_ID].len, a->text[ACCOUNT_ID].at,
                   a->list[ACCOUNT_SIGN_IN_NAMES].count);
}

static void whoever_keeps_names_is_told_of_all_and_then_of_each_change(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct told told = {0};
    struct err e = {0};

    change_account(f.s, "a", "taro", false);
    change_account(f.s, "b", NULL, false);
    assert_true(store_accounts_tell(f.s, note, &told, &e));
    assert_string_equal(told.text, "+a:1 +b:0 ");
    change_account(f.s, "b", "jiro", false);
    change_account(f.s, "c", "taro", false); /* taro's name: refused */
    change_account(f.s, "a", NULL, true);
    assert_string_equal(told.text, "+a:1 +b:0 +b:1 -a:0 ");
    assert_true(store_accounts_tell(f.s, NULL, NULL, &e));
    change_account(f.s, "d", NULL, false);
    assert_string_equal(told.text, "+a:1 +b:0 +b:1 -a:0 ");
    fixture_end(&f);
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }

static const struct {
    const char *name;
    CMUnitTestFunction run;
} promises[] = {
    TEST(app_passwords_come_back_whole_by_account_and_time),
    TEST(the_same_id_again_takes_the_others_place),
    TEST(a_use_is_kept_unless_a_later_one_is),
    TEST(those_revoked_stay_revoked_and_lose_their_copy),
    TEST(those_over_for_long_are_forgotten),
    TEST(those_out_of_order_are_refused_and_none_is_kept),
    TEST(a_main_password_comes_back_whole_and_is_replaced),
    TEST(an_account_that_goes_takes_its_passwords_with_it),
    TEST(whoever_keeps_names_is_told_of_all_and_then_of_each_change),
};

static int promises_run(const struct backend *backend)
{
    struct CMUnitTest tests[COUNT(promises)];
    struct backend state = *backend;

    for (size_t i = 0; i < COUNT(promises); i++) {
        tests[i] = (struct CMUnitTest){
            .name = promises[i].name, .test_func = promises[i].run, .initial_state = &state};
    }
    return _cmocka_run_group_tests(backend->name, tests, COUNT(tests), NULL, NULL);
}

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < COUNT(store_backends); i++) {
        failed += promises_run(&store_backends[i]);
    }
    return failed;
}
