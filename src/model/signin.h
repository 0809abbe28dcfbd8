/* model/signin.h - one attempt to sign in, as a mail server or a log line tells it. */
#ifndef MODEL_SIGNIN_H
#define MODEL_SIGNIN_H

#include "base/span.h"
#include "model/address.h"
#include "model/client.h"

enum service {
    SERVICE_UNKNOWN,
    SERVICE_IMAP,
    SERVICE_POP3,
    SERVICE_SUBMISSION, /* SMTP with authentication, whatever the port */
    SERVICE_SIEVE,
    SERVICE_WEB,
    SERVICE_DAV, /* calendars and address books: CalDAV, CardDAV */
    SERVICE_COUNT
};

enum outcome {
    OUTCOME_SUCCESS,
    OUTCOME_WRONG_PASSWORD, /* or any other refused credential, unknown account included */
    OUTCOME_UNKNOWN_ACCOUNT,
    OUTCOME_REFUSED, /* by policy, whatever the password */
    OUTCOME_COUNT
};

/* "imap", "pop3", "submission", "sieve", "web", "dav", "unknown": stable, for machines. */
const char *service_code(enum service s);

/* "success", "wrong_password", "unknown_account", "refused": stable, for machines. */
const char *outcome_code(enum outcome o);

struct signin {
    int64_t at_ms;         /* wall clock, milliseconds since 1970, UTC */
    struct span account;   /* sign-in name as the server logged it, lower case, 1..320 bytes */
    struct address remote; /* valid only when has_remote */
    bool has_remote;       /* local deliveries and sockets have none */
    bool tls;              /* the server saw TLS itself */
    enum service service;
    enum outcome outcome;
    uint32_t attempts;   /* of this outcome in one line: "auth failed, 3 attempts"; >= 1 */
    struct span session; /* the server's own session or queue ID; may be empty */
    struct span method;  /* SASL mechanism, e.g. "PLAIN"; may be empty */
    struct client client;
};

#endif
