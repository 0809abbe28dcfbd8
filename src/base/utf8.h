/* base/utf8.h - one character at a time out of bytes that claim to be UTF-8. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/attr.h"
#include "base/span.h"

#include <stdint.h>

/* Bytes of the well-formed character at the front of `s`, its code point in *point; 0, *point
 * untouched, when there is none (RFC 3629 section 4: no overlong form, no surrogate, nothing above
 * 10FFFF, nothing cut short). */
size_t utf8_take(struct span s, uint32_t *point) MUST_CHECK;

/* False for what may not reach a terminal or a line of a log as it is: controls, line and paragraph
 * separators, marks that turn the direction of writing. */
bool utf8_printable(uint32_t point) MUST_CHECK;

#endif
