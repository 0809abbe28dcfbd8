/* store/identity.h - identities of events by hour: gathered from batches, merged, packed. */
#ifndef STORE_IDENTITY_H
#define STORE_IDENTITY_H

#include "store/store.h"

struct identity {
    int64_t hour;
    uint64_t hash;
};

/* A growing list, used again for each commit. Zero is a valid empty one. */
struct identity_list {
    struct identity *items;
    size_t count;
    size_t cap;
};

/* Replaces the list's content by the identities of all batches, by hour, then hash, each once.
 * ERR_SYSTEM: no memory, list empty. */
bool identity_gather(struct identity_list *list, const struct store_batch *const *batches,
                     size_t count, struct err *e) MUST_CHECK;

/* How many items from `from` on are of the same hour. */
size_t identity_run(const struct identity_list *list, size_t from);

void identity_list_free(struct identity_list *list);

/* Sorts ascending and drops repetitions; returns the new count. */
size_t identity_unique(uint64_t *hashes, size_t count);

#endif
