/* courier/host_password.h - asks the host that keeps the main passwords whether one is right.
 *
 * Duty      one question over a unix socket, one answer, within a time.
 * Protocols Dovecot's authentication protocol as an auth client (1.1 and later, mechanism PLAIN); the
 *           protocol of saslauthd, which mioboe-pam speaks too.
 * Owns      nothing: a connection a question, closed before it returns. The password is wiped out of every
 *           buffer it was in.
 * Threads   any. Blocks for within_ms at most.
 */
#ifndef COURIER_HOST_PASSWORD_H
#define COURIER_HOST_PASSWORD_H

#include "base/secret.h"
#include "model/address.h"

#include <stdint.h>

enum host_protocol {
    HOST_SASLAUTHD,
    HOST_DOVECOT,
};

struct host_question {
    enum host_protocol protocol;
    const char *socket; /* path */
    struct span login;
    const struct secret *password;
    const char *service;          /* "imap", "web", ... */
    const struct address *remote; /* NULL: not known */
    uint32_t within_ms;
};

enum host_result {
    HOST_RIGHT,
    HOST_WRONG,
    HOST_AWAY, /* nobody listens, no whole answer in time, or the host says it cannot tell now */
};

enum host_result host_password_ask(const struct host_question *q);

/* What the host has sent so far, as a result; false: more must come. For host_password_ask and the fuzzer.
 *
 * id       of the request, with Dovecot's */
bool host_saslauthd_read(struct span sent, enum host_result *out) MUST_CHECK;
bool host_dovecot_read(struct span sent, uint32_t id, enum host_result *out) MUST_CHECK;

#endif
