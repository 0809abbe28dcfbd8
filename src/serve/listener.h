/* serve/listener.h - sockets that listen, and who is let in: trust comes from the listener.
 *
 * Duty      opens TCP and unix sockets or takes them from the service manager; knows which
 *           addresses, users and secrets a listener trusts.
 * Owns      struct access is immutable once built: any thread may read it.
 */
#ifndef SERVE_LISTENER_H
#define SERVE_LISTENER_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/address.h"
#include "serve/route.h"

#include <sys/types.h>

#define LISTENER_NAME_MAX 64
#define ACCESS_BLOCKS_MAX 256
#define ACCESS_SECRETS_MAX 64
#define ACCESS_USERS_MAX 64
#define ACCESS_SECRET_MAX 256 /* bytes */
#define ACCESS_SECRET_MIN 8
#define ACCESS_NAME_MAX 32
#define ACCESS_FILE_MAX 65536 /* bytes */

enum listener_kind {
    LISTENER_TCP,
    LISTENER_UNIX
};

struct listener {
    enum listener_kind kind;
    char name[LISTENER_NAME_MAX]; /* "127.0.0.1:8084", "/run/mioboe/mioboe.sock", or the name the
                                     service manager gave it */
    char path[108];               /* of a unix socket we made and shall remove; else "" */
    int *fds;                     /* one for each serve thread; or all the same */
    size_t fd_count;
    bool untrusted; /* the limit of connections an address counts */
};

/* Opens `threads` sockets on one address, which share its connections (SO_REUSEPORT).
 * errors   ERR_SYSTEM  "127.0.0.1:8084: address already in use" */
bool listener_open_tcp(const struct address *address, uint16_t port, unsigned threads,
                       struct listener *out, struct err *e) MUST_CHECK;

/* Makes the socket file, mode 0666: who may connect is asked of the kernel, see access_peer. A
 * socket file nobody listens on any more is replaced.
 * errors   ERR_SYSTEM  as the kernel says, or somebody listens on it */
bool listener_open_unix(const char *path, struct listener *out, struct err *e) MUST_CHECK;

/* Takes a listening stream socket of the service manager. ERR_CONFIG when it is something else. */
bool listener_adopt(int fd, const char *name, struct listener *out, struct err *e) MUST_CHECK;

void listener_close(struct listener *l);

/* Who may what. */
struct access;

/* Starts with: nobody may connect. NULL without memory. */
struct access *access_new(void) MUST_CHECK;
void access_free(struct access **a); /* wipes secrets; NULL is fine */

/* Addresses separated by blanks or commas: "127.0.0.0/8 ::1". ERR_CONFIG names the wrong one. */
bool access_add_blocks(struct access *a, struct span list, struct err *e) MUST_CHECK;

/* May use unix sockets, with every scope. Names or numbers, separated by blanks or commas. */
bool access_add_users(struct access *a, struct span list, struct err *e) MUST_CHECK;
bool access_add_uid(struct access *a, uid_t uid, struct err *e) MUST_CHECK;

/* A file of lines "NAME SCOPE[,SCOPE...] SECRET"; scopes: policy lists metrics read write all.
 * Secrets stand in HTTP Basic as the password (any user name) or as a bearer token. Must not be
 * readable by everybody. errors: ERR_ABSENT, ERR_SYSTEM, ERR_CONFIG; the text holds no secret. */
bool access_add_secrets(struct access *a, const char *path, struct err *e) MUST_CHECK;
bool access_read_secrets(struct access *a, struct span text, const char *name,
                         struct err *e) MUST_CHECK;

/* With secrets, an address alone gives nothing but /healthz and /readyz; without, SCOPE_POLICY and
 * SCOPE_METRICS. */
bool access_address(const struct access *a, const struct address *peer) MUST_CHECK;
bool access_user(const struct access *a, uid_t uid) MUST_CHECK;
uint32_t access_open_scopes(const struct access *a);

/* What an Authorization header's value gives, in time that does not depend on how much of a secret
 * was right; 0 when nothing fits. *name: of the secret. */
uint32_t access_header(const struct access *a, struct span value, const char **name);

#endif
