#include "store/memory_records.h"

#include "base/memory.h"
#include "store/memory_credentials.h"
#include "store/record.h"

#include <stdlib.h>

/* --- arrays in order ------------------------------------------------------------------------------ */

typedef int memory_compare(const void *key, const void *item);

/* Where `key` is, or, when *found is false, where it belongs. */
static size_t array_find(const struct memory_array *a, memory_compare *compare, const void *key,
                         bool *found)
{
    size_t low = 0;
    size_t high = a->count;

    *found = false;
    while (low < high && !*found) {
        size_t middle = low + (high - low) / 2;
        int order = compare(key, a->at[middle]);

        if (order == 0) {
            *found = true;
            low = middle;
        } else if (order > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void array_insert(struct memory_array *a, size_t at, void *item)
{
    if (a->count == a->cap) {
        a->cap = a->cap == 0 ? 16 : a->cap * 2;
        a->at = memory_grow((void *)a->at, a->cap, sizeof *a->at);
    }
    memmove((void *)(a->at + at + 1), (const void *)(a->at + at), (a->count - at) * sizeof *a->at);
    a->at[at] = item;
    a->count++;
}

static void array_remove(struct memory_array *a, size_t at)
{
    free(a->at[at]);
    a->count--;
    memmove((void *)(a->at + at), (const void *)(a->at + at + 1), (a->count - at) * sizeof *a->at);
}

/* A copy of the item takes the place of the one with the same key. */
static void array_put(struct memory_array *a, memory_compare *compare, const void *item,
                      size_t size)
{
    bool found;
    size_t at = array_find(a, compare, item, &found);

    if (!found) {
        array_insert(a, at, memory_new(1, size));
    }
    memcpy(a->at[at], item, size);
}

static void array_free(struct memory_array *a)
{
    for (size_t i = 0; i < a->count; i++) {
        free(a->at[i]);
    }
    free((void *)a->at);
    *a = (struct memory_array){0};
}

static int compare_spans(struct span a, struct span b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least == 0 ? 0 : memcmp(a.at, b.at, least);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

void memory_records_init(struct memory_records *t)
{
    (void)pthread_mutex_init(&t->lock, NULL);
}

void memory_records_free(struct memory_records *t)
{
    array_free(&t->accounts);
    array_free(&t->identifiers);
    array_free(&t->listings);
    array_free(&t->tokens);
    (void)pthread_mutex_destroy(&t->lock);
}

/* --- accounts ------------------------------------------------------------------------------------- */

struct entry {
    struct account_record record;
    char bytes[]; /* of its spans */
};

struct identifier {
    size_t list;
    struct span value;
    struct entry *entry;
};

static int compare_account(const void *key, const void *item)
{
    const struct entry *e = item;

    return compare_spans(*(const struct span *)key, e->record.text[ACCOUNT_ID]);
}

static int compare_identifier(const void *key, const void *item)
{
    const struct identifier *a = key;
    const struct identifier *b = item;

    if (a->list != b->list) {
        return a->list < b->list ? -1 : 1;
    }
    return compare_spans(a->value, b->value);
}

static void move_span(struct span *s, char **to)
{
    if (s->len > 0) {
        memcpy(*to, s->at, s->len);
    }
    s->at = *to;
    *to += s->len;
}

static struct entry *entry_new(const struct account_record *a)
{
    struct entry *entry;
    size_t size = 0;
    char *to;

    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        size += a->text[i].len;
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            size += a->list[l].at[i].len;
        }
    }
    entry = memory_new(1, sizeof *entry + size);
    entry->record = *a;
    to = entry->bytes;
    for (size_t i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        move_span(&entry->record.text[i], &to);
    }
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            move_span(&entry->record.list[l].at[i], &to);
        }
    }
    return entry;
}

/* Puts the entry's identifiers into the table or takes them out. */
static void identifiers_set(struct memory_records *t, struct entry *entry, bool there)
{
    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        for (size_t i = 0; i < entry->record.list[l].count; i++) {
            struct identifier key = {l, entry->record.list[l].at[i], entry};
            bool found;
            size_t at = array_find(&t->identifiers, compare_identifier, &key, &found);

            if (there) {
                struct identifier *item = memory_new(1, sizeof *item);

                *item = key;
                array_insert(&t->identifiers, at, item);
            } else if (found) {
                array_remove(&t->identifiers, at);
            }
        }
    }
}

static bool identifiers_free(const struct memory_records *t, struct store_account_change *c)
{
    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        for (size_t i = 0; i < c->account->list[l].count; i++) {
            struct identifier key = {.list = l, .value = c->account->list[l].at[i]};
            bool found;
            size_t at = array_find(&t->identifiers, compare_identifier, &key, &found);
            const struct identifier *other = found ? t->identifiers.at[at] : NULL;

            if (found &&
                !span_eq(other->entry->record.text[ACCOUNT_ID], c->account->text[ACCOUNT_ID])) {
                record_taken(&c->err, (enum account_list)l, key.value,
                             other->entry->record.text[ACCOUNT_ID]);
                return false;
            }
        }
    }
    return true;
}

static void account_change(struct memory_records *t, struct memory_credentials *credentials,
                           struct store_account_change *c)
{
    size_t at =
        array_find(&t->accounts, compare_account, &c->account->text[ACCOUNT_ID], &c->was_there);
    int64_t created_ms = c->account->created_ms;
    struct entry *entry;

    if (!c->remove && !identifiers_free(t, c)) {
        return;
    }
    if (c->was_there) {
        entry = t->accounts.at[at];
        created_ms = entry->record.created_ms;
        identifiers_set(t, entry, false);
        array_remove(&t->accounts, at);
    }
    if (c->remove) {
        memory_credentials_remove(credentials, c->account->text[ACCOUNT_ID]);
    } else {
        entry = entry_new(c->account);
        entry->record.created_ms = created_ms;
        array_insert(&t->accounts, at, entry);
        identifiers_set(t, entry, true);
    }
}

bool memory_accounts_change(struct store *s, struct store_account_change *changes, size_t count,
                            struct err *e)
{
    struct memory_records *t = memory_records_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < count; i++) {
        account_change(t, memory_credentials_of(s), &changes[i]);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_account_get(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                        struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    bool found;
    size_t at;

    (void)pthread_mutex_lock(&t->lock);
    at = array_find(&t->accounts, compare_account, &id, &found);
    if (found) {
        const struct entry *entry = t->accounts.at[at];

        (void)visit(ctx, &entry->record);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return found || record_absent(e, id);
}

bool memory_account_by(struct store *s, enum account_list list, struct span value,
                       store_visit_account *visit, void *ctx, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    struct identifier key = {.list = list, .value = value};
    bool found;
    size_t at;

    (void)pthread_mutex_lock(&t->lock);
    at = array_find(&t->identifiers, compare_identifier, &key, &found);
    if (found) {
        const struct identifier *item = t->identifiers.at[at];

        (void)visit(ctx, &item->entry->record);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return found || record_absent(e, value);
}

bool memory_accounts_visit(struct store *s, struct span after, size_t limit,
                           store_visit_account *visit, void *ctx, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    bool on = true;
    bool found;
    size_t at;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    at = array_find(&t->accounts, compare_account, &after, &found);
    for (at += found; on && limit > 0 && at < t->accounts.count; at++, limit--) {
        const struct entry *entry = t->accounts.at[at];

        on = visit(ctx, &entry->record);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

/* --- lists ---------------------------------------------------------------------------------------- */

static int compare_listing(const void *key, const void *item)
{
    const struct listing *a = key;
    const struct listing *b = item;
    int order;

    if (a->kind != b->kind || a->has_network != b->has_network || a->bits != b->bits) {
        int x = (int)a->kind * 512 + (int)a->has_network * 256 + (int)a->bits;
        int y = (int)b->kind * 512 + (int)b->has_network * 256 + (int)b->bits;

        return x < y ? -1 : 1;
    }
    order = memcmp(a->prefix.bytes, b->prefix.bytes, sizeof a->prefix.bytes);
    return order != 0 ? order : strcmp(a->login, b->login);
}

/* Without what an entry that names no network has left in its fields. */
static struct listing listing_key(const struct listing *l)
{
    struct listing key = *l;

    if (!key.has_network) {
        key.bits = 0;
        key.prefix = (struct address){0};
    }
    return key;
}

bool memory_listing_put(struct store *s, const struct listing *l, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    struct listing key = listing_key(l);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    array_put(&t->listings, compare_listing, &key, sizeof key);
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_listing_remove(struct store *s, const struct listing *l, bool *was_there, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    struct listing key = listing_key(l);
    size_t at;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    at = array_find(&t->listings, compare_listing, &key, was_there);
    if (*was_there) {
        array_remove(&t->listings, at);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_listings(struct store *s, store_visit_listing *visit, void *ctx, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; on && i < t->listings.count; i++) {
        on = visit(ctx, t->listings.at[i]);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

/* --- tokens --------------------------------------------------------------------------------------- */

static int compare_token(const void *key, const void *item)
{
    const struct token *a = key;
    const struct token *b = item;

    return strcmp(a->id, b->id);
}

bool memory_token_put(struct store *s, const struct token *token, struct err *e)
{
    struct memory_records *t = memory_records_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    array_put(&t->tokens, compare_token, token, sizeof *token);
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_token_remove(struct store *s, struct span id, bool *was_there, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    struct token key = {0};
    size_t at;

    (void)e;
    *was_there = false;
    if (id.len > TOKEN_ID_BYTES || id.len == 0) {
        return true;
    }
    memcpy(key.id, id.at, id.len);
    (void)pthread_mutex_lock(&t->lock);
    at = array_find(&t->tokens, compare_token, &key, was_there);
    if (*was_there) {
        array_remove(&t->tokens, at);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_tokens(struct store *s, store_visit_token *visit, void *ctx, struct err *e)
{
    struct memory_records *t = memory_records_of(s);
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; on && i < t->tokens.count; i++) {
        on = visit(ctx, t->tokens.at[i]);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}
