/* place/text.h - names out of a database, made fit for people.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef PLACE_TEXT_H
#define PLACE_TEXT_H

#include "base/buf.h"

/* Appends as much of `name` as fits, one byte left free, cut between characters. Control characters
 * become blanks and bytes that are no UTF-8 become '?': a database is no reason for a terminal to
 * change colour. */
void text_cut(struct buf *out, struct span name);

#endif
