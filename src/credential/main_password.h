/* credential/main_password.h - passwords people choose: hashed slowly, verified in whatever form another
 * system left them.
 *
 * Form      what is kept is one text. Ours is argon2id in PHC form ("$argon2id$v=19$m=19456,t=2,p=1$...").
 *           Taken in from elsewhere are argon2i, crypt(3) ("$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$",
 *           "$y$"), the digests of LDAP ({SHA}, {SSHA}, {SHA256}, {SSHA256}, {SHA512}, {SSHA512}) and
 *           Dovecot's names in front of any of them ({ARGON2ID}, {SHA512-CRYPT}, {BLF-CRYPT}, {CRYPT}, ...).
 *           {PLAIN} and {CLEARTEXT} are taken in too, and become {SSHA512} at once: no password is
 *           ever kept as it is.
 * Cost      of what is taken in is bounded, because whoever verifies it pays: MAIN_MIB_MAX, and about a
 *           second of one core.
 * Source    RFC 9106 and OWASP's password storage cheat sheet (19 MiB, 2 passes), RFC 2307, Dovecot's
 *           password schemes, crypt(5) of libxcrypt.
 * Threads   any.
 */
#ifndef CREDENTIAL_MAIN_PASSWORD_H
#define CREDENTIAL_MAIN_PASSWORD_H

#include "base/secret.h"
#include "model/credential.h"

#define MAIN_MIB_MAX 256

/* Of one argon2id of ours. */
struct main_cost {
    uint32_t mib;    /* 8..MAIN_MIB_MAX */
    uint32_t passes; /* 1..10 */
};

/* Hashes a password. ERR_SYSTEM: no memory. cost: as stated, some 20 ms with 19 MiB and 2 passes. */
bool main_password_make(const struct main_cost *cost, const struct secret *password,
                        char out[static PASSWORD_HASH_MAX + 1], struct err *e) MUST_CHECK;

/* Brings what another system kept to the form that is kept here.
 *
 * errors   ERR_INPUT  none of the forms above, damaged, or too costly; the text quotes nothing of it but
 *                     its scheme */
bool main_password_take(struct span hash, char out[static PASSWORD_HASH_MAX + 1],
                        struct err *e) MUST_CHECK;

/* Is it that password? False as well when `hash` is none of the forms. Compares in constant time. */
bool main_password_matches(const char *hash, const struct secret *password) MUST_CHECK;

/* True when it is an argon2id of that cost or more; else it is hashed again when the password is right. */
bool main_password_current(const char *hash, const struct main_cost *cost) MUST_CHECK;

/* The name of its scheme, for people: "argon2id", "sha512-crypt", "ssha", ...; "none" for "". */
const char *main_password_scheme(const char *hash);

#endif
