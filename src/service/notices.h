/* service/notices.h - placeholder of the shape agreed for verification. */
#ifndef SERVICE_NOTICES_H
#define SERVICE_NOTICES_H

#include "base/err.h"
#include "model/notice.h"

struct notices;

enum notice_status {
    NOTICE_OURS,
    NOTICE_UNKNOWN,
    NOTICE_MALFORMED
};

struct notice_answer {
    enum notice_status status;
    char reference[NOTICE_REFERENCE_MAX];
    int64_t created_ms;
    enum notice_kind kind;
    uint8_t lang;
    struct notice_facts facts;
    char to[CHANNEL_COUNT][64];
    enum delivery_state state[CHANNEL_COUNT];
    char account[64];
};

#endif
