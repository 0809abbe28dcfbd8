/* serve/tls.h - the certificate of the TLS listeners, and its replacement while they run.
 *
 * Duty      reads certificate chain and key from PEM files, gives them to each handshake.
 * Owns      struct tls, immutable. A handshake borrows it, so a replaced one must outlive the
 *           handshakes that began with it.
 * Threads   tls_use concerns the thread that calls it.
 */
#ifndef SERVE_TLS_H
#define SERVE_TLS_H

#include "base/attr.h"
#include "base/err.h"

#include <microhttpd.h>

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct tls;

/* certificate  PEM, the server's first, then what leads to its root
 * key          PEM, not encrypted
 * errors       ERR_CONFIG  a file is not there, is none, or they do not belong together */
bool tls_read(const char *certificate, const char *key, struct tls **out, struct err *e) MUST_CHECK;

void tls_free(struct tls **t); /* NULL is fine */

/* Handshakes of this thread that begin from now on show this certificate. */
void tls_use(const struct tls *t);

/* MHD_OPTION_HTTPS_CERT_CALLBACK's function. */
void *tls_callback(void);

#endif
