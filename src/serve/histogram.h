/* serve/histogram.h - how long answers took, for /metrics.
 *
 * Threads   one adds; any read. A reader may see a count before its sum, never a torn number.
 */
#ifndef SERVE_HISTOGRAM_H
#define SERVE_HISTOGRAM_H

#include "base/buf.h"

#include <stdatomic.h>
#include <stdint.h>

#define HISTOGRAM_BUCKETS 16 /* the last one takes everything beyond */

/* A number that one thread changes and others read. */
typedef _Atomic uint64_t count_t;

static inline void count_add(count_t *c, uint64_t more)
{
    atomic_store_explicit(c, atomic_load_explicit(c, memory_order_relaxed) + more,
                          memory_order_relaxed);
}

static inline uint64_t count_get(const count_t *c)
{
    return atomic_load_explicit(c, memory_order_relaxed);
}

struct histogram {
    count_t buckets[HISTOGRAM_BUCKETS];
    count_t sum_ns;
};

/* Upper bound of a bucket, inclusive, in microseconds; of all but the last. */
extern const uint32_t histogram_bounds_us[HISTOGRAM_BUCKETS - 1];

void histogram_add(struct histogram *h, uint64_t ns);

/* What several threads counted, added up. */
struct histogram_sum {
    uint64_t buckets[HISTOGRAM_BUCKETS];
    uint64_t sum_ns;
};
void histogram_add_up(struct histogram_sum *sum, const struct histogram *h);

/* The lines of one Prometheus histogram, `name` in seconds; label: "kind=\"allow\"" or "". */
void histogram_print(struct buf *out, const char *name, const char *label,
                     const struct histogram_sum *sum);

#endif
