/* wire/verify_client.h - the client's side of POST /v1/passwords/verify, small enough for a module that
 * lives in other people's programs.
 *
 * Duty      one HTTP request into a buffer, one HTTP answer out of bytes; no sockets, no memory, nothing
 *           global, nothing that ends a process.
 * Source    docs/api/openapi.json; RFC 9112.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_VERIFY_CLIENT_H
#define WIRE_VERIFY_CLIENT_H

#include "base/buf.h"

#include <stdint.h>

#define VERIFY_LOGIN_MAX 320           /* bytes; RFC 5321 4.5.3.1 */
#define VERIFY_PASSWORD_MAX 1024       /* bytes */
#define VERIFY_NAME_MAX 64             /* bytes of each other text */
#define VERIFY_REQUEST_MAX (10 * 1024) /* bytes: every byte of both may need six as JSON */
#define VERIFY_ANSWER_MAX 4096         /* bytes, head and body */
#define VERIFY_TEXT_MAX 640            /* bytes of a text for people */
#define VERIFY_ACCOUNT_MAX 128         /* bytes */
#define VERIFY_WAIT_MAX 30             /* seconds */

struct verify_question {
    struct span login;
    struct span password; /* a secret: the buffer it is printed into becomes one */
    struct span service;  /* "imap", ... */
    struct span remote;   /* text of an address; "" when not known */
    struct span session;  /* "" without one */
    struct span client;   /* who asks: "sshd" */
};

/* Appends the whole request: asks for the whole sign-in, and for the connection to be closed behind the
 * answer. What does not fit leaves a full buffer: VERIFY_REQUEST_MAX bytes hold every question within
 * the limits above. */
void verify_client_print(struct buf *out, const struct verify_question *q);

enum verify_result {
    VERIFY_RIGHT,
    VERIFY_WRONG,
    VERIFY_REFUSED,     /* the text says why, for the person who signs in */
    VERIFY_BUSY,        /* ask again later */
    VERIFY_UNAVAILABLE, /* nobody could be asked */
    VERIFY_RESULT_COUNT
};

struct verify_answer {
    enum verify_result result;
    uint32_t wait_s;                      /* 0..VERIFY_WAIT_MAX before a failure is told */
    char account[VERIFY_ACCOUNT_MAX + 1]; /* the account's ID; "" when it is not right */
    char text[VERIFY_TEXT_MAX];           /* one line of UTF-8 with code and address; or "" */
};

/* Reads an answer that is there whole: the connection was closed behind it.
 *
 * errors   ERR_STORE  status 503: the service is not ready
 *          ERR_INPUT  another status than 200, or not the answer that is described, or a result nobody
 *                     knows here: what a newer server asks for besides the password, this client cannot
 *                     give. *out is untouched */
bool verify_client_parse(struct span in, struct verify_answer *out, struct err *e) MUST_CHECK;

#endif
