/* courier/detail.h - what the other side said, fit for one line that operators read. */
#ifndef COURIER_DETAIL_H
#define COURIER_DETAIL_H

#include "base/buf.h"

/* Appends what fits of `text`: runs of what is not printable become one blank, each `hidden` text
 * (when not empty) becomes "***". Never makes *out full; cut at a whole character. */
void detail_add(struct buf *out, struct span text, const struct span *hidden, size_t hidden_count);

#endif
