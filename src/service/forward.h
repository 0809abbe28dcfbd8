/* service/forward.h - who gets an answer to a mail that was forwarded to be checked.
 *
 * Duty      the rules; pure. An answer goes to somebody who is known and shown to have sent the mail, never to
 *           a program, a list or a bounce: an answer to a forged address would be one more unwanted mail.
 * Owns      nothing. Threads: any.
 */
#ifndef SERVICE_FORWARD_H
#define SERVICE_FORWARD_H

#include "base/attr.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

enum forward_outcome {
    FORWARD_ANSWER,
    FORWARD_AUTOMATIC, /* a program, a list or a bounce */
    FORWARD_LOOP,      /* from ourselves */
    FORWARD_SENDER,    /* envelope and From name different people, or nobody */
    FORWARD_UNKNOWN,   /* nobody we know */
    FORWARD_UNPROVEN,  /* somebody we know, or a forgery */
    FORWARD_TOO_MANY,  /* more than an hour's worth */
    FORWARD_OUTCOME_COUNT
};

/* "answered", "automatic", "loop", "sender", "unknown", "unproven", "too_many": for the log. */
const char *forward_outcome_code(enum forward_outcome o);

struct forward_facts {
    struct span sender; /* of the envelope, without brackets; empty: a bounce */
    struct span from;   /* the address of From; empty: not exactly one */
    struct span login;  /* who signed in to hand the mail over; empty: nobody */
    bool automatic;
    bool bound;       /* a believed result binds From's domain */
    bool known;       /* From is an address of an account, or a reseller's */
    bool login_owns;  /* From is an address of the login's account */
    size_t this_hour; /* answers to this sender in the last hour */
};

struct forward_rules {
    bool login_only;    /* only who signed in gets an answer */
    struct span own[3]; /* addresses of ours: never answered; empty ones count for nothing */
    size_t hour_max;
};

enum forward_outcome forward_judge(const struct forward_rules *r, const struct forward_facts *f);

/* ASCII case is ignored, as account names do. */
bool forward_same_address(struct span a, struct span b);

/* True when `words`, separated by blanks, holds the address, or "@" and its domain. */
bool forward_is_listed(struct span words, struct span address);

#endif
