/* base/buf.h - bounded text output into memory the caller owns.
 *
 * Appending never fails visibly: on overflow the buffer turns full and swallows the rest, so a
 * writer is a straight line of appends with one check, buf_span(), at its end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

/* Writers append; buf_span() at the end. */
struct buf {
    char *at;
    size_t len;
    size_t cap;
    bool full;
};

#define BUF_ON(array) ((struct buf){.at = (array), .cap = sizeof(array)})

void buf_add(struct buf *b, struct span text);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* Gives what was written; ERR_LIMIT when any append did not fit. */
bool buf_span(const struct buf *b, struct span *out, struct err *e) MUST_CHECK;

#endif
