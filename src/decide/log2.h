/* decide/log2.h - logarithms to base 2 in 1/256 bit, the model's only unit of evidence. */
#ifndef DECIDE_LOG2_H
#define DECIDE_LOG2_H

#include <stdint.h>

/* 256 * log2(x), at most 2 below the exact value, never 1 above; 0 for x = 0, which callers avoid. */
int32_t log2_of(uint64_t x);

/* 256 * log2(a / b). */
static inline int32_t log2_ratio(uint64_t a, uint64_t b)
{
    return log2_of(a) - log2_of(b);
}

#endif
