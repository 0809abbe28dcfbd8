/* store/writer.h - the one thread of a store that writes: a bounded queue and group commit.
 *
 * Duty      takes everything that waits, gives it to the backend as one transaction, tells each
 *           waiter. One slow commit therefore gathers the next group: the rate follows the load.
 * Threads   any, but writer_stop: once, when nobody else uses the writer.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store/backend.h"

#define WRITER_GROUP_BATCHES 1024 /* one commit holds at most so many batches, */
#define WRITER_GROUP_CHANGES 8192 /* and so many changes, or one bigger batch */

struct writer_tally {
    uint64_t commits;
    uint64_t batches;
    uint64_t changes;
};

/* Starts the thread for `s`, which must be ready to record. ERR_SYSTEM: no thread, no memory. */
bool writer_start(struct store *s, struct writer **out, struct err *e) MUST_CHECK;

/* As store_record and store_submit; the batch is already checked. */
bool writer_record(struct writer *w, const struct store_batch *batch, struct err *e) MUST_CHECK;
bool writer_submit(struct writer *w, const struct store_batch *batch, store_done *done, void *ctx,
                   struct err *e) MUST_CHECK;

/* Runs the backend's expiry slice by slice, groups of batches in between. */
bool writer_expire(struct writer *w, struct store_expiry *x, struct err *e) MUST_CHECK;

/* Runs `call` in the writer's thread, between two groups, and gives what it gave. The call makes a
 * transaction of its own. */
typedef bool writer_task(struct store *s, void *arg, struct err *e);
bool writer_call(struct writer *w, writer_task *task, void *arg, struct err *e) MUST_CHECK;

struct writer_tally writer_tally(struct writer *w);

/* Commits what waits, ends the thread, frees. NULL is fine; *w becomes NULL. */
void writer_stop(struct writer **w);

#endif
