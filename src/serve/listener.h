/* serve/listener.h - sockets that listen.
 *
 * Duty      opens TCP and unix sockets, or takes them from the service manager.
 * Threads   one at a time.
 */
#ifndef SERVE_LISTENER_H
#define SERVE_LISTENER_H

#include "base/attr.h"
#include "base/err.h"
#include "model/address.h"

#include <stdint.h>

#define LISTENER_NAME_MAX 108

enum listener_kind {
    LISTENER_TCP,
    LISTENER_UNIX
};

struct listener {
    int *fds; /* one for each serve thread; or all the same */
    size_t fd_count;
    enum listener_kind kind;
    bool tls;
    bool strangers;               /* only the public pages are there, for anybody: serve/pages.h */
    char name[LISTENER_NAME_MAX]; /* "127.0.0.1:8084", "/run/mioboe/mioboe.sock", or the name the
                                     service manager gave it */
    char path[108];               /* of a unix socket we made and shall remove; else "" */
};

/* Opens `threads` sockets on one address, which share its connections (SO_REUSEPORT).
 * errors   ERR_SYSTEM  "127.0.0.1:8084: address already in use" */
bool listener_open_tcp(const struct address *address, uint16_t port, unsigned threads,
                       struct listener *out, struct err *e) MUST_CHECK;

/* Makes the socket file, mode 0666: who may connect is asked of the kernel, serve/access.h. A
 * socket file nobody listens on any more is replaced.
 * errors   ERR_SYSTEM  as the kernel says, or somebody listens on it */
bool listener_open_unix(const char *path, struct listener *out, struct err *e) MUST_CHECK;

/* Takes a listening stream socket of the service manager; TLS when its name begins with "tls",
 * for strangers when "public" stands in it.
 * ERR_CONFIG when it is something else. */
bool listener_adopt(int fd, const char *name, struct listener *out, struct err *e) MUST_CHECK;

void listener_close(struct listener *l);

#endif
