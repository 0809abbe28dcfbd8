#include "credential/key.h"

#include "base/key_file.h"

#include <sodium.h>
#include <string.h>

_Static_assert(CREDENTIAL_KEY_SIZE == KEY_FILE_SIZE, "the key is a key file's");

static void derive(const uint8_t *from, const char *purpose, uint8_t *out)
{
    (void)crypto_generichash(out, CREDENTIAL_KEY_SIZE, (const uint8_t *)purpose, strlen(purpose),
                             from, CREDENTIAL_KEY_SIZE);
}

void credential_key_derive(const uint8_t bytes[static CREDENTIAL_KEY_SIZE],
                           struct credential_key *out)
{
    derive(bytes, "mioboe app password hash 1", out->hash);
    derive(bytes, "mioboe app password seal 1", out->seal);
}

bool credential_key_load(const char *path, struct credential_key *out, struct err *e)
{
    uint8_t bytes[KEY_FILE_SIZE];

    if (!key_file_load(path, bytes, e)) {
        return false;
    }
    credential_key_derive(bytes, out);
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

void credential_key_wipe(struct credential_key *k)
{
    sodium_memzero(k, sizeof *k);
}
