#include "message/shingle.h"

#include "base/utf8.h"

#include <stdlib.h>

#define HASH_START 14695981039346656037u
#define HASH_FACTOR 1099511628211u

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || c >= 0x3041;
}

size_t shingles_in(struct span folded, uint64_t *out)
{
    uint32_t ring[SHINGLE_LETTERS];
    size_t letters = 0;
    size_t count = 0;

    while (folded.len > 0) {
        uint32_t c = 0;
        size_t took = utf8_take(folded, &c);
        uint64_t hash = HASH_START;

        took = took > 0 ? took : 1;
        folded = (struct span){.at = folded.at + took, .len = folded.len - took};
        if (!is_letter(c)) {
            continue;
        }
        ring[letters++ % SHINGLE_LETTERS] = c;
        for (size_t i = 0; letters >= SHINGLE_LETTERS && i < SHINGLE_LETTERS; i++) {
            hash = (hash ^ ring[(letters + i) % SHINGLE_LETTERS]) * HASH_FACTOR;
        }
        if (letters >= SHINGLE_LETTERS) {
            out[count++] = hash;
        }
    }
    return count;
}

size_t shingles_of(struct span folded, uint64_t *out)
{
    size_t count = shingles_in(folded, out);
    size_t kept = 0;

    qsort(out, count, sizeof *out, by_value);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || out[kept - 1] != out[i]) {
            out[kept++] = out[i];
        }
    }
    return kept;
}
