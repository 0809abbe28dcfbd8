#include "credential/legacy.h"

#include "base/number.h"

#include <crypt.h>
#include <gnutls/crypto.h>
#include <sodium.h>
#include <stdlib.h>

/* --- digests -------------------------------------------------------------------------------------- */

#define DIGEST_MAX 64 /* SHA-512 */
#define SALT_MAX 64
#define SALT_MADE 16

struct scheme {
    struct span name; /* in braces */
    size_t size;      /* of the digest; the salt stands behind it */
    gnutls_digest_algorithm_t digest;
    bool salted;
};

static const struct scheme schemes[] = {
    {SPAN_INIT("{SHA}"), 20, GNUTLS_DIG_SHA1, false},
    {SPAN_INIT("{SSHA}"), 20, GNUTLS_DIG_SHA1, true},
    {SPAN_INIT("{SHA256}"), 32, GNUTLS_DIG_SHA256, false},
    {SPAN_INIT("{SSHA256}"), 32, GNUTLS_DIG_SHA256, true},
    {SPAN_INIT("{SHA512}"), 64, GNUTLS_DIG_SHA512, false},
    {SPAN_INIT("{SSHA512}"), 64, GNUTLS_DIG_SHA512, true},
};

struct digest {
    const struct scheme *scheme;
    size_t len;
    uint8_t bytes[DIGEST_MAX + SALT_MAX];
};

/* libsodium 1.0.18 takes some bytes above 127 for letters. */
static bool is_base64(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '+' || c == '/' || c == '=')) {
            return false;
        }
    }
    return true;
}

static bool digest_read(struct span text, struct digest *out)
{
    const struct scheme *s = NULL;

    for (size_t i = 0; i < COUNT(schemes) && s == NULL; i++) {
        size_t len = schemes[i].name.len;

        if (text.len > len && memcmp(text.at, schemes[i].name.at, len) == 0) {
            s = &schemes[i];
            text = (struct span){.at = text.at + len, .len = text.len - len};
        }
    }
    *out = (struct digest){.scheme = s};
    return s != NULL && is_base64(text) &&
           sodium_base642bin(out->bytes, sizeof out->bytes, text.at, text.len, NULL, &out->len,
                             NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           (s->salted ? out->len > s->size : out->len == s->size);
}

bool legacy_digest_check(struct span text)
{
    struct digest d;

    return digest_read(text, &d);
}

/* The digest of the password and the salt behind it. */
static bool digest_of(const struct scheme *s, struct span password, const uint8_t *salt,
                      size_t salt_len, uint8_t out[static DIGEST_MAX])
{
    uint8_t bytes[SECRET_TEXT_MAX + SALT_MAX];
    bool ok = password.len <= SECRET_TEXT_MAX;

    if (ok) {
        memcpy(bytes, password.at, password.len);
        memcpy(bytes + password.len, salt, salt_len);
        ok = gnutls_hash_fast(s->digest, bytes, password.len + salt_len, out) == 0;
    }
    sodium_memzero(bytes, sizeof bytes);
    return ok;
}

bool legacy_digest_matches(struct span text, struct span password)
{
    uint8_t made[DIGEST_MAX];
    struct digest d;

    return digest_read(text, &d) &&
           digest_of(d.scheme, password, d.bytes + d.scheme->size, d.len - d.scheme->size, made) &&
           sodium_memcmp(made, d.bytes, d.scheme->size) == 0;
}

void legacy_ssha512_make(struct span password, char out[static LEGACY_SSHA512_BYTES])
{
    const struct scheme *s = &schemes[COUNT(schemes) - 1];
    uint8_t bytes[DIGEST_MAX + SALT_MADE];

    randombytes_buf(bytes + s->size, SALT_MADE);
    (void)digest_of(s, password, bytes + s->size, SALT_MADE, bytes);
    memcpy(out, s->name.at, s->name.len);
    (void)sodium_bin2base64(out + s->name.len, LEGACY_SSHA512_BYTES - s->name.len, bytes,
                            sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
}

/* --- crypt(3) ------------------------------------------------------------------------------------- */

#define ROUNDS_MAX 500000 /* of SHA-256 and SHA-512: about half a second */
#define BCRYPT_MAX 14     /* about a second */
#define CRYPT_TEXT_MAX 255

static bool starts(struct span *text, const char *with)
{
    size_t len = strlen(with);

    if (text->len < len || memcmp(text->at, with, len) != 0) {
        return false;
    }
    *text = (struct span){.at = text->at + len, .len = text->len - len};
    return true;
}

/* "rounds=5000$" may stand in front of the salt. */
static bool sha_bearable(struct span rest)
{
    uint64_t rounds;

    return !starts(&rest, "rounds=") ||
           (number_take(&rest, &rounds) && rounds <= ROUNDS_MAX && starts(&rest, "$"));
}

static bool bcrypt_bearable(struct span rest)
{
    uint64_t cost;

    return number_take(&rest, &cost) && cost >= 4 && cost <= BCRYPT_MAX && starts(&rest, "$");
}

static bool is_yescrypt_size(char c)
{
    return (c >= '7' && c <= '9') || c == 'A' || c == 'B';
}

/* Sizes 2^7 to 2^11 with blocks of 4 KiB: 4 to 64 MiB. The usual one is j9T, 16 MiB. */
static bool yescrypt_bearable(struct span rest)
{
    return rest.len > 4 && rest.at[0] == 'j' && is_yescrypt_size(rest.at[1]) && rest.at[2] == 'T' &&
           rest.at[3] == '$';
}

static bool bearable(struct span text)
{
    if (starts(&text, "$1$")) {
        return true;
    }
    if (starts(&text, "$5$") || starts(&text, "$6$")) {
        return sha_bearable(text);
    }
    if (starts(&text, "$2a$") || starts(&text, "$2b$") || starts(&text, "$2y$")) {
        return bcrypt_bearable(text);
    }
    return starts(&text, "$y$") && yescrypt_bearable(text);
}

/* What crypt(3) itself may answer: printable, no blank, and none of : ; * ! \ */
static bool is_plain(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c <= ' ' || c > '~' || strchr(":;*!\\", c) != NULL) {
            return false;
        }
    }
    return text.len > 0 && text.len <= CRYPT_TEXT_MAX;
}

/* The hash stands behind the last "$" and, for each method, has one length. */
static bool is_whole(struct span text)
{
    static const struct {
        const char *method;
        size_t len;
    } methods[] = {{"$1$", 22},  {"$5$", 43},  {"$6$", 86}, {"$2a$", 53},
                   {"$2b$", 53}, {"$2y$", 53}, {"$y$", 43}};
    size_t tail = 0;

    while (tail < text.len && text.at[text.len - 1 - tail] != '$') {
        tail++;
    }
    for (size_t i = 0; i < COUNT(methods); i++) {
        struct span rest = text;

        if (starts(&rest, methods[i].method)) {
            return tail == methods[i].len;
        }
    }
    return false;
}

bool legacy_crypt_check(struct span text)
{
    return is_plain(text) && bearable(text) && is_whole(text);
}

bool legacy_crypt_matches(const char *text, struct span password)
{
    struct crypt_data *data = calloc(1, sizeof *data);
    char phrase[SECRET_TEXT_MAX + 1] = "";
    const char *made = NULL;
    bool same = false;

    if (data != NULL && password.len <= SECRET_TEXT_MAX &&
        memchr(password.at, '\0', password.len) == NULL) {
        memcpy(phrase, password.at, password.len);
        made = crypt_rn(phrase, text, data, (int)sizeof *data);
    }
    if (made != NULL && strlen(made) == strlen(text)) {
        same = sodium_memcmp(made, text, strlen(text)) == 0;
    }
    if (data != NULL) {
        sodium_memzero(data, sizeof *data);
    }
    free(data);
    sodium_memzero(phrase, sizeof phrase);
    return same;
}

/* --- argon2 --------------------------------------------------------------------------------------- */

#define KIB_MAX (256 << 10)
#define WORK_MAX (1 << 20) /* KiB times passes: about a second */
#define LANES_MAX 16

bool legacy_argon2_check(struct span text, uint32_t *mib, uint32_t *passes)
{
    uint64_t kib;
    uint64_t t;
    uint64_t lanes;

    if (!is_plain(text) || text.len >= crypto_pwhash_STRBYTES ||
        !(starts(&text, "$argon2id$") || starts(&text, "$argon2i$")) || !starts(&text, "v=19$m=") ||
        !number_take(&text, &kib) || !starts(&text, ",t=") || !number_take(&text, &t) ||
        !starts(&text, ",p=") || !number_take(&text, &lanes) || !starts(&text, "$")) {
        return false;
    }
    if (kib < 8 || kib > KIB_MAX || t < 1 || kib * t > WORK_MAX || lanes < 1 || lanes > LANES_MAX ||
        kib < 8 * lanes || memchr(text.at, '$', text.len) == NULL) {
        return false;
    }
    *mib = (uint32_t)(kib >> 10);
    *passes = (uint32_t)t;
    return true;
}
