/* model/filter.h - what the mail filter says of a message, as its header states it. */
#ifndef MODEL_FILTER_H
#define MODEL_FILTER_H

#include "base/attr.h"
#include "base/span.h"
#include "model/verdict.h"

#include <stdbool.h>
#include <stdint.h>

#define FILTER_QUEUE_MAX 64   /* bytes of a queue ID with NUL */
#define FILTER_DIGEST_SIZE 16 /* bytes of BLAKE2b */

/* Whether the message was judged at all. Anything but FILTER_CHECKED: it passed unjudged. */
enum filter_state {
    FILTER_CHECKED,
    FILTER_LATE,   /* the verdict would have come too late */
    FILTER_BUSY,   /* too many messages wait already */
    FILTER_BROKEN, /* no checker is left */
    FILTER_STATE_COUNT
};

/* "checked", "late", "busy", "broken": stable, for machines. */
const char *filter_state_code(enum filter_state s);
bool filter_state_parse(struct span code, enum filter_state *out) MUST_CHECK;

struct filter_mark {
    enum filter_state state;
    enum verdict_code verdict; /* VERDICT_CANNOT_TELL unless state is FILTER_CHECKED */
    enum leaning leaning;
    enum verdict_rule rule;
    bool own;                               /* a notice of ours, at the address it was sent to */
    int32_t score;                          /* hundredths of a nat */
    int64_t at_s;                           /* seconds since 1970 */
    char queue_id[FILTER_QUEUE_MAX];        /* [A-Za-z0-9] only, NUL-terminated, may be empty */
    uint8_t recipients[FILTER_DIGEST_SIZE]; /* wire/verdict_digest.h */
    uint8_t message[FILTER_DIGEST_SIZE];
};

#endif
