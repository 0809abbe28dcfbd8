/* message/index.h - many keys to many small numbers: the tables behind the brand registry.
 *
 * Duty      add all, seal once, then look up by hash: the caller compares what it finds.
 * Owns      its arrays: index_free. What is added comes from our files, never from a peer, so that the hash
 *           needs no key.
 * Threads   any after index_seal.
 */
#ifndef MESSAGE_INDEX_H
#define MESSAGE_INDEX_H

#include "base/span.h"

#include <stdint.h>

struct index_item {
    uint32_t hash;
    uint32_t value;
    uint32_t next; /* 1-based; 0 ends the chain */
};

struct index {
    uint32_t *heads; /* 1-based */
    uint32_t mask;
    struct index_item *items;
    size_t count;
    size_t room;
};

/* FNV-1a. */
uint32_t index_hash(struct span key);

void index_add(struct index *x, uint32_t hash, uint32_t value);

/* After this nothing is added; values of one hash come out in the order they went in. */
void index_seal(struct index *x);

/* The first item of a hash, then those after it; NULL at the end. */
const struct index_item *index_first(const struct index *x, uint32_t hash);
const struct index_item *index_after(const struct index *x, const struct index_item *item);

void index_free(struct index *x);

#endif
