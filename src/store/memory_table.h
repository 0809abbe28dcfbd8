/* store/memory_table.h - the memory backend's accounts and counters. Threads: the caller's
 * lock. */
#ifndef STORE_MEMORY_TABLE_H
#define STORE_MEMORY_TABLE_H

#include "base/hash.h"
#include "store/store.h"

#define MEMORY_NONE UINT32_MAX /* no slot */

/* An account's rows by (last_ms, id); see memory_rows.h. */
struct memory_list {
    uint32_t newest;
    uint32_t oldest;
};

struct memory_account {
    char *name; /* malloc'd; NULL: the slot is free */
    uint32_t name_len;
    uint32_t next; /* in its bucket, or in the list of free slots */
    uint32_t pins; /* changes of a running commit that need it; a pinned account stays */
    bool has_profile;
    uint64_t hash;
    struct memory_list rows;
    uint8_t profile[STORE_PROFILE_SIZE];
};

struct memory_accounts {
    struct hash_key key;
    struct memory_account *slots;
    uint32_t *buckets; /* first slot of each; a power of two, as many as cap */
    size_t cap;
    size_t used; /* slots ever used */
    size_t count;
    uint32_t free;
};

void memory_accounts_init(struct memory_accounts *t);

/* MEMORY_NONE when there is no such account. */
uint32_t memory_accounts_find(const struct memory_accounts *t, struct span name);

/* Finds the account, or adds it, empty. MEMORY_NONE: no memory, nothing changed. */
uint32_t memory_accounts_take(struct memory_accounts *t, struct span name);

/* Removes the account when nothing is known of it and nobody has pinned it. */
void memory_accounts_tidy(struct memory_accounts *t, uint32_t at);

void memory_accounts_free(struct memory_accounts *t);

struct memory_counters {
    struct store_counter *items; /* in order of arrival */
    uint32_t *buckets;           /* first item of each; a power of two, as many as cap */
    uint32_t *next;              /* the item behind each in its bucket */
    size_t cap;
    size_t count;
};

/* Room for `more` counters. False: no memory, nothing changed. */
bool memory_counters_reserve(struct memory_counters *t, size_t more) MUST_CHECK;

/* Room must be reserved. */
void memory_counters_set(struct memory_counters *t, const struct store_counter *c);

void memory_counters_free(struct memory_counters *t);

#endif
