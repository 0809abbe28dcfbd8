#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#define CHUNK_SIZE ((size_t)64 * 1024)

struct arena_chunk {
    struct arena_chunk *before;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    size_t limit;
    size_t taken; /* of the limit */
    size_t used;  /* of the last chunk */
    struct arena_chunk *last;
    struct arena_chunk *spare; /* one emptied chunk, so that mark and release need no allocation */
};

struct arena *arena_new(size_t limit)
{
    struct arena *a = calloc(1, sizeof *a);

    if (a != NULL) {
        a->limit = limit;
    }
    return a;
}

void arena_free(struct arena **a)
{
    if (*a == NULL) {
        return;
    }
    arena_release(*a, (struct arena_mark){0});
    free((*a)->spare);
    free(*a);
    *a = NULL;
}

static bool add_chunk(struct arena *a, size_t size)
{
    size_t bytes = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    struct arena_chunk *chunk = a->spare;

    if (chunk != NULL && chunk->size >= size) {
        a->spare = NULL;
    } else {
        chunk = malloc(sizeof *chunk + bytes);
        if (chunk == NULL) {
            return false;
        }
        chunk->size = bytes;
    }
    chunk->before = a->last;
    a->last = chunk;
    a->used = 0;
    return true;
}

void *arena_take(struct arena *a, size_t size)
{
    size_t step = alignof(max_align_t);
    size_t need;
    void *at;

    if (size > SIZE_MAX / 2 || size > a->limit - a->taken) {
        return NULL;
    }
    need = (size + step - 1) / step * step;
    if (a->last == NULL || need > a->last->size - a->used) {
        if (!add_chunk(a, need)) {
            return NULL;
        }
    }
    at = a->last->bytes + a->used;
    a->used += need;
    a->taken += size;
    memset(at, 0, size);
    return at;
}

bool arena_copy(struct arena *a, struct span in, struct span *out)
{
    char *at = in.len == SIZE_MAX ? NULL : arena_take(a, in.len + 1);

    if (at == NULL) {
        return false;
    }
    if (in.len > 0) {
        memcpy(at, in.at, in.len);
    }
    *out = (struct span){.at = at, .len = in.len};
    return true;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){.chunk = a->last, .used = a->used, .taken = a->taken};
}

void arena_release(struct arena *a, struct arena_mark mark)
{
    while (a->last != mark.chunk) {
        struct arena_chunk *gone = a->last;

        a->last = gone->before;
        if (a->spare == NULL && gone->size == CHUNK_SIZE) {
            a->spare = gone;
        } else {
            free(gone);
        }
    }
    a->used = mark.used;
    a->taken = mark.taken;
}

size_t arena_taken(const struct arena *a)
{
    return a->taken;
}
