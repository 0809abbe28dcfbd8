#include "store/memory_documents.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct memory_document {
    struct document d;
    char bytes[]; /* of its spans */
};

void memory_documents_init(struct memory_documents *t)
{
    (void)pthread_mutex_init(&t->lock, NULL);
}

void memory_documents_free(struct memory_documents *t)
{
    for (size_t i = 0; i < t->count; i++) {
        free(t->at[i]);
    }
    free((void *)t->at);
    (void)pthread_mutex_destroy(&t->lock);
    *t = (struct memory_documents){0};
}

static int compare(enum document_kind kind, struct span key, const struct document *d)
{
    size_t least = key.len < d->key.len ? key.len : d->key.len;
    int order = kind != d->kind ? (kind > d->kind) - (kind < d->kind)
                : least == 0    ? 0
                                : memcmp(key.at, d->key.at, least);

    return order != 0 ? order : (key.len > d->key.len) - (key.len < d->key.len);
}

/* The first that is not before (kind, key). */
static size_t place_of(const struct memory_documents *t, enum document_kind kind, struct span key)
{
    size_t low = 0;
    size_t high = t->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(kind, key, &t->at[middle]->d) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool lives(const struct document *d, int64_t now_ms)
{
    return d->expires_ms == 0 || d->expires_ms > now_ms;
}

/* The one of that name at or behind its place, expired or not; NULL: none. */
static struct memory_document *at_place(const struct memory_documents *t, size_t place,
                                        enum document_kind kind, struct span key)
{
    return place < t->count && compare(kind, key, &t->at[place]->d) == 0 ? t->at[place] : NULL;
}

/* --- writing -------------------------------------------------------------------------------------- */

static struct span keep(char **to, struct span bytes)
{
    struct span kept = {.at = *to, .len = bytes.len};

    if (bytes.len > 0) {
        memcpy(*to, bytes.at, bytes.len);
    }
    *to += bytes.len;
    return kept;
}

static struct memory_document *copy_of(const struct document *d)
{
    struct memory_document *m = memory_new(1, sizeof *m + d->key.len + d->owner.len + d->body.len);
    char *to = m->bytes;

    m->d = *d;
    m->d.key = keep(&to, d->key);
    m->d.owner = keep(&to, d->owner);
    m->d.body = keep(&to, d->body);
    return m;
}

static void take_out(struct memory_documents *t, size_t place)
{
    free(t->at[place]);
    t->count--;
    memmove((void *)(t->at + place), (const void *)(t->at + place + 1),
            (t->count - place) * sizeof(struct memory_document *));
}

static void put(struct memory_documents *t, const struct document *d, int64_t now_ms)
{
    size_t place = place_of(t, d->kind, d->key);
    struct memory_document *there = at_place(t, place, d->kind, d->key);
    struct memory_document *m = copy_of(d);
    bool follows = there != NULL && lives(&there->d, now_ms);

    m->d.version = follows ? there->d.version + 1 : 1;
    m->d.created_ms = follows ? there->d.created_ms : now_ms;
    m->d.changed_ms = now_ms;
    if (there != NULL) {
        free(there);
        t->at[place] = m;
        return;
    }
    if (t->count == t->cap) {
        t->cap = t->cap == 0 ? 16 : t->cap * 2;
        t->at = memory_grow((void *)t->at, t->cap, sizeof(struct memory_document *));
    }
    memmove((void *)(t->at + place + 1), (const void *)(t->at + place),
            (t->count - place) * sizeof(struct memory_document *));
    t->at[place] = m;
    t->count++;
}

/* The version the document of change `at` has when the changes before it are made; 0: none. */
static uint32_t version_then(const struct memory_documents *t, const struct documents_write *write,
                             size_t at)
{
    const struct document *d = write->changes[at].document;
    const struct memory_document *m = at_place(t, place_of(t, d->kind, d->key), d->kind, d->key);
    uint32_t version = m != NULL && lives(&m->d, write->now_ms) ? m->d.version : 0;

    for (size_t i = 0; i < at; i++) {
        const struct store_document_change *before = &write->changes[i];

        if (compare(d->kind, d->key, before->document) == 0) {
            version = before->remove ? 0 : version + 1;
        }
    }
    return version;
}

/* Whether every change meets what it expects. */
static bool expected(const struct memory_documents *t, struct documents_write *write)
{
    for (size_t i = 0; i < write->count; i++) {
        struct store_document_change *c = &write->changes[i];
        uint32_t version = version_then(t, write, i);

        c->was_there = version != 0;
        if (c->expected != DOCUMENT_ANY && c->expected != version) {
            return false;
        }
    }
    return true;
}

bool memory_documents_change(struct store *s, struct documents_write *write, bool *made,
                             struct err *e)
{
    struct memory_documents *t = memory_documents_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    *made = expected(t, write);
    for (size_t i = 0; *made && i < write->count; i++) {
        const struct document *d = write->changes[i].document;
        size_t place = place_of(t, d->kind, d->key);

        if (!write->changes[i].remove) {
            put(t, d, write->now_ms);
        } else if (at_place(t, place, d->kind, d->key) != NULL) {
            take_out(t, place);
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_documents_expire(struct store *s, int64_t now_ms, uint64_t *removed, struct err *e)
{
    struct memory_documents *t = memory_documents_of(s);
    size_t kept = 0;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->count; i++) {
        if (lives(&t->at[i]->d, now_ms)) {
            t->at[kept++] = t->at[i];
        } else {
            free(t->at[i]);
        }
    }
    *removed = t->count - kept;
    t->count = kept;
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

/* --- reading -------------------------------------------------------------------------------------- */

bool memory_document_get(struct store *s, const struct store_document_name *name,
                         store_visit_document *visit, void *ctx, struct err *e)
{
    struct memory_documents *t = memory_documents_of(s);
    const struct memory_document *m;
    bool found;

    (void)pthread_mutex_lock(&t->lock);
    m = at_place(t, place_of(t, name->kind, name->key), name->kind, name->key);
    found = m != NULL && (name->now_ms == 0 || lives(&m->d, name->now_ms));
    if (found) {
        (void)visit(ctx, &m->d);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return found || err_set(e, ERR_ABSENT, "there is no such document");
}

static bool asked_for(const struct document *d, const struct store_document_query *query)
{
    return (query->owner.len == 0 || span_eq(query->owner, d->owner)) &&
           (query->now_ms == 0 || lives(d, query->now_ms));
}

bool memory_documents_visit(struct store *s, const struct store_document_query *query,
                            store_visit_document *visit, void *ctx, struct err *e)
{
    struct memory_documents *t = memory_documents_of(s);
    size_t left = query->limit;
    bool on = true;
    size_t i;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    i = place_of(t, query->kind, query->after);
    i += i < t->count && compare(query->kind, query->after, &t->at[i]->d) == 0;
    for (; on && left > 0 && i < t->count && t->at[i]->d.kind == query->kind; i++) {
        if (asked_for(&t->at[i]->d, query)) {
            on = visit(ctx, &t->at[i]->d);
            left--;
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}
