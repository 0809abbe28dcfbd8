/* serve/access.h - who may what: trust comes from the listener and from secrets, never from what a
 * peer says about itself.
 *
 * Duty      address blocks that may connect to TCP listeners, users that may connect to unix
 *           sockets, secrets that give scopes.
 * Owns      struct access, immutable once built: any thread may read it. Secrets lie in locked
 *           memory that is wiped.
 */
#ifndef SERVE_ACCESS_H
#define SERVE_ACCESS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/address.h"
#include "serve/route.h"

#include <sys/types.h>

#define ACCESS_BLOCKS_MAX 256
#define ACCESS_PROXIES_MAX 32
#define ACCESS_SECRETS_MAX 64
#define ACCESS_USERS_MAX 64
#define ACCESS_SECRET_MAX 256 /* bytes */
#define ACCESS_SECRET_MIN 8
#define ACCESS_NAME_MAX 32
#define ACCESS_FILE_MAX 65536 /* bytes */

struct access;
struct token_book;

/* Starts with: nobody may connect. NULL without memory. */
struct access *access_new(void) MUST_CHECK;
void access_free(struct access **a); /* wipes secrets; NULL is fine */

/* Addresses separated by blanks or commas: "127.0.0.0/8 ::1". ERR_CONFIG names the wrong one. */
bool access_add_blocks(struct access *a, struct span list, struct err *e) MUST_CHECK;

/* May use unix sockets, for what the scopes permit. Names or numbers, separated by blanks or commas. Who
 * is named twice has the scopes of both. */
bool access_add_users(struct access *a, struct span list, uint32_t scopes,
                      struct err *e) MUST_CHECK;
bool access_add_uid(struct access *a, uid_t uid, uint32_t scopes, struct err *e) MUST_CHECK;

/* A file of lines "NAME SCOPE[,SCOPE...] SECRET"; scopes: policy lists metrics read write messages
 * verify passwords
 * all.
 * Secrets stand in HTTP Basic as the password (any user name) or as a bearer token. Must not be
 * readable by everybody. errors: ERR_ABSENT, ERR_SYSTEM, ERR_CONFIG; the text holds no secret. */
bool access_add_secrets(struct access *a, const char *path, struct err *e) MUST_CHECK;
bool access_read_secrets(struct access *a, struct span text, const char *name,
                         struct err *e) MUST_CHECK;

/* Proxies in front of the public pages: what they say of who looks is believed. As access_add_blocks. */
bool access_add_proxies(struct access *a, struct span list, struct err *e) MUST_CHECK;
bool access_is_proxy(const struct access *a, const struct address *peer) MUST_CHECK;

enum access_way {
    ACCESS_REFUSED,
    ACCESS_CROWD, /* let in by a block wider than /8: the limit of connections an address counts */
    ACCESS_KNOWN,
};
enum access_way access_address(const struct access *a, const struct address *peer);

/* The scopes of a user on unix sockets; 0: may not connect. */
uint32_t access_user(const struct access *a, uid_t uid);

/* With secrets, an address alone gives nothing but /healthz and /readyz; without, SCOPE_POLICY and
 * SCOPE_METRICS. */
uint32_t access_open_scopes(const struct access *a);

/* What an Authorization header's value gives, in time that does not depend on how much of a secret
 * was right; 0 when nothing fits. *name: of the secret. */
uint32_t access_header(const struct access *a, struct span value, const char **name);

/* Tokens of the book count from now on; it is borrowed for as long as `a` lives. */
void access_use_tokens(struct access *a, struct token_book *tokens);

/* What a token in an Authorization header's value gives at this moment: one that was revoked or has
 * expired gives nothing, so what is given must not be remembered. name: "token ID". */
uint32_t access_token(const struct access *a, struct span value, int64_t now_ms,
                      char name[static ACCESS_NAME_MAX]);

/* What the scopes of a token (model/token.h) are here (serve/access_token.c): bits of enum scope. */
uint32_t access_scopes_of_token(uint32_t token);

#endif
