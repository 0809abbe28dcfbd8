/* A message that was handed in, and a domain out of a list: which campaign it belongs to. */
#include "base/memory.h"
#include "service/fakes_parts.h"

#include <sodium.h>
#define HOUR_MS ((int64_t)3600000)
#define DAY_MS (24 * HOUR_MS)
#define SAMPLE_ALIKE 80 /* percent; a text that is less alike to every sample is worth keeping */
#define SUBMIT_ROUNDS 8

/* --- how many --------------------------------------------------------------------------------------- */

static void turn(struct fakes_sender *s, int64_t now_ms)
{
    if (now_ms - s->hour_ms >= HOUR_MS || now_ms < s->hour_ms) {
        s->hour_ms = now_ms;
        s->messages = 0;
    }
    if (now_ms - s->day_ms >= DAY_MS || now_ms < s->day_ms) {
        s->day_ms = now_ms;
        s->begun = 0;
    }
}

/* The counts of one person: of four places the hash leads to its own, else the one begun longest ago. */
static struct fakes_sender *sender_of(struct fakes *f, uint64_t who, int64_t now_ms)
{
    size_t base = (size_t)(who % (FAKES_SENDERS / 4)) * 4;
    struct fakes_sender *oldest = &f->senders[base];

    for (size_t i = base; i < base + 4; i++) {
        if (f->senders[i].who == who) {
            turn(&f->senders[i], now_ms);
            return &f->senders[i];
        }
        if (f->senders[i].day_ms < oldest->day_ms) {
            oldest = &f->senders[i];
        }
    }
    *oldest = (struct fakes_sender){.who = who};
    turn(oldest, now_ms);
    return oldest;
}

/* --- who and what ----------------------------------------------------------------------------------- */

/* With the campaign in it, so that two campaigns do not tell that one person reported both. */
static struct fake_report report_of(const struct fakes *f, const struct fake_handover *h,
                                    const char *id)
{
    const struct fake_reading *r = h->reading;
    crypto_generichash_state state;
    uint32_t hash[2] = {0};
    struct fake_report report = {.who = 0};

    (void)crypto_generichash_init(&state, f->key.bytes, sizeof f->key.bytes, sizeof hash);
    (void)crypto_generichash_update(&state, (const unsigned char *)id, FAKE_ID_SIZE);
    (void)crypto_generichash_update(&state, (const unsigned char *)h->submitter.at,
                                    h->submitter.len);
    (void)crypto_generichash_final(&state, (unsigned char *)hash, sizeof hash);
    report.who = hash[0];
    (void)crypto_generichash_init(&state, f->key.bytes, sizeof f->key.bytes, sizeof hash);
    (void)crypto_generichash_update(&state, (const unsigned char *)r->print.runs,
                                    r->print.count * sizeof *r->print.runs);
    for (size_t i = 0; i < r->link_count; i++) {
        (void)crypto_generichash_update(&state, (const unsigned char *)r->links[i].text,
                                        strlen(r->links[i].text) + 1);
    }
    (void)crypto_generichash_final(&state, (unsigned char *)hash, sizeof hash);
    report.what = hash[0];
    return report;
}

/* --- which campaign --------------------------------------------------------------------------------- */

static bool same_brand(const char *a, const char *b)
{
    return a[0] == '\0' || b[0] == '\0' || strcmp(a, b) == 0;
}

static unsigned likeness(const struct fake_campaign *c, const struct fake_print *print)
{
    unsigned best = 0;

    for (size_t i = 0; i < c->fake.sample_count; i++) {
        unsigned alike = fake_alike(&c->samples[i].print, print);

        best = alike > best ? alike : best;
    }
    return best;
}

static bool shares_link(const struct fake *f, const struct fake_reading *r)
{
    for (size_t i = 0; i < r->link_count; i++) {
        const char *link = r->links[i].text;

        if (fake_domain_find(f, (struct span){.at = link, .len = strlen(link)}) != NULL) {
            return true;
        }
    }
    return false;
}

/* The campaign whose text is most alike; else the one last seen with a link domain in common. NULL. */
static const struct fake_campaign *home_of(const struct fakes *f, const struct fake_reading *r)
{
    const struct fake_campaign *alike = NULL;
    const struct fake_campaign *linked = NULL;
    unsigned best = FAKE_ALIKE - 1;

    for (size_t i = 0; i < f->count; i++) {
        const struct fake_campaign *c = f->at[i];
        unsigned likes;

        if (!same_brand(c->fake.brand, r->brand)) {
            continue;
        }
        likes = likeness(c, &r->print);
        if (likes > best) {
            best = likes;
            alike = c;
        }
        if ((linked == NULL || c->fake.last_ms > linked->fake.last_ms) &&
            shares_link(&c->fake, r)) {
            linked = c;
        }
    }
    return alike != NULL ? alike : linked;
}

/* The new campaign the fewest people reported, the longest ago; NULL: staff wants all of them. */
static const struct fake_campaign *least(const struct fakes *f)
{
    const struct fake_campaign *found = NULL;

    for (size_t i = 0; i < f->count; i++) {
        const struct fake *c = &f->at[i]->fake;

        if (c->state == FAKE_NEW &&
            (found == NULL || c->people < found->fake.people ||
             (c->people == found->fake.people && c->last_ms < found->fake.last_ms))) {
            found = f->at[i];
        }
    }
    return found;
}

/* --- what is kept ----------------------------------------------------------------------------------- */

static void keep_sample(struct fake_whole *w, const struct fake_reading *r, int64_t now_ms)
{
    struct fake_kept_sample *s;

    for (size_t i = 0; i < w->fake.sample_count; i++) {
        if (fake_alike(&w->samples[i].print, &r->print) >= SAMPLE_ALIKE) {
            return;
        }
    }
    if (w->fake.sample_count == FAKE_SAMPLES_MAX || r->subject.len + r->text.len == 0) {
        return;
    }
    s = &w->samples[w->fake.sample_count++];
    *s = (struct fake_kept_sample){.channel = r->channel, .at_ms = now_ms, .print = r->print};
    memcpy(s->subject, r->subject.at, r->subject.len);
    s->subject_len = r->subject.len;
    memcpy(s->text, r->text.at, r->text.len);
    s->text_len = r->text.len;
}

/* What staff knows is seen again: the campaign goes on. */
static bool comes_back(const struct fake_whole *w, const struct fake_reading *r)
{
    for (size_t i = 0; i < w->fake.sample_count; i++) {
        if (w->samples[i].confirmed && fake_alike(&w->samples[i].print, &r->print) >= FAKE_ALIKE) {
            return true;
        }
    }
    for (size_t i = 0; i < r->link_count; i++) {
        const char *link = r->links[i].text;
        const struct fake_domain *d =
            fake_domain_find(&w->fake, (struct span){.at = link, .len = strlen(link)});

        if (d != NULL && d->confirmed) {
            return true;
        }
    }
    return false;
}

static void join(struct fake_whole *w, const struct fake_handover *h, int64_t now_ms)
{
    const struct fake_reading *r = h->reading;
    struct fake *f = &w->fake;

    if (f->state == FAKE_CLOSED && comes_back(w, r)) {
        f->state = FAKE_CONFIRMED;
        f->closed_ms = 0;
    }
    for (size_t i = 0; i < r->link_count; i++) {
        const char *link = r->links[i].text;

        (void)fake_domain_add(f, (struct span){.at = link, .len = strlen(link)}, now_ms);
    }
    keep_sample(w, r, now_ms);
    f->channels |= 1u << r->channel;
    f->last_ms = now_ms > f->last_ms ? now_ms : f->last_ms;
    if (f->brand[0] == '\0') {
        memcpy(f->brand, r->brand, sizeof f->brand);
    }
    if (h->confirm) {
        fake_confirm(w, now_ms);
    }
}

void fake_receive(struct fake_receipt *out, enum fake_taken taken, const struct fake *f)
{
    out->taken = taken;
    memcpy(out->id, f->id, sizeof out->id);
    out->state = f->state;
}

/* One submission under way. */
struct handing {
    struct fakes *f;
    const struct fake_handover *h;
    int64_t now_ms;
    struct fake_whole *whole;
    struct fake_receipt *out;
    bool made; /* it is done, whatever was done; else somebody else wrote meanwhile */
};

static void refuse_busy(struct handing *g)
{
    *g->out = (struct fake_receipt){.taken = FAKE_TAKEN_BUSY};
    g->made = true;
}

static bool submit_to(struct handing *g, const struct fake_campaign *c, struct err *e)
{
    struct fake *fake = &g->whole->fake;
    struct fakes_write w = {.whole = g->whole, .now_ms = g->now_ms, .gone = SPAN("")};
    bool again;

    if (!fakes_read(g->f, fake_id(&c->fake), g->now_ms, g->whole, &w.expected, e)) {
        return false;
    }
    again = !fake_add_report(fake, report_of(g->f, g->h, c->fake.id)) &&
            fake->report_count < FAKE_REPORTS_MAX;
    if (again && !g->h->confirm) {
        fake_receive(g->out, FAKE_TAKEN_AGAIN, fake);
        g->made = true;
        return true;
    }
    join(g->whole, g->h, g->now_ms);
    fake_receive(g->out, again ? FAKE_TAKEN_AGAIN : FAKE_TAKEN_JOINED, fake);
    return fakes_write(g->f, &w, &g->made, e);
}

static bool begin_with(struct handing *g, struct err *e)
{
    struct fakes *f = g->f;
    const struct fake_campaign *c = f->count == FAKES_MAX ? least(f) : NULL;
    struct fakes_write w = {.whole = g->whole, .now_ms = g->now_ms, .gone = SPAN("")};
    char gone[FAKE_ID_SIZE];

    if (f->count == FAKES_MAX && c == NULL) {
        refuse_busy(g);
        return true;
    }
    if (c != NULL) {
        memcpy(gone, c->fake.id, sizeof gone);
        w.gone = (struct span){.at = gone, .len = strlen(gone)};
    }
    memset(g->whole, 0, sizeof *g->whole);
    fakes_new_id(f, g->whole->fake.id);
    g->whole->fake.first_ms = g->now_ms;
    (void)fake_add_report(&g->whole->fake, report_of(f, g->h, g->whole->fake.id));
    join(g->whole, g->h, g->now_ms);
    fake_receive(g->out, FAKE_TAKEN_NEW, &g->whole->fake);
    return fakes_write(f, &w, &g->made, e);
}

static bool is_busy(const struct handing *g, const struct fakes_sender *s, bool begins)
{
    if (g->h->submitter.len == 0) {
        return false; /* staff */
    }
    return s->messages >= FAKES_HOUR_MAX ||
           (begins && (s->begun >= FAKES_BEGIN_MAX || g->f->all.begun >= FAKES_BEGIN_ALL));
}

/* Under the lock. */
static bool hand_in(struct handing *g, struct err *e)
{
    struct fakes *f = g->f;
    const struct fake_campaign *home = home_of(f, g->h->reading);
    struct fakes_sender *s = sender_of(f, hash_span(&f->key, g->h->submitter), g->now_ms);

    turn(&f->all, g->now_ms);
    if (is_busy(g, s, home == NULL)) {
        refuse_busy(g);
        return true;
    }
    if (home != NULL ? !submit_to(g, home, e) : !begin_with(g, e)) {
        return false;
    }
    if (g->made) {
        uint32_t begun = g->out->taken == FAKE_TAKEN_NEW ? 1 : 0;

        s->messages++;
        s->begun += begun;
        f->all.begun += begun;
    }
    return true;
}

/* One round; everything is read again behind one that met somebody else's write. */
static bool try_once(struct handing *g, struct err *e)
{
    struct fakes *f = g->f;
    bool ok = fakes_refresh(f, g->now_ms, e);

    (void)pthread_rwlock_wrlock(&f->lock);
    ok = ok && hand_in(g, e);
    if (!ok && e->code == ERR_ABSENT) {
        *e = (struct err){0};
        ok = true; /* what memory still has is gone */
    }
    f->read_ms = ok && g->made ? f->read_ms : 0;
    (void)pthread_rwlock_unlock(&f->lock);
    return ok;
}

static bool is_thin(const struct fake_reading *r)
{
    return r->print.count < FAKE_PRINT_MIN && r->link_count == 0;
}

bool fakes_submit(struct fakes *f, const struct fake_handover *h, int64_t now_ms,
                  struct fake_receipt *out, struct err *e)
{
    struct handing g = {.f = f, .h = h, .now_ms = now_ms, .out = out};
    bool ok = true;

    *out = (struct fake_receipt){.taken = h->genuine ? FAKE_TAKEN_GENUINE : FAKE_TAKEN_THIN};
    if (h->genuine || is_thin(h->reading)) {
        return true;
    }
    if (h->submitter.len > 0 && !f->has_key) {
        return err_set(e, ERR_BUG, "whoever hands in a fake has no key to be hashed with");
    }
    g.whole = memory_new(1, sizeof *g.whole);
    for (int round = 0; ok && !g.made && round < SUBMIT_ROUNDS; round++) {
        ok = try_once(&g, e);
    }
    memory_free(g.whole);
    return ok &&
           (g.made || err_set(e, ERR_STORE, "somebody else keeps changing the list of fakes"));
}
