#include "service/accounts.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_ROWS 1024  /* rows allocated together: rows never move */
#define NAME_CHUNK 65536 /* bytes of names allocated together */
#define CACHE_LINE 64    /* bytes */
#define FIRST_SLOTS 4096 /* index slots at the start; a power of two */

/* One index slot: the row number plus one (0: empty) and part of the hash, so that most probes
 * that miss never touch a row. */
struct slot {
    uint32_t row;
    uint32_t tag;
};

struct accounts {
    struct hash_key key;
    struct account **chunks;
    char **names;
    struct slot *slots;
    size_t slot_count;
    size_t name_chunks;
    size_t name_used; /* of the last names chunk */
    uint32_t count;
};

_Static_assert(sizeof(struct account) <= 256 + 72, "see Memory in accounts.h");

struct accounts *accounts_new(void)
{
    struct accounts *a = memory_new(1, sizeof *a);

    hash_key_random(&a->key);
    a->slot_count = FIRST_SLOTS;
    a->slots = memory_new(a->slot_count, sizeof *a->slots);
    return a;
}

void accounts_free(struct accounts **a)
{
    if (*a == NULL) {
        return;
    }
    for (size_t i = 0; i * CHUNK_ROWS < (*a)->count; i++) {
        free((*a)->chunks[i]);
    }
    for (size_t i = 0; i < (*a)->name_chunks; i++) {
        free((*a)->names[i]);
    }
    free((void *)(*a)->chunks);
    free((void *)(*a)->names);
    free((*a)->slots);
    free(*a);
    *a = NULL;
}

uint32_t accounts_count(const struct accounts *a)
{
    return a->count;
}

struct account *accounts_at(const struct accounts *a, uint32_t i)
{
    return &a->chunks[i / CHUNK_ROWS][i % CHUNK_ROWS];
}

/* Asks for the whole row first: who looks for it will read it, and six cache lines that come
 * together cost little more than one. */
static bool is_named(const struct account *row, struct span name)
{
    const char *line = (const char *)row;

    for (size_t i = 0; i < sizeof *row; i += CACHE_LINE) {
        __builtin_prefetch(line + i);
    }
    return span_eq(account_name(row), name);
}

/* The slot that holds `name`, or the empty one where it belongs. */
static struct slot *probe(const struct accounts *a, struct span name, uint64_t hash)
{
    size_t mask = a->slot_count - 1;
    uint32_t tag = (uint32_t)(hash >> 32);

    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct slot *s = &a->slots[i];

        if (s->row == 0) {
            return s;
        }
        if (s->tag == tag && is_named(accounts_at(a, s->row - 1), name)) {
            return s;
        }
    }
}

static void grow(struct accounts *a)
{
    struct slot *old = a->slots;
    size_t old_count = a->slot_count;

    a->slot_count = old_count * 2;
    a->slots = memory_new(a->slot_count, sizeof *a->slots);
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].row != 0) {
            struct span name = account_name(accounts_at(a, old[i].row - 1));

            *probe(a, name, hash_span(&a->key, name)) = old[i];
        }
    }
    free(old);
}

static const char *keep_name(struct accounts *a, struct span name)
{
    char *at;

    if (a->name_chunks == 0 || NAME_CHUNK - a->name_used < name.len) {
        a->names = memory_grow((void *)a->names, a->name_chunks + 1, sizeof *a->names);
        a->names[a->name_chunks++] = memory_new(NAME_CHUNK, 1);
        a->name_used = 0;
    }
    at = a->names[a->name_chunks - 1] + a->name_used;
    memcpy(at, name.at, name.len);
    a->name_used += name.len;
    return at;
}

static struct account *add(struct accounts *a, struct span name)
{
    struct account *row;

    if (a->count % CHUNK_ROWS == 0) {
        size_t chunk = a->count / CHUNK_ROWS;

        a->chunks = memory_grow((void *)a->chunks, chunk + 1, sizeof(struct account *));
        a->chunks[chunk] = memory_new(CHUNK_ROWS, sizeof **a->chunks);
    }
    row = accounts_at(a, a->count++);
    row->name = keep_name(a, name);
    row->name_len = (uint16_t)name.len;
    return row;
}

struct account *accounts_get(struct accounts *a, struct span name)
{
    uint64_t hash = hash_span(&a->key, name);
    struct slot *s = probe(a, name, hash);
    struct account *row;

    assert(name.len >= 1 && name.len <= ACCOUNT_NAME_MAX);
    if (s->row != 0) {
        return accounts_at(a, s->row - 1);
    }
    assert(a->count < ACCOUNTS_MAX);
    row = add(a, name);
    *s = (struct slot){.row = a->count, .tag = (uint32_t)(hash >> 32)};
    if ((size_t)a->count * 4 > a->slot_count * 3) {
        grow(a);
    }
    return row;
}

struct account *accounts_find(const struct accounts *a, struct span name)
{
    const struct slot *s = probe(a, name, hash_span(&a->key, name));

    return s->row == 0 ? NULL : accounts_at(a, s->row - 1);
}

void account_count_foreign(struct account *a, const struct signin *s)
{
    uint32_t at_s = (uint32_t)(s->at_ms / TIME_SECOND_MS);
    uint16_t day = (uint16_t)time_day_of(s->at_ms);
    struct address subscriber = address_subscriber(&s->remote);
    uint32_t today;

    if (a->fail_day != day) {
        a->fail_day = day;
        a->fail_today = 0;
    }
    today = a->fail_today + s->attempts;
    a->fail_today = today > UINT16_MAX ? UINT16_MAX : (uint16_t)today;
    a->fail_peak = a->fail_today > a->fail_peak ? a->fail_today : a->fail_peak;
    a->fail_first_s = a->fail_first_s == 0 ? at_s : a->fail_first_s;
    a->fail_last_s = at_s > a->fail_last_s ? at_s : a->fail_last_s;
    a->foreign_failures += s->attempts;
    a->fail_sources |= UINT64_C(1)
                       << (hash_bytes(&HASH_KEY_STABLE, subscriber.bytes, sizeof subscriber.bytes) %
                           64);
}

uint32_t account_recent_failures(const struct account *a, int64_t at_ms)
{
    int64_t since_s = at_ms / TIME_SECOND_MS - a->fail_last_s;

    return a->fail_last_s != 0 && since_s <= 3600 ? a->fail_today : 0;
}
