/* courier/backoff.h - when a message that was not taken is tried again. Pure. */
#ifndef COURIER_BACKOFF_H
#define COURIER_BACKOFF_H

#include <stddef.h>
#include <stdint.h>

#define BACKOFF_STEPS_MAX 12

/* Waits after the first, second, ... try; the last one goes on. */
struct backoff {
    size_t count; /* 1..BACKOFF_STEPS_MAX */
    uint32_t wait_ms[BACKOFF_STEPS_MAX];
};

/* 5 s, 15 s, 30 s, 1, 2, 5, 10, 20, 30 minutes: an outage of a minute costs a notice at most 45 s
 * more, one of hours about 50 tries a day. */
#define BACKOFF_DEFAULT                                                                            \
    {                                                                                              \
        .count = 9,                                                                                \
        .wait_ms = {5000, 15000, 30000, 60000, 120000, 300000, 600000, 1200000, 1800000},          \
    }

/* The wait after `tries` tries (1, 2, ...), between 0.8 and 1.2 of the table's; the same for the same
 * id, tries and seed, so that what failed together does not come back together. */
uint32_t backoff_wait_ms(const struct backoff *b, uint32_t tries, int64_t id, uint64_t seed);

#endif
