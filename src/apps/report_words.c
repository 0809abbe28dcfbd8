#include "apps/report_words.h"

#include "words/clean.h"

#define PARTS_MAX 6

/* Placeholders written one after the other. */
struct parts {
    char bytes[WORDS_MAX];
    struct buf buf;
    struct arg args[PARTS_MAX];
    size_t count;
    size_t from;
};

static void begin(struct parts *p)
{
    p->buf = BUF_ON(p->bytes);
    p->count = 0;
    p->from = 0;
}

static void part(struct parts *p, const char *name)
{
    p->args[p->count++] = (struct arg){name, {p->bytes + p->from, p->buf.len - p->from}};
    p->from = p->buf.len;
}

static void put(struct buf *out, enum lang l, enum label which, const struct parts *p)
{
    label_put(out, l, which, p->args, p->count);
}

struct span report_written(const struct buf *b)
{
    return (struct span){.at = b->at, .len = b->len};
}

/* Sentences stand beside each other: English wants a space between them. */
static void space(struct buf *out, enum lang l)
{
    if (out->len > 0 && l == LANG_EN) {
        buf_add(out, SPAN(" "));
    }
}

static void read_part(struct buf *out, enum lang l, const struct scan_summary *s)
{
    struct parts p;

    begin(&p);
    words_counted(&p.buf, l, COUNTED_LINES, s->lines);
    part(&p, "lines");
    words_size(&p.buf, s->bytes);
    part(&p, "size");
    words_duration(&p.buf, l, (int64_t)(s->seconds * 1000));
    part(&p, "duration");
    put(out, l, LABEL_READ, &p);
}

static void told_part(struct buf *out, const struct report_voice *v, const struct scan_summary *s)
{
    struct parts p;

    space(out, v->lang);
    if (s->signins + s->failures == 0) {
        label_put(out, v->lang, LABEL_TOLD_NOTHING, NULL, 0);
        return;
    }
    begin(&p);
    words_counted(&p.buf, v->lang, COUNTED_SIGNINS, s->signins);
    part(&p, "signins");
    words_counted(&p.buf, v->lang, COUNTED_FAILURES, s->failures);
    part(&p, "failures");
    words_counted(&p.buf, v->lang, COUNTED_ACCOUNTS, s->accounts);
    part(&p, "accounts");
    words_time_bare(&p.buf, v->zone, s->first_ms);
    part(&p, "first");
    words_time(&p.buf, v->lang, v->zone, s->last_ms);
    part(&p, "last");
    put(out, v->lang, LABEL_TOLD, &p);
}

static void sentence(struct buf *out, enum lang l, enum counted what, uint64_t n)
{
    struct parts p;

    if (n == 0) {
        return;
    }
    space(out, l);
    begin(&p);
    words_counted(&p.buf, l, what, n);
    part(&p, "text");
    put(out, l, LABEL_SENTENCE, &p);
}

static void notes(struct buf *out, const struct report_voice *v, const struct scan_summary *s)
{
    struct parts p;

    if (s->skipped > 0) {
        space(out, v->lang);
        begin(&p);
        words_counted(&p.buf, v->lang, COUNTED_LINES, s->skipped);
        part(&p, "lines");
        put(out, v->lang, LABEL_SKIPPED, &p);
    }
    if (s->repeated > 0) {
        space(out, v->lang);
        report_n(out, v, LABEL_REPEATED, s->repeated);
    }
    space(out, v->lang);
    if (s->places == NULL || s->places[0] == '\0') {
        label_put(out, v->lang, LABEL_NO_PLACES, NULL, 0);
        return;
    }
    begin(&p);
    clean_text(&p.buf, (struct span){.at = s->places, .len = strlen(s->places)});
    part(&p, "places");
    put(out, v->lang, LABEL_ESTIMATES, &p);
}

void report_intro(struct buf *out, const struct report_voice *v, const struct scan_summary *s)
{
    read_part(out, v->lang, s);
    told_part(out, v, s);
    sentence(out, v->lang, COUNTED_UNUSUAL, s->unusual);
    if (s->unusual == 0 && s->signins > 0) {
        space(out, v->lang);
        label_put(out, v->lang, LABEL_ALL_FIT, NULL, 0);
    }
    sentence(out, v->lang, COUNTED_FOUND, s->found);
    sentence(out, v->lang, COUNTED_ATTACKED, s->attacked);
    sentence(out, v->lang, COUNTED_GUESSING, s->sources);
    notes(out, v, s);
}

void report_what(struct buf *out, const struct report_voice *v, const struct finding_signin *f)
{
    static const struct address none;
    enum label which = address_eq(&f->remote, &none) ? LABEL_NO_ADDRESS : LABEL_WHAT;
    struct parts p;
    struct parts more;

    begin(&p);
    words_service(&p.buf, v->lang, f->service);
    part(&p, "service");
    words_outcome(&p.buf, v->lang, f->outcome);
    part(&p, "outcome");
    address_print(&p.buf, &f->remote);
    part(&p, "address");
    if (f->count <= 1) {
        put(out, v->lang, which, &p);
        return;
    }
    begin(&more);
    put(&more.buf, v->lang, which, &p);
    part(&more, "text");
    words_counted(&more.buf, v->lang, COUNTED_TIMES, f->count);
    part(&more, "times");
    words_time_bare(&more.buf, v->zone, f->last_ms);
    part(&more, "time");
    put(out, v->lang, LABEL_WHAT_REPEATED, &more);
}

static void policy(struct buf *out, enum lang l, const struct decision *d)
{
    struct parts p;

    if (d->action == d->strict) {
        words_action(out, l, (enum action)d->action);
        return;
    }
    begin(&p);
    words_action(&p.buf, l, (enum action)d->action);
    part(&p, "action");
    words_action(&p.buf, l, (enum action)d->strict);
    part(&p, "strict");
    put(out, l, LABEL_POLICY_STRICT, &p);
}

void report_policy(struct buf *out, const struct report_voice *v, const struct finding_signin *f)
{
    struct parts p;

    if (!f->decision.scored) {
        policy(out, v->lang, &f->decision);
        return;
    }
    begin(&p);
    policy(&p.buf, v->lang, &f->decision);
    part(&p, "text");
    words_score(&p.buf, f->decision.score);
    part(&p, "score");
    put(out, v->lang, LABEL_SCORED, &p);
}

void report_period(struct buf *out, const struct report_voice *v, int64_t first_ms, int64_t last_ms)
{
    struct parts p;

    if (first_ms / TIME_SECOND_MS == last_ms / TIME_SECOND_MS) {
        words_time_bare(out, v->zone, first_ms);
        return;
    }
    begin(&p);
    words_time_bare(&p.buf, v->zone, first_ms);
    part(&p, "first");
    words_time_bare(&p.buf, v->zone, last_ms);
    part(&p, "last");
    put(out, v->lang, LABEL_PERIOD, &p);
}

void report_usual(struct buf *out, const struct report_voice *v, const struct usual_place *u)
{
    struct parts p;

    begin(&p);
    words_place(&p.buf, v->lang, &u->where);
    part(&p, "place");
    words_counted(&p.buf, v->lang, COUNTED_DAYS, u->days > 0 ? u->days : 1);
    part(&p, "days");
    put(out, v->lang, LABEL_USUAL_DAYS, &p);
}

void report_section(struct buf *out, const struct report_voice *v, enum label title, size_t shown,
                    uint64_t total)
{
    struct parts p;

    begin(&p);
    label_put(&p.buf, v->lang, title, NULL, 0);
    part(&p, "text");
    words_number(&p.buf, shown);
    part(&p, "shown");
    words_number(&p.buf, total);
    part(&p, "total");
    p.args[p.count++] = (struct arg){"n", p.args[2].text};
    put(out, v->lang, shown < total ? LABEL_SHOWN : LABEL_COUNTED, &p);
}

void report_n(struct buf *out, const struct report_voice *v, enum label which, uint64_t n)
{
    struct parts p;

    begin(&p);
    words_number(&p.buf, n);
    part(&p, "n");
    put(out, v->lang, which, &p);
}
