/* message/grow.h - text and arrays of unknown length in an arena (private to message).
 *
 * Adding never fails visibly: past `max`, or in a full arena, the rest is left out and `full` or
 * `starved` stays set for whoever asks at the end.
 */
#ifndef MESSAGE_GROW_H
#define MESSAGE_GROW_H

#include "base/arena.h"
#include "base/span.h"

struct grow {
    struct arena *arena;
    char *at;
    size_t len;
    size_t cap;
    size_t max;
    bool full;    /* max was reached */
    bool starved; /* the arena was full */
};

/* Adds as much of `text` as fits; a character is never cut when text is UTF-8. cost: doubles. */
void grow_add(struct grow *g, struct span text);

void grow_char(struct grow *g, char c);

static inline struct span grow_span(const struct grow *g)
{
    return (struct span){.at = g->at, .len = g->len};
}

/* Room for item number `count` of `size` bytes each behind *items, which moves as it grows; zeroed.
 * NULL, *items untouched, when the arena is full. */
void *grow_item(struct arena *a, void **items, size_t count, size_t size) MUST_CHECK;

#endif
