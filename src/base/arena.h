/* base/arena.h - memory that is taken in small pieces and given back all at once.
 *
 * Duty      many small things with one lifetime: the values of a page, the facts of one request.
 * Owns      everything taken from it. Nobody frees a piece; arena_release() gives back everything
 *           taken since a mark, arena_free() the rest.
 * Threads   one arena, one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/attr.h"
#include "base/span.h"

struct arena;
struct arena_chunk;

/* A point in an arena's life. */
struct arena_mark {
    struct arena_chunk *chunk;
    size_t used;
    size_t taken;
};

/* limit: bytes that may be taken in all. NULL when the system has no memory. */
struct arena *arena_new(size_t limit) MUST_CHECK;

/* Frees everything and sets *a to NULL; *a may be NULL. */
void arena_free(struct arena **a);

/* `size` zeroed bytes, aligned for any type; NULL when the limit is reached or the system has no
 * memory. cost: constant, one allocation for each 64 KiB. */
void *arena_take(struct arena *a, size_t size) MUST_CHECK;

/* A copy of `in`, followed by NUL for C libraries' sake; false when there is no room. */
bool arena_copy(struct arena *a, struct span in, struct span *out) MUST_CHECK;

struct arena_mark arena_mark(const struct arena *a);

/* Everything taken since `mark` is gone; marks must be released last first. */
void arena_release(struct arena *a, struct arena_mark mark);

/* Bytes taken and not released. */
size_t arena_taken(const struct arena *a);

#endif
