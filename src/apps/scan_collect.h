/* apps/scan_collect.h - the findings a report shows, the most unusual kept when there are many.
 *
 * Owns: copies of findings and of the names in them. Threads: one.
 */
#ifndef APPS_SCAN_COLLECT_H
#define APPS_SCAN_COLLECT_H

#include "model/finding.h"

#define COLLECT_MAX 5000u /* findings kept for a report that shows them all together */

struct collect {
    struct finding_signin *rows;
    size_t count;
    size_t cap;
    uint64_t dropped; /* less unusual ones not kept */
};

/* Keeps a copy; beyond COLLECT_MAX the least unusual half goes. cost: amortised O(log n). */
void collect_add(struct collect *c, const struct finding_signin *f);

/* Most unusual first: refused, challenged, told; then by score; then the latest first. */
void collect_sort(struct collect *c);

void collect_clear(struct collect *c);

#endif
