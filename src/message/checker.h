/* message/checker.h - bytes of a message -> verdict, the bytes being read in a sandbox.
 *
 * Way       bytes -> child { message_read, message_observe } -> observation and what a record needs
 *           -> parent { records, answers, judge } -> verdict.
 * Owns      brands, wordings, weights and one sandbox.
 * Threads   one checker, one thread at a time.
 * Limits    those of message/read.h and message/sandbox.h; beyond them the verdict is "cannot tell".
 */
#ifndef MESSAGE_CHECKER_H
#define MESSAGE_CHECKER_H

#include "message/judge.h"
#include "message/read.h"
#include "message/records.h"
#include "message/verify.h"

/* Where DNS answers come from when a message is to be verified here. */
struct checker_dns {
    /* Answers question `index` of l by lookups_answer(); a failure leaves it failed. */
    void (*ask)(void *ctx, struct lookups *l, size_t index, const struct lookup *question);
    void *ctx;
};

/* How a message came, for SPF; as the mail server that took it knows. */
struct checker_envelope {
    bool has_client;
    struct address client; /* who handed it over */
    struct span helo;
    struct span mail_from; /* empty: a bounce */
};

struct checker_settings {
    const struct brand_file *brands; /* beside the built-in ones */
    size_t brand_count;
    struct span
        authserv_id; /* empty: no Authentication-Results are believed; must outlive the checker */
    const struct checker_dns *dns; /* verify SPF, DKIM, DMARC with it; NULL: nothing is looked up */
    bool
        joined; /* others will join it, from any thread: opened while there is one thread, and before
                    secrets are loaded (message/nursery.h) */
    bool without_sandbox; /* read in this process: for tests and measuring only */
};

struct checker;

/* ERR_CONFIG: a brand file; ERR_SYSTEM: no sandbox could be made; ERR_LIMIT: no memory. cost: 20 ms. */
bool checker_open(const struct checker_settings *s, struct checker **out, struct err *e) MUST_CHECK;

/* One more that reads messages at the same time, with a sandbox of its own and the brands, wordings and
 * weights of `first`, which was opened with `joined` or without a sandbox and is closed last. From any
 * thread. errors: as checker_open */
bool checker_join(const struct checker *first, struct checker **out, struct err *e) MUST_CHECK;

void checker_close(struct checker **c);

const struct weights *checker_weights(const struct checker *c);

/* One message. The observation is whole whatever happens: a message that could not be read is
 * "unreadable". *question (NULL allowed) views memory of the checker until the next call. */
void checker_observe(struct checker *c, const struct message_source *src, struct observation *out,
                     struct record_question *question);

/* How the next messages came; NULL: not known, SPF is not checked. Spans must outlive them. */
void checker_arrived(struct checker *c, const struct checker_envelope *envelope);

/* The verdict on an observation, after records and answers were added to it. */
void checker_judge(const struct checker *c, const struct observation *o, struct verdict *out);

#endif
