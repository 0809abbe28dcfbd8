/* courier/doveadm.h - ends a user's open sessions at a Dovecot, by the HTTP API of doveadm.
 *
 * Source    Dovecot, "Doveadm HTTP API": POST /doveadm/v1 [["kick",{"user":["bob"]},"1"]], with
 *           X-Dovecot-API (base64 of doveadm_api_key) or Basic doveadm:doveadm_password. Seen with 2.3.19.
 * Owns      copies of everything in its setup; the secret is wiped.
 * Threads   any number may kick at once. Blocks: for a worker or a thread of its own.
 */
#ifndef COURIER_DOVEADM_H
#define COURIER_DOVEADM_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

#include <stdint.h>

#define DOVEADM_TIMEOUT_MS 5000
#define DOVEADM_USERS_MAX 64

struct doveadm_setup {
    const char *url;           /* "http://127.0.0.1:8080/doveadm/v1" */
    const char *key_file;      /* doveadm_api_key in its first line; "" none */
    const char *password_file; /* doveadm_password; "" none */
};

struct doveadm;

/* errors   ERR_CONFIG  neither file, or one that cannot be used; ERR_SYSTEM no memory */
bool doveadm_new(const struct doveadm_setup *setup, struct doveadm **out, struct err *e) MUST_CHECK;
void doveadm_free(struct doveadm **d); /* NULL is fine; *d becomes NULL */

/* Ends every session of these users; one that has none is no error. Names with * or ?, which would be
 * masks for other users too, are left out.
 * errors   ERR_SYSTEM  no answer, or it refused: try again; the text holds no secret
 *          ERR_LIMIT   more than DOVEADM_USERS_MAX */
bool doveadm_kick(struct doveadm *d, const struct span *users, size_t count,
                  struct err *e) MUST_CHECK;

/* The body of that request. Appends to out. */
void doveadm_body(struct buf *out, const struct span *users, size_t count);

/* True when an answer says that every command was carried out, or had nothing to do. Reads any bytes. */
bool doveadm_answered(struct span body) MUST_CHECK;

#endif
