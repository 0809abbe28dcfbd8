/* model/mail_setup.h - how a mail program reaches the operator's servers, and who signs in there.
 *
 * Owns      nothing: texts are views of the settings and of an account. Threads: any.
 */
#ifndef MODEL_MAIL_SETUP_H
#define MODEL_MAIL_SETUP_H

#include "base/attr.h"
#include "base/span.h"

#include <stdint.h>

#define MAIL_HOST_MAX 253    /* bytes: RFC 1035 2.3.4, without the root's dot */
#define MAIL_DOMAINS_MAX 64  /* domains a set-up is for */
#define MAIL_ADDRESS_MAX 320 /* bytes: RFC 5321 4.5.3.1 */

/* In the order mail programs should try them. */
enum mail_protocol {
    MAIL_IMAP,
    MAIL_POP3,
    MAIL_SUBMISSION,
    MAIL_PROTOCOL_COUNT
};

enum mail_socket {
    MAIL_SOCKET_TLS,      /* TLS from the first byte: RFC 8314 3.3 */
    MAIL_SOCKET_STARTTLS, /* TLS before anything is said */
    MAIL_SOCKET_PLAIN,    /* none: for tests and for networks that protect themselves */
    MAIL_SOCKET_COUNT
};

struct mail_server {
    struct span host; /* "": this protocol is not offered */
    uint16_t port;
    enum mail_socket socket;
};

/* What is typed as the user name (C-26): both may be the same text, and often are not. */
enum mail_user {
    MAIL_USER_ADDRESS,
    MAIL_USER_ACCOUNT, /* the account's ID */
};

/* Of the operator: the same for everybody. */
struct mail_setup {
    struct mail_server server[MAIL_PROTOCOL_COUNT];
    enum mail_user user;
    struct span domains; /* separated by blanks; "": of any domain */
    struct span name;    /* "Example Mail": shown */
    struct span page;    /* where people are told how to set a device up; "": nowhere */
};

/* "imap", "pop3", "submission"; "tls", "starttls", "plain": stable. */
const char *mail_protocol_code(enum mail_protocol p);
const char *mail_socket_code(enum mail_socket s);

/* Whether mail can be read and sent with it at all. */
bool mail_setup_stated(const struct mail_setup *m) MUST_CHECK;

/* The domain behind the last '@' when `address` looks like user@host.name: no blanks, controls or
 * quotes, limits kept; "" otherwise. Says nothing of whether somebody has that address. */
struct span mail_domain_of(struct span address);

/* Whether the operator's mail is in this domain; letters' case does not matter. */
bool mail_setup_serves(const struct mail_setup *m, struct span domain) MUST_CHECK;

/* A host's name as DNS knows it: letters, digits, '-', '.', at most MAIL_HOST_MAX bytes. */
bool mail_host_is_name(struct span host) MUST_CHECK;

#endif
