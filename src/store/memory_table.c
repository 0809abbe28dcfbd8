#include "store/memory_table.h"

#include <stdlib.h>

#define FIRST_CAP 256

/* New capacity for `need` slots; 0 when the numbers of slots would not hold it. */
static size_t grown(size_t cap, size_t need)
{
    size_t next = cap == 0 ? FIRST_CAP : cap;

    while (next < need) {
        next *= 2;
    }
    return next < MEMORY_NONE ? next : 0;
}

void memory_accounts_init(struct memory_accounts *t)
{
    *t = (struct memory_accounts){.free = MEMORY_NONE};
    hash_key_random(&t->key);
}

static void account_link(struct memory_accounts *t, uint32_t at)
{
    uint32_t *bucket = &t->buckets[t->slots[at].hash & (t->cap - 1)];

    t->slots[at].next = *bucket;
    *bucket = at;
}

static bool accounts_grow(struct memory_accounts *t)
{
    size_t cap = grown(t->cap, t->used + 1);
    struct memory_account *slots;
    uint32_t *buckets;

    if (t->used < t->cap) {
        return true;
    }
    slots = cap == 0 ? NULL : realloc(t->slots, cap * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    t->slots = slots;
    buckets = realloc(t->buckets, cap * sizeof *buckets);
    if (buckets == NULL) {
        return false;
    }
    t->buckets = buckets;
    t->cap = cap;
    memset(buckets, 0xff, cap * sizeof *buckets);
    for (size_t i = 0; i < t->used; i++) {
        if (slots[i].name != NULL) {
            account_link(t, (uint32_t)i);
        }
    }
    return true;
}

uint32_t memory_accounts_find(const struct memory_accounts *t, struct span name)
{
    uint64_t hash = hash_span(&t->key, name);
    uint32_t at = t->cap == 0 ? MEMORY_NONE : t->buckets[hash & (t->cap - 1)];

    while (at != MEMORY_NONE) {
        const struct memory_account *a = &t->slots[at];

        if (a->hash == hash && span_eq(name, (struct span){.at = a->name, .len = a->name_len})) {
            return at;
        }
        at = a->next;
    }
    return MEMORY_NONE;
}

uint32_t memory_accounts_take(struct memory_accounts *t, struct span name)
{
    uint32_t at = memory_accounts_find(t, name);
    char *copy;

    if (at != MEMORY_NONE) {
        return at;
    }
    if (t->free == MEMORY_NONE && !accounts_grow(t)) {
        return MEMORY_NONE;
    }
    copy = malloc(name.len);
    if (copy == NULL) {
        return MEMORY_NONE;
    }
    memcpy(copy, name.at, name.len);
    if (t->free != MEMORY_NONE) {
        at = t->free;
        t->free = t->slots[at].next;
    } else {
        at = (uint32_t)t->used++;
    }
    t->slots[at] = (struct memory_account){
        .name = copy,
        .name_len = (uint32_t)name.len,
        .hash = hash_span(&t->key, name),
        .rows = {.newest = MEMORY_NONE, .oldest = MEMORY_NONE},
    };
    account_link(t, at);
    t->count++;
    return at;
}

void memory_accounts_tidy(struct memory_accounts *t, uint32_t at)
{
    struct memory_account *gone = &t->slots[at];
    uint32_t *link = &t->buckets[gone->hash & (t->cap - 1)];

    if (gone->pins > 0 || gone->has_profile || gone->rows.newest != MEMORY_NONE) {
        return;
    }
    while (*link != at) {
        link = &t->slots[*link].next;
    }
    *link = gone->next;
    free(gone->name);
    *gone = (struct memory_account){.next = t->free};
    t->free = at;
    t->count--;
}

void memory_accounts_free(struct memory_accounts *t)
{
    for (size_t i = 0; i < t->used; i++) {
        free(t->slots[i].name);
    }
    free(t->slots);
    free(t->buckets);
}

static uint32_t *counter_bucket(struct memory_counters *t, const struct store_counter *c)
{
    return &t->buckets[hash_mix((uint64_t)c->table << 32 | c->index) & (t->cap - 1)];
}

bool memory_counters_reserve(struct memory_counters *t, size_t more)
{
    size_t cap = grown(t->cap, t->count + more);
    struct memory_counters bigger = {.cap = cap, .count = t->count};

    if (cap == t->cap) {
        return true;
    }
    bigger.items = cap == 0 ? NULL : malloc(cap * sizeof *bigger.items);
    bigger.buckets = cap == 0 ? NULL : malloc(cap * sizeof *bigger.buckets);
    bigger.next = cap == 0 ? NULL : malloc(cap * sizeof *bigger.next);
    if (bigger.items == NULL || bigger.buckets == NULL || bigger.next == NULL) {
        memory_counters_free(&bigger);
        return false;
    }
    memset(bigger.buckets, 0xff, cap * sizeof *bigger.buckets);
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t *bucket = counter_bucket(&bigger, &t->items[i]);

        bigger.items[i] = t->items[i];
        bigger.next[i] = *bucket;
        *bucket = i;
    }
    memory_counters_free(t);
    *t = bigger;
    return true;
}

void memory_counters_set(struct memory_counters *t, const struct store_counter *c)
{
    uint32_t *bucket = counter_bucket(t, c);
    uint32_t at = *bucket;

    while (at != MEMORY_NONE &&
           (t->items[at].table != c->table || t->items[at].index != c->index)) {
        at = t->next[at];
    }
    if (at == MEMORY_NONE) {
        at = (uint32_t)t->count++;
        t->next[at] = *bucket;
        *bucket = at;
    }
    t->items[at] = *c;
}

void memory_counters_free(struct memory_counters *t)
{
    free(t->items);
    free(t->buckets);
    free(t->next);
}
