/* notice/segments.h - how many short messages a text takes.
 *
 * Source    3GPP TS 23.038 6.2.1 (default alphabet and its extension), 6.2.3 (UCS2);
 *           3GPP TS 23.040 9.2.3.24.1 (concatenation with an 8-bit reference takes 6 octets of 140).
 * Limits    alone 160 septets or 70 UCS-2 units, concatenated 153 or 67 each. A character of two
 *           septets or two units is not parted.
 * Owns      nothing. Threads: any.
 */
#ifndef NOTICE_SEGMENTS_H
#define NOTICE_SEGMENTS_H

#include "base/span.h"

struct segments {
    size_t units; /* septets, or UCS-2 units */
    size_t count; /* segments; 0 for an empty text */
    bool unicode; /* UCS-2: some character is not in the default alphabet */
};

/* text: UTF-8; a byte that is none counts as one character outside the alphabet. cost: text.len. */
struct segments segments_of(struct span text);

/* Septets of one character: 1, 2 in the extension table, 0 outside the alphabet. */
unsigned segments_septets(unsigned point);

#endif
