#include "service/fakes.h"

#include "base/memory.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "service/fakes_parts.h"

#include <sodium.h>
#include <stdlib.h>

#define DAY_MS ((int64_t)86400000)
#define ALTER_ROUNDS 8
#define NAME_BYTES 90 /* of a text that stands for a subject */

static const char *const taken_codes[FAKE_TAKEN_COUNT] = {"new",     "joined", "again",
                                                          "genuine", "thin",   "busy"};

const char *fake_taken_code(unsigned t)
{
    return taken_codes[t];
}

/* --- life ------------------------------------------------------------------------------------------- */

bool fakes_new(struct store *s, struct fakes **out, struct err *e)
{
    struct fakes *f = calloc(1, sizeof *f);

    if (f != NULL) {
        f->at = calloc(FAKES_MAX, sizeof(struct fake_campaign *));
    }
    if (f == NULL || f->at == NULL) {
        free(f);
        return err_set(e, ERR_SYSTEM, "no memory for the list of fakes");
    }
    (void)pthread_rwlock_init(&f->lock, NULL);
    f->store = s;
    *out = f;
    return true;
}

static void forget(struct fakes *f)
{
    for (size_t i = 0; i < f->count; i++) {
        free(f->at[i]);
    }
    f->count = 0;
}

void fakes_free(struct fakes **f)
{
    if (*f != NULL) {
        forget(*f);
        (void)pthread_rwlock_destroy(&(*f)->lock);
        free((*f)->at);
        free(*f);
        *f = NULL;
    }
}

void fakes_set_key(struct fakes *f, const uint8_t key[static FAKES_KEY_SIZE])
{
    static const char purpose[] = "mioboe fakes: who handed in";

    (void)pthread_rwlock_wrlock(&f->lock);
    (void)crypto_generichash(f->key.bytes, sizeof f->key.bytes, (const unsigned char *)purpose,
                             sizeof purpose - 1, key, FAKES_KEY_SIZE);
    f->has_key = true;
    (void)pthread_rwlock_unlock(&f->lock);
}

/* --- memory ----------------------------------------------------------------------------------------- */

/* The subject; of a message without one the first words, cut at a character. */
static void name_of(const struct fake_kept_sample *s, char out[static EVIDENCE_ON_MAX])
{
    struct span text = s->subject_len > 0 ? fake_kept_subject(s) : fake_kept_text(s);
    size_t len = 0;

    while (len < text.len && len < NAME_BYTES) {
        uint32_t point = 0;
        size_t step = utf8_take((struct span){.at = text.at + len, .len = text.len - len}, &point);

        if (step == 0 || point == '\n' || len + step > NAME_BYTES) {
            break;
        }
        len += step;
    }
    memcpy(out, text.at, len);
    out[len] = '\0';
}

static void bring_up(struct fake_campaign *c, const struct fake_whole *w)
{
    c->fake = w->fake;
    for (size_t i = 0; i < w->fake.sample_count; i++) {
        c->samples[i].confirmed = w->samples[i].confirmed;
        c->samples[i].print = w->samples[i].print;
        name_of(&w->samples[i], c->samples[i].name);
    }
}

static bool remember(struct fakes *f, const struct fake_whole *w, struct err *e)
{
    struct fake_campaign *c = fakes_campaign(f, fake_id(&w->fake));

    if (c == NULL && f->count < FAKES_MAX) {
        c = calloc(1, sizeof *c);
        if (c == NULL) {
            return err_set(e, ERR_SYSTEM, "no memory for the list of fakes");
        }
        f->at[f->count++] = c;
    }
    if (c != NULL) {
        bring_up(c, w);
    }
    return true;
}

static void let_go(struct fakes *f, struct span id)
{
    for (size_t i = 0; i < f->count; i++) {
        if (span_eq(fake_id(&f->at[i]->fake), id)) {
            free(f->at[i]);
            f->at[i] = f->at[--f->count];
            return;
        }
    }
}

struct fake_campaign *fakes_campaign(const struct fakes *f, struct span id)
{
    for (size_t i = 0; i < f->count; i++) {
        if (span_eq(fake_id(&f->at[i]->fake), id)) {
            return f->at[i];
        }
    }
    return NULL;
}

/* --- store ------------------------------------------------------------------------------------------ */

struct loading {
    struct fakes *f;
    struct fake_whole *whole;
    struct err *e;
    bool ok;
};

/* A document that cannot be read is left out, and stays: another version may know it. */
static bool load_one(void *ctx, const struct document *d)
{
    struct loading *l = ctx;
    struct err ignored = {0};

    if (fake_form_read(d->body, l->whole, &ignored)) {
        l->ok = remember(l->f, l->whole, l->e);
    }
    return l->ok;
}

static bool load(struct fakes *f, int64_t now_ms, struct err *e)
{
    struct loading l = {.f = f, .whole = memory_new(1, sizeof *l.whole), .e = e, .ok = true};
    const struct store_document_query q = {
        .kind = DOCUMENT_FAKE, .limit = FAKES_MAX, .now_ms = now_ms};
    bool ok;

    forget(f);
    f->read_ms = 0;
    ok = store_documents(f->store, &q, load_one, &l, e) && l.ok;
    memory_free(l.whole);
    f->read_ms = ok ? now_ms : 0;
    return ok;
}

bool fakes_refresh(struct fakes *f, int64_t now_ms, struct err *e)
{
    bool ok = true;
    bool fresh;

    (void)pthread_rwlock_rdlock(&f->lock);
    fresh = f->read_ms != 0 && now_ms >= f->read_ms && now_ms - f->read_ms < FAKES_FRESH_MS;
    (void)pthread_rwlock_unlock(&f->lock);
    if (fresh) {
        return true;
    }
    (void)pthread_rwlock_wrlock(&f->lock);
    if (f->read_ms == 0 || now_ms < f->read_ms || now_ms - f->read_ms >= FAKES_FRESH_MS) {
        ok = load(f, now_ms, e);
    }
    (void)pthread_rwlock_unlock(&f->lock);
    return ok;
}

struct reading {
    struct fake_whole *out;
    uint32_t version;
    bool ok;
    struct err *e;
};

static bool read_one(void *ctx, const struct document *d)
{
    struct reading *r = ctx;

    r->version = d->version;
    r->ok = fake_form_read(d->body, r->out, r->e);
    return false;
}

bool fakes_read(struct fakes *f, struct span id, int64_t now_ms, struct fake_whole *out,
                uint32_t *version, struct err *e)
{
    const struct store_document_name name = {.kind = DOCUMENT_FAKE, .key = id, .now_ms = now_ms};
    struct reading r = {.out = out, .ok = true, .e = e};

    if (id.len == 0 || id.len >= FAKE_ID_SIZE ||
        !store_document(f->store, &name, read_one, &r, e)) {
        return (id.len == 0 || id.len >= FAKE_ID_SIZE || e->code == ERR_ABSENT) &&
               err_set(e, ERR_ABSENT, "there is no campaign of fakes %s", quote(id).text);
    }
    *version = r.version;
    return r.ok;
}

static int64_t expiry_of(const struct fake *f)
{
    switch (f->state) {
    case FAKE_NEW:
        return f->last_ms + FAKES_NEW_DAYS * DAY_MS;
    case FAKE_CLOSED:
        return f->closed_ms + FAKES_CLOSED_DAYS * DAY_MS;
    case FAKE_CONFIRMED:
    case FAKE_STATE_COUNT:
        break;
    }
    return 0;
}

static bool store_it(struct fakes *f, const struct fakes_write *w, struct buf *body, bool *made,
                     struct err *e)
{
    struct document d = {.kind = DOCUMENT_FAKE,
                         .key = fake_id(&w->whole->fake),
                         .owner = SPAN(""),
                         .expires_ms = expiry_of(&w->whole->fake)};
    const struct document gone = {.kind = DOCUMENT_FAKE, .key = w->gone, .owner = SPAN("")};
    struct store_document_change changes[] = {
        {.document = &d, .expected = w->expected},
        {.document = &gone, .expected = DOCUMENT_ANY, .remove = true},
    };

    fake_form_put(body, w->whole);
    return buf_span(body, &d.body, e) &&
           store_documents_change(f->store, changes, w->gone.len > 0 ? 2 : 1, w->now_ms, made, e);
}

bool fakes_write(struct fakes *f, const struct fakes_write *w, bool *made, struct err *e)
{
    struct buf body = {.at = malloc(FAKE_FORM_MAX), .cap = FAKE_FORM_MAX};
    bool ok;

    fake_whole_count(w->whole);
    if (body.at == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a campaign of fakes");
    }
    ok = store_it(f, w, &body, made, e);
    free(body.at);
    if (!ok || !*made) {
        return ok;
    }
    if (w->gone.len > 0) {
        let_go(f, w->gone);
    }
    return remember(f, w->whole, e);
}

static bool alter_once(struct fakes *f, const struct fakes_change_asked *c,
                       struct fake_whole *whole, bool *made, struct err *e)
{
    struct fakes_write w = {.whole = whole, .now_ms = c->now_ms, .gone = SPAN("")};

    return fakes_read(f, c->id, c->now_ms, whole, &w.expected, e) && c->change(c->ctx, whole, e) &&
           fakes_write(f, &w, made, e);
}

bool fakes_alter(struct fakes *f, const struct fakes_change_asked *c, struct fake *out,
                 struct err *e)
{
    struct fake_whole *whole;
    bool made = false;
    bool ok = true;

    if (!fakes_refresh(f, c->now_ms, e)) {
        return false;
    }
    whole = memory_new(1, sizeof *whole);
    (void)pthread_rwlock_wrlock(&f->lock);
    for (int round = 0; ok && !made && round < ALTER_ROUNDS; round++) {
        ok = alter_once(f, c, whole, &made, e);
    }
    (void)pthread_rwlock_unlock(&f->lock);
    if (ok && !made) {
        ok = err_set(e, ERR_STORE, "somebody else keeps changing this campaign of fakes");
    }
    if (ok) {
        *out = whole->fake;
    }
    memory_free(whole);
    return ok;
}

/* --- parts ------------------------------------------------------------------------------------------ */

struct fake_domain *fake_domain_add(struct fake *f, struct span name, int64_t now_ms)
{
    struct fake_domain *oldest = &f->domains[0];

    for (size_t i = 0; i < f->domain_count; i++) {
        struct fake_domain *d = &f->domains[i];

        if (span_eq(name, (struct span){.at = d->name, .len = strlen(d->name)})) {
            d->last_ms = now_ms > d->last_ms ? now_ms : d->last_ms;
            return d;
        }
        /* What staff confirmed goes last. */
        if (oldest->confirmed != d->confirmed ? oldest->confirmed : d->last_ms < oldest->last_ms) {
            oldest = d;
        }
    }
    if (f->domain_count < FAKE_DOMAINS_MAX) {
        oldest = &f->domains[f->domain_count++];
    }
    *oldest = (struct fake_domain){.first_ms = now_ms, .last_ms = now_ms};
    memcpy(oldest->name, name.at, name.len);
    return oldest;
}

void fake_confirm(struct fake_whole *w, int64_t now_ms)
{
    for (size_t i = 0; i < w->fake.sample_count; i++) {
        w->samples[i].confirmed = true;
    }
    for (size_t i = 0; i < w->fake.domain_count; i++) {
        w->fake.domains[i].confirmed = true;
    }
    w->fake.state = FAKE_CONFIRMED;
    w->fake.closed_ms = 0;
    w->fake.confirmed_ms = w->fake.confirmed_ms == 0 ? now_ms : w->fake.confirmed_ms;
}

void fakes_new_id(const struct fakes *f, char out[static FAKE_ID_SIZE])
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's 32 */

    do {
        uint8_t random[FAKE_ID_SIZE - 3];

        randombytes_buf(random, sizeof random);
        out[0] = 'F';
        out[1] = '-';
        for (size_t i = 0; i < sizeof random; i++) {
            out[2 + i] = letters[random[i] % 32];
        }
        out[FAKE_ID_SIZE - 1] = '\0';
    } while (fakes_campaign(f, (struct span){.at = out, .len = FAKE_ID_SIZE - 1}) != NULL);
}
