/* store/memory_rows.h - the memory backend's history: every account's rows in order, the order of
 * recording over all, and the groups. Threads: the caller's lock. */
#ifndef STORE_MEMORY_ROWS_H
#define STORE_MEMORY_ROWS_H

#include "store/memory_table.h"
#include "store/row.h"

struct memory_row {
    struct history_row row; /* id counts up and is never used again */
    uint64_t group;
    uint32_t account; /* MEMORY_NONE: the slot is free */
    uint32_t newer;   /* same account, by (last_ms, id) */
    uint32_t older;
    uint32_t before; /* all rows, by id */
    uint32_t after;
    uint32_t chain; /* rows that group, same bucket, or the next free slot */
};

struct memory_rows {
    struct memory_row *slots;
    uint32_t *buckets; /* by group; a power of two, as many as cap */
    size_t cap;
    size_t used; /* slots ever used */
    size_t count;
    size_t limit;   /* the caller keeps count at or below it */
    uint32_t first; /* recorded longest ago */
    uint32_t last;
    uint32_t free;
    int64_t next_id;
};

void memory_rows_init(struct memory_rows *t, size_t limit);

/* Room for `more` rows, as far as the limit allows. False: no memory, nothing changed. */
bool memory_rows_reserve(struct memory_rows *t, size_t more) MUST_CHECK;

/* Counts the row into the newest one it belongs to; false when there is none. */
bool memory_rows_extend(struct memory_rows *t, uint32_t account, struct memory_list *list,
                        const struct history_row *row) MUST_CHECK;

/* Room must be reserved. */
void memory_rows_add(struct memory_rows *t, uint32_t account, struct memory_list *list,
                     const struct history_row *row);

void memory_rows_remove(struct memory_rows *t, uint32_t at, struct memory_list *list);

/* The newest row of the list behind the page's beginning. */
uint32_t memory_rows_before(const struct memory_rows *t, const struct memory_list *list,
                            const struct store_page *page);

/* The slots of rows that do not group and whose last_ms is not before from_ms, by first_ms, then id;
 * free() gives them back. */
uint32_t *memory_rows_since(const struct memory_rows *t, int64_t from_ms, size_t *count) MUST_CHECK;

void memory_rows_free(struct memory_rows *t);

#endif
