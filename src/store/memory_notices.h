/* store/memory_notices.h - the memory backend's notices, deliveries and announcements.
 *
 * Arrays in the order of recording, looked through from end to end: for tests and some thousands of
 * notices. Threads: the table's own lock, taken after every other one of the store.
 */
#ifndef STORE_MEMORY_NOTICES_H
#define STORE_MEMORY_NOTICES_H

#include "store/backend.h"

#include <pthread.h>

struct memory_notices {
    pthread_mutex_t lock;
    void **at; /* struct memory_notice, each malloc'd, by ID */
    size_t count;
    size_t cap;
    int64_t next_notice;
    int64_t next_delivery;
    void **announcements; /* struct memory_announcement, in the order they are visited */
    size_t announcement_count;
};

void memory_notices_init(struct memory_notices *t);
void memory_notices_free(struct memory_notices *t);

/* memory.c: a store's notices. */
struct memory_notices *memory_notices_of(struct store *s);

/* Asks the composer about the change and keeps what it made. */
void memory_notice_write(struct store *s, const struct store_change *c, int64_t event);

/* Forgets the notice of a row of history. */
void memory_notices_forget(struct memory_notices *t, int64_t event);

/* Forgets those of no row, created before. */
void memory_notices_expire(struct memory_notices *t, int64_t before_ms);

bool memory_notice_put(struct store *s, struct notice_put *put, struct err *e) MUST_CHECK;
bool memory_deliveries_change(struct store *s, struct delivery_change *changes, size_t count,
                              struct err *e) MUST_CHECK;
bool memory_deliveries_release(struct store *s, int64_t now_ms, uint64_t *released,
                               struct err *e) MUST_CHECK;
bool memory_announcement_put(struct store *s, const struct announcement *a, bool *was_there,
                             struct err *e) MUST_CHECK;
bool memory_notices_visit(struct store *s, const struct notice_query *query,
                          store_visit_notice *visit, void *ctx, size_t *visited,
                          struct err *e) MUST_CHECK;
bool memory_deliveries_visit(struct store *s, const struct delivery_query *query,
                             store_visit_delivery *visit, void *ctx, size_t *visited,
                             struct err *e) MUST_CHECK;
bool memory_held(struct store *s, size_t limit, store_visit_held *visit, void *ctx,
                 struct err *e) MUST_CHECK;
bool memory_outbox(struct store *s, struct store_outbox *out, struct err *e) MUST_CHECK;
bool memory_announcements(struct store *s, store_visit_announcement *visit, void *ctx,
                          struct err *e) MUST_CHECK;

#endif
