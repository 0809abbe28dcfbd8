/* model/attempt.h - one question or report of a mail server that asks while people sign in.
 *
 * What Dovecot's policy requests and weakforced's clients say, whatever the wire: wire/policy_http.h
 * reads it, service/guard.h answers it.
 */
#ifndef MODEL_ATTEMPT_H
#define MODEL_ATTEMPT_H

#include "base/span.h"
#include "model/signin.h"

#define ATTEMPT_LOGIN_MAX 320 /* bytes */
#define ATTEMPT_TEXT_MAX 1024 /* bytes of any other text; longer ones are cut at a character */

struct attempt {
    struct span login;      /* lower case; may be empty: nobody named */
    struct address remote;  /* only when has_remote */
    bool has_remote;        /* false: the request had "" or nothing */
    struct span pwhash;     /* hex of a truncated hash of login and password; may be empty */
    enum service service;   /* from "protocol" */
    struct span session;    /* joins the requests of one sign-in; may be empty */
    struct span device;     /* IMAP ID or user agent, for people only */
    struct span client_key; /* an app password's or device's own identifier; may be empty */
    bool tls;
    /* only in a report: */
    bool success;
    bool policy_reject; /* refused by our own answer before: says nothing about the password */
    struct span
        fail_type; /* "", "policy", "internal", "credentials", "expired", "disabled", "account" */
};

/* The answer to "allow". */
enum policy_status {
    POLICY_STATUS_REFUSE = -1, /* fail without asking for, or in spite of, the right password */
    POLICY_STATUS_GO_ON = 0,
    /* > 0: seconds to wait before going on */
};

#define POLICY_TARPIT_MAX                                                                          \
    30 /* seconds: a longer wait holds more of the server than of the guesser */

/* Why a question was answered as it was: for logs, metrics and r_attrs. */
enum answer_cause {
    CAUSE_NONE,         /* nothing speaks against it */
    CAUSE_ALLOW_LISTED, /* on the operator's list of good ones */
    CAUSE_BLOCK_LISTED, /* on the list of bad ones */
    CAUSE_GUESSING,     /* the source guesses passwords */
    CAUSE_ATTACKED,     /* the account is being guessed at, and this source is none of its own */
    CAUSE_PLACE,        /* the right password, but policy refuses it from there */
    CAUSE_STAGE_ABROAD, /* a stage asks for an app password, and it was not one; from abroad */
    CAUSE_STAGE_HOME,   /* the same from anywhere else */
    CAUSE_OUTAGE,       /* could not be judged in time: the outage policy decided */
    CAUSE_COUNT
};

/* "none", "allow_listed", ...: stable, for machines. */
const char *answer_cause_code(enum answer_cause c);

struct policy_answer {
    int status; /* enum policy_status, or seconds */
    enum answer_cause cause;
    char message[160]; /* UTF-8 for the person signing in; "" when status is not REFUSE */
};

#endif
