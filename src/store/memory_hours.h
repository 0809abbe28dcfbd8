/* store/memory_hours.h - the memory backend's identities: one ascending array for each hour.
 * Threads: the caller's lock. */
#ifndef STORE_MEMORY_HOURS_H
#define STORE_MEMORY_HOURS_H

#include "store/identity.h"

struct memory_hour {
    int64_t hour;
    uint64_t *hashes;
    size_t count;
    size_t cap;
};

struct memory_hours {
    struct memory_hour *hours; /* ascending */
    size_t count;
    size_t cap;
    size_t identities; /* over all hours */
    size_t limit;      /* beyond it the oldest hours go, but never the only one */
};

/* Room for the list. False: no memory, nothing visible changed. */
bool memory_hours_reserve(struct memory_hours *t, const struct identity_list *list) MUST_CHECK;

/* Room must be reserved. */
void memory_hours_add(struct memory_hours *t, const struct identity_list *list);

/* NULL when there is none. */
const struct memory_hour *memory_hours_find(const struct memory_hours *t, int64_t hour);

/* Forgets the hours before `hour`. */
void memory_hours_expire(struct memory_hours *t, int64_t hour);

void memory_hours_free(struct memory_hours *t);

#endif
