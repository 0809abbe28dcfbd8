/* message/normal.h - decoded text -> the form struct message promises (private to message). */
#ifndef MESSAGE_NORMAL_H
#define MESSAGE_NORMAL_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "message/grow.h"

#include <stdint.h>

/* Gets ICU's normaliser; ERR_SYSTEM when its data is missing. */
bool normal_warm(struct err *e) MUST_CHECK;

/* Appends a piece of a header: controls and line ends become one space. */
void normal_line(struct grow *out, struct span text);

/* Appends text of several lines: '\n' ends a line, blanks before it go, other controls go, at most
 * two empty lines in a row. */
void normal_lines(struct grow *out, struct span text);

/* Match form, line by line: NFKC_Casefold; blanks at both ends of a line go, runs become one. */
struct span normal_match(struct arena *a, struct span text);

/* True for characters that are there and not seen: zero-width, soft hyphen, marks of direction,
 * fillers, tags. Joiners between emoji are not told apart here. */
bool normal_is_invisible(uint32_t point) MUST_CHECK;

/* Invisible characters of well-formed text, joiners inside emoji and Indic or Arabic words not
 * counted. cost: linear. */
uint32_t normal_count_invisible(struct span text);

#endif
