/* words/clean.h - names from outside made safe to show, and the columns they take.
 *
 * Duty      account names, provider names and the like are typed by anybody, attackers included:
 *           what goes to a terminal or a page must be well-formed UTF-8 that moves no cursor, turns
 *           no reading direction and hides nothing.
 * Source    Unicode 15 character data from ICU; UAX 11 (East Asian Width).
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_CLEAN_H
#define WORDS_CLEAN_H

#include "base/buf.h"
#include "base/span.h"

#include <stdint.h>

/* Appends `in` with every ASCII control character as its picture (ESC as U+241B), and each byte that
 * is no UTF-8 and each invisible, direction-changing, private or separating character as U+FFFD.
 * Takes at most three times in.len bytes. */
void clean_text(struct buf *out, struct span in);

/* Appends `in` with each byte that is no UTF-8 as U+FFFD and nothing else changed: for formats that
 * escape control characters themselves. Takes at most three times in.len bytes. */
void clean_utf8(struct buf *out, struct span in);

/* Takes one character off *rest; U+FFFD (one byte taken) where the bytes are no UTF-8.
 * rest->len must not be 0. */
int32_t clean_next(struct span *rest);

/* False for a character clean_text() does not show as it is. */
bool clean_is_plain(int32_t c);

/* Columns `clean` takes on a terminal: 2 for wide and full-width characters, 0 for combining ones. */
size_t columns_of(struct span clean);

/* The longest beginning of `clean` that takes at most `max` columns, whole characters only. */
struct span columns_cut(struct span clean, size_t max);

#endif
