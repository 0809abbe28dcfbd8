/* place/layer.h - networks nested in each other, resolved into one flat line of runs.
 *
 * Duty      takes networks in ascending order of first address, a wider one before those inside
 *           it, and keeps for every address what the narrowest network around it says: one pass,
 *           memory for the runs only. Neighbours that say the same become one run.
 * Keys      a line is 0..max. IPv4 is its 32-bit number. IPv6 is the first 64 bits of an address
 *           of 2000::/3 without their leading 001 (layer_six): nothing else is routed, and a /64
 *           is one subscriber, so networks longer than /64 have no run of their own.
 * Owns      its runs; layer_free. Threads: one.
 */
#ifndef PLACE_LAYER_H
#define PLACE_LAYER_H

#include "base/err.h"
#include "place/cell.h"

#include <stddef.h>

#define LAYER_FOUR_MAX UINT32_MAX
#define LAYER_SIX_MAX ((UINT64_C(1) << 61) - 1)
#define LAYER_DEPTH_MAX 66          /* nesting: one more than prefix lengths of 64 bits */
#define LAYER_RUNS_MAX (16u << 20u) /* runs of one line; beyond, the database is refused */

struct run {
    uint64_t start; /* up to the next run's start - 1, the last one up to the line's max */
    cell cell;
};

struct nest {
    uint64_t last;
    cell cell;
};

struct layer {
    struct run *at; /* ascending; at[0].start == 0 */
    size_t count;
    size_t cap;
    uint64_t max;
    uint64_t before; /* first address of the network added last */
    unsigned depth;
    struct nest open[LAYER_DEPTH_MAX]; /* networks around the present point, widest first */
};

/* True when address bytes lie in 2000::/3; *key is then the address on the IPv6 line. */
bool layer_six(const uint8_t bytes[static 16], uint64_t *key);

/* *l becomes a line 0..max that knows nothing. ERR_SYSTEM without memory. */
bool layer_begin(struct layer *l, uint64_t max, struct err *e) MUST_CHECK;

/* Adds the network first..last.
 *
 * errors    ERR_INPUT  out of order, or overlapping without being nested
 *           ERR_LIMIT  more than LAYER_RUNS_MAX runs
 *           ERR_SYSTEM without memory
 */
bool layer_add(struct layer *l, uint64_t first, uint64_t last, cell c, struct err *e) MUST_CHECK;

/* Closes what is still open: after it the runs cover the whole line. Errors as layer_add. */
bool layer_end(struct layer *l, struct err *e) MUST_CHECK;

/* *out becomes `over` where it knows something and `under` where it does not (cell_over), both
 * ended and of the same max. *out must not be one of them. Errors as layer_add. */
bool layer_merge(const struct layer *over, const struct layer *under, struct layer *out,
                 struct err *e) MUST_CHECK;

/* NULL and never begun ones are fine. */
void layer_free(struct layer *l);

#endif
