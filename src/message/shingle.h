/* message/shingle.h - a text as the set of its runs of letters, whatever digits, marks and blanks stand
 * between them.
 *
 * Source    shingling: Broder, On the resemblance and containment of documents, 1997. FNV-1a over the
 *           letters: nothing secret depends on it, and a print is the same on every machine.
 * Owns      nothing. Threads: any.
 */
#ifndef MESSAGE_SHINGLE_H
#define MESSAGE_SHINGLE_H

#include "base/span.h"

#include <stdint.h>

#define SHINGLE_LETTERS 8 /* of a run */

/* The runs of `folded` as they come, some several times, into `out` with room for folded.len. Gives how
 * many. cost: 10 ns a byte. */
size_t shingles_in(struct span folded, uint64_t *out);

/* The runs of `folded` (text_fold), sorted and each once, into `out` with room for folded.len. Gives how
 * many. cost: 30 ns a byte. */
size_t shingles_of(struct span folded, uint64_t *out);

#endif
