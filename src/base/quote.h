/* base/quote.h - foreign bytes made fit for one line of an error or a log. */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include "base/buf.h"

#define QUOTE_MAX 40 /* bytes of text a quotation shows, before "..." */

/* Text of a quotation: NUL-terminated, for %s. */
struct quote {
    char text[4 * QUOTE_MAX + 6];
};

/* `text` in double quotes. Printable ASCII and well-formed UTF-8 above U+009F stay; the quotation
 * mark, the backslash, control characters, line and paragraph separators, bidirectional controls
 * and every byte that is not UTF-8 become \xNN. Cut after QUOTE_MAX bytes, at a whole character. */
struct quote quote(struct span text);

#endif
