/* service/token.h - secrets that let programs in: made once, kept as a hash, recognised.
 *
 * Form      mio_<id>_<secret>: 10 characters of a-z2-7 and 43 of base64url (256 random bits), 58
 *           bytes. The ID may be shown; the secret is shown once and kept nowhere.
 * Kept      BLAKE2b-256 of the secret, keyed with the ID: equal secrets of two tokens never look
 *           equal, and a hash cannot be moved to another ID.
 * Threads   any.
 */
#ifndef SERVICE_TOKEN_H
#define SERVICE_TOKEN_H

#include "base/err.h"
#include "model/token.h"

#define TOKEN_TEXT_BYTES 58 /* without NUL */

/* Makes a token: out->id and out->hash; name, scopes and times are the caller's.
 *
 * text     the token as its holder sends it, NUL-terminated; wipe it after showing it
 */
void token_make(struct token *out, char text[static TOKEN_TEXT_BYTES + 1]);

/* Reads "mio_..." and gives the ID and the hash a store would keep. False, outputs untouched, when the
 * text has not that form. */
bool token_read(struct span text, char id[static TOKEN_ID_BYTES + 1],
                uint8_t hash[static TOKEN_HASH_BYTES]) MUST_CHECK;

/* True when the text is this token's and it is valid at now_ms. Takes the same time whatever part of
 * the secret is wrong. */
bool token_matches(const struct token *t, struct span text, int64_t now_ms) MUST_CHECK;

#endif
