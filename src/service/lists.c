#include "service/lists.h"

#include "base/hash.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256
#define V4_BITS 33
#define ALL_BITS 129

struct lists {
    struct hash_key key;
    struct listing **slots; /* by hash of kind, network and login; NULL: empty */
    size_t slot_count;
    size_t count;
    /* entries with a network, by family and prefix length: which lengths to look for */
    uint32_t v4[V4_BITS];
    uint32_t v6[ALL_BITS];
};

struct lists *lists_new(void)
{
    struct lists *l = memory_new(1, sizeof *l);

    hash_key_random(&l->key);
    l->slot_count = FIRST_SLOTS;
    l->slots = memory_new(l->slot_count, sizeof(struct listing *));
    return l;
}

void lists_free(struct lists **l)
{
    if (*l == NULL) {
        return;
    }
    for (size_t i = 0; i < (*l)->slot_count; i++) {
        free((*l)->slots[i]);
    }
    free((void *)(*l)->slots);
    free(*l);
    *l = NULL;
}

struct entry_key {
    enum listing_kind kind;
    bool has_network;
    uint8_t bits;
    struct address prefix;
    struct span login;
};

static struct entry_key key_of(const struct listing *e)
{
    struct entry_key k = {
        .kind = e->kind,
        .has_network = e->has_network,
        .login = {.at = e->login, .len = e->has_login ? strlen(e->login) : 0},
    };

    if (e->has_network) {
        k.bits = e->bits;
        k.prefix = e->prefix;
    }
    return k;
}

static bool same(const struct entry_key *a, const struct listing *e)
{
    struct entry_key b = key_of(e);

    return a->kind == b.kind && a->has_network == b.has_network && a->bits == b.bits &&
           address_eq(&a->prefix, &b.prefix) && span_eq(a->login, b.login);
}

static size_t slot_of(const struct lists *l, const struct entry_key *k)
{
    uint8_t bytes[sizeof k->prefix.bytes + 3];
    uint64_t hash;
    size_t at;

    memcpy(bytes, k->prefix.bytes, sizeof k->prefix.bytes);
    bytes[sizeof k->prefix.bytes] = (uint8_t)k->kind;
    bytes[sizeof k->prefix.bytes + 1] = k->has_network;
    bytes[sizeof k->prefix.bytes + 2] = k->bits;
    hash = hash_bytes(&l->key, bytes, sizeof bytes) ^ hash_mix(hash_span(&l->key, k->login));
    at = (size_t)hash & (l->slot_count - 1);
    while (l->slots[at] != NULL && !same(k, l->slots[at])) {
        at = (at + 1) & (l->slot_count - 1);
    }
    return at;
}

static uint32_t *length_of(struct lists *l, const struct listing *e)
{
    return address_is_v4(&e->prefix) ? &l->v4[e->bits] : &l->v6[e->bits];
}

static void enter(struct lists *l, struct listing *e)
{
    struct entry_key k = key_of(e);

    l->slots[slot_of(l, &k)] = e;
}

static void index_again(struct lists *l, size_t slot_count)
{
    struct listing **old = l->slots;
    size_t old_count = l->slot_count;

    l->slot_count = slot_count;
    l->slots = memory_new(slot_count, sizeof(struct listing *));
    for (size_t i = 0; i < old_count; i++) {
        if (old[i] != NULL) {
            enter(l, old[i]);
        }
    }
    free((void *)old);
}

bool lists_put(struct lists *l, const struct listing *entry, struct err *e)
{
    struct entry_key k = key_of(entry);
    size_t at = slot_of(l, &k);
    struct listing *copy;

    if (l->slots[at] != NULL) {
        *l->slots[at] = *entry;
        return true;
    }
    if (l->count >= LISTS_MAX) {
        return err_set(e, ERR_LIMIT, "the lists hold %d entries already; remove some first",
                       LISTS_MAX);
    }
    copy = memory_new(1, sizeof *copy);
    *copy = *entry;
    l->slots[at] = copy;
    l->count++;
    if (entry->has_network) {
        ++*length_of(l, entry);
    }
    if (l->count * 2 > l->slot_count) {
        index_again(l, l->slot_count * 2);
    }
    return true;
}

bool lists_remove(struct lists *l, const struct listing *entry)
{
    struct entry_key k = key_of(entry);
    size_t at = slot_of(l, &k);

    if (l->slots[at] == NULL) {
        return false;
    }
    if (l->slots[at]->has_network) {
        --*length_of(l, l->slots[at]);
    }
    free(l->slots[at]);
    l->slots[at] = NULL;
    l->count--;
    index_again(l, l->slot_count); /* closes the gap in the probe chain */
    return true;
}

static const struct listing *at_key(const struct lists *l, struct entry_key *k, int64_t now_ms)
{
    for (int kind = 0; kind < LISTING_KIND_COUNT; kind++) { /* allow comes first */
        const struct listing *e;

        k->kind = (enum listing_kind)kind;
        e = l->slots[slot_of(l, k)];
        if (e != NULL && e->expires_ms > now_ms) {
            return e;
        }
    }
    return NULL;
}

/* The entry with the longest prefix around `remote`, for that login or, when empty, for any. */
static const struct listing *around(const struct lists *l, const struct address *remote,
                                    struct span login, int64_t now_ms)
{
    bool four = address_is_v4(remote);
    const uint32_t *used = four ? l->v4 : l->v6;

    for (int bits = four ? V4_BITS - 1 : ALL_BITS - 1; bits >= 0; bits--) {
        struct entry_key k = {.has_network = true, .bits = (uint8_t)bits, .login = login};
        const struct listing *e;

        if (used[bits] == 0) {
            continue;
        }
        k.prefix = address_prefix(remote, (unsigned)bits);
        e = at_key(l, &k, now_ms);
        if (e != NULL) {
            return e;
        }
    }
    return NULL;
}

const struct listing *lists_find(const struct lists *l, const struct address *remote,
                                 struct span login, int64_t now_ms)
{
    const struct listing *both = NULL;
    const struct listing *name = NULL;
    struct entry_key k = {.login = login};

    if (l->count == 0) {
        return NULL;
    }
    if (remote != NULL && login.len > 0) {
        both = around(l, remote, login, now_ms);
    }
    if (both != NULL) {
        return both;
    }
    if (login.len > 0) {
        name = at_key(l, &k, now_ms);
    }
    if (name != NULL || remote == NULL) {
        return name;
    }
    return around(l, remote, (struct span){0}, now_ms);
}

void lists_visit(const struct lists *l, enum listing_kind kind, int64_t now_ms,
                 void (*row)(void *ctx, const struct listing *entry), void *ctx)
{
    for (size_t i = 0; i < l->slot_count; i++) {
        if (l->slots[i] != NULL && l->slots[i]->kind == kind && l->slots[i]->expires_ms > now_ms) {
            row(ctx, l->slots[i]);
        }
    }
}
