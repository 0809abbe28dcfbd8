#include "store/sqlite_cache.h"

#include <stdlib.h>

struct sqlite_cache *sqlite_cache_new(void)
{
    struct sqlite_cache *c = calloc(1, sizeof *c);

    if (c != NULL) {
        hash_key_random(&c->keys[0]);
        hash_key_random(&c->keys[1]);
        c->listed_names = CACHE_END;
        c->listed_rows = CACHE_END;
    }
    return c;
}

void sqlite_cache_forget(struct sqlite_cache *c)
{
    memset(c->names, 0, sizeof c->names);
    c->listed_names = CACHE_END;
    sqlite_cache_forget_rows(c);
}

void sqlite_cache_forget_rows(struct sqlite_cache *c)
{
    memset(c->rows, 0, sizeof c->rows);
    c->listed_rows = CACHE_END;
}

struct cache_name *sqlite_cache_name(struct sqlite_cache *c, struct span name, uint64_t hash[2])
{
    hash[0] = hash_span(&c->keys[0], name);
    hash[1] = hash_span(&c->keys[1], name);
    return &c->names[hash[0] % CACHE_NAMES];
}

struct cache_row *sqlite_cache_row(struct sqlite_cache *c, uint64_t group)
{
    return &c->rows[group % CACHE_ROWS];
}

void cache_row_set(struct cache_row *slot, const struct row_key *key, const struct history_row *row)
{
    slot->key = *key;
    slot->id = row->id;
    slot->first_ms = row->first_ms;
    slot->count = row->count;
    slot->has_remote = row->has_remote;
    slot->latest_count = row->latest_count;
    memcpy(slot->latest, row->latest, sizeof slot->latest);
}

void cache_row_get(const struct cache_row *slot, struct history_row *row)
{
    *row = (struct history_row){
        .id = slot->id,
        .first_ms = slot->first_ms,
        .last_ms = slot->latest[0].at_ms,
        .count = slot->count,
        .has_remote = slot->has_remote,
        .latest_count = slot->latest_count,
    };
    memcpy(row->latest, slot->latest, sizeof row->latest);
}

void sqlite_cache_list_name(struct sqlite_cache *c, struct cache_name *slot)
{
    if (!slot->listed) {
        slot->listed = true;
        slot->next_listed = c->listed_names;
        c->listed_names = (uint32_t)(slot - c->names);
    }
}

void sqlite_cache_list_row(struct sqlite_cache *c, struct cache_row *slot)
{
    if (!slot->listed) {
        slot->listed = true;
        slot->next_listed = c->listed_rows;
        c->listed_rows = (uint32_t)(slot - c->rows);
    }
}

struct cache_name *sqlite_cache_next_name(struct sqlite_cache *c)
{
    struct cache_name *slot;

    if (c->listed_names == CACHE_END) {
        return NULL;
    }
    slot = &c->names[c->listed_names];
    c->listed_names = slot->next_listed;
    slot->listed = false;
    return slot;
}

struct cache_row *sqlite_cache_next_row(struct sqlite_cache *c)
{
    struct cache_row *slot;

    if (c->listed_rows == CACHE_END) {
        return NULL;
    }
    slot = &c->rows[c->listed_rows];
    c->listed_rows = slot->next_listed;
    slot->listed = false;
    return slot;
}
