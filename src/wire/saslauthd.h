/* wire/saslauthd.h - saslauthd's questions: is this login's password right?
 *
 * Duty      the server's side of the protocol by which libsasl2 asks saslauthd, and the daemon asks
 *           mioboe-pam: bytes <-> values, no sockets.
 * Source    cyrus-sasl lib/checkpw.c (saslauthd_verify_password), saslauthd/ipc_unix.c: a question is four
 *           counted strings (16 bits of length, the high byte first): login, password, service, realm.
 *           The answer is one, which begins with "OK" or "NO".
 * Owns      nothing: values are views into the question. Threads: any.
 */
#ifndef WIRE_SASLAUTHD_H
#define WIRE_SASLAUTHD_H

#include "base/buf.h"

#define SASLAUTHD_LOGIN_MAX 512 /* bytes; of a password too: PAM_MAX_RESP_SIZE */
#define SASLAUTHD_NAME_MAX 64   /* bytes of a service; of a realm 255: a domain */
#define SASLAUTHD_REALM_MAX 255
#define SASLAUTHD_QUESTION_MAX                                                                     \
    (4 * 2 + 2 * SASLAUTHD_LOGIN_MAX + SASLAUTHD_NAME_MAX + SASLAUTHD_REALM_MAX)
#define SASLAUTHD_ANSWER_MAX 16 /* bytes, room an answer has */

struct saslauthd_question {
    struct span login;    /* 1 byte at least; no byte is NUL in any of them */
    struct span password; /* may be empty; never shown */
    struct span service;  /* letters, digits, '-', '_', '.' and '@'; may be empty */
    struct span realm;    /* may be empty */
};

enum saslauthd_read {
    SASLAUTHD_WHOLE,
    SASLAUTHD_MORE,    /* what is there begins a question: read on */
    SASLAUTHD_REFUSED, /* *e says what is wrong with it, without any of its bytes */
};

/* Reads the question `in` begins with; bytes behind it refuse it. *out is untouched unless WHOLE. */
enum saslauthd_read saslauthd_parse(struct span in, struct saslauthd_question *out,
                                    struct err *e) MUST_CHECK;

/* Appends "OK" or "NO", counted. */
void saslauthd_print(struct buf *out, bool right);

#endif
