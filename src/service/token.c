#include "service/token.h"

#include <assert.h>
#include <sodium.h>

#define SECRET_BYTES 32
#define SECRET_TEXT 43 /* of base64url without padding */

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
static const char prefix[] = "mio_";

#define PREFIX (sizeof prefix - 1)
_Static_assert(PREFIX + TOKEN_ID_BYTES + 1 + SECRET_TEXT == TOKEN_TEXT_BYTES,
               "the form of a token");
_Static_assert(TOKEN_HASH_BYTES == crypto_generichash_BYTES, "256 bits");

static void hash_secret(const char id[static TOKEN_ID_BYTES],
                        const uint8_t secret[static SECRET_BYTES],
                        uint8_t out[static TOKEN_HASH_BYTES])
{
    static const char domain[] = "mioboe token 1:";
    uint8_t key[sizeof domain - 1 + TOKEN_ID_BYTES];

    memcpy(key, domain, sizeof domain - 1);
    memcpy(key + sizeof domain - 1, id, TOKEN_ID_BYTES);
    _Static_assert(sizeof key >= crypto_generichash_KEYBYTES_MIN &&
                       sizeof key <= crypto_generichash_KEYBYTES_MAX,
                   "BLAKE2b takes keys of 16 to 64 bytes");
    (void)crypto_generichash(out, TOKEN_HASH_BYTES, secret, SECRET_BYTES, key, sizeof key);
}

void token_make(struct token *out, char text[static TOKEN_TEXT_BYTES + 1])
{
    uint8_t secret[SECRET_BYTES];

    for (size_t i = 0; i < TOKEN_ID_BYTES; i++) {
        out->id[i] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    out->id[TOKEN_ID_BYTES] = '\0';
    randombytes_buf(secret, sizeof secret);
    hash_secret(out->id, secret, out->hash);
    memcpy(text, prefix, PREFIX);
    memcpy(text + PREFIX, out->id, TOKEN_ID_BYTES);
    text[PREFIX + TOKEN_ID_BYTES] = '_';
    (void)sodium_bin2base64(text + PREFIX + TOKEN_ID_BYTES + 1, SECRET_TEXT + 1, secret,
                            sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
}

/* libsodium 1.0.18 takes some bytes above 127 for others. */
static bool is_base64url(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

static bool form_ok(struct span text)
{
    bool ok = text.len == TOKEN_TEXT_BYTES && memcmp(text.at, prefix, PREFIX) == 0 &&
              text.at[PREFIX + TOKEN_ID_BYTES] == '_';

    for (size_t i = 0; ok && i < TOKEN_ID_BYTES; i++) {
        char c = text.at[PREFIX + i];

        ok = (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
    }
    for (size_t i = PREFIX + TOKEN_ID_BYTES + 1; ok && i < TOKEN_TEXT_BYTES; i++) {
        ok = is_base64url(text.at[i]);
    }
    return ok;
}

bool token_read(struct span text, char id[static TOKEN_ID_BYTES + 1],
                uint8_t hash[static TOKEN_HASH_BYTES])
{
    uint8_t secret[SECRET_BYTES];
    size_t len = 0;

    if (!form_ok(text) ||
        sodium_base642bin(secret, sizeof secret, text.at + PREFIX + TOKEN_ID_BYTES + 1, SECRET_TEXT,
                          NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        len != SECRET_BYTES) {
        return false;
    }
    memcpy(id, text.at + PREFIX, TOKEN_ID_BYTES);
    id[TOKEN_ID_BYTES] = '\0';
    hash_secret(id, secret, hash);
    sodium_memzero(secret, sizeof secret);
    return true;
}

bool token_matches(const struct token *t, struct span text, int64_t now_ms)
{
    char id[TOKEN_ID_BYTES + 1];
    uint8_t hash[TOKEN_HASH_BYTES];

    return token_read(text, id, hash) && memcmp(id, t->id, TOKEN_ID_BYTES) == 0 &&
           sodium_memcmp(hash, t->hash, TOKEN_HASH_BYTES) == 0 &&
           (t->expires_ms == 0 || now_ms < t->expires_ms);
}
