/* model/notice_answer.h - is a notice ours? What whoever holds one is told about it. */
#ifndef MODEL_NOTICE_ANSWER_H
#define MODEL_NOTICE_ANSWER_H

#include "model/notice.h"

enum notice_status {
    NOTICE_OURS,
    NOTICE_UNKNOWN,   /* in order, but nothing of ours */
    NOTICE_MALFORMED, /* no reference can look like that: mistyped */
};

#define NOTICE_STATUS_COUNT (NOTICE_MALFORMED + 1)

#define NOTICE_MASKED_MAX 64

/* What the holder of a notice has anyway, and no more: no address of a network, nothing unmasked. */
struct notice_answer {
    enum notice_status status;
    int64_t created_ms;
    enum notice_kind kind;
    uint8_t lang;
    struct notice_facts facts;
    char to[CHANNEL_COUNT][NOTICE_MASKED_MAX]; /* masked; "" none */
    enum delivery_state state[CHANNEL_COUNT];  /* of the one in `to` */
    char account[NOTICE_MASKED_MAX];           /* masked sign-in name; "" when none is known */
    char reference[NOTICE_REFERENCE_MAX];      /* in its printed form; "" when MALFORMED */
    bool has_remote;                           /* never shown: only to tell whoever looks from */
    struct address remote;                     /* there that it is the same address (E-16) */
};

/* "ours", "unknown", "malformed": stable, for machines. */
const char *notice_status_code(enum notice_status s);

#endif
