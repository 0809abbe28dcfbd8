/* credential/legacy.h - the forms other systems keep passwords in. Inside this room only. */
#ifndef CREDENTIAL_LEGACY_H
#define CREDENTIAL_LEGACY_H

#include "base/secret.h"

#include <stdint.h>

/* {SSHA} and its like. True for a text that is one and whole. */
bool legacy_digest_check(struct span text) MUST_CHECK;
bool legacy_digest_matches(struct span text, struct span password) MUST_CHECK;

/* "{SSHA512}" of the password with a random salt, and NUL. */
#define LEGACY_SSHA512_BYTES 118 /* with NUL */
void legacy_ssha512_make(struct span password, char out[static LEGACY_SSHA512_BYTES]);

/* crypt(3). True for a text of a known method, whole, whose cost can be borne. */
bool legacy_crypt_check(struct span text) MUST_CHECK;
bool legacy_crypt_matches(const char *text, struct span password) MUST_CHECK;

/* The PHC form of argon2i and argon2id. *mib and *passes: what it states. */
bool legacy_argon2_check(struct span text, uint32_t *mib, uint32_t *passes) MUST_CHECK;

#endif
