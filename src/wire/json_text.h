/* wire/json_text.h - text and numbers as JSON into a buffer.
 *
 * Source    RFC 8259. Quotes, backslashes, controls and whatever does not belong on a line are escaped;
 *           bytes that are not UTF-8 become U+FFFD, so what is written can always be read.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_JSON_TEXT_H
#define WIRE_JSON_TEXT_H

#include "base/buf.h"

#include <stdint.h>

/* Appends `text` in quotes. */
void json_text_add(struct buf *out, struct span text);

/* The same, but controls and line separators become blanks: for texts that a mail server hands on to
 * its own client in one line. */
void json_text_add_line(struct buf *out, struct span text);

/* Appends a whole number. */
void json_text_number(struct buf *out, int64_t n);

#endif
