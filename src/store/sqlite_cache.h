/* store/sqlite_cache.h - what the writer need not ask SQLite for: numbers of accounts, rows that
 * may still grow; and what it may write once at the end of a commit instead of many times.
 *
 * Duty      two direct-mapped tables of fixed size. A slot may be dirty: newer than the database,
 *           written when another entry takes its place, or by the flush before the commit.
 * Threads   the writer's own.
 */
#ifndef STORE_SQLITE_CACHE_H
#define STORE_SQLITE_CACHE_H

#include "base/hash.h"
#include "model/history.h"
#include "store/row.h"

#define CACHE_NAMES 262144 /* 40 bytes each: 10 MiB */
#define CACHE_ROWS 131072  /* 160 bytes each: 20 MiB */

/* An account by the 128 bits of two hashes under random keys: no name can be made to meet another's
 * slot, and chance does not in the age of the universe. */
struct cache_name {
    uint64_t hash[2];
    int64_t id;             /* 0: empty */
    const uint8_t *profile; /* to be written; borrowed from a batch of the running commit */
    uint32_t next_listed;
    bool listed; /* in the list of slots the flush looks at, dirty or not */
};

/* Of a row that groups: what it has in common with the events that belong to it, and what they
 * change. */
struct cache_row {
    int64_t id; /* 0: empty */
    int64_t first_ms;
    uint64_t count;
    struct history_event latest[HISTORY_LATEST];
    struct row_key key;
    uint32_t next_listed;
    uint8_t latest_count;
    bool has_remote;
    bool listed;
    bool dirty;
};

#define CACHE_END UINT32_MAX

struct sqlite_cache {
    struct hash_key keys[2];
    uint32_t listed_names; /* first slot of each list; CACHE_END: none */
    uint32_t listed_rows;
    struct cache_name names[CACHE_NAMES];
    struct cache_row rows[CACHE_ROWS];
};

/* NULL: no memory. free() gives it back. */
struct sqlite_cache *sqlite_cache_new(void);

/* Forgets everything, dirty or not: after a rollback, or when another program wrote. */
void sqlite_cache_forget(struct sqlite_cache *c);

/* The slot where the name is or would be; *hash its two hashes. */
struct cache_name *sqlite_cache_name(struct sqlite_cache *c, struct span name, uint64_t hash[2]);

struct cache_row *sqlite_cache_row(struct sqlite_cache *c, uint64_t group);

/* The parts of a row that row_extend() changes, to and from a slot; other members of *row become 0
 * (and the writer does not look at them). */
void cache_row_set(struct cache_row *slot, const struct row_key *key,
                   const struct history_row *row);
void cache_row_get(const struct cache_row *slot, struct history_row *row);

/* Marks the slot for the next flush. */
void sqlite_cache_list_name(struct sqlite_cache *c, struct cache_name *slot);
void sqlite_cache_list_row(struct sqlite_cache *c, struct cache_row *slot);

/* Takes a slot off the list of the flush; NULL: none left. */
struct cache_name *sqlite_cache_next_name(struct sqlite_cache *c);
struct cache_row *sqlite_cache_next_row(struct sqlite_cache *c);

/* Forgets the rows alone: some were removed from the database. */
void sqlite_cache_forget_rows(struct sqlite_cache *c);

#endif
