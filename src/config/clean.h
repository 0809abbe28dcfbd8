/* config/clean.h - a file made plain enough for libconfuse.
 *
 * Duty      libconfuse expands ${VARIABLES}, calls functions, skips bytes it does not know, takes an
 *           unfinished section for a finished one, and its count of lines and its buffer cannot be
 *           relied on after comments. So the text it gets holds none of these: comments are blanked,
 *           the rest is refused with its line. Lines keep their numbers.
 */
#ifndef CONFIG_CLEAN_H
#define CONFIG_CLEAN_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

/* Writes text.len bytes and NUL to out. On failure *line is the line of the mistake, from 1.
 *
 * errors   ERR_CONFIG  "expected ..., came ...": NUL and other controls, bytes that are not UTF-8,
 *                      ${...}, ( ) + * and ' outside quotations, C comments, a quotation that does
 *                      not end on its line, a brace that does not end at all, a backslash before
 *                      anything but " and \
 */
bool clean(struct span text, char *out, size_t *line, struct err *e) MUST_CHECK;

#endif
