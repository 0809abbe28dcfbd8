#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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
    if (size != 0 && count > SIZE_MAX / size) {
        return checked(NULL, count, size);
    }
    return checked(realloc(at, count * size), count, size);
}
