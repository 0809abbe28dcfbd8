#include "service/fake_form.h"

#include "store/bytes.h"

#define FORM 1

/* --- out -------------------------------------------------------------------------------------------- */

static void put(struct buf *out, uint64_t value, size_t bytes)
{
    uint8_t at[8];

    bytes_put(at, value, bytes);
    buf_add(out, (struct span){.at = (const char *)at, .len = bytes});
}

static void put_text(struct buf *out, struct span text)
{
    put(out, text.len, 2);
    buf_add(out, text);
}

static void put_string(struct buf *out, const char *text)
{
    put_text(out, (struct span){.at = text, .len = strlen(text)});
}

static void put_sample(struct buf *out, const struct fake_kept_sample *s)
{
    put(out, s->confirmed, 1);
    put(out, s->channel, 1);
    put(out, (uint64_t)s->at_ms, 8);
    put(out, s->print.count, 2);
    for (uint32_t i = 0; i < s->print.count; i++) {
        put(out, s->print.runs[i], 4);
    }
    put_text(out, fake_kept_subject(s));
    put_text(out, fake_kept_text(s));
}

static void put_domains(struct buf *out, const struct fake *f)
{
    put(out, f->domain_count, 1);
    for (size_t i = 0; i < f->domain_count; i++) {
        put_string(out, f->domains[i].name);
        put(out, (uint64_t)f->domains[i].first_ms, 8);
        put(out, (uint64_t)f->domains[i].last_ms, 8);
        put(out, (uint64_t)f->domains[i].down_ms, 8);
        put(out, f->domains[i].confirmed, 1);
    }
}

static void put_notes(struct buf *out, const struct fake *f)
{
    put(out, f->note_count, 1);
    for (size_t i = 0; i < f->note_count; i++) {
        put(out, f->notes[i].kind, 1);
        put(out, (uint64_t)f->notes[i].at_ms, 8);
        put_string(out, f->notes[i].domain);
        put_string(out, f->notes[i].to);
        put_string(out, f->notes[i].words);
    }
}

void fake_form_put(struct buf *out, const struct fake_whole *w)
{
    const struct fake *f = &w->fake;

    put(out, FORM, 1);
    put_string(out, f->id);
    put(out, f->state, 1);
    put_string(out, f->brand);
    put(out, f->channels, 4);
    put(out, (uint64_t)f->first_ms, 8);
    put(out, (uint64_t)f->last_ms, 8);
    put(out, (uint64_t)f->confirmed_ms, 8);
    put(out, (uint64_t)f->closed_ms, 8);
    put_domains(out, f);
    put_notes(out, f);
    put(out, f->report_count, 2);
    for (size_t i = 0; i < f->report_count; i++) {
        put(out, f->reports[i].who, 4);
        put(out, f->reports[i].what, 4);
    }
    put(out, f->sample_count, 1);
    for (size_t i = 0; i < f->sample_count; i++) {
        put_sample(out, &w->samples[i]);
    }
}
/* --- in --------------------------------------------------------------------------------------------- */

/* Stays bad once something did not fit. */
struct reader {
    struct span rest;
    bool bad;
};

static uint64_t get(struct reader *r, size_t bytes)
{
    uint64_t value = 0;

    if (r->rest.len < bytes) {
        r->bad = true;
        return 0;
    }
    value = bytes_get((const uint8_t *)r->rest.at, bytes);
    r->rest = (struct span){.at = r->rest.at + bytes, .len = r->rest.len - bytes};
    return value;
}

static size_t get_count(struct reader *r, size_t bytes, size_t most)
{
    uint64_t count = get(r, bytes);

    r->bad = r->bad || count > most;
    return r->bad ? 0 : (size_t)count;
}

static struct span get_text(struct reader *r, size_t most)
{
    size_t len = get_count(r, 2, most);
    struct span text = {.at = r->rest.at, .len = len};

    if (len > r->rest.len) {
        r->bad = true;
        return SPAN("");
    }
    r->rest = (struct span){.at = r->rest.at + len, .len = r->rest.len - len};
    return text;
}

static void get_string(struct reader *r, char *to, size_t size)
{
    struct span text = get_text(r, size - 1);

    r->bad = r->bad || memchr(text.at, 0, text.len) != NULL;
    memcpy(to, text.at, text.len);
    to[text.len] = '\0';
}

static void get_domain(struct reader *r, struct fake_domain *d)
{
    get_string(r, d->name, sizeof d->name);
    d->first_ms = (int64_t)get(r, 8);
    d->last_ms = (int64_t)get(r, 8);
    d->down_ms = (int64_t)get(r, 8);
    d->confirmed = get(r, 1) == 1;
    r->bad = r->bad || !fake_domain_check((struct span){.at = d->name, .len = strlen(d->name)});
}

static void get_note(struct reader *r, struct fake_note *n)
{
    n->kind = (enum fake_note_kind)get_count(r, 1, FAKE_NOTE_KINDS - 1);
    n->at_ms = (int64_t)get(r, 8);
    get_string(r, n->domain, sizeof n->domain);
    get_string(r, n->to, sizeof n->to);
    get_string(r, n->words, sizeof n->words);
}

static void get_print(struct reader *r, struct fake_print *p)
{
    p->count = (uint32_t)get_count(r, 2, FAKE_RUNS_MAX);
    for (uint32_t i = 0; i < p->count; i++) {
        p->runs[i] = (uint32_t)get(r, 4);
        r->bad = r->bad || (i > 0 && p->runs[i] <= p->runs[i - 1]);
    }
}

static void get_sample(struct reader *r, struct fake_kept_sample *s)
{
    struct span text;

    s->confirmed = get(r, 1) == 1;
    s->channel = (enum fake_channel)get_count(r, 1, FAKE_CHANNEL_COUNT - 1);
    s->at_ms = (int64_t)get(r, 8);
    get_print(r, &s->print);
    text = get_text(r, FAKE_SUBJECT_MAX);
    memcpy(s->subject, text.at, text.len);
    s->subject_len = text.len;
    text = get_text(r, FAKE_TEXT_MAX);
    memcpy(s->text, text.at, text.len);
    s->text_len = text.len;
}

static void get_fake(struct reader *r, struct fake *f)
{
    get_string(r, f->id, sizeof f->id);
    f->state = (enum fake_state)get_count(r, 1, FAKE_STATE_COUNT - 1);
    get_string(r, f->brand, sizeof f->brand);
    f->channels = (uint32_t)get(r, 4);
    f->first_ms = (int64_t)get(r, 8);
    f->last_ms = (int64_t)get(r, 8);
    f->confirmed_ms = (int64_t)get(r, 8);
    f->closed_ms = (int64_t)get(r, 8);
    f->domain_count = get_count(r, 1, FAKE_DOMAINS_MAX);
    for (size_t i = 0; i < f->domain_count; i++) {
        get_domain(r, &f->domains[i]);
    }
    f->note_count = get_count(r, 1, FAKE_NOTES_MAX);
    for (size_t i = 0; i < f->note_count; i++) {
        get_note(r, &f->notes[i]);
    }
}

static void get_reports(struct reader *r, struct fake *f)
{
    size_t count = get_count(r, 2, FAKE_REPORTS_MAX);

    f->report_count = f->people = 0;
    for (size_t i = 0; i < count; i++) {
        struct fake_report report = {.who = (uint32_t)get(r, 4)};

        report.what = (uint32_t)get(r, 4);
        (void)fake_add_report(f, report);
    }
}

void fake_whole_count(struct fake_whole *w)
{
    w->fake.waiting = 0;
    for (size_t i = 0; i < w->fake.sample_count; i++) {
        w->fake.waiting += w->samples[i].confirmed ? 0 : 1;
    }
    for (size_t i = 0; i < w->fake.domain_count; i++) {
        w->fake.waiting += w->fake.domains[i].confirmed ? 0 : 1;
    }
}

bool fake_form_read(struct span body, struct fake_whole *out, struct err *e)
{
    struct reader r = {.rest = body};

    if (get(&r, 1) != FORM) {
        return err_set(e, ERR_STORE, "a campaign of fakes was stored by another version");
    }
    get_fake(&r, &out->fake);
    get_reports(&r, &out->fake);
    out->fake.sample_count = get_count(&r, 1, FAKE_SAMPLES_MAX);
    for (size_t i = 0; i < out->fake.sample_count && !r.bad; i++) {
        get_sample(&r, &out->samples[i]);
    }
    if (r.bad || r.rest.len > 0) {
        return err_set(e, ERR_STORE, "a stored campaign of fakes is damaged");
    }
    fake_whole_count(out);
    return true;
}
