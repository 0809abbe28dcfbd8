#include "service/fake_ticket.h"

#include "base/memory.h"
#include "service/fake_form.h"

#include <sodium.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define ENCODING sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define PLAIN_MAX ((size_t)8 << 10)
#define SEALED_MAX (NONCE + PLAIN_MAX + TAG)

static const unsigned char purpose[] = "mioboe fake to be handed in";

/* A campaign of one sample has room for everything a reading holds. */
static void pack(const struct fake_reading *r, bool genuine, int64_t now_ms, struct buf *out)
{
    struct fake_whole *w = memory_new(1, sizeof *w);
    struct fake_kept_sample *s = &w->samples[0];

    memcpy(w->fake.brand, r->brand, sizeof w->fake.brand);
    w->fake.first_ms = now_ms;
    w->fake.channels = genuine ? 1 : 0;
    for (size_t i = 0; i < r->link_count; i++) {
        memcpy(w->fake.domains[i].name, r->links[i].text, sizeof w->fake.domains[i].name);
    }
    w->fake.domain_count = r->link_count;
    w->fake.sample_count = 1;
    s->channel = r->channel;
    s->print = r->print;
    memcpy(s->subject, r->subject.at, r->subject.len);
    s->subject_len = r->subject.len;
    memcpy(s->text, r->text.at, r->text.len);
    s->text_len = r->text.len;
    fake_form_put(out, w);
    memory_free(w);
}

static bool unpack(struct span plain, int64_t now_ms, struct fake_ticket *out, struct err *e)
{
    struct fake_whole *w = memory_new(1, sizeof *w);
    const struct fake_kept_sample *s = &w->samples[0];
    struct fake_reading *r = &out->reading;
    bool ok = fake_form_read(plain, w, e) && w->fake.sample_count == 1 &&
              w->fake.domain_count <= FAKE_LINKS_MAX;

    if (!ok || now_ms < w->fake.first_ms || now_ms - w->fake.first_ms > FAKE_TICKET_MS) {
        memory_free(w);
        return err_set(e, ERR_INPUT, "expected a form of the last two hours, came an older one");
    }
    *r = (struct fake_reading){.channel = s->channel, .print = s->print};
    memcpy(r->brand, w->fake.brand, sizeof r->brand);
    r->link_count = w->fake.domain_count;
    for (size_t i = 0; i < r->link_count; i++) {
        memcpy(r->links[i].text, w->fake.domains[i].name, sizeof r->links[i].text);
    }
    out->genuine = w->fake.channels != 0;
    memcpy(out->subject, s->subject, s->subject_len);
    memcpy(out->text, s->text, s->text_len);
    r->subject = (struct span){.at = out->subject, .len = s->subject_len};
    r->text = (struct span){.at = out->text, .len = s->text_len};
    memory_free(w);
    return true;
}

static bool worth_keeping(const struct fake_reading *r)
{
    return r->print.count >= FAKE_PRINT_MIN || r->link_count > 0;
}

void fake_ticket_seal(const uint8_t key[static FAKE_TICKET_KEY], const struct fake_reading *r,
                      bool genuine, int64_t now_ms, struct buf *out)
{
    struct buf plain = {.at = memory_new(PLAIN_MAX, 1), .cap = PLAIN_MAX};
    unsigned char *sealed = memory_new(SEALED_MAX, 1);
    char *text = memory_new(FAKE_TICKET_TEXT, 1);
    unsigned long long len = 0;

    if (worth_keeping(r)) {
        pack(r, genuine, now_ms, &plain);
        randombytes_buf(sealed, NONCE);
        (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
            sealed + NONCE, &len, (const unsigned char *)plain.at, plain.full ? 0 : plain.len,
            purpose, sizeof purpose, NULL, sealed, key);
        (void)sodium_bin2base64(text, FAKE_TICKET_TEXT, sealed, NONCE + (size_t)len, ENCODING);
        buf_add(out, (struct span){.at = text, .len = strlen(text)});
    }
    memory_free(plain.at);
    memory_free(sealed);
    memory_free(text);
}

bool fake_ticket_open(const uint8_t key[static FAKE_TICKET_KEY], struct span text, int64_t now_ms,
                      struct fake_ticket *out, struct err *e)
{
    unsigned char *bytes;
    unsigned long long plain = 0;
    size_t len = 0;
    bool ok;

    if (text.len == 0 || text.len > FAKE_TICKET_TEXT) {
        return err_set(e, ERR_INPUT, "expected a form of this page");
    }
    bytes = memory_new(SEALED_MAX, 1);
    ok = sodium_base642bin(bytes, SEALED_MAX, text.at, text.len, NULL, &len, NULL, ENCODING) == 0 &&
         len >= NONCE + TAG &&
         crypto_aead_xchacha20poly1305_ietf_decrypt(bytes + NONCE, &plain, NULL, bytes + NONCE,
                                                    len - NONCE, purpose, sizeof purpose, bytes,
                                                    key) == 0;
    ok = ok ? unpack((struct span){.at = (const char *)bytes + NONCE, .len = (size_t)plain}, now_ms,
                     out, e)
            : err_set(e, ERR_INPUT, "expected a form of this page, came one that was changed");
    memory_free(bytes);
    return ok;
}
