#include "service/distinct.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

#define REGISTERS 256
#define INDEX_BITS 8

static void registers_add(uint8_t *registers, uint64_t hash)
{
    uint64_t rest = hash << INDEX_BITS | 1u << (INDEX_BITS - 1); /* the set bit bounds the rank */
    uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);
    uint8_t *r = &registers[hash >> (64 - INDEX_BITS)];

    if (rank > *r) {
        *r = rank;
    }
}

/* Registers want all 64 bits, the exact list kept 32: the upper half of a mixed hash is as good. */
static uint64_t widen(uint32_t kept)
{
    uint64_t x = kept * UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

void distinct_add(struct distinct *d, uint64_t hash)
{
    uint32_t kept = (uint32_t)(hash >> 32);

    if (d->registers != NULL) {
        registers_add(d->registers, widen(kept));
        return;
    }
    for (uint32_t i = 0; i < d->count; i++) {
        if (d->exact[i] == kept) {
            return;
        }
    }
    if (d->count < DISTINCT_EXACT) {
        d->exact[d->count++] = kept;
        return;
    }
    d->registers = memory_new(REGISTERS, 1);
    for (uint32_t i = 0; i < d->count; i++) {
        registers_add(d->registers, widen(d->exact[i]));
    }
    registers_add(d->registers, widen(kept));
}

uint32_t distinct_count(const struct distinct *d)
{
    const double alpha = 0.7213 / (1 + 1.079 / REGISTERS);
    double sum = 0;
    unsigned zero = 0;
    double estimate;

    if (d->registers == NULL) {
        return d->count;
    }
    for (unsigned i = 0; i < REGISTERS; i++) {
        sum += ldexp(1.0, -d->registers[i]);
        zero += d->registers[i] == 0 ? 1u : 0u;
    }
    estimate = alpha * REGISTERS * REGISTERS / sum;
    if (estimate <= 2.5 * REGISTERS && zero > 0) {
        estimate = REGISTERS * log((double)REGISTERS / zero); /* linear counting for few values */
    }
    return (uint32_t)(estimate + 0.5);
}

bool distinct_is_estimate(const struct distinct *d)
{
    return d->registers != NULL;
}

void distinct_clear(struct distinct *d)
{
    free(d->registers);
    *d = (struct distinct){0};
}
