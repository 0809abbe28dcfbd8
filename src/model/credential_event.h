/* model/credential_event.h - one change of an account's credentials, as it is kept: who did what, when,
 * from where.
 *
 * Form      lines "name value", the first "mioboe 1"; unknown names are skipped, so that a later version
 *           may add some. It is kept as a document (model/document.h) whose key begins with the time.
 */
#ifndef MODEL_CREDENTIAL_EVENT_H
#define MODEL_CREDENTIAL_EVENT_H

#include "base/buf.h"
#include "model/account.h"
#include "model/address.h"
#include "model/notice.h"

enum credential_event_kind {
    CREDENTIAL_EVENT_PASSWORD, /* the owner set a new one, knowing the one before */
    CREDENTIAL_EVENT_RECOVERY, /* a new one was set without it */
    CREDENTIAL_EVENT_LOCKED,   /* a change was undone: the password opens nothing */
    CREDENTIAL_EVENT_CONTACT,  /* where notices go */
    CREDENTIAL_EVENT_SIGN_IN_NAME,
    CREDENTIAL_EVENT_APP_CREATED, /* an app password */
    CREDENTIAL_EVENT_APP_REVOKED,
    CREDENTIAL_EVENT_PIN,
    CREDENTIAL_EVENT_MAIL_SWITCH, /* whether the main password opens mail */
    CREDENTIAL_EVENT_COUNT
};

/* "password", "recovery", "locked", "contact", "sign_in_name", "app_created", "app_revoked", "pin",
 * "mail_switch": stable. */
const char *credential_event_code(enum credential_event_kind k);

enum credential_actor {
    CREDENTIAL_ACTOR_OWNER,
    CREDENTIAL_ACTOR_HELP_DESK,
    CREDENTIAL_ACTOR_OPERATOR,
    CREDENTIAL_ACTOR_COUNT
};

/* "owner", "help_desk", "operator": stable. */
const char *credential_actor_code(enum credential_actor a);
bool credential_actor_parse(struct span code, enum credential_actor *out) MUST_CHECK;

#define CREDENTIAL_EVENT_KEY 32     /* characters: the time and a random number, in hexadecimal */
#define CREDENTIAL_EVENT_DETAIL 160 /* bytes */
#define CREDENTIAL_EVENT_BYTES 1024 /* of the form */

struct credential_event {
    char key[CREDENTIAL_EVENT_KEY + 1];
    enum credential_event_kind what;
    enum credential_actor by;
    int64_t at_ms;
    bool has_remote;
    struct address remote;
    char detail[CREDENTIAL_EVENT_DETAIL +
                1]; /* what of it, for people: "Phone", "old: ta***@..."; no secret */
    char reference[NOTICE_REFERENCE_MAX]; /* of the notice; "" nobody was told */
    uint32_t revoked;                     /* app passwords that went with it */
    bool sessions;                        /* open sessions were to be ended */
    int64_t sessions_ms;                  /* when they were; 0: not yet */
};

/* The key of an event at that time; `random` tells those of one millisecond apart. */
void credential_event_key(int64_t at_ms, uint64_t random,
                          char out[static CREDENTIAL_EVENT_KEY + 1]);

void credential_event_print(struct buf *out, const struct credential_event *ev);

/* errors   ERR_STORE  the bytes are no event */
bool credential_event_read(struct span key, struct span body, struct credential_event *out,
                           struct err *e) MUST_CHECK;

#endif
