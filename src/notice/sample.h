/* notice/sample.h - made-up facts, one notice of each kind. */
#ifndef NOTICE_SAMPLE_H
#define NOTICE_SAMPLE_H

#include "notice/voice.h"

/* Never given out: its check character is wrong. */
#define SAMPLE_REFERENCE "M7K2-9QXD-4TRW-8C"

/* A request that lives as long as the struct. */
struct sample {
    struct notice_facts facts;
    struct account_record account;
    struct notice_request request;
};

void sample_fill(struct sample *s, const struct notice_voice *v, enum notice_kind kind,
                 enum lang lang);

/* The voice with a provider of the sample's own; borrows everything from v. */
struct notice_voice sample_voice(const struct notice_voice *v);

#endif
