/* service/check_message.h - is this message genuine? One story for the page, the API, a mail filter and
 * whoever forwards a mail.
 *
 * Way       bytes -> a free seat's sandbox -> observation -> our own record, what was told of fakes ->
 *           answers of the person -> verdict. Nothing of the message is kept.
 * Owns      struct check_desk: seats, each with a sandbox, whose processes come from a nursery
 *           (message/nursery.h). A seat whose child dies gets a new one with the next message.
 * Threads   check_desk_new while the process has one thread and no secret; the rest from any. At most
 *           as many messages are read at once as there are seats; the others wait.
 */
#ifndef SERVICE_CHECK_MESSAGE_H
#define SERVICE_CHECK_MESSAGE_H

#include "message/checker.h"
#include "model/fake.h"
#include "store/store.h"

#define CHECK_SEATS_MAX 16
#define CHECK_TEXT_MAX ((size_t)8 << 10) /* bytes of a message's text in an outcome */

struct check_desk;

struct check_desk_setup {
    const struct brand_file *brands; /* beside the built-in ones; may go when it is made */
    size_t brand_count;
    const char *authserv_id; /* "": no results of mail servers are believed */
    unsigned seats;          /* 1..CHECK_SEATS_MAX */
    const char *time_zone;   /* of times people read; "": this machine's */
    bool without_sandbox;    /* for tests alone */
};

/* errors   ERR_CONFIG  a brand file, a time zone
 *          ERR_SYSTEM  no process or memory */
bool check_desk_new(const struct check_desk_setup *s, struct check_desk **out,
                    struct err *e) MUST_CHECK;
void check_desk_free(struct check_desk **d); /* NULL is fine; *d becomes NULL */

/* From now on messages are compared with the notices in this store, which is borrowed; NULL: no more. */
void check_desk_use_store(struct check_desk *d, struct store *s);

/* Who knows what is going round; see struct check_records. Borrowed until NULL is given. */
typedef bool check_known(void *ctx, const struct record_question *q, struct fake_match *out,
                         struct err *e);
void check_desk_use_known(struct check_desk *d, check_known *known, void *ctx);

/* Spans live as long as the call. */
struct check_question {
    struct message_source source;
    const struct checker_envelope *envelope; /* how it came, for SPF; NULL: not known */
    const struct answers *answers;           /* NULL: nobody was asked */
    uint32_t wait_ms;                        /* for a free seat, at most */
};

/* Bytes of a mail or of pasted text, told apart as `mioboe check` does; an SMS and its sender. */
struct message_source check_bytes(struct span bytes);
struct message_source check_sms(struct span text, struct span from);

/* Large: on the heap. */
struct check_outcome {
    struct observation observation; /* what check_again() needs; without answers */
    struct verdict verdict;
    bool without_record;      /* our record could not be asked: what it would say is missing */
    struct fake_reading fake; /* what is kept when the person hands it in (service/fakes.h); its
                                 texts are the two below */
    char fake_subject[FAKE_SUBJECT_MAX];
    char fake_text[FAKE_TEXT_MAX];
    size_t text_len;
    char
        text[CHECK_TEXT_MAX]; /* what can be seen of the message, subject first, UTF-8; its front */
};

/* *out is whole whenever true comes back; a message that cannot be read is "cannot tell".
 * errors   ERR_LIMIT  no seat became free in time
 * cost     as checker_observe, and a look into the store for each reference in the message */
bool check_message(struct check_desk *d, const struct check_question *q, struct check_outcome *out,
                   struct err *e) MUST_CHECK;

/* The verdict on what was seen before, with what the person answers now. The message is not needed. */
void check_again(const struct check_desk *d, const struct observation *seen,
                 const struct answers *answers, struct verdict *out);

struct check_counts {
    uint64_t verdicts[VERDICT_COUNT];
    uint64_t unreadable; /* of those that cannot be told: not read to the end */
    uint64_t refused;    /* no seat in time */
    unsigned seats;
    unsigned busy; /* now */
};
struct check_counts check_desk_counts(struct check_desk *d);

/* "2026-11-28 18:05:09 (Asia/Tokyo)", for record_answer.sent. */
struct clock;
void check_sent_words(const struct clock *zone, int64_t at_ms, char out[static EVIDENCE_NAME_MAX]);

#endif
