/* What was issued, on its way through a form: service/devices.h says when and why. */
#include "service/devices_state.h"

#include <sodium.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

#define SEAL_PLAIN (8 + DEVICE_ID_BYTES + APP_PASSWORD_TEXT_BYTES + ACCOUNT_ID_MAX + 1)

static void seal_key(const struct devices *d, uint8_t out[static crypto_secretbox_KEYBYTES])
{
    devices_derive(d, "mioboe issue seal", SPAN(""), SPAN(""), out, crypto_secretbox_KEYBYTES);
}

void devices_seal(const struct devices *d, const struct device_issue *issue, int64_t now_ms,
                  char out[static DEVICE_SEAL_BYTES + 1])
{
    uint8_t plain[SEAL_PLAIN] = {0};
    uint8_t box[crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + SEAL_PLAIN];
    uint8_t key[crypto_secretbox_KEYBYTES];
    uint64_t ends_ms = (uint64_t)(now_ms + DEVICE_SEAL_MS);
    uint8_t *at = plain + 8;

    for (unsigned i = 0; i < 8; i++) {
        plain[i] = (uint8_t)(ends_ms >> (8 * i) & 0xff);
    }
    memcpy(at, issue->device.id, DEVICE_ID_BYTES);
    memcpy(at + DEVICE_ID_BYTES, issue->password, APP_PASSWORD_TEXT_BYTES);
    memcpy(at + DEVICE_ID_BYTES + APP_PASSWORD_TEXT_BYTES, issue->device.account,
           strlen(issue->device.account));
    seal_key(d, key);
    randombytes_buf(box, crypto_secretbox_NONCEBYTES);
    (void)crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, plain, sizeof plain, box, key);
    (void)sodium_bin2base64(out, DEVICE_SEAL_BYTES + 1, box, sizeof box,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(plain, sizeof plain);
    sodium_memzero(key, sizeof key);
}

/* Takes the seal off: the account's ID, the device's, the password. */
static bool unseal(const struct devices *d, struct span sealed, int64_t now_ms,
                   uint8_t plain[static SEAL_PLAIN])
{
    uint8_t box[crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + SEAL_PLAIN];
    uint8_t key[crypto_secretbox_KEYBYTES];
    uint64_t ends_ms = 0;
    size_t len = 0;
    bool ok;

    seal_key(d, key);
    ok = sodium_base642bin(box, sizeof box, sealed.at, sealed.len, NULL, &len, NULL,
                           sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
         len == sizeof box &&
         crypto_secretbox_open_easy(plain, box + crypto_secretbox_NONCEBYTES,
                                    sizeof box - crypto_secretbox_NONCEBYTES, box, key) == 0;
    sodium_memzero(key, sizeof key);
    for (unsigned i = 0; ok && i < 8; i++) {
        ends_ms |= (uint64_t)plain[i] << (8 * i);
    }
    return ok && ends_ms > (uint64_t)now_ms;
}

bool devices_unseal(struct devices *d, struct span sealed, int64_t now_ms, struct arena *arena,
                    struct device_issue *out, struct err *e)
{
    uint8_t plain[SEAL_PLAIN];
    char id[DEVICE_ID_BYTES + 1] = "";
    char account[ACCOUNT_ID_MAX + 1] = "";
    struct device_issue issue = {0};
    struct device_wish w = {.now_ms = now_ms};
    struct found_device found;
    bool ok;

    if (!unseal(d, sealed, now_ms, plain)) {
        return err_set(e, ERR_ABSENT, "the time of this page is over");
    }
    memcpy(id, plain + 8, DEVICE_ID_BYTES);
    memcpy(issue.password, plain + 8 + DEVICE_ID_BYTES, APP_PASSWORD_TEXT_BYTES);
    memcpy(account, plain + 8 + DEVICE_ID_BYTES + APP_PASSWORD_TEXT_BYTES, sizeof account - 1);
    sodium_memzero(plain, sizeof plain);
    w.account = span_of(account);
    ok =
        devices_fill(d, &w, arena, &issue, e) && devices_find(d, w.account, span_of(id), &found, e);
    if (ok) {
        issue.device = found.device;
        devices_name(d, &issue);
        *out = issue;
    }
    sodium_memzero(issue.password, sizeof issue.password);
    return ok;
}
