/* What is asked of the fakes: the list, one, its samples, and whether a message is one of them. */
#include "base/memory.h"
#include "base/quote.h"
#include "service/fakes_parts.h"

#include <stdlib.h>

/* --- matching --------------------------------------------------------------------------------------- */

/* A mail whose links are all somebody's own is no fake that lives by its links, whatever words it has:
 * fakes copy genuine notices. A text that was pasted may have lost its links. */
static bool text_counts(const struct fake_campaign *c, const struct fake_reading *r)
{
    return r->channel != FAKE_MAIL || r->link_count > 0 || c->fake.domain_count == 0;
}

static bool same_brand(const char *a, const char *b)
{
    return a[0] == '\0' || b[0] == '\0' || strcmp(a, b) == 0;
}

static void set_campaign(struct fake_match *m, const struct fake_campaign *c)
{
    memcpy(m->id, c->fake.id, sizeof m->id);
    m->first_ms = c->fake.first_ms;
    m->last_ms = c->fake.last_ms;
}

struct matching {
    const struct fake_reading *reading;
    struct fake_match *out;
    unsigned alike;     /* to the best confirmed sample */
    unsigned any_alike; /* to the best sample */
};

static void match_texts(struct matching *m, const struct fake_campaign *c)
{
    for (size_t i = 0; i < c->fake.sample_count; i++) {
        unsigned alike = fake_alike(&c->samples[i].print, &m->reading->print);

        if (alike < FAKE_ALIKE || !same_brand(c->fake.brand, m->reading->brand)) {
            continue;
        }
        if (alike > m->any_alike) {
            m->any_alike = alike;
            m->out->times = (uint32_t)c->fake.people;
        }
        if (alike > m->alike && c->samples[i].confirmed && text_counts(c, m->reading)) {
            m->alike = alike;
            m->out->text = true;
            memcpy(m->out->name, c->samples[i].name, sizeof m->out->name);
            set_campaign(m->out, c);
        }
    }
}

static void match_links(struct matching *m, const struct fake_campaign *c)
{
    for (size_t i = 0; i < m->reading->link_count; i++) {
        const char *link = m->reading->links[i].text;
        const struct fake_domain *d =
            fake_domain_find(&c->fake, (struct span){.at = link, .len = strlen(link)});

        if (d != NULL && d->confirmed && !m->out->link) {
            m->out->link = true;
            memcpy(m->out->domain, d->name, sizeof m->out->domain);
            if (!m->out->text) {
                set_campaign(m->out, c);
            }
        }
    }
}

bool fakes_match(struct fakes *f, const struct fake_reading *r, int64_t now_ms,
                 struct fake_match *out, struct err *e)
{
    struct fake_match found = {.text = false};
    struct matching m = {.reading = r, .out = &found};

    if (!fakes_refresh(f, now_ms, e)) {
        return false;
    }
    (void)pthread_rwlock_rdlock(&f->lock);
    for (size_t i = 0; i < f->count; i++) {
        match_texts(&m, f->at[i]);
        match_links(&m, f->at[i]);
    }
    (void)pthread_rwlock_unlock(&f->lock);
    *out = found;
    return true;
}

/* --- the list --------------------------------------------------------------------------------------- */

static int by_last_seen(const void *a, const void *b)
{
    const struct fake *x = &(*(struct fake_campaign *const *)a)->fake;
    const struct fake *y = &(*(struct fake_campaign *const *)b)->fake;

    if (x->last_ms != y->last_ms) {
        return x->last_ms < y->last_ms ? 1 : -1;
    }
    return strcmp(x->id, y->id);
}

bool fakes_visit(struct fakes *f, const struct fakes_query *q, int64_t now_ms, fakes_visitor *visit,
                 void *ctx, struct err *e)
{
    struct fake_campaign **list = calloc(FAKES_MAX, sizeof(struct fake_campaign *));
    bool begun = q->after.len == 0;
    bool more = true;
    size_t count;

    if (list == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for the list of fakes");
    }
    if (!fakes_refresh(f, now_ms, e)) {
        free(list);
        return false;
    }
    (void)pthread_rwlock_rdlock(&f->lock);
    count = f->count;
    memcpy(list, f->at, count * sizeof(struct fake_campaign *));
    qsort(list, count, sizeof(struct fake_campaign *), by_last_seen);
    for (size_t i = 0; i < count && more; i++) {
        const struct fake *fake = &list[i]->fake;

        if (begun && (q->states == 0 || (q->states & 1u << fake->state) != 0)) {
            more = visit(ctx, fake);
        }
        begun = begun || span_eq(fake_id(fake), q->after);
    }
    (void)pthread_rwlock_unlock(&f->lock);
    free(list);
    return true;
}

bool fakes_find(struct fakes *f, struct span id, int64_t now_ms, struct fake *out, struct err *e)
{
    const struct fake_campaign *c;

    if (!fakes_refresh(f, now_ms, e)) {
        return false;
    }
    (void)pthread_rwlock_rdlock(&f->lock);
    c = fakes_campaign(f, id);
    if (c != NULL) {
        *out = c->fake;
    }
    (void)pthread_rwlock_unlock(&f->lock);
    return c != NULL || err_set(e, ERR_ABSENT, "there is no campaign of fakes %s", quote(id).text);
}

bool fakes_samples(struct fakes *f, struct span id, int64_t now_ms, fakes_sample_visitor *visit,
                   void *ctx, struct err *e)
{
    struct fake_whole *w = memory_new(1, sizeof *w);
    uint32_t version = 0;
    bool more = true;
    bool ok = fakes_read(f, id, now_ms, w, &version, e);

    for (size_t i = 0; ok && more && i < w->fake.sample_count; i++) {
        const struct fake_kept_sample *s = &w->samples[i];
        const struct fake_sample sample = {.number = (uint32_t)i,
                                           .confirmed = s->confirmed,
                                           .channel = s->channel,
                                           .at_ms = s->at_ms,
                                           .print = s->print,
                                           .subject = fake_kept_subject(s),
                                           .text = fake_kept_text(s)};

        more = visit(ctx, &sample);
    }
    memory_free(w);
    return ok;
}
