/* store/batch.h - batches: are they in order, and copies of them that outlive their makers. */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "store/store.h"

/* ERR_BUG, naming the first thing wrong, when the batch breaks the rules of store.h. */
bool batch_check(const struct store_batch *batch, struct err *e) MUST_CHECK;

/* Bytes batch_copy() needs. */
size_t batch_size(const struct store_batch *batch);

/* A copy of the batch and everything it points to, inside `at`: batch_size() bytes aligned for
 * max_align_t. Returns `at`. */
struct store_batch *batch_copy(const struct store_batch *batch, void *at);

#endif
