/* base/hash.h - keyed 64-bit hash of bytes: table keys, identities of log lines.
 *
 * Duty      SipHash-2-4 (libsodium crypto_shorthash). Keys of our tables are logins and addresses
 *           typed by attackers, so a table always hashes with a key of its own: HASH_KEY_STABLE only
 *           for what must be the same on every run (identities kept in a store).
 * Threads   any.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/span.h"

#include <stdint.h>

#define HASH_KEY_SIZE 16 /* bytes */

struct hash_key {
    uint8_t bytes[HASH_KEY_SIZE];
};

extern const struct hash_key HASH_KEY_STABLE; /* published, the same everywhere */

/* Fills *key with random bytes of the operating system. */
void hash_key_random(struct hash_key *key);

/* cost: about 20 ns for 24 bytes. */
uint64_t hash_bytes(const struct hash_key *key, const void *at, size_t len);

static inline uint64_t hash_span(const struct hash_key *key, struct span s)
{
    return hash_bytes(key, s.at, s.len);
}

/* Mixes an integer well; no secret in it. (splitmix64 finaliser, Steele et al. 2014) */
static inline uint64_t hash_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

#endif
