#include "notice/undo_code.h"

#include <sodium.h>

#define GROUP 5

static void print(const char letters[static UNDO_CODE_CHARS], char out[static UNDO_CODE_MAX])
{
    size_t at = 0;

    for (size_t i = 0; i < UNDO_CODE_CHARS; i++) {
        if (i > 0 && i % GROUP == 0) {
            out[at++] = '-';
        }
        out[at++] = letters[i];
    }
    out[at] = '\0';
}

void undo_code_make(const struct notice_key *key, const struct notice_facts *facts,
                    struct span account, char out[static UNDO_CODE_MAX])
{
    static const char purpose[] = "undo code";
    const uint64_t fixed[] = {facts->identity, facts->kind, (uint64_t)facts->at_ms};
    char letters[UNDO_CODE_CHARS];
    uint8_t hash[crypto_generichash_BYTES];
    uint8_t bytes[sizeof fixed];
    crypto_generichash_state state;

    for (size_t i = 0; i < sizeof fixed; i++) {
        bytes[i] = (uint8_t)(fixed[i / 8] >> (i % 8 * 8)); /* the same on every machine */
    }
    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof hash);
    (void)crypto_generichash_update(&state, (const uint8_t *)purpose, sizeof purpose);
    (void)crypto_generichash_update(&state, bytes, sizeof bytes);
    (void)crypto_generichash_update(&state, (const uint8_t *)account.at, account.len);
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    for (size_t i = 0; i < UNDO_CODE_CHARS; i++) {
        letters[i] = reference_letter(hash[i]);
    }
    print(letters, out);
    sodium_memzero(hash, sizeof hash);
}

bool undo_code_read(struct span in, char out[static UNDO_CODE_MAX])
{
    char letters[UNDO_CODE_CHARS];

    if (!reference_letters(in, letters, sizeof letters)) {
        return false;
    }
    print(letters, out);
    return true;
}
