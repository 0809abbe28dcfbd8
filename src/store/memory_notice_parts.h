/* store/memory_notice_parts.h - what the files behind store/memory_notices.h share. Only they include it. */
#ifndef STORE_MEMORY_NOTICE_PARTS_H
#define STORE_MEMORY_NOTICE_PARTS_H

#include "store/memory_notices.h"
#include "store/notice_form.h"

struct memory_notice {
    struct notice notice;
    size_t count;
    struct delivery deliveries[NOTICE_DELIVERIES_MAX];
    char detail[NOTICE_DELIVERIES_MAX][NOTICE_DETAIL_MAX];
    char bytes[]; /* of the spans */
};

static inline struct memory_notice *notice_at(const struct memory_notices *t, size_t i)
{
    return t->at[i];
}

static inline bool notice_is_held(const struct memory_notice *n)
{
    return n->notice.fate == NOTICE_HELD && n->notice.digest == 0;
}

/* Copies the bytes of a span to *to, which moves on. */
static inline void notice_move_span(struct span *s, char **to)
{
    if (s->len > 0) {
        memcpy(*to, s->at, s->len);
    }
    s->at = *to;
    *to += s->len;
}

/* memory_notices.c: the delivery of that ID and its notice; NULL: there is none. */
struct delivery *memory_delivery_find(const struct memory_notices *t, int64_t id,
                                      struct memory_notice **of);

#endif
