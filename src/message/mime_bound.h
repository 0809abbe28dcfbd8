/* message/mime_bound.h - the front of a mail that GMime reads in bounded memory (private to
 * message). */
#ifndef MESSAGE_MIME_BOUND_H
#define MESSAGE_MIME_BOUND_H

#include "base/span.h"

#include <stdint.h>

/* GMime has no bounds of its own but for depth: everything it allocates stands for a line, a part
 * or a parameter, so lines, lines that may begin a part, declared boundaries and the length of
 * Content- headers are counted first. *limits tells what cut the mail. cost: one pass. */
struct span mime_bound(struct span bytes, uint32_t *limits);

#endif
