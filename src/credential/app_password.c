#include "credential/app_password.h"

#include "base/utf8.h"

#include <sodium.h>

#define GROUP 4
#define FIELD 23 /* letters, and a prime: the alphabet is GF(23) */
#define TYPED_MAX 256

static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz";

_Static_assert(sizeof alphabet - 1 == FIELD, "one letter for each element");
_Static_assert(APP_LETTERS < FIELD, "different weights for all letters");
_Static_assert(APP_LETTERS + APP_LETTERS / GROUP - 1 == APP_TEXT_BYTES, "groups with hyphens");
_Static_assert(APP_PASSWORD_HASH_BYTES == crypto_generichash_BYTES, "256 bits");

/* The letter at i has weight i + 1, never 0 and never twice: a code word gives 0. A wrong letter changes
 * the sum by (i + 1) d, two swapped ones by (i - j) d, with d not 0: neither is 0 in a field. */
static unsigned sum_of(const uint8_t values[static APP_LETTERS])
{
    unsigned sum = 0;

    for (unsigned i = 0; i < APP_LETTERS; i++) {
        sum += (i + 1) * values[i];
    }
    return sum % FIELD;
}

/* --- making --------------------------------------------------------------------------------------- */

void app_letters_make(struct app_letters *out)
{
    uint8_t values[APP_LETTERS] = {0};

    for (size_t i = 0; i < APP_LETTERS - 1; i++) {
        values[i] = (uint8_t)randombytes_uniform(FIELD);
    }
    while (sum_of(values) != 0) { /* one of 23 fits, because 20 has an inverse */
        values[APP_LETTERS - 1]++;
    }
    for (size_t i = 0; i < APP_LETTERS; i++) {
        out->at[i] = alphabet[values[i]];
    }
    sodium_memzero(values, sizeof values);
}

void app_password_id(char out[static APP_PASSWORD_ID_BYTES + 1])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

    for (size_t i = 0; i < APP_PASSWORD_ID_BYTES; i++) {
        out[i] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    out[APP_PASSWORD_ID_BYTES] = '\0';
}

void app_letters_print(const struct app_letters *letters, char out[static APP_TEXT_BYTES + 1])
{
    size_t len = 0;

    for (size_t i = 0; i < APP_LETTERS; i++) {
        if (i > 0 && i % GROUP == 0) {
            out[len++] = '-';
        }
        out[len++] = letters->at[i];
    }
    out[len] = '\0';
}

/* --- reading -------------------------------------------------------------------------------------- */

#define NO_LETTER (-1)
#define PAUSE (-2)

/* Hyphens of any kind, blanks, and what a keyboard puts in their place. */
static bool is_pause(uint32_t c)
{
    static const uint32_t singles[] = {' ',    '\t',   '-',    '_',    '.',    0x00A0, 0x00AD,
                                       0x1680, 0x202F, 0x205F, 0x2060, 0x2212, 0x2500, 0x2501,
                                       0x3000, 0x30FC, 0xFE58, 0xFE63, 0xFEFF, 0xFF70};

    for (size_t i = 0; i < COUNT(singles); i++) {
        if (c == singles[i]) {
            return true;
        }
    }
    return c >= 0x2000 && c <= 0x2015; /* spaces of all widths, zero-width ones, dashes */
}

/* The letter's number, NO_LETTER or PAUSE. */
static int value_of(uint32_t c)
{
    const char *hit;

    if (c >= 0xFF01 && c <= 0xFF5E) {
        c = c - 0xFF01 + '!';
    }
    if (is_pause(c)) {
        return PAUSE;
    }
    if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
    }
    hit = c < 0x80 && c != 0 ? strchr(alphabet, (int)c) : NULL;
    return hit == NULL ? NO_LETTER : (int)(hit - alphabet);
}

enum app_form app_letters_read(struct span typed, struct app_letters *out)
{
    uint8_t values[APP_LETTERS] = {0};
    size_t count = 0;
    bool other = typed.len > TYPED_MAX;
    enum app_form form = APP_FORM_NONE;

    while (!other && typed.len > 0) {
        uint32_t c = 0;
        size_t len = utf8_take(typed, &c);
        int value = len == 0 ? NO_LETTER : value_of(c);

        other = value == NO_LETTER || (value >= 0 && count == APP_LETTERS);
        if (!other && value >= 0) {
            values[count++] = (uint8_t)value;
        }
        typed = (struct span){.at = typed.at + len, .len = typed.len - len};
    }
    if (!other && count == APP_LETTERS) {
        form = sum_of(values) == 0 ? APP_FORM_RIGHT : APP_FORM_SLIP;
    }
    for (size_t i = 0; form == APP_FORM_RIGHT && i < APP_LETTERS; i++) {
        out->at[i] = alphabet[values[i]];
    }
    sodium_memzero(values, sizeof values);
    return form;
}

/* --- what is kept --------------------------------------------------------------------------------- */

void app_password_hash(const struct credential_key *key, struct span account,
                       const struct app_letters *letters,
                       uint8_t out[static APP_PASSWORD_HASH_BYTES])
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, key->hash, sizeof key->hash, APP_PASSWORD_HASH_BYTES);
    (void)crypto_generichash_update(&state, (const uint8_t *)letters->at, APP_LETTERS);
    (void)crypto_generichash_update(&state, (const uint8_t *)account.at, account.len);
    (void)crypto_generichash_final(&state, out, APP_PASSWORD_HASH_BYTES);
    sodium_memzero(&state, sizeof state);
}

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEALED (NONCE + APP_LETTERS + crypto_aead_xchacha20poly1305_ietf_ABYTES)

_Static_assert(SEALED <= APP_PASSWORD_SEALED_MAX, "a sealed copy has room");
_Static_assert(CREDENTIAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
               "the key's size");

/* ID, then account: the ID has one length. */
static size_t bound_to(const struct app_password *p,
                       uint8_t out[static APP_PASSWORD_ID_BYTES + ACCOUNT_ID_MAX])
{
    size_t len = strlen(p->account);

    memcpy(out, p->id, APP_PASSWORD_ID_BYTES);
    memcpy(out + APP_PASSWORD_ID_BYTES, p->account, len);
    return APP_PASSWORD_ID_BYTES + len;
}

void app_password_seal(const struct credential_key *key, const struct app_letters *letters,
                       struct app_password *p)
{
    uint8_t bound[APP_PASSWORD_ID_BYTES + ACCOUNT_ID_MAX];
    size_t len = bound_to(p, bound);

    randombytes_buf(p->sealed, NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(p->sealed + NONCE, NULL,
                                                     (const uint8_t *)letters->at, APP_LETTERS,
                                                     bound, len, NULL, p->sealed, key->seal);
    p->sealed_len = SEALED;
}

bool app_password_unseal(const struct credential_key *key, const struct app_password *p,
                         struct app_letters *out)
{
    uint8_t bound[APP_PASSWORD_ID_BYTES + ACCOUNT_ID_MAX];
    size_t len = bound_to(p, bound);

    return p->sealed_len == SEALED && crypto_aead_xchacha20poly1305_ietf_decrypt(
                                          (uint8_t *)out->at, NULL, NULL, p->sealed + NONCE,
                                          SEALED - NONCE, bound, len, p->sealed, key->seal) == 0;
}
