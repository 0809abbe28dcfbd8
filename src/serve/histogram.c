#include "serve/histogram.h"

#include <inttypes.h>

const uint32_t histogram_bounds_us[HISTOGRAM_BUCKETS - 1] = {
    10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000,
};

void histogram_add(struct histogram *h, uint64_t ns)
{
    size_t i = 0;

    while (i < HISTOGRAM_BUCKETS - 1 && ns > UINT64_C(1000) * histogram_bounds_us[i]) {
        i++;
    }
    count_add(&h->buckets[i], 1);
    count_add(&h->sum_ns, ns);
}

void histogram_add_up(struct histogram_sum *sum, const struct histogram *h)
{
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        sum->buckets[i] += count_get(&h->buckets[i]);
    }
    sum->sum_ns += count_get(&h->sum_ns);
}

void histogram_print(struct buf *out, const char *name, const char *label,
                     const struct histogram_sum *sum)
{
    const char *comma = label[0] == '\0' ? "" : ",";
    uint64_t below = 0;

    for (size_t i = 0; i < HISTOGRAM_BUCKETS - 1; i++) {
        below += sum->buckets[i];
        buf_addf(out, "%s_bucket{%s%sle=\"%" PRIu32 ".%06" PRIu32 "\"} %" PRIu64 "\n", name, label,
                 comma, histogram_bounds_us[i] / 1000000, histogram_bounds_us[i] % 1000000, below);
    }
    below += sum->buckets[HISTOGRAM_BUCKETS - 1];
    buf_addf(out, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", name, label, comma, below);
    buf_addf(out, "%s_sum{%s} %" PRIu64 ".%09" PRIu64 "\n", name, label, sum->sum_ns / 1000000000u,
             sum->sum_ns % 1000000000u);
    buf_addf(out, "%s_count{%s} %" PRIu64 "\n", name, label, below);
}
