/* Domains out of lists that others keep. */
#include "base/memory.h"
#include "base/quote.h"
#include "message/domain.h"
#include "service/fakes_parts.h"

struct listing_one {
    const struct fake_listed *l;
    struct span domain;
    int64_t now_ms;
};

static bool is_id(struct span text, size_t size)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-')) {
            return false;
        }
    }
    return text.len < size;
}

static bool read_listed(const struct fake_listed *l, struct host *host, struct span *domain,
                        struct err *e)
{
    if (!host_from_url(l->url, host, e)) {
        return err_set(e, ERR_INPUT, "expected an address or a domain, came %s",
                       quote(l->url).text);
    }
    *domain = host->kind == HOST_NAME ? host_domain(host) : host_name(host);
    if (!fake_domain_check(*domain) || (site_traits(host) & SITE_SHORTENER) != 0) {
        return err_set(e, ERR_INPUT, "expected a domain of its own, came %s", quote(l->url).text);
    }
    if (!is_id(l->brand, EVIDENCE_NAME_MAX) || !is_id(l->id, FAKE_ID_SIZE)) {
        return err_set(e, ERR_INPUT, "expected the ID of a brand and of a campaign, came %s",
                       quote(l->brand.len >= EVIDENCE_NAME_MAX ? l->brand : l->id).text);
    }
    return true;
}

static void add_listed(struct fake_whole *w, const struct listing_one *one)
{
    const struct fake_listed *l = one->l;
    int64_t now_ms = one->now_ms;
    int64_t first = l->first_ms == 0 ? now_ms : l->first_ms;
    int64_t last = l->last_ms == 0 ? first : l->last_ms;
    struct fake *f = &w->fake;
    struct fake_domain *d = fake_domain_add(f, one->domain, last);

    d->first_ms = first < d->first_ms ? first : d->first_ms;
    f->first_ms = f->first_ms == 0 || first < f->first_ms ? first : f->first_ms;
    f->last_ms = last > f->last_ms ? last : f->last_ms;
    if (f->brand[0] == '\0') {
        memcpy(f->brand, l->brand.at, l->brand.len);
    }
    if (l->confirm) {
        d->confirmed = true;
        f->state = FAKE_CONFIRMED;
        f->confirmed_ms = f->confirmed_ms == 0 ? now_ms : f->confirmed_ms;
    }
}

static bool alter_listed(void *ctx, struct fake_whole *w, struct err *e)
{
    (void)e;
    add_listed(w, ctx);
    return true;
}

/* Under the lock. */
static bool write_listed(struct fakes *f, const struct listing_one *one, struct fake_whole *whole,
                         bool *made, struct err *e)
{
    const struct span id = one->l->id;
    struct fakes_write w = {.whole = whole, .now_ms = one->now_ms, .gone = SPAN("")};

    if (f->count == FAKES_MAX) {
        return err_set(e, ERR_LIMIT, "expected at most %d campaigns of fakes, came one more",
                       FAKES_MAX);
    }
    fakes_new_id(f, whole->fake.id);
    if (id.len > 0) {
        memcpy(whole->fake.id, id.at, id.len);
        whole->fake.id[id.len] = '\0';
    }
    add_listed(whole, one);
    return fakes_write(f, &w, made, e);
}

static bool begin_listed(struct fakes *f, const struct listing_one *one, struct fake *out,
                         struct err *e)
{
    struct fake_whole *whole = memory_new(1, sizeof *whole);
    bool made = false;
    bool ok;

    (void)pthread_rwlock_wrlock(&f->lock);
    ok = write_listed(f, one, whole, &made, e);
    (void)pthread_rwlock_unlock(&f->lock);
    if (ok) {
        *out = whole->fake;
    }
    memory_free(whole);
    return ok && (made || err_set(e, ERR_STORE, "somebody else changed the list of fakes"));
}

/* The campaign named, else the one that has the domain. *id stays "" when there is none. */
static void find_listed(struct fakes *f, const struct listing_one *one,
                        char id[static FAKE_ID_SIZE])
{
    const struct span wanted = one->l->id;

    id[0] = '\0';
    (void)pthread_rwlock_rdlock(&f->lock);
    for (size_t i = 0; i < f->count && id[0] == '\0'; i++) {
        const struct fake *c = &f->at[i]->fake;

        if (wanted.len > 0 ? span_eq(fake_id(c), wanted)
                           : fake_domain_find(c, one->domain) != NULL) {
            memcpy(id, c->id, FAKE_ID_SIZE);
        }
    }
    (void)pthread_rwlock_unlock(&f->lock);
}

bool fakes_list(struct fakes *f, const struct fake_listed *l, int64_t now_ms,
                struct fake_receipt *out, struct err *e)
{
    struct listing_one one = {.l = l, .now_ms = now_ms};
    char id[FAKE_ID_SIZE];
    struct host host;
    struct fake *fake;
    bool known;
    bool ok;

    if (!read_listed(l, &host, &one.domain, e) || !fakes_refresh(f, now_ms, e)) {
        return false;
    }
    fake = memory_new(1, sizeof *fake);
    find_listed(f, &one, id);
    known = id[0] != '\0';
    ok = known ? fakes_alter(f,
                             &(struct fakes_change_asked){
                                 {.at = id, .len = strlen(id)}, alter_listed, &one, now_ms},
                             fake, e)
               : begin_listed(f, &one, fake, e);
    if (ok) {
        fake_receive(out, known ? FAKE_TAKEN_JOINED : FAKE_TAKEN_NEW, fake);
    }
    memory_free(fake);
    return ok;
}
