#include "service/directory.h"

#include "base/quote.h"

#include <errno.h>
#include <stdlib.h>

static bool no_memory(struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "no memory for an account");
    e->sys = ENOMEM;
    return false;
}

static bool account_copy(struct arena *arena, const struct account_record *in,
                         struct account_record *out)
{
    *out = *in;
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        if (!arena_copy(arena, in->text[i], &out->text[i])) {
            return false;
        }
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        for (size_t i = 0; i < in->list[l].count; i++) {
            if (!arena_copy(arena, in->list[l].at[i], &out->list[l].at[i])) {
                return false;
            }
        }
    }
    return true;
}

/* --- finding -------------------------------------------------------------------------------------- */

struct copy {
    struct arena *arena;
    struct account_record *out;
    bool ok;
};

static bool copy_take(void *ctx, const struct account_record *a)
{
    struct copy *copy = ctx;
    struct account_record got;

    copy->ok = account_copy(copy->arena, a, &got);
    if (copy->ok) {
        *copy->out = got;
    }
    return false;
}

bool directory_find_by(struct store *s, enum account_list list, struct span value,
                       struct arena *arena, struct account_record *out, struct err *e)
{
    struct copy copy = {.arena = arena, .out = out};
    char bytes[2 * ACCOUNT_TEXT_MAX];
    struct span normal = account_normal(list, value, bytes);

    return store_account_by(s, list, normal, copy_take, &copy, e) && (copy.ok || no_memory(e));
}

bool directory_find(struct store *s, struct span name, struct arena *arena,
                    struct account_record *out, struct err *e)
{
    struct copy copy = {.arena = arena, .out = out};

    if (store_account(s, name, copy_take, &copy, e)) {
        return copy.ok || no_memory(e);
    }
    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT && e->code == ERR_ABSENT; l++) {
        if (directory_find_by(s, (enum account_list)l, name, arena, out, e)) {
            return true;
        }
    }
    return e->code == ERR_ABSENT
               ? err_set(e, ERR_ABSENT,
                         "no account has the ID, sign-in name, mail address or phone number %s",
                         quote(name).text)
               : false;
}

/* --- taking in ------------------------------------------------------------------------------------ */

/* Changes that wait for one commit. */
struct group {
    struct store *store;
    struct arena *arena;
    size_t count;
    struct directory_item *items[DIRECTORY_GROUP];
    struct account_record accounts[DIRECTORY_GROUP];
    struct store_account_change changes[DIRECTORY_GROUP];
};

#define GROUP_BYTES (2 * DIRECTORY_ACCOUNT_BYTES * DIRECTORY_GROUP)

static bool group_commit(struct group *g, struct err *e)
{
    if (!store_accounts_change(g->store, g->changes, g->count, e)) {
        return false;
    }
    for (size_t i = 0; i < g->count; i++) {
        struct directory_item *item = g->items[i];

        item->result = g->changes[i].was_there ? DIRECTORY_CHANGED : DIRECTORY_ADDED;
        if (g->changes[i].err.code != ERR_NONE) {
            item->result = DIRECTORY_REFUSED;
            item->err = g->changes[i].err;
        }
    }
    g->count = 0;
    arena_release(g->arena, (struct arena_mark){0});
    return true;
}

static bool group_has(const struct group *g, struct span id)
{
    for (size_t i = 0; i < g->count; i++) {
        if (span_eq(g->accounts[i].text[ACCOUNT_ID], id)) {
            return true;
        }
    }
    return false;
}

/* The stated fields of the patch, in the form that is kept, over what `a` says. */
static bool merge(struct arena *arena, const struct account_patch *patch, struct account_record *a)
{
    char bytes[2 * ACCOUNT_TEXT_MAX];

    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        struct span text = patch->account.text[i];

        if (i == ACCOUNT_NOTICE_PHONE) {
            text = account_normal_phone(text, bytes);
        }
        if ((patch->stated & ACCOUNT_STATES_TEXT(i)) != 0 &&
            !arena_copy(arena, text, &a->text[i])) {
            return false;
        }
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        const struct account_texts *in = &patch->account.list[l];

        if ((patch->stated & ACCOUNT_STATES_LIST(l)) == 0) {
            continue;
        }
        a->list[l].count = in->count;
        for (size_t i = 0; i < in->count; i++) {
            struct span text = account_normal((enum account_list)l, in->at[i], bytes);

            if (!arena_copy(arena, text, &a->list[l].at[i])) {
                return false;
            }
        }
    }
    return true;
}

static bool same_texts(const struct account_texts *a, const struct account_texts *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++) {
        same = span_eq(a->at[i], b->at[i]);
    }
    return same;
}

static bool same_account(const struct account_record *a, const struct account_record *b)
{
    bool same = true;

    for (size_t i = 0; same && i < ACCOUNT_TEXT_COUNT; i++) {
        same = span_eq(a->text[i], b->text[i]);
    }
    for (size_t l = 0; same && l < ACCOUNT_LIST_COUNT; l++) {
        same = same_texts(&a->list[l], &b->list[l]);
    }
    return same;
}

/* *known: whether the account was there; then *out is what is stored. */
static bool stored(struct group *g, struct span id, struct account_record *out, bool *known,
                   struct err *e)
{
    struct copy copy = {.arena = g->arena, .out = out};
    struct err why = {0};

    *known = store_account(g->store, id, copy_take, &copy, &why);
    if (*known) {
        return copy.ok || no_memory(e);
    }
    if (why.code != ERR_ABSENT) {
        *e = why;
        return false;
    }
    return true;
}

/* Puts the item into the group, unless it is refused or changes nothing. */
static bool group_add(struct group *g, struct directory_item *item, int64_t now_ms, struct err *e)
{
    struct span id = item->patch.account.text[ACCOUNT_ID];
    struct account_record before = {0};
    struct account_record *after = &g->accounts[g->count];
    struct arena_mark mark = arena_mark(g->arena);
    bool known;

    if (!stored(g, id, &before, &known, e)) {
        return false;
    }
    *after = before;
    after->text[ACCOUNT_ID] = id;
    after->created_ms = known ? before.created_ms : now_ms;
    after->updated_ms = now_ms;
    if (!merge(g->arena, &item->patch, after)) {
        return no_memory(e);
    }
    item->result = account_check(after, &item->err) ? DIRECTORY_SAME : DIRECTORY_REFUSED;
    if (item->result == DIRECTORY_REFUSED || (known && same_account(&before, after))) {
        arena_release(g->arena, mark);
        return true;
    }
    g->items[g->count] = item;
    g->changes[g->count] = (struct store_account_change){.account = after};
    g->count++;
    return true;
}

/* True when every list of the patch has room for what it says; a wrong count is refused early. */
static bool counts_fit(struct directory_item *item)
{
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        if (item->patch.account.list[l].count > ACCOUNT_LIST_MAX) {
            return account_check(&item->patch.account, &item->err);
        }
    }
    return true;
}

static bool import_all(struct group *g, struct directory_item *items, size_t count, int64_t now_ms,
                       struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        struct directory_item *item = &items[i];

        item->err = (struct err){0};
        item->result = DIRECTORY_REFUSED;
        if (!counts_fit(item)) {
            continue;
        }
        if ((g->count == DIRECTORY_GROUP || group_has(g, item->patch.account.text[ACCOUNT_ID])) &&
            !group_commit(g, e)) {
            return false;
        }
        if (!group_add(g, item, now_ms, e)) {
            return false;
        }
    }
    return group_commit(g, e);
}

bool directory_import(struct store *s, struct directory_item *items, size_t count, int64_t now_ms,
                      struct err *e)
{
    struct arena *arena = arena_new(GROUP_BYTES);
    struct group *g = arena == NULL ? NULL : calloc(1, sizeof *g);
    bool ok;

    if (g == NULL) {
        arena_free(&arena);
        return no_memory(e);
    }
    g->store = s;
    g->arena = arena;
    ok = import_all(g, items, count, now_ms, e);
    free(g);
    arena_free(&arena);
    return ok;
}

bool directory_remove(struct store *s, struct span id, struct err *e)
{
    struct account_record a = {.text = {[ACCOUNT_ID] = id}};
    struct store_account_change change = {.account = &a, .remove = true};

    if (id.len > 0 && !store_accounts_change(s, &change, 1, e)) {
        return false;
    }
    return change.was_there || err_set(e, ERR_ABSENT, "there is no account %s", quote(id).text);
}

bool directory_visit(struct store *s, struct span after, size_t limit, store_visit_account *visit,
                     void *ctx, struct err *e)
{
    return store_accounts(s, after, limit, visit, ctx, e);
}

bool directory_listing_put(struct store *s, const struct listing *l, struct err *e)
{
    return store_listing_put(s, l, e);
}

bool directory_listing_remove(struct store *s, const struct listing *l, bool *was_there,
                              struct err *e)
{
    return store_listing_remove(s, l, was_there, e);
}

bool directory_listings(struct store *s, store_visit_listing *visit, void *ctx, struct err *e)
{
    return store_listings(s, visit, ctx, e);
}
