/* base/monotonic.h - a clock that never jumps, for deadlines. Its zero is of no meaning; it is no time
 * of day (base/time.h takes that as an argument). cost: about 20 ns. Threads: any. */
#ifndef BASE_MONOTONIC_H
#define BASE_MONOTONIC_H

#include <stdint.h>
#include <time.h>

static inline int64_t monotonic_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
