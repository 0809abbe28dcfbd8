#include "credential/main_password.h"

#include "base/quote.h"
#include "credential/legacy.h"

#include <sodium.h>

#define SCHEME_MAX 24 /* bytes of a name in braces that is quoted */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

bool main_password_make(const struct main_cost *cost, const struct secret *password,
                        char out[static PASSWORD_HASH_MAX + 1], struct err *e)
{
    struct span text = secret_reveal(password);

    _Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_MAX, "an argon2id has room");
    if (crypto_pwhash_str(out, text.at, text.len, cost->passes, (size_t)cost->mib << 20) != 0) {
        return err_set(e, ERR_SYSTEM, "no memory to hash a password: it takes %u MiB",
                       (unsigned)cost->mib);
    }
    return true;
}

/* --- taking in ------------------------------------------------------------------------------------ */

/* Names Dovecot puts in front of a text that says itself what it is. */
static bool unwrap(struct span *text)
{
    static const struct span names[] = {
        SPAN_INIT("{ARGON2ID}"),     SPAN_INIT("{ARGON2I}"),   SPAN_INIT("{SHA512-CRYPT}"),
        SPAN_INIT("{SHA256-CRYPT}"), SPAN_INIT("{BLF-CRYPT}"), SPAN_INIT("{MD5-CRYPT}"),
        SPAN_INIT("{CRYPT}"),
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        if (text->len > names[i].len && memcmp(text->at, names[i].at, names[i].len) == 0) {
            *text = (struct span){.at = text->at + names[i].len, .len = text->len - names[i].len};
            return true;
        }
    }
    return false;
}

/* The name in braces in upper case, in place; false without one. */
static bool raise_scheme(char *text, size_t len)
{
    size_t i = 1;

    if (len == 0 || text[0] != '{') {
        return false;
    }
    while (i < len && text[i] != '}') {
        if (text[i] >= 'a' && text[i] <= 'z') {
            text[i] = (char)(text[i] - ('a' - 'A'));
        }
        i++;
    }
    return i < len;
}

static bool plain_take(struct span text, char out[static PASSWORD_HASH_MAX + 1])
{
    static const struct span names[] = {SPAN_INIT("{PLAIN}"), SPAN_INIT("{CLEARTEXT}")};

    for (size_t i = 0; i < COUNT(names); i++) {
        if (text.len > names[i].len && memcmp(text.at, names[i].at, names[i].len) == 0) {
            text = (struct span){.at = text.at + names[i].len, .len = text.len - names[i].len};
            if (text.len > PASSWORD_MAX || memchr(text.at, '\0', text.len) != NULL) {
                return false;
            }
            legacy_ssha512_make(text, out);
            return true;
        }
    }
    return false;
}

static bool refuse(struct span hash, struct err *e)
{
    size_t len = 0;

    while (len < hash.len && len < SCHEME_MAX && hash.at[0] == '{' && hash.at[len] != '}') {
        len++;
    }
    if (len == 0 || len == SCHEME_MAX || len == hash.len) {
        return err_set(
            e, ERR_INPUT,
            "hash: expected argon2id, crypt(3) or {SCHEME}..., whole and not too costly, "
            "came %zu bytes of something else",
            hash.len);
    }
    return err_set(e, ERR_INPUT,
                   "hash: expected a known scheme, whole and not too costly, came %s}...",
                   quote((struct span){.at = hash.at, .len = len}).text);
}

bool main_password_take(struct span hash, char out[static PASSWORD_HASH_MAX + 1], struct err *e)
{
    char bytes[PASSWORD_HASH_MAX + PASSWORD_MAX + 1];
    struct span text = {.at = bytes, .len = hash.len};
    uint32_t mib;
    uint32_t passes;
    bool ok = false;

    if (hash.len == 0 || hash.len >= sizeof bytes) {
        return refuse(hash, e);
    }
    memcpy(bytes, hash.at, hash.len);
    if (raise_scheme(bytes, hash.len)) {
        (void)!unwrap(&text);
    }
    if (plain_take(text, out)) {
        ok = true;
    } else if (text.len <= PASSWORD_HASH_MAX &&
               (legacy_argon2_check(text, &mib, &passes) || legacy_crypt_check(text) ||
                legacy_digest_check(text))) {
        memcpy(out, text.at, text.len);
        out[text.len] = '\0';
        ok = true;
    }
    sodium_memzero(bytes, sizeof bytes);
    return ok || refuse(hash, e);
}

/* --- verifying ------------------------------------------------------------------------------------ */

bool main_password_matches(const char *hash, const struct secret *password)
{
    struct span text = span_of(hash);
    struct span typed = secret_reveal(password);
    uint32_t mib;
    uint32_t passes;

    if (legacy_argon2_check(text, &mib, &passes)) {
        return crypto_pwhash_str_verify(hash, typed.at, typed.len) == 0;
    }
    if (legacy_crypt_check(text)) {
        return legacy_crypt_matches(hash, typed);
    }
    return legacy_digest_matches(text, typed);
}

bool main_password_current(const char *hash, const struct main_cost *cost)
{
    uint32_t mib;
    uint32_t passes;

    return strncmp(hash, "$argon2id$", 10) == 0 &&
           legacy_argon2_check(span_of(hash), &mib, &passes) && mib >= cost->mib &&
           passes >= cost->passes;
}

const char *main_password_scheme(const char *hash)
{
    static const struct {
        const char *start;
        const char *name;
    } names[] = {
        {"$argon2id$", "argon2id"}, {"$argon2i$", "argon2i"}, {"$1$", "md5-crypt"},
        {"$2", "bcrypt"},           {"$5$", "sha256-crypt"},  {"$6$", "sha512-crypt"},
        {"$y$", "yescrypt"},        {"{SHA}", "sha"},         {"{SSHA}", "ssha"},
        {"{SHA256}", "sha256"},     {"{SSHA256}", "ssha256"}, {"{SHA512}", "sha512"},
        {"{SSHA512}", "ssha512"},
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        if (strncmp(hash, names[i].start, strlen(names[i].start)) == 0) {
            return names[i].name;
        }
    }
    return hash[0] == '\0' ? "none" : "unknown";
}
