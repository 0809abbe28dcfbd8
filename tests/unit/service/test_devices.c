#include "service/devices.h"

#include "service/directory.h"
#include "service/step_up.h"
#include "store/memory.h"

#include "cmocka_all.h"

#include <stdlib.h>

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */

static struct store *store;
static struct passwords *passwords;
static struct devices *devices;
static struct step_up *step_up;
static struct arena *arena;

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void add_account(const char *id, const char *address)
{
    struct directory_item item = {.patch = {.stated = ACCOUNT_STATES_ALL}};
    struct err e = {0};

    item.patch.account.text[ACCOUNT_ID] = span_of(id);
    item.patch.account.list[ACCOUNT_MAIL_ADDRESSES].at[0] = span_of(address);
    item.patch.account.list[ACCOUNT_MAIL_ADDRESSES].count = address[0] != '\0';
    assert_true(directory_import(store, &item, 1, NOW_MS, &e));
    assert_int_equal(item.result, DIRECTORY_ADDED);
}

static int open_all(void **state)
{
    static const struct credential_key key = {.hash = {1}, .seal = {2}};
    static const uint8_t own[DEVICES_KEY_SIZE] = {3};
    const struct store_memory_limits limits = {.rows = 64, .identities = 64};
    struct passwords_setup setup = {
        .key = &key, .hash_mib = 8, .hash_passes = 1, .threads = 1, .queue = 8};
    struct step_up_setup proof = {.key = own};
    struct secret pin = {0};
    struct err e = {0};

    (void)state;
    assert_true(store_memory_open(&limits, &store, &e));
    setup.store = store;
    add_account("A1", "taro@example.jp");
    add_account("A2", "hanako@example.jp");
    add_account("A3", "");
    assert_true(passwords_new(&setup, &passwords, &e));
    assert_true(passwords_load(passwords, &e));
    assert_true(secret_take(&pin, SPAN("4711")));
    assert_true(passwords_pin_set(passwords, SPAN("A1"), &pin, NOW_MS, &e));
    devices = devices_new(store, passwords, own);
    proof.passwords = passwords;
    step_up = step_up_new(&proof);
    arena = arena_new((size_t)1 << 20);
    assert_true(devices != NULL && step_up != NULL && arena != NULL);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_free(&arena);
    step_up_free(&step_up);
    devices_free(&devices);
    passwords_free(&passwords);
    store_free(&store);
    return 0;
}

static bool opens(const char *login, const char *password)
{
    struct password_question q = {
        .login = span_of(login), .service = SERVICE_IMAP, .now_ms = NOW_MS};
    struct password_answer a;
    struct err e = {0};

    assert_true(secret_take(&q.password, span_of(password)));
    assert_true(passwords_verify(passwords, &q, &a, &e));
    return a.result == PASSWORD_RIGHT;
}

static void link_for(const char *account, char token[static DEVICE_TOKEN_BYTES + 1])
{
    struct setup_link link = {0};
    struct err e = {0};

    memcpy(link.account, account, strlen(account));
    assert_true(devices_link(devices, &link, NOW_MS, token, &e));
}

static struct device_wish wish(const char *account, const char *name)
{
    return (struct device_wish){
        .account = span_of(account), .name = span_of(name), .kind = DEVICE_MAC, .now_ms = NOW_MS};
}

static bool count_one(void *ctx, const struct device *d)
{
    size_t *count = ctx;

    (void)d;
    ++*count;
    return true;
}

static size_t count_of(const char *account)
{
    size_t count = 0;
    struct err e = {0};

    assert_true(devices_list(devices, span_of(account), count_one, &count, &e));
    return count;
}

/* --- links ---------------------------------------------------------------------------------------- */

static void a_link_opens_for_fifteen_minutes_and_once(void **state)
{
    char token[DEVICE_TOKEN_BYTES + 1];
    struct device_wish w = wish("A1", "desk");
    struct setup_link link;
    struct device_issue issue;
    struct err e = {0};

    (void)state;
    link_for("taro@example.jp", token);
    assert_true(devices_open(devices, span_of(token), NOW_MS + DEVICE_LINK_MS - 1, &link, &e));
    assert_string_equal(link.account, "A1");
    assert_false(devices_open(devices, span_of(token), NOW_MS + DEVICE_LINK_MS, &link, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    w.token = span_of(token);
    assert_true(devices_issue(devices, &w, arena, &issue, &e));
    assert_true(opens("taro@example.jp", issue.password));
    assert_false(devices_issue(devices, &w, arena, &issue, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(count_of("A1"), 1);
}

static void a_link_that_loses_the_race_leaves_no_password(void **state)
{
    struct device_wish w = wish("A1", "desk");
    struct device_issue issue = {.replaced = true};
    struct err e = {0};

    (void)state;
    w.token = SPAN("abcdefghijklmnopqrstuvwxyz234567");
    assert_false(devices_issue(devices, &w, arena, &issue, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_true(issue.replaced); /* untouched */
    assert_int_equal(count_of("A1"), 0);
}

static void tokens_that_are_none_open_nothing(void **state)
{
    static const char *const tokens[] = {"", "a", "abcdefghijklmnopqrstuvwxyz23456",
                                         "abcdefghijklmnopqrstuvwxyz2345678"};
    struct setup_link link;
    struct err e = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(tokens); i++) {
        assert_false(devices_open(devices, span_of(tokens[i]), NOW_MS, &link, &e));
        assert_int_equal(e.code, ERR_ABSENT);
    }
}

/* --- devices -------------------------------------------------------------------------------------- */

static void setting_up_again_keeps_the_identity_and_ends_the_old_password(void **state)
{
    struct device_wish w = wish("A1", "phone");
    struct device_issue first;
    struct device_issue second;
    struct err e = {0};

    (void)state;
    assert_true(devices_issue(devices, &w, arena, &first, &e));
    assert_false(first.replaced);
    w.device = span_of(first.device.id);
    assert_true(devices_issue(devices, &w, arena, &second, &e));
    assert_true(second.replaced);
    assert_int_equal(second.device.version, 2);
    assert_memory_equal(first.uuid, second.uuid, sizeof first.uuid);
    assert_memory_equal(first.payload_uuid, second.payload_uuid, sizeof first.payload_uuid);
    assert_memory_not_equal(first.uuid, first.payload_uuid, sizeof first.uuid);
    assert_false(opens("taro@example.jp", first.password));
    assert_true(opens("taro@example.jp", second.password));
    assert_int_equal(count_of("A1"), 1);
}

static void devices_are_their_account_s_alone(void **state)
{
    struct device_wish w = wish("A1", "phone");
    struct device_issue issue;
    struct err e = {0};

    (void)state;
    assert_true(devices_issue(devices, &w, arena, &issue, &e));
    w = wish("A2", "phone");
    w.device = span_of(issue.device.id);
    assert_false(devices_issue(devices, &w, arena, &issue, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_false(devices_revoke(devices, SPAN("A2"), w.device, NOW_MS, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_true(opens("taro@example.jp", issue.password));
    assert_true(devices_revoke(devices, SPAN("A1"), w.device, NOW_MS, &e));
    assert_false(opens("taro@example.jp", issue.password));
    assert_int_equal(count_of("A1"), 0);
}

static void what_cannot_be_issued_says_why(void **state)
{
    const struct {
        struct device_wish wish;
        enum err_code code;
    } cases[] = {
        {wish("A9", "x"), ERR_ABSENT},
        {wish("A3", "x"), ERR_INPUT},
        {wish("A1", ""), ERR_INPUT},
        {wish("A1", "a\nb"), ERR_INPUT},
        {wish("A1", "\xE2\x80\xAE"), ERR_INPUT},
        {wish("taro@example.jp", "x"), ERR_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct device_issue issue;
        struct err e = {0};

        assert_false(devices_issue(devices, &cases[i].wish, arena, &issue, &e));
        assert_int_equal(e.code, cases[i].code);
    }
}

static void an_account_has_so_many_devices_and_no_more(void **state)
{
    struct device_wish w = wish("A1", "one of many");
    struct device_issue issue;
    struct err e = {0};

    (void)state;
    for (unsigned i = 0; i < DEVICES_MAX; i++) {
        assert_true(devices_issue(devices, &w, arena, &issue, &e));
    }
    assert_false(devices_issue(devices, &w, arena, &issue, &e));
    assert_int_equal(e.code, ERR_INPUT);
}

static void what_was_issued_comes_out_of_its_seal_for_a_while_and_unchanged(void **state)
{
    struct device_wish w = wish("A1", "phone");
    char sealed[DEVICE_SEAL_BYTES + 1];
    struct device_issue issue;
    struct device_issue back;
    struct err e = {0};

    (void)state;
    assert_true(devices_issue(devices, &w, arena, &issue, &e));
    devices_seal(devices, &issue, NOW_MS, sealed);
    assert_int_equal(strlen(sealed), DEVICE_SEAL_BYTES);
    assert_true(
        devices_unseal(devices, span_of(sealed), NOW_MS + DEVICE_SEAL_MS - 1, arena, &back, &e));
    assert_string_equal(back.password, issue.password);
    assert_string_equal(back.device.id, issue.device.id);
    assert_false(
        devices_unseal(devices, span_of(sealed), NOW_MS + DEVICE_SEAL_MS, arena, &back, &e));
    sealed[40] = sealed[40] == 'A' ? 'B' : 'A';
    assert_false(devices_unseal(devices, span_of(sealed), NOW_MS, arena, &back, &e));
    assert_int_equal(e.code, ERR_ABSENT);
}

/* --- step-up -------------------------------------------------------------------------------------- */

static struct step_up_question question(const char *account)
{
    struct step_up_question q = {.account = span_of(account),
                                 .purpose = STEP_UP_DEVICE,
                                 .has_remote = true,
                                 .now_ms = NOW_MS};

    assert_true(address_parse(SPAN("203.0.113.7"), &q.remote));
    return q;
}

static enum step_up_result type_pin(const struct step_up_question *q, const char *typed,
                                    struct step_up_answer *out)
{
    struct secret pin = {0};
    struct err e = {0};

    assert_true(secret_take(&pin, span_of(typed)));
    if (!step_up_verify(step_up, q, STEP_UP_PIN, &pin, out, &e)) {
        fail_msg("%s", e.text);
    }
    return out->result;
}

static void a_ticket_is_for_one_account_one_purpose_and_ten_minutes(void **state)
{
    struct step_up_question q = question("A1");
    struct step_up_answer a;
    struct span ticket;

    (void)state;
    assert_int_equal(type_pin(&q, "4711", &a), STEP_UP_RIGHT);
    ticket = span_of(a.ticket);
    assert_true(step_up_ticket_is(step_up, &q, ticket));
    q.now_ms += STEP_UP_TICKET_MS - 1;
    assert_true(step_up_ticket_is(step_up, &q, ticket));
    q.now_ms++;
    assert_false(step_up_ticket_is(step_up, &q, ticket));
    q.now_ms = NOW_MS;
    q.purpose = STEP_UP_PASSWORD;
    assert_false(step_up_ticket_is(step_up, &q, ticket));
    q = question("A2");
    assert_false(step_up_ticket_is(step_up, &q, ticket));
    q = question("A1");
    assert_false(step_up_ticket_is(step_up, &q, SPAN("")));
    a.ticket[3] = a.ticket[3] == 'A' ? 'B' : 'A';
    assert_false(step_up_ticket_is(step_up, &q, ticket));
}

static void a_wrong_pin_and_none_give_no_ticket(void **state)
{
    struct step_up_question q = question("A1");
    struct step_up_answer a;

    (void)state;
    assert_int_equal(type_pin(&q, "0000", &a), STEP_UP_WRONG);
    assert_string_equal(a.ticket, "");
    assert_int_equal(a.left, PIN_TRIES - 1);
    q = question("A2");
    assert_int_equal(type_pin(&q, "0000", &a), STEP_UP_NONE);
    assert_string_equal(a.ticket, "");
}

static void a_source_that_guesses_is_slowed_whatever_account_it_tries(void **state)
{
    struct step_up_question q = question("A2");
    struct step_up_answer a;

    (void)state;
    for (unsigned i = 0; i < STEP_UP_BURST; i++) {
        assert_int_equal(type_pin(&q, "0000", &a), STEP_UP_NONE);
    }
    assert_int_equal(type_pin(&q, "0000", &a), STEP_UP_CROWD);
    q = question("A1");
    assert_int_equal(type_pin(&q, "4711", &a), STEP_UP_CROWD);
    q.now_ms += STEP_UP_REFILL_MS;
    assert_int_equal(type_pin(&q, "4711", &a), STEP_UP_RIGHT);
    assert_int_equal(type_pin(&q, "4711", &a), STEP_UP_RIGHT);
}

/* --- form ----------------------------------------------------------------------------------------- */

static void what_is_kept_comes_back_and_damage_is_noticed(void **state)
{
    const struct device d = {.id = "k3v9q2m7xa",
                             .account = "A1",
                             .name = "青いスマホ",
                             .app_password = "abcdefghij",
                             .kind = DEVICE_OUTLOOK,
                             .version = 7,
                             .created_ms = NOW_MS,
                             .issued_ms = NOW_MS + 5};
    char bytes[DEVICE_FORM_MAX];
    struct buf out = BUF_ON(bytes);
    struct device back;

    (void)state;
    device_pack(&d, &out);
    assert_true(device_unpack((struct span){out.at, out.len}, &back));
    assert_memory_equal(&back, &d, sizeof d);
    for (size_t i = 0; i < out.len; i++) {
        assert_false(device_unpack((struct span){out.at, i}, &back));
    }
    bytes[0] = 9;
    assert_false(device_unpack((struct span){out.at, out.len}, &back));
}

int main(void)
{
#define WITH_ALL(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
    const struct CMUnitTest tests[] = {
        WITH_ALL(a_link_opens_for_fifteen_minutes_and_once),
        WITH_ALL(a_link_that_loses_the_race_leaves_no_password),
        WITH_ALL(tokens_that_are_none_open_nothing),
        WITH_ALL(setting_up_again_keeps_the_identity_and_ends_the_old_password),
        WITH_ALL(devices_are_their_account_s_alone),
        WITH_ALL(what_cannot_be_issued_says_why),
        WITH_ALL(an_account_has_so_many_devices_and_no_more),
        WITH_ALL(what_was_issued_comes_out_of_its_seal_for_a_while_and_unchanged),
        WITH_ALL(a_ticket_is_for_one_account_one_purpose_and_ten_minutes),
        WITH_ALL(a_wrong_pin_and_none_give_no_ticket),
        WITH_ALL(a_source_that_guesses_is_slowed_whatever_account_it_tries),
        cmocka_unit_test(what_is_kept_comes_back_and_damage_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
