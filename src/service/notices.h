/* service/notices.h - who is told what: the gate, the noise budget, the digest, and the answer to "is
 * this notice ours?".
 *
 * Duty      stands behind the store as its composer: decides with the account's past before it what
 *           becomes of a notice, and has the texts composed. Verifies references for anybody.
 * Owns      nothing but its own state; store and voice are borrowed.
 * Threads   any number may call anything but notices_free; the store's writer calls the composer.
 */
#ifndef SERVICE_NOTICES_H
#define SERVICE_NOTICES_H

#include "model/notice_answer.h"
#include "notice/compose.h"
#include "service/notice_budget.h"
#include "store/notices.h"

enum notices_start {
    NOTICES_OFF,     /* history goes on, nobody is told */
    NOTICES_PREVIEW, /* what would be told is recorded and counted, nothing is sent */
    NOTICES_ON,
};

struct notices_setup {
    enum notices_start start;
    const char *groups; /* of accounts that are told, separated by blanks; "" all. Copied */
    struct notice_budget budget;
    const struct notice_voice *voice; /* borrowed until notices_reload; NULL: nobody is told */
};

struct notices;

/* Becomes the store's composer. The store must outlive it. ERR_LIMIT: no memory. */
bool notices_new(struct store *s, const struct notices_setup *setup, struct notices **out,
                 struct err *e) MUST_CHECK;

/* Other rules and texts for every later notice; when it returns nobody uses the old voice. */
void notices_reload(struct notices *n, const struct notices_setup *setup);

/* The store has no composer any more; no other thread may use n or be recording. */
void notices_free(struct notices **n);

/* True when what is recorded may lead to a notice at all: NOTICES_PREVIEW or _ON, and a voice. */
bool notices_wanted(struct notices *n);

/* Tells an account (ID or sign-in name) that its notices work. It is sent even while notices are off,
 * because that is when an operator tries. reference "" when there is no voice.
 * errors   ERR_STORE, ERR_SYSTEM */
bool notices_test(struct notices *n, struct span account, int64_t now_ms,
                  char reference[static NOTICE_REFERENCE_MAX], struct err *e) MUST_CHECK;

/* A credential that was changed, or locked (B-23, B-24). */
struct notice_change {
    struct span account; /* its ID */
    enum credential_kind credential;
    enum credential_act act;
    bool undo;         /* a code undoes it: notices_undo_code */
    uint64_t identity; /* of the change: the same for every try to tell of it */
    int64_t at_ms;
    bool has_remote;
    struct address remote; /* from where it was changed */
    struct place place;
    struct notice_former former;
};

/* Tells it by every channel there is, and where notices went before. The same identity is told once.
 * reference "" when nobody is told: no voice, notices off for the account. errors: as notices_test */
bool notices_change(struct notices *n, const struct notice_change *c,
                    char reference[static NOTICE_REFERENCE_MAX], struct err *e) MUST_CHECK;

/* The undo code notices_change tells; false when there is none to be told: no voice, no page for it, or
 * notices are not sent. Wipe it after use. */
bool notices_undo_code(struct notices *n, const struct notice_change *c,
                       char out[static UNDO_CODE_MAX]) MUST_CHECK;

/* One run of the digest: every account whose first held notice has waited an hour, and whose last
 * digest is a day old, gets one. *sent: how many. cost: one commit each; call it hourly. */
bool notices_digest(struct notices *n, int64_t now_ms, uint64_t *sent, struct err *e) MUST_CHECK;

/* Is this reference, as somebody typed it, ours? A notice that was never sent (held, previewed, to
 * nobody) is UNKNOWN: nobody can hold it.
 *
 * cost     one look-up by index, the same for UNKNOWN and MALFORMED
 * errors   ERR_STORE, ERR_SYSTEM */
bool notices_verify(struct notices *n, struct span reference, struct notice_answer *out,
                    struct err *e) MUST_CHECK;

/* The same where no daemon runs. */
bool notices_verify_in(struct store *s, struct span reference, struct notice_answer *out,
                       struct err *e) MUST_CHECK;

#endif
