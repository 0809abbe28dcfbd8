#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *at, size_t count, size_t size)
{
    if (at == NULL) {
        (void)fprintf(stderr, "mioboe: no memory for %zu times %zu bytes\n", count, size);
        abort();
    }
    return at;
}

void *memory_new(size_t count, size_t size)
{
    return checked(calloc(count == 0 ? 1 : count, size), count, size);
}

void *memory_grow(void *at, size_t count, size_t size)
{
    if (count == 0 || size == 0) {
        return checked(realloc(at, 1), 1, 1);
    }
    if (count > SIZE_MAX / size) {
        return checked(NULL, count, size);
    }
    return checked(realloc(at, count * size), count, size);
}

void memory_free(const void *at)
{
    void *owned;

    memcpy((void *)&owned, (const void *)&at, sizeof owned); /* a cast may not drop the const */
    free(owned);
}
