#include "service/check_report.h"

#include "base/memory.h"
#include "store/documents.h"

#include <sodium.h>

#define KEY_BYTES 16
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HASH 32
#define BODY_MAX (HASH + NONCE + CHECK_STATE_BYTES + TAG)

/* What each hash of a secret is for. */
static const unsigned char for_name[] = "mioboe report name";
static const unsigned char for_body[] = "mioboe report body";
static const unsigned char for_removal[] = "mioboe report removal";

static void hash(struct span secret, const unsigned char *purpose, size_t purpose_len,
                 unsigned char *out, size_t len)
{
    (void)crypto_generichash(out, len, (const unsigned char *)secret.at, secret.len, purpose,
                             purpose_len);
}

/* Base32 as tokens have it: nothing that is taken for something else when it is read aloud. */
static void make_secret(char out[static CHECK_REPORT_SECRET + 1])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

    for (size_t i = 0; i < CHECK_REPORT_SECRET; i++) {
        out[i] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    out[CHECK_REPORT_SECRET] = '\0';
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- making --------------------------------------------------------------------------------------- */

static void fill_body(const struct check_finding *f, const struct check_report *r, struct buf *body)
{
    struct buf plain = {.at = memory_new(CHECK_STATE_BYTES, 1), .cap = CHECK_STATE_BYTES};
    struct check_finding *kept = memory_new(1, sizeof *kept);
    unsigned char *at = (unsigned char *)body->at;
    unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    unsigned long long len = 0;

    *kept = *f;
    kept->text_len = 0;
    check_finding_pack(kept, &plain);
    hash(span_of(r->remover), for_removal, sizeof for_removal - 1, at, HASH);
    hash(span_of(r->address), for_body, sizeof for_body - 1, key, sizeof key);
    randombytes_buf(at + HASH, NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(at + HASH + NONCE, &len,
                                                     (const unsigned char *)plain.at, plain.len,
                                                     NULL, 0, NULL, at + HASH, key);
    body->len = HASH + NONCE + (size_t)len;
    sodium_memzero(key, sizeof key);
    memory_free(kept);
    memory_free(plain.at);
}

/* One change of the report of that name, in one commit. body "": it goes. */
static bool change(struct store *s, const unsigned char name[static KEY_BYTES], struct span body,
                   int64_t now_ms, struct err *e)
{
    const struct document d = {.kind = DOCUMENT_REPORT,
                               .key = {.at = (const char *)name, .len = KEY_BYTES},
                               .body = body,
                               .expires_ms = now_ms + CHECK_REPORT_MS};
    struct store_document_change c = {
        .document = &d, .expected = body.len > 0 ? 0 : DOCUMENT_ANY, .remove = body.len == 0};
    bool made = false;

    return store_documents_change(s, &c, 1, now_ms, &made, e) &&
           (made || err_set(e, ERR_STORE, "the report could not be kept"));
}

bool check_report_make(struct store *s, const struct check_finding *f, int64_t now_ms,
                       struct check_report *out, struct err *e)
{
    struct buf body = {.at = memory_new(BODY_MAX, 1), .cap = BODY_MAX};
    unsigned char name[KEY_BYTES];
    struct check_report r;
    bool ok;

    make_secret(r.address);
    make_secret(r.remover);
    fill_body(f, &r, &body);
    hash(span_of(r.address), for_name, sizeof for_name - 1, name, sizeof name);
    ok = change(s, name, (struct span){.at = body.at, .len = body.len}, now_ms, e);
    if (ok) {
        *out = r;
    }
    memory_free(body.at);
    return ok;
}

/* --- reading -------------------------------------------------------------------------------------- */

struct opening {
    struct span address;
    struct span remover; /* "": to read it */
    struct check_finding *out;
    int64_t expires_ms;
    bool right;
};

static bool read_body(struct opening *o, struct span body)
{
    unsigned char *plain = memory_new(BODY_MAX, 1);
    const unsigned char *at = (const unsigned char *)body.at;
    unsigned char key[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    struct err ignored = {0};
    unsigned long long len = 0;
    bool ok;

    hash(o->address, for_body, sizeof for_body - 1, key, sizeof key);
    ok = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &len, NULL, at + HASH + NONCE,
                                                    body.len - HASH - NONCE, NULL, 0, at + HASH,
                                                    key) == 0 &&
         check_finding_unpack((struct span){.at = (const char *)plain, .len = (size_t)len}, o->out,
                              &ignored);
    sodium_memzero(key, sizeof key);
    memory_free(plain);
    return ok;
}

static bool open_it(void *ctx, const struct document *d)
{
    struct opening *o = ctx;
    o->expires_ms = d->expires_ms;
    if (d->body.len < HASH + NONCE + TAG || d->body.len > BODY_MAX) {
        return false;
    }
    if (o->remover.len > 0) {
        unsigned char removal[HASH];

        hash(o->remover, for_removal, sizeof for_removal - 1, removal, sizeof removal);
        o->right = sodium_memcmp(removal, d->body.at, HASH) == 0;
    } else {
        o->right = read_body(o, d->body);
    }
    return false;
}

static bool absent(struct err *e)
{
    return err_set(e, ERR_ABSENT, "there is no such report, or not any more");
}

static bool is_secret(struct span text)
{
    return text.len == CHECK_REPORT_SECRET;
}

static bool open_document(struct store *s, struct opening *o, int64_t now_ms,
                          unsigned char name[static KEY_BYTES], struct err *e)
{
    struct store_document_name which = {.kind = DOCUMENT_REPORT, .now_ms = now_ms};

    if (!is_secret(o->address)) {
        return absent(e);
    }
    hash(o->address, for_name, sizeof for_name - 1, name, KEY_BYTES);
    which.key = (struct span){.at = (const char *)name, .len = KEY_BYTES};
    if (!store_document(s, &which, open_it, o, e)) {
        return e->code == ERR_ABSENT ? absent(e) : false;
    }
    return o->right || absent(e);
}

bool check_report_read(struct store *s, struct span address, int64_t now_ms,
                       struct check_finding *out, int64_t *expires_ms, struct err *e)
{
    struct opening o = {.address = address, .out = out};
    unsigned char name[KEY_BYTES];

    if (!open_document(s, &o, now_ms, name, e)) {
        return false;
    }
    *expires_ms = o.expires_ms;
    return true;
}

bool check_report_remove(struct store *s, struct span address, struct span remover, int64_t now_ms,
                         struct err *e)
{
    struct opening o = {.address = address, .remover = remover};
    unsigned char name[KEY_BYTES];

    if (!is_secret(remover)) {
        return absent(e);
    }
    if (!open_document(s, &o, now_ms, name, e)) {
        return false;
    }
    return change(s, name, SPAN(""), now_ms, e);
}
