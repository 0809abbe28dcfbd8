/* What every backend promises about documents. */
#include "store/documents.h"
#include "store_fixture.h"

#define T0 DAY0

static struct document report_of(const char *key, const char *body)
{
    return (struct document){
        .kind = DOCUMENT_REPORT, .key = text_span(key), .body = text_span(body)};
}

/* Puts one; true when it was made. */
static bool put(struct store *s, const struct document *d, uint32_t expected, int64_t now_ms)
{
    struct store_document_change c = {.document = d, .expected = expected};
    struct err e = {0};
    bool made = false;

    if (!store_documents_change(s, &c, 1, now_ms, &made, &e)) {
        fail_msg("%s", e.text);
    }
    return made;
}

struct found {
    size_t count;
    struct found_one {
        char key[16];
        char owner[16];
        char body[16];
        uint32_t version;
        int64_t created_ms;
        int64_t changed_ms;
        int64_t expires_ms;
    } at[8];
    size_t most;
};

static void text_copy(char *to, size_t size, struct span from)
{
    assert_true(from.len < size);
    if (from.len > 0) {
        memcpy(to, from.at, from.len);
    }
}

static bool found_take(void *ctx, const struct document *d)
{
    struct found *f = ctx;
    struct found_one *one = &f->at[f->count++];

    text_copy(one->key, sizeof one->key, d->key);
    text_copy(one->owner, sizeof one->owner, d->owner);
    text_copy(one->body, sizeof one->body, d->body);
    one->version = d->version;
    one->created_ms = d->created_ms;
    one->changed_ms = d->changed_ms;
    one->expires_ms = d->expires_ms;
    return f->count < (f->most > 0 ? f->most : COUNT(f->at));
}

static bool get(struct store *s, enum document_kind kind, const char *key, int64_t now_ms,
                struct found *out)
{
    const struct store_document_name name = {.kind = kind, .key = text_span(key), .now_ms = now_ms};
    struct err e = {0};
    bool ok;

    *out = (struct found){0};
    ok = store_document(s, &name, found_take, out, &e);
    if (!ok) {
        assert_int_equal(e.code, ERR_ABSENT);
        assert_int_equal(out->count, 0);
    }
    return ok;
}

static struct found list(struct store *s, const struct store_document_query *query)
{
    struct found f = {0};
    struct err e = {0};

    assert_true(store_documents(s, query, found_take, &f, &e));
    return f;
}

static void a_document_comes_back_whole_and_survives(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct document d = report_of("k", "body");
    struct found got;

    d.owner = text_span("taro");
    d.expires_ms = T0 + 10;
    assert_true(put(f.s, &d, 0, T0));
    if (f.backend->lasts) {
        store_free(&f.s);
        fixture_open(&f);
    }
    assert_true(get(f.s, DOCUMENT_REPORT, "k", T0, &got));
    assert_string_equal(got.at[0].key, "k");
    assert_string_equal(got.at[0].owner, "taro");
    assert_string_equal(got.at[0].body, "body");
    assert_int_equal(got.at[0].version, 1);
    assert_int_equal(got.at[0].created_ms, T0);
    assert_int_equal(got.at[0].changed_ms, T0);
    assert_int_equal(got.at[0].expires_ms, T0 + 10);
    assert_false(get(f.s, DOCUMENT_STAGE, "k", T0, &got));
    assert_false(get(f.s, DOCUMENT_REPORT, "K", T0, &got));
    fixture_end(&f);
}

static void the_longest_document_and_bytes_of_any_value_are_kept(void **state)
{
    struct fixture f = fixture_begin(*state);
    char key[DOCUMENT_KEY_MAX] = {0};
    char owner[DOCUMENT_OWNER_MAX] = {0};
    char *body = calloc(1, DOCUMENT_BODY_MAX);
    const struct document d = {
        .kind = DOCUMENT_FAKE,
        .key = {.at = key, .len = sizeof key},
        .owner = {.at = owner, .len = sizeof owner},
        .body = {.at = body, .len = DOCUMENT_BODY_MAX},
    };
    struct err e = {0};
    bool made = false;
    struct store_document_change c = {.document = &d};
    struct document longer = d;

    assert_true(put(f.s, &d, 0, T0));
    longer.body.len++;
    c.document = &longer;
    assert_false(store_documents_change(f.s, &c, 1, T0, &made, &e));
    assert_int_equal(e.code, ERR_BUG);
    assert_false(made);
    free(body);
    fixture_end(&f);
}

static void a_change_that_expected_another_version_changes_nothing(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct document first = report_of("k", "first");
    struct document second = report_of("k", "second");
    struct found got;

    assert_false(put(f.s, &first, 1, T0));
    assert_true(put(f.s, &first, 0, T0));
    assert_false(put(f.s, &second, 0, T0 + 1));
    assert_false(put(f.s, &second, 2, T0 + 1));
    assert_true(get(f.s, DOCUMENT_REPORT, "k", 0, &got));
    assert_string_equal(got.at[0].body, "first");
    assert_true(put(f.s, &second, 1, T0 + 1));
    assert_true(put(f.s, &second, DOCUMENT_ANY, T0 + 2));
    assert_true(get(f.s, DOCUMENT_REPORT, "k", 0, &got));
    assert_string_equal(got.at[0].body, "second");
    assert_int_equal(got.at[0].version, 3);
    assert_int_equal(got.at[0].created_ms, T0);
    assert_int_equal(got.at[0].changed_ms, T0 + 2);
    fixture_end(&f);
}

static void several_changes_are_made_together_or_not_at_all(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct document a = report_of("a", "1");
    struct document b = report_of("b", "1");
    struct store_document_change changes[] = {
        {.document = &a, .expected = 0},
        {.document = &b, .expected = 7},
    };
    struct err e = {0};
    struct found got;
    bool made = true;

    assert_true(store_documents_change(f.s, changes, 2, T0, &made, &e));
    assert_false(made);
    assert_false(get(f.s, DOCUMENT_REPORT, "a", 0, &got));
    changes[1].expected = 0;
    assert_true(store_documents_change(f.s, changes, 2, T0, &made, &e));
    assert_true(made);
    changes[0].remove = true;
    changes[0].expected = 1;
    changes[1].expected = 1;
    assert_true(store_documents_change(f.s, changes, 2, T0, &made, &e));
    assert_true(made && changes[0].was_there && changes[1].was_there);
    assert_false(get(f.s, DOCUMENT_REPORT, "a", 0, &got));
    assert_true(get(f.s, DOCUMENT_REPORT, "b", 0, &got));
    assert_int_equal(got.at[0].version, 2);
    fixture_end(&f);
}

static void what_has_expired_is_not_there(void **state)
{
    struct fixture f = fixture_begin(*state);
    struct document d = report_of("k", "old");
    struct found got;
    struct err e = {0};
    uint64_t removed = 9;

    d.expires_ms = T0 + 100;
    assert_true(put(f.s, &d, 0, T0));
    assert_true(get(f.s, DOCUMENT_REPORT, "k", T0 + 99, &got));
    assert_false(get(f.s, DOCUMENT_REPORT, "k", T0 + 100, &got));
    assert_true(get(f.s, DOCUMENT_REPORT, "k", 0, &got));
    assert_int_equal(list(f.s, &(struct store_document_query){.kind = DOCUMENT_REPORT,
                                                              .limit = 5,
                                                              .now_ms = T0 + 100})
                         .count,
                     0);
    d.body = text_span("new");
    d.expires_ms = 0;
    assert_true(put(f.s, &d, 0, T0 + 100));
    assert_true(get(f.s, DOCUMENT_REPORT, "k", T0 + 200, &got));
    assert_int_equal(got.at[0].version, 1);
    assert_int_equal(got.at[0].created_ms, T0 + 100);
    d = report_of("gone", "x");
    d.expires_ms = T0 + 150;
    assert_true(put(f.s, &d, 0, T0 + 100));
    assert_true(store_documents_expire(f.s, T0 + 150, &removed, &e));
    assert_int_equal(removed, 1);
    assert_false(get(f.s, DOCUMENT_REPORT, "gone", 0, &got));
    assert_true(get(f.s, DOCUMENT_REPORT, "k", 0, &got));
    fixture_end(&f);
}

static void documents_are_listed_by_key_of_one_kind_and_owner(void **state)
{
    struct fixture f = fixture_begin(*state);
    static const char *const keys[] = {"b", "a", "c", "ab", "d"};
    struct found got;

    for (size_t i = 0; i < COUNT(keys); i++) {
        struct document d = report_of(keys[i], "x");

        d.owner = text_span(i % 2 == 0 ? "even" : "odd");
        assert_true(put(f.s, &d, 0, T0));
        d.kind = DOCUMENT_STAGE;
        assert_true(put(f.s, &d, 0, T0));
    }
    got = list(f.s, &(struct store_document_query){.kind = DOCUMENT_REPORT, .limit = 8});
    assert_int_equal(got.count, 5);
    assert_string_equal(got.at[0].key, "a");
    assert_string_equal(got.at[1].key, "ab");
    assert_string_equal(got.at[4].key, "d");
    got = list(f.s, &(struct store_document_query){
                        .kind = DOCUMENT_REPORT, .after = text_span("ab"), .limit = 2});
    assert_int_equal(got.count, 2);
    assert_string_equal(got.at[0].key, "b");
    assert_string_equal(got.at[1].key, "c");
    got = list(f.s, &(struct store_document_query){
                        .kind = DOCUMENT_STAGE, .owner = text_span("odd"), .limit = 8});
    assert_int_equal(got.count, 2);
    assert_string_equal(got.at[0].key, "a");
    assert_string_equal(got.at[1].key, "ab");
    fixture_end(&f);
}

static void a_document_out_of_order_is_refused(void **state)
{
    struct fixture f = fixture_begin(*state);
    char key[DOCUMENT_KEY_MAX + 1] = {0};
    struct document wrong[] = {
        report_of("", "no key"),    report_of("k", "no kind"), report_of("k", "kind"),
        report_of("k", "long key"), report_of("k", "time"),
    };

    wrong[1].kind = (enum document_kind)0;
    wrong[2].kind = DOCUMENT_KIND_END;
    wrong[3].key = (struct span){.at = key, .len = sizeof key};
    wrong[4].expires_ms = -1;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct store_document_change c = {.document = &wrong[i], .expected = DOCUMENT_ANY};
        struct err e = {0};
        bool made = false;

        assert_false(store_documents_change(f.s, &c, 1, T0, &made, &e));
        assert_int_equal(e.code, ERR_BUG);
        assert_false(made);
    }
    fixture_end(&f);
}

static const struct {
    const char *name;
    void (*run)(void **state);
} promises[] = {
    {"a_document_comes_back_whole_and_survives", a_document_comes_back_whole_and_survives},
    {"the_longest_document_and_bytes_of_any_value_are_kept",
     the_longest_document_and_bytes_of_any_value_are_kept},
    {"a_change_that_expected_another_version_changes_nothing",
     a_change_that_expected_another_version_changes_nothing},
    {"several_changes_are_made_together_or_not_at_all",
     several_changes_are_made_together_or_not_at_all},
    {"what_has_expired_is_not_there", what_has_expired_is_not_there},
    {"documents_are_listed_by_key_of_one_kind_and_owner",
     documents_are_listed_by_key_of_one_kind_and_owner},
    {"a_document_out_of_order_is_refused", a_document_out_of_order_is_refused},
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
