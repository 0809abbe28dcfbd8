/* credential/app_password.h - app passwords: made, read from whatever keyboard, hashed, sealed.
 *
 * Form      "abcd-efgh-jkmn-pqrs-tuvw": 19 letters of content (23^19, 85.9 bits) and one check letter, of
 *           an alphabet without i, l and o. Letters alone, because on a phone every digit is two more
 *           taps; in lower case, because that is what a phone's password field gives.
 * Check     the 20 letters are a code word over GF(23): any single wrong letter and any two letters
 *           swapped, neighbours or not, are found. It tells the owner of a slip of the finger before
 *           anybody is asked; a server answers "wrong" either way.
 * Kept      BLAKE2b-256 keyed with a key that is not in the database, over the account's ID and the
 *           letters: a hash moved to another account is worth nothing. 85.9 random bits need no slow
 *           hash (docs/credentials.md, with the arithmetic).
 * Threads   any. Owns nothing; callers wipe what they get.
 */
#ifndef CREDENTIAL_APP_PASSWORD_H
#define CREDENTIAL_APP_PASSWORD_H

#include "credential/key.h"
#include "model/credential.h"

#define APP_LETTERS 20    /* the check letter included */
#define APP_TEXT_BYTES 24 /* in groups, without NUL */

/* The letters without hyphens. Never printed, logged or put into an error. */
struct app_letters {
    char at[APP_LETTERS];
};

/* Makes one out of the operating system's random bytes. */
void app_letters_make(struct app_letters *out);

/* An ID for it, which may be shown. */
void app_password_id(char out[static APP_PASSWORD_ID_BYTES + 1]);

enum app_form {
    APP_FORM_NONE, /* something else: a main password, perhaps */
    APP_FORM_SLIP, /* an app password with a wrong letter, or two swapped */
    APP_FORM_RIGHT,
};

/* Reads what was typed: in either case, full-width, with or without blanks, hyphens, dashes, the long
 * vowel mark a Japanese keyboard gives for a hyphen, and invisible characters between letters.
 *
 * out      written with APP_FORM_RIGHT alone
 * cost     the same for every text of one length, whatever is right in it: below 1 us */
enum app_form app_letters_read(struct span typed, struct app_letters *out);

/* "abcd-efgh-jkmn-pqrs-tuvw" and NUL. */
void app_letters_print(const struct app_letters *letters, char out[static APP_TEXT_BYTES + 1]);

/* What is kept of it. cost: one BLAKE2b of two blocks at most, 0.3 us. */
void app_password_hash(const struct credential_key *key, struct span account,
                       const struct app_letters *letters,
                       uint8_t out[static APP_PASSWORD_HASH_BYTES]);

/* Encrypts a copy that its owner may read again (XChaCha20-Poly1305, bound to account and ID). */
void app_password_seal(const struct credential_key *key, const struct app_letters *letters,
                       struct app_password *p);

/* False, *out untouched, when there is no copy or it is not one of this key, account and ID. */
bool app_password_unseal(const struct credential_key *key, const struct app_password *p,
                         struct app_letters *out) MUST_CHECK;

#endif
