/* credential/key.h - the key without which a stolen database of app passwords is worth nothing.
 *
 * Duty      one file of random bytes beside the database, never in it; two keys derived from it, one
 *           that hashes and one that seals.
 * Owns      its bytes, where they lie; credential_key_wipe() when done.
 */
#ifndef CREDENTIAL_KEY_H
#define CREDENTIAL_KEY_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

#define CREDENTIAL_KEY_SIZE 32 /* bytes */

struct credential_key {
    uint8_t hash[CREDENTIAL_KEY_SIZE]; /* never printed, logged or put into an error, as the next */
    uint8_t seal[CREDENTIAL_KEY_SIZE];
};

/* Reads the key file, or makes it (0600, random) when there is none.
 *
 * errors   ERR_CONFIG  others than its owner may read it, or it does not hold CREDENTIAL_KEY_SIZE bytes
 *          ERR_SYSTEM  it can neither be read nor made */
bool credential_key_load(const char *path, struct credential_key *out, struct err *e) MUST_CHECK;

/* The two keys of the bytes of a file. */
void credential_key_derive(const uint8_t bytes[static CREDENTIAL_KEY_SIZE],
                           struct credential_key *out);

void credential_key_wipe(struct credential_key *k);

#endif
