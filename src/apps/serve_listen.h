/* apps/serve_listen.h - the daemon's sockets: told, and checked. */
#ifndef APPS_SERVE_LISTEN_H
#define APPS_SERVE_LISTEN_H

#include "serve/serve.h"

/* Tells the log, and on a terminal what connects a Dovecot. */
void serve_tell_listener(const struct listener *l);

/* ERR_CONFIG: a socket is to speak TLS, and there is no certificate. */
bool serve_tls_is_there(const struct listener *listeners, size_t count, const struct tls *tls,
                        struct err *e) MUST_CHECK;

#endif
