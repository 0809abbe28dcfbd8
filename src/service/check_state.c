#include "service/check_state.h"

#include "base/memory.h"

#include <sodium.h>

#define VERSION 1
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define ENCODING sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define SEALED_MAX (NONCE + CHECK_STATE_BYTES + TAG)

enum {
    FLAG_BOUND = 1,
    FLAG_ONLY_OWN = 2,
    FLAG_LINKS = 4,
    FLAG_UNREADABLE = 8,
    FLAG_SMS = 16,
    FLAG_ALL = 31,
};

static const unsigned char purpose[] = "mioboe check form";

void check_finding_of(const struct check_outcome *o, const struct answers *a, int64_t now_ms,
                      struct check_finding *out)
{
    out->seen = o->observation;
    out->answers = *a;
    out->checked_ms = now_ms;
    out->text_len = o->text_len;
    memcpy(out->text, o->text, o->text_len);
}

/* --- bytes ---------------------------------------------------------------------------------------- */

static void put_number(struct buf *out, uint64_t n, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        const char byte = (char)(n >> (8 * i) & 0xFF);

        buf_add(out, (struct span){.at = &byte, .len = 1});
    }
}

/* A text shorter than 256 bytes behind its length. */
static void put_text(struct buf *out, const char *text)
{
    size_t len = strlen(text);

    put_number(out, len, 1);
    buf_add(out, (struct span){.at = text, .len = len});
}

static uint64_t flags_of(const struct observation *o)
{
    return (o->bound ? FLAG_BOUND : 0) | (o->only_own ? FLAG_ONLY_OWN : 0) |
           (o->has_links ? FLAG_LINKS : 0) | (o->unreadable ? FLAG_UNREADABLE : 0) |
           (o->is_sms ? FLAG_SMS : 0);
}

void check_finding_pack(const struct check_finding *f, struct buf *out)
{
    const struct observation *o = &f->seen;

    put_number(out, VERSION, 1);
    put_number(out, (uint64_t)f->checked_ms, 8);
    put_number(out, flags_of(o), 1);
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        put_number(out, f->answers.to[q], 1);
    }
    put_text(out, o->brand);
    put_number(out, o->evidence.count, 1);
    for (size_t i = 0; i < o->evidence.count; i++) {
        put_number(out, o->evidence.at[i].kind, 2);
        put_text(out, o->evidence.at[i].on);
        put_text(out, o->evidence.at[i].brand);
        put_text(out, o->evidence.at[i].other);
    }
    put_number(out, f->text_len, 2);
    buf_add(out, (struct span){.at = f->text, .len = f->text_len});
}

static bool take_number(struct span *rest, size_t bytes, uint64_t *out)
{
    uint64_t n = 0;

    if (rest->len < bytes) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        n |= (uint64_t)(unsigned char)rest->at[i] << (8 * i);
    }
    *rest = (struct span){.at = rest->at + bytes, .len = rest->len - bytes};
    *out = n;
    return true;
}

static bool take_bytes(struct span *rest, size_t len, struct span *out)
{
    if (rest->len < len) {
        return false;
    }
    *out = (struct span){.at = rest->at, .len = len};
    *rest = (struct span){.at = rest->at + len, .len = rest->len - len};
    return true;
}

/* A text that fits a field of `room` bytes with its NUL. */
static bool take_text(struct span *rest, size_t room, struct span *out)
{
    uint64_t len;

    return take_number(rest, 1, &len) && len < room && take_bytes(rest, (size_t)len, out) &&
           memchr(out->at, 0, out->len) == NULL;
}

static bool take_evidence(struct span *rest, struct evidence_list *list)
{
    size_t before = list->count;
    struct span on;
    struct span brand;
    struct span other;
    uint64_t kind;

    if (!take_number(rest, 2, &kind) || kind >= EVIDENCE_COUNT ||
        !take_text(rest, EVIDENCE_ON_MAX, &on) || !take_text(rest, EVIDENCE_NAME_MAX, &brand) ||
        !take_text(rest, EVIDENCE_ON_MAX, &other)) {
        return false;
    }
    evidence_add(list, (enum evidence_kind)kind, on, brand, other);
    return list->count == before + 1; /* each kind once */
}

static bool take_seen(struct span *rest, struct check_finding *f)
{
    struct observation *o = &f->seen;
    struct span brand;
    uint64_t flags;
    uint64_t count;
    uint64_t answer;

    if (!take_number(rest, 1, &flags) || flags > FLAG_ALL) {
        return false;
    }
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        if (!take_number(rest, 1, &answer) || answer > ANSWER_NO) {
            return false;
        }
        f->answers.to[q] = (uint8_t)answer;
    }
    if (!take_text(rest, sizeof o->brand, &brand) || !take_number(rest, 1, &count)) {
        return false;
    }
    memcpy(o->brand, brand.at, brand.len);
    o->bound = (flags & FLAG_BOUND) != 0;
    o->only_own = (flags & FLAG_ONLY_OWN) != 0;
    o->has_links = (flags & FLAG_LINKS) != 0;
    o->unreadable = (flags & FLAG_UNREADABLE) != 0;
    o->is_sms = (flags & FLAG_SMS) != 0;
    for (uint64_t i = 0; i < count; i++) {
        if (!take_evidence(rest, &o->evidence)) {
            return false;
        }
    }
    return true;
}

bool check_finding_unpack(struct span bytes, struct check_finding *out, struct err *e)
{
    uint64_t version = 0;
    uint64_t at = 0;
    uint64_t len = 0;
    struct span text;

    memset(out, 0, sizeof *out);
    if (!take_number(&bytes, 1, &version) || version != VERSION || !take_number(&bytes, 8, &at) ||
        at > INT64_MAX || !take_seen(&bytes, out) || !take_number(&bytes, 2, &len) ||
        len > sizeof out->text || !take_bytes(&bytes, (size_t)len, &text) || bytes.len != 0) {
        return err_set(e, ERR_INPUT, "expected what was seen in a message, came something else");
    }
    out->checked_ms = (int64_t)at;
    out->text_len = text.len;
    memcpy(out->text, text.at, text.len);
    return true;
}

/* --- sealed --------------------------------------------------------------------------------------- */

void check_state_key(const uint8_t secret[static CHECK_STATE_KEY],
                     uint8_t out[static CHECK_STATE_KEY])
{
    (void)crypto_generichash(out, CHECK_STATE_KEY, purpose, sizeof purpose - 1, secret,
                             CHECK_STATE_KEY);
}

void check_state_seal(const uint8_t key[static CHECK_STATE_KEY], const struct check_finding *f,
                      struct buf *out)
{
    struct buf plain = {.at = memory_new(CHECK_STATE_BYTES, 1), .cap = CHECK_STATE_BYTES};
    unsigned char *sealed = memory_new(SEALED_MAX, 1);
    char *text = memory_new(CHECK_STATE_TEXT, 1);
    unsigned long long len = 0;

    check_finding_pack(f, &plain);
    randombytes_buf(sealed, NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, &len,
                                                     (const unsigned char *)plain.at, plain.len,
                                                     purpose, sizeof purpose, NULL, sealed, key);
    (void)sodium_bin2base64(text, CHECK_STATE_TEXT, sealed, NONCE + (size_t)len, ENCODING);
    buf_add(out, (struct span){.at = text, .len = strlen(text)});
    memory_free(plain.at);
    memory_free(sealed);
    memory_free(text);
}

static bool decrypt(const uint8_t key[static CHECK_STATE_KEY], struct span sealed,
                    unsigned char *bytes, struct check_finding *out, struct err *e)
{
    unsigned long long plain_len = 0;
    size_t len = 0;
    bool ours = sodium_base642bin(bytes, SEALED_MAX, sealed.at, sealed.len, NULL, &len, NULL,
                                  ENCODING) == 0 &&
                len >= NONCE + TAG &&
                crypto_aead_xchacha20poly1305_ietf_decrypt(bytes + NONCE, &plain_len, NULL,
                                                           bytes + NONCE, len - NONCE, purpose,
                                                           sizeof purpose, bytes, key) == 0;

    if (!ours) {
        return err_set(e, ERR_INPUT, "expected a form of this page, came one that was changed");
    }
    return check_finding_unpack(
        (struct span){.at = (const char *)bytes + NONCE, .len = (size_t)plain_len}, out, e);
}

bool check_state_open(const uint8_t key[static CHECK_STATE_KEY], struct span sealed, int64_t now_ms,
                      struct check_finding *out, struct err *e)
{
    unsigned char *bytes;
    bool ok;

    if (sealed.len == 0 || sealed.len > CHECK_STATE_TEXT) {
        return err_set(e, ERR_INPUT, "expected a form of this page");
    }
    bytes = memory_new(SEALED_MAX, 1);
    ok = decrypt(key, sealed, bytes, out, e);
    memory_free(bytes);
    if (ok && (now_ms - out->checked_ms > CHECK_STATE_MS || now_ms < out->checked_ms)) {
        return err_set(e, ERR_INPUT, "expected a form of the last two hours, came an older one");
    }
    return ok;
}
