/* serve/milter_mail.h - one message as a mail server hands it to the filter, piece by piece.
 *
 * Duty      keeps the message's bytes up to a bound, and everything of it that the header's seal covers.
 *           Fields named X-Mioboe-Verdict are counted and not kept: no verdict that came with a message
 *           has a part in ours.
 * Owns      the bytes, until milter_mail_take() hands them on.
 * Threads   one message, one thread; a budget is shared by all.
 * Limits    `keep` bytes a message and budget->max of all together: what has no room is cut, and the
 *           message is never genuine. MILTER_RECIPIENTS_MAX bytes of addresses; more are hashed in the order
 *           they came.
 */
#ifndef SERVE_MILTER_MAIL_H
#define SERVE_MILTER_MAIL_H

#include "base/buf.h"
#include "wire/verdict_digest.h"

#include <stdatomic.h>

#define MILTER_ADDRESS_MAX 512     /* bytes of an address that are kept */
#define MILTER_RECIPIENTS_MAX 1000 /* recipients that are told apart */
#define MILTER_SUBJECT_MAX 2000    /* bytes of a subject that could be changed */

struct milter_budget {
    _Atomic size_t held; /* bytes of all messages under way */
    size_t max;
};

struct milter_mail {
    struct milter_budget *budget;
    size_t keep;
    char *bytes;
    size_t len;
    size_t room;
    bool cut;
    struct verdict_digest digest;
    char (*recipients)[MILTER_ADDRESS_MAX]; /* NUL-terminated */
    size_t recipient_room;
    size_t recipient_count; /* of the envelope; no more than MAX are kept */
    char sender[MILTER_ADDRESS_MAX];
    size_t verdict_fields; /* X-Mioboe-Verdict that came with it */
    bool has_subject;
    char subject[MILTER_SUBJECT_MAX]; /* NUL-terminated; "" also when it was longer */
};

/* Empty, for the next message; frees what an earlier one kept. *m must be zeroed before the first time. */
void milter_mail_begin(struct milter_mail *m, struct milter_budget *budget, size_t keep_max);
void milter_mail_free(struct milter_mail *m);

/* Arguments of MAIL and RCPT: "<a@b>" or "a@b". */
void milter_mail_sender(struct milter_mail *m, struct span address);
void milter_mail_recipient(struct milter_mail *m, struct span address);

void milter_mail_header(struct milter_mail *m, struct span name, struct span value);
void milter_mail_headers_end(struct milter_mail *m);
void milter_mail_body(struct milter_mail *m, struct span piece);

/* The only recipient; empty when there are several. */
struct span milter_mail_only(const struct milter_mail *m);

/* The two digests of a mark. Once, after the last piece. */
void milter_mail_digests(struct milter_mail *m, struct filter_mark *out);

/* Hands the bytes on (base/memory.h); they no longer count against the budget. */
char *milter_mail_take(struct milter_mail *m, size_t *len) NEVER_NULL;

/* Appends the subject with `front` before it, fit for a header: no line end but one that a blank follows,
 * no other control character. False when there is nothing to change: too long, or it begins so already. */
bool milter_mail_subject(const struct milter_mail *m, struct span front,
                         struct buf *out) MUST_CHECK;

#endif
