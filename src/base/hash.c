#include "base/hash.h"

#include <sodium.h>

_Static_assert(HASH_KEY_SIZE == crypto_shorthash_KEYBYTES, "SipHash-2-4 takes 16 bytes");
_Static_assert(sizeof(uint64_t) == crypto_shorthash_BYTES, "SipHash-2-4 gives 8 bytes");

const struct hash_key HASH_KEY_STABLE = {.bytes = "mioboe identity"};

void hash_key_random(struct hash_key *key)
{
    randombytes_buf(key->bytes, sizeof key->bytes);
}

uint64_t hash_bytes(const struct hash_key *key, const void *at, size_t len)
{
    uint8_t out[crypto_shorthash_BYTES];
    uint64_t hash = 0;

    (void)crypto_shorthash(out, at, len, key->bytes);
    for (size_t i = 0; i < sizeof out; i++) {
        hash |= (uint64_t)out[i] << (8 * i);
    }
    return hash;
}
