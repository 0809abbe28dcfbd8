/* What every backend promises about the operator's records: lists, accounts, tokens, single events. */
#include "store/accounts.h"
#include "store_fixture.h"

/* --- lists ---------------------------------------------------------------------------------------- */

struct listings {
    struct listing at[6];
    size_t count;
};

static bool listings_take(void *ctx, const struct listing *l)
{
    struct listings *all = ctx;

    all->at[all->count++] = *l;
    return all->count < COUNT(all->at);
}

static struct listings listings_read(struct store *s)
{
    struct listings all = {0};
    struct err e = {0};

    assert_true(store_listings(s, listings_take, &all, &e));
    return all;
}

static struct listing block_of(const char *network, uint8_t bits, const char *login)
{
    struct listing l = {.kind = LISTING_BLOCK, .expires_ms = DAY0, .reason = "guesses"};

    if (network != NULL) {
        l.has_network = true;
        l.bits = bits;
        assert_true(address_parse(text_span(network), &l.prefix));
    }
    if (login != NULL) {
        l.has_login = true;
        (void)snprintf(l.login, sizeof l.login, "%s", login);
    }
    return l;
}

static bool same_listing(const struct listing *a, const struct listing *b)
{
    return a->kind == b->kind && a->has_network == b->has_network && a->has_login == b->has_login &&
           address_eq(&a->prefix, &b->prefix) && a->bits == b->bits &&
           a->expires_ms == b->expires_ms && strcmp(a->login, b->login) == 0 &&
           strcmp(a->reason, b->reason) == 0;
}

static void put_listing(struct store *s, const struct listing *l)
{
    struct err e = {0};

    if (!store_listing_put(s, l, &e)) {
        fail_msg("%s", e.text);
    }
}

static void entries_of_a_list_come_back_whole_and_survive(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct listing in[] = {
        block_of("203.0.113.0", 24, NULL),
        block_of(NULL, 0, "taro@example.jp"),
        block_of("2001:db8::", 32, "taro@example.jp"),
        block_of("0.0.0.0", 0, NULL),
    };
    struct listings got;

    memset(in[1].reason, 'r', LISTING_REASON_MAX);
    memset(in[1].login, 'l', LISTING_LOGIN_MAX);
    for (size_t i = 0; i < COUNT(in); i++) {
        put_listing(f.s, &in[i]);
    }
    if (f.backend->lasts) {
        store_free(&f.s);
        fixture_open(&f);
    }
    got = listings_read(f.s);
    assert_int_equal(got.count, COUNT(in));
    for (size_t i = 0; i < COUNT(in); i++) {
        size_t k = 0;

        while (k < got.count && !same_listing(&in[i], &got.at[k])) {
            k++;
        }
        assert_true(k < got.count);
    }
    fixture_end(&f);
}

static void an_entry_with_the_same_key_takes_the_others_place(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct listing l = block_of("203.0.113.0", 24, "taro");
    struct listings got;

    put_listing(f.s, &l);
    l.expires_ms++;
    (void)snprintf(l.reason, sizeof l.reason, "again");
    put_listing(f.s, &l);
    got = listings_read(f.s);
    assert_int_equal(got.count, 1);
    assert_true(same_listing(&got.at[0], &l));
    fixture_end(&f);
}

static void kind_network_length_and_login_are_all_of_the_key(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct listing l[5];

    for (size_t i = 0; i < COUNT(l); i++) {
        l[i] = block_of("203.0.0.0", 16, "taro");
    }
    l[1].kind = LISTING_ALLOW;
    l[2].bits = 17;
    l[3].prefix.bytes[12] = 202;
    l[4] = block_of("203.0.0.0", 16, NULL);
    for (size_t i = 0; i < COUNT(l); i++) {
        put_listing(f.s, &l[i]);
    }
    assert_int_equal(listings_read(f.s).count, COUNT(l));
    fixture_end(&f);
}

static void a_removed_entry_is_gone_and_only_that_one(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct listing l = block_of("203.0.113.0", 24, NULL);
    struct listing other = block_of(NULL, 0, "taro");
    struct listings got;
    struct err e = {0};
    bool was_there = false;

    put_listing(f.s, &l);
    put_listing(f.s, &other);
    l.expires_ms = 0;
    l.reason[0] = '\0';
    assert_true(store_listing_remove(f.s, &l, &was_there, &e));
    assert_true(was_there);
    assert_true(store_listing_remove(f.s, &l, &was_there, &e));
    assert_false(was_there);
    assert_true(store_listing_remove(f.s, &l, NULL, &e));
    got = listings_read(f.s);
    assert_int_equal(got.count, 1);
    assert_true(same_listing(&got.at[0], &other));
    fixture_end(&f);
}

static void entries_out_of_order_are_refused(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct listing bad[] = {
        block_of(NULL, 0, NULL),           block_of("203.0.113.7", 24, NULL),
        block_of("203.0.113.0", 33, NULL), block_of(NULL, 0, "taro"),
        block_of(NULL, 0, "taro"),
    };

    bad[3].kind = LISTING_KIND_COUNT;
    bad[4].has_login = false;
    bad[4].has_network = true;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err e = {0};
        bool was_there = true;

        assert_false(store_listing_put(f.s, &bad[i], &e));
        assert_int_equal(e.code, ERR_BUG);
        e = (struct err){0};
        assert_false(store_listing_remove(f.s, &bad[i], &was_there, &e));
        assert_int_equal(e.code, ERR_BUG);
        assert_true(was_there);
    }
    assert_int_equal(listings_read(f.s).count, 0);
    fixture_end(&f);
}

/* --- single events -------------------------------------------------------------------------------- */

struct event {
    char account[32];
    struct history_row row;
    int calls;
};

static bool event_take(void *ctx, struct span account, const struct history_row *row)
{
    struct event *event = ctx;

    (void)snprintf(event->account, sizeof event->account, "%.*s", (int)account.len, account.at);
    event->row = *row;
    event->calls++;
    return true;
}

static void a_row_is_found_by_its_id_with_its_account(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct history_row taro = unusual_row(DAY0);
    struct history_row hanako = unusual_row(DAY0 + 1);
    struct event event = {0};
    struct rows rows;
    struct err e = {0};

    record_row(f.s, "taro", &taro);
    record_row(f.s, "hanako", &hanako);
    rows_read(f.s, SPAN("hanako"), 0, 0, 9, &rows);
    assert_true(store_event(f.s, rows.at[0].id, event_take, &event, &e));
    assert_int_equal(event.calls, 1);
    assert_string_equal(event.account, "hanako");
    assert_int_equal(event.row.id, rows.at[0].id);
    assert_true(rows_alike(&event.row, &hanako));
    assert_false(store_event(f.s, rows.at[0].id + 1000, event_take, &event, &e));
    assert_int_equal(e.code, ERR_ABSENT);
    assert_int_equal(event.calls, 1);
    fixture_end(&f);
}

/* --- accounts ------------------------------------------------------------------------------------- */

static struct account_record account_of(const char *id, const char *name, const char *mail)
{
    struct account_record a = {
        .text = {[ACCOUNT_ID] = text_span(id)}, .created_ms = 5, .updated_ms = 6};

    if (name != NULL) {
        a.list[ACCOUNT_SIGN_IN_NAMES] = (struct account_texts){.count = 1, .at = {text_span(name)}};
    }
    if (mail != NULL) {
        a.list[ACCOUNT_MAIL_ADDRESSES] =
            (struct account_texts){.count = 1, .at = {text_span(mail)}};
    }
    return a;
}

static struct store_account_change change_account(struct store *s, const struct account_record *a,
                                                  bool remove)
{
    struct store_account_change change = {.account = a, .remove = remove};
    struct err e = {0};

    if (!store_accounts_change(s, &change, 1, &e)) {
        fail_msg("%s", e.text);
    }
    return change;
}

/* Everything of an account as one text. */
struct told {
    char text[1024];
    int calls;
    int enough;
};

static bool tell(void *ctx, const struct account_record *a)
{
    struct told *t = ctx;
    struct buf out = {.at = t->text, .cap = sizeof t->text, .len = strlen(t->text)};

    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        buf_addf(&out, "%.*s|", (int)a->text[i].len, a->text[i].at);
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            buf_addf(&out, "%s%.*s", i > 0 ? "," : "", (int)a->list[l].at[i].len,
                     a->list[l].at[i].at);
        }
        buf_addf(&out, "|");
    }
    buf_addf(&out, "%lld %lld;%c", (long long)a->created_ms, (long long)a->updated_ms, '\0');
    assert_false(out.full);
    t->calls++;
    return t->calls != t->enough;
}

static struct told account_read(struct store *s, const char *id)
{
    struct told t = {0};
    struct err e = {0};

    if (!store_account(s, text_span(id), tell, &t, &e)) {
        assert_int_equal(e.code, ERR_ABSENT);
    }
    return t;
}

static struct told account_by(struct store *s, enum account_list list, const char *value)
{
    struct told t = {0};
    struct err e = {0};

    if (!store_account_by(s, list, text_span(value), tell, &t, &e)) {
        assert_int_equal(e.code, ERR_ABSENT);
        assert_int_equal(t.calls, 0);
    }
    return t;
}

static void an_account_comes_back_whole_by_id_and_by_each_name(void **state)
{
    static const char whole[] =
        "u-1|ドコモ太郎|M 9|ja|gold|+819012345678|taro,taro2|taro@example.jp|+819012345678|"
        "n@example.org,m@example.org|光,mail|11 22;";
    struct fixture f = fixture_begin(*state);
    struct account_record a = {
        .text = {SPAN("u-1"), SPAN("ドコモ太郎"), SPAN("M 9"), SPAN("ja"), SPAN("gold"),
                 SPAN("+819012345678")},
        .list = {{2, {SPAN("taro"), SPAN("taro2")}},
                 {1, {SPAN("taro@example.jp")}},
                 {1, {SPAN("+819012345678")}},
                 {2, {SPAN("n@example.org"), SPAN("m@example.org")}},
                 {2, {SPAN("光"), SPAN("mail")}}},
        .created_ms = 11,
        .updated_ms = 22,
    };

    assert_false(change_account(f.s, &a, false).was_there);
    if (f.backend->lasts) {
        store_free(&f.s);
        fixture_open(&f);
    }
    assert_string_equal(account_read(f.s, "u-1").text, whole);
    assert_string_equal(account_by(f.s, ACCOUNT_SIGN_IN_NAMES, "taro2").text, whole);
    assert_string_equal(account_by(f.s, ACCOUNT_MAIL_ADDRESSES, "taro@example.jp").text, whole);
    assert_string_equal(account_by(f.s, ACCOUNT_PHONES, "+819012345678").text, whole);
    assert_int_equal(account_by(f.s, ACCOUNT_MAIL_ADDRESSES, "taro").calls, 0);
    assert_int_equal(account_by(f.s, ACCOUNT_SIGN_IN_NAMES, "u-1").calls, 0);
    assert_int_equal(account_by(f.s, ACCOUNT_NOTICE_ADDRESSES, "n@example.org").calls, 0);
    assert_int_equal(account_read(f.s, "u-2").calls, 0);
    fixture_end(&f);
}

static void an_account_given_again_is_replaced_but_for_its_first_day(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct account_record a = account_of("u-1", "taro", "taro@example.jp");
    struct account_record b = account_of("u-1", "jiro", NULL);

    b.created_ms = 100;
    b.updated_ms = 200;
    assert_false(change_account(f.s, &a, false).was_there);
    assert_true(change_account(f.s, &b, false).was_there);
    assert_string_equal(account_read(f.s, "u-1").text, "u-1||||||jiro|||||5 200;");
    assert_int_equal(account_by(f.s, ACCOUNT_SIGN_IN_NAMES, "taro").calls, 0);
    assert_int_equal(account_by(f.s, ACCOUNT_MAIL_ADDRESSES, "taro@example.jp").calls, 0);
    fixture_end(&f);
}

static void a_name_of_another_account_is_refused_and_the_rest_goes_on(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct account_record in[] = {
        account_of("u-1", "taro", "taro@example.jp"),
        account_of("u-2", "hanako", "taro@example.jp"),
        account_of("u-3", "taro@example.jp", NULL), /* a sign-in name is no mail address */
    };
    struct store_account_change changes[COUNT(in)];
    struct err e = {0};

    for (size_t i = 0; i < COUNT(in); i++) {
        changes[i] = (struct store_account_change){.account = &in[i]};
    }
    assert_true(store_accounts_change(f.s, changes, COUNT(in), &e));
    assert_int_equal(changes[0].err.code, ERR_NONE);
    assert_int_equal(changes[1].err.code, ERR_INPUT);
    assert_string_equal(changes[1].err.text,
                        "mail_addresses: expected one that no other account has, came "
                        "\"taro@example.jp\" of account \"u-1\"");
    assert_int_equal(changes[2].err.code, ERR_NONE);
    assert_int_equal(account_read(f.s, "u-2").calls, 0);
    assert_int_equal(account_by(f.s, ACCOUNT_SIGN_IN_NAMES, "hanako").calls, 0);
    assert_int_equal(account_read(f.s, "u-3").calls, 1);
    fixture_end(&f);
}

static void a_name_given_up_in_a_commit_is_free_for_the_next_in_it(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct account_record one = account_of("u-1", "taro", NULL);
    struct account_record in[] = {account_of("u-1", NULL, NULL), account_of("u-2", "taro", NULL)};
    struct store_account_change changes[] = {{.account = &in[0]}, {.account = &in[1]}};
    struct err e = {0};

    (void)change_account(f.s, &one, false);
    assert_true(store_accounts_change(f.s, changes, COUNT(changes), &e));
    assert_int_equal(changes[1].err.code, ERR_NONE);
    assert_string_equal(account_by(f.s, ACCOUNT_SIGN_IN_NAMES, "taro").text,
                        "u-2||||||taro|||||5 6;");
    fixture_end(&f);
}

static void a_removed_account_gives_its_names_back(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct account_record a = account_of("u-1", "taro", NULL);
    struct account_record b = account_of("u-2", "taro", NULL);

    (void)change_account(f.s, &a, false);
    assert_true(change_account(f.s, &a, true).was_there);
    assert_false(change_account(f.s, &a, true).was_there);
    assert_int_equal(account_read(f.s, "u-1").calls, 0);
    assert_int_equal(change_account(f.s, &b, false).err.code, ERR_NONE);
    fixture_end(&f);
}

static void of_accounts_out_of_order_none_is_kept(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct account_record in[] = {account_of("u-1", "taro", NULL),
                                  account_of("u-2", "Hanako", NULL)};
    struct store_account_change changes[] = {{.account = &in[0]}, {.account = &in[1]}};
    struct err e = {0};

    assert_false(store_accounts_change(f.s, changes, COUNT(changes), &e));
    assert_int_equal(e.code, ERR_BUG);
    assert_int_equal(account_read(f.s, "u-1").calls, 0);
    fixture_end(&f);
}

static void accounts_are_visited_by_id_in_pages(void **state)
{
    static const char *const ids[] = {"b", "a", "ab", "B", "\xe3\x81\x82"};
    struct fixture f = fixture_begin(*state);
    struct told all = {0};
    struct told page = {0};
    struct told first = {.enough = 1};
    struct err e = {0};

    for (size_t i = 0; i < COUNT(ids); i++) {
        struct account_record a = account_of(ids[i], ids[i], NULL);

        a.list[ACCOUNT_SIGN_IN_NAMES].at[0] = i == 3 ? SPAN("b2") : text_span(ids[i]);
        a.list[ACCOUNT_SERVICES] = (struct account_texts){2, {SPAN("y"), SPAN("x")}};
        (void)change_account(f.s, &a, false);
    }
    assert_true(store_accounts(f.s, SPAN(""), 99, tell, &all, &e));
    assert_string_equal(all.text, "B||||||b2||||y,x|5 6;a||||||a||||y,x|5 6;ab||||||ab||||y,x|5 6;"
                                  "b||||||b||||y,x|5 6;\xe3\x81\x82||||||\xe3\x81\x82||||y,x|5 6;");
    assert_true(store_accounts(f.s, SPAN("a"), 2, tell, &page, &e));
    assert_string_equal(page.text, "ab||||||ab||||y,x|5 6;b||||||b||||y,x|5 6;");
    assert_true(store_accounts(f.s, SPAN(""), 99, tell, &first, &e));
    assert_int_equal(first.calls, 1);
    fixture_end(&f);
}

/* --- tokens --------------------------------------------------------------------------------------- */

struct tokens {
    struct token at[8];
    size_t count;
};

static bool tokens_take(void *ctx, const struct token *t)
{
    struct tokens *all = ctx;

    all->at[all->count++] = *t;
    return all->count < COUNT(all->at);
}

static void tokens_come_back_whole_by_id_until_removed(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct token in[] = {
        {.id = "bbbbbbbbbb", .name = "monitoring", .hash = {1, [31] = 9}, .scopes = TOKEN_METRICS},
        {.id = "aaaaaaaaaa", .scopes = TOKEN_SCOPE_ALL, .created_ms = 1, .expires_ms = 2},
        {.id = "bbbbbbbbbb", .name = "again", .hash = {2}, .scopes = TOKEN_HISTORY_READ},
    };
    struct tokens all = {0};
    struct err e = {0};
    bool was_there = false;

    for (size_t i = 0; i < COUNT(in); i++) {
        assert_true(store_token_put(f.s, &in[i], &e));
    }
    assert_true(store_tokens(f.s, tokens_take, &all, &e));
    assert_int_equal(all.count, 2);
    assert_string_equal(all.at[0].id, "aaaaaaaaaa");
    assert_int_equal(all.at[0].expires_ms, 2);
    assert_string_equal(all.at[1].name, "again");
    assert_int_equal(all.at[1].scopes, TOKEN_HISTORY_READ);
    assert_memory_equal(all.at[1].hash, in[2].hash, TOKEN_HASH_BYTES);
    assert_true(store_token_remove(f.s, SPAN("aaaaaaaaaa"), &was_there, &e));
    assert_true(was_there);
    assert_true(store_token_remove(f.s, SPAN("aaaaaaaaaa"), &was_there, &e));
    assert_false(was_there);
    all.count = 0;
    assert_true(store_tokens(f.s, tokens_take, &all, &e));
    assert_int_equal(all.count, 1);
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
    TEST(entries_of_a_list_come_back_whole_and_survive),
    TEST(an_entry_with_the_same_key_takes_the_others_place),
    TEST(kind_network_length_and_login_are_all_of_the_key),
    TEST(a_removed_entry_is_gone_and_only_that_one),
    TEST(entries_out_of_order_are_refused),
    TEST(a_row_is_found_by_its_id_with_its_account),
    TEST(an_account_comes_back_whole_by_id_and_by_each_name),
    TEST(an_account_given_again_is_replaced_but_for_its_first_day),
    TEST(a_name_of_another_account_is_refused_and_the_rest_goes_on),
    TEST(a_name_given_up_in_a_commit_is_free_for_the_next_in_it),
    TEST(a_removed_account_gives_its_names_back),
    TEST(of_accounts_out_of_order_none_is_kept),
    TEST(accounts_are_visited_by_id_in_pages),
    TEST(tokens_come_back_whole_by_id_until_removed),
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
