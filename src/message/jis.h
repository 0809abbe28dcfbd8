/* message/jis.h - ISO-2022-JP and EUC-JP into Shift_JIS by arithmetic (private to message).
 *
 * Source    Lunde, CJKV Information Processing, 2nd ed., chapter 4: code conversion algorithms.
 */
#ifndef MESSAGE_JIS_H
#define MESSAGE_JIS_H

#include "base/span.h"

/* Both write at most in.len bytes to `out` and give them as a span. A byte that has no meaning
 * becomes FF, which Shift_JIS does not know, so that it is counted as broken later. */
struct span jis_from_iso2022(struct span in, char *out);
struct span jis_from_euc(struct span in, char *out);

#endif
