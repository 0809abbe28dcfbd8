/* base/number.h - text to number with bounds, in one place. Nobody else calls strtol or atoi. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/attr.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/* True when `in` is 1..20 decimal digits and nothing else, within lo..hi; *out only then. */
bool number_parse(struct span in, uint64_t lo, uint64_t hi, uint64_t *out) MUST_CHECK;

/* Takes leading decimal digits off *rest; false, changing nothing, when there are none or the
 * number does not fit 64 bits. */
bool number_take(struct span *rest, uint64_t *out) MUST_CHECK;

#endif
