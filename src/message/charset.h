/* message/charset.h - bytes in a declared, undeclared or wrongly declared character set -> UTF-8
 * (private to message).
 *
 * Tables are ICU's, which come linked in: nothing is opened. ISO-2022-JP and EUC-JP are brought into
 * Shift_JIS by arithmetic first and read as Windows-31J, because mail called ISO-2022-JP carries the
 * characters of Windows (CP50221: row 13, half-width kana) that ICU's own converter refuses.
 * Source    RFC 1468; JIS X 0208; Lunde, CJKV Information Processing, 2nd ed., chapter 4.
 */
#ifndef MESSAGE_CHARSET_H
#define MESSAGE_CHARSET_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

/* Opens every converter once. ERR_SYSTEM when ICU has no data for one. */
bool charset_warm(struct err *e) MUST_CHECK;

/* Well-formed UTF-8 for `bytes`: `bytes` themselves when they already are, else in the arena; empty
 * when the arena is full. `declared` may be empty. Bits of enum message_damage are added to
 * *damage. A declaration is followed unless the bytes contradict it. cost: linear, a scan for what
 * is UTF-8, about 10 ns a byte for the rest. */
struct span charset_text(struct arena *a, struct span bytes, struct span declared,
                         uint32_t *damage);

/* True when the whole of `s` is UTF-8 (RFC 3629). */
bool charset_is_utf8(struct span s) MUST_CHECK;

#endif
