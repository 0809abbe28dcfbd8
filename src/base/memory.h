/* base/memory.h - allocation that succeeds or ends the process with a sentence.
 *
 * For what a run cannot go on without and what no peer controls the size of. Where a peer does,
 * there is a limit in front of the allocation.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "base/attr.h"

#include <stddef.h>

/* Zeroed memory for count things of size bytes; never NULL. */
void *memory_new(size_t count, size_t size) MUST_CHECK NEVER_NULL;

/* As realloc for count things of size bytes; never NULL, also for none; new bytes are not zeroed. */
void *memory_grow(void *at, size_t count, size_t size) MUST_CHECK NEVER_NULL;

/* Frees what the two above gave, also where its owner keeps it as bytes nobody may write. */
void memory_free(const void *at);

#endif
