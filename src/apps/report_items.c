#include "apps/report_items.h"

#include "apps/report_html.h"
#include "words/clean.h"

#define ACCOUNT_TEXT_MAX 1024 /* bytes: 320 of a name, each of which may become three */

struct text {
    char bytes[WORDS_MAX];
    struct buf buf;
};

static struct buf *begin(struct text *t)
{
    t->buf = BUF_ON(t->bytes);
    return &t->buf;
}

static void set_text(struct values *set, struct value *object, const char *name,
                     const struct text *t)
{
    value_set_text(set, object, name, report_written(&t->buf));
}

void items_number(struct values *set, struct value *object, const char *name, uint64_t n)
{
    struct text text;

    words_number(begin(&text), n);
    set_text(set, object, name, &text);
}

/* A name from outside, at most ACCOUNT_TEXT_MAX bytes when cleaned; `none` when it is empty. */
static void set_name(struct values *set, struct value *object, const char *member, struct span name)
{
    struct text text;

    name.len = name.len > ACCOUNT_TEXT_MAX / 3 ? ACCOUNT_TEXT_MAX / 3 : name.len;
    clean_text(begin(&text), name);
    set_text(set, object, member, &text);
}

static void add_text(struct values *set, struct value *list, const struct text *t)
{
    value_add(set, list, value_text(set, report_written(&t->buf)));
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Reasons that counted, or those that did not, as a list of sentences; `any` says there is one. */
static void set_reasons(const struct maker *m, struct values *set, struct value *item,
                        const struct finding_signin *f, bool counted)
{
    struct reason_context context = words_reason_context(f);
    struct value *list = value_list(set);
    bool any = false;
    struct text text;

    for (size_t i = 0; i < f->decision.reason_count; i++) {
        if (f->decision.reasons[i].counted == counted) {
            words_reason(begin(&text), m->voice.lang, &f->decision.reasons[i], &context);
            add_text(set, list, &text);
            any = true;
        }
    }
    value_set(set, item, counted ? "why" : "also", list);
    value_set_bool(set, item, counted ? "why_any" : "also_any", any);
}

static struct value *signin_value(const struct maker *m, struct values *set,
                                  const struct finding_signin *f)
{
    struct value *item = value_object(set);
    struct text text;

    words_time_bare(begin(&text), m->voice.zone, f->at_ms);
    set_text(set, item, "time", &text);
    set_name(set, item, "account", f->account);
    report_what(begin(&text), &m->voice, f);
    set_text(set, item, "what", &text);
    words_place(begin(&text), m->voice.lang, &f->where);
    set_text(set, item, "where", &text);
    begin(&text);
    if (f->usual.place.kind == NETWORK_UNKNOWN) {
        label_put(&text.buf, m->voice.lang, LABEL_NOTHING_USUAL, NULL, 0);
    } else {
        words_place(&text.buf, m->voice.lang, &f->usual);
    }
    set_text(set, item, "usually", &text);
    set_reasons(m, set, item, f, true);
    set_reasons(m, set, item, f, false);
    report_policy(begin(&text), &m->voice, f);
    set_text(set, item, "policy", &text);
    return item;
}

const struct value *items_signin(void *ctx, size_t index, struct values *set)
{
    const struct maker *m = ctx;

    if (index >= least(m->r->signin_count, PAGE_SIGNINS_MAX)) {
        return NULL;
    }
    return signin_value(m, set, &m->r->signins[index]);
}

/* The index-th account in this trouble, NULL beyond the last shown. */
static const struct value *trouble_item(const struct maker *m, size_t index, struct values *set,
                                        enum account_trouble which)
{
    const struct finding_account *f = m->r->accounts;
    const struct finding_account *end = f + m->r->account_count;
    struct value *item = value_object(set);
    struct text text;

    for (size_t seen = 0; f < end; f++) {
        if (f->trouble == which && seen++ == index) {
            break;
        }
    }
    if (f == end || index >= PAGE_ACCOUNTS_MAX) {
        return NULL;
    }
    set_name(set, item, "account", f->account);
    words_trouble(begin(&text), m->voice.lang, f);
    set_text(set, item, "told", &text);
    report_period(begin(&text), &m->voice, f->first_ms,
                  which == TROUBLE_PASSWORD_FOUND ? f->at_ms : f->last_ms);
    set_text(set, item, "period", &text);
    return item;
}

const struct value *items_found(void *ctx, size_t index, struct values *set)
{
    return trouble_item(ctx, index, set, TROUBLE_PASSWORD_FOUND);
}

const struct value *items_attacked(void *ctx, size_t index, struct values *set)
{
    return trouble_item(ctx, index, set, TROUBLE_UNDER_ATTACK);
}

const struct value *items_source(void *ctx, size_t index, struct values *set)
{
    const struct maker *m = ctx;
    const struct finding_source *f = m->r->sources + index;
    struct value *item;
    struct text text;

    if (index >= least(m->r->source_count, PAGE_SOURCES_MAX)) {
        return NULL;
    }
    item = value_object(set);
    words_prefix(begin(&text), f);
    set_text(set, item, "prefix", &text);
    words_place(begin(&text), m->voice.lang, &f->where);
    set_text(set, item, "place", &text);
    words_source(begin(&text), m->voice.lang, f);
    set_text(set, item, "told", &text);
    report_period(begin(&text), &m->voice, f->first_ms, f->last_ms);
    set_text(set, item, "period", &text);
    return item;
}

/* The unusual sign-ins of one account, as far as the page shows them. */
static void set_own(const struct maker *m, struct values *set, struct value *item,
                    struct span account)
{
    struct value *own = value_list(set);
    uint64_t count = 0;
    struct text text;

    for (size_t i = 0; i < least(m->r->signin_count, PAGE_SIGNINS_MAX); i++) {
        if (span_eq(m->r->signins[i].account, account)) {
            value_add(set, own, signin_value(m, set, &m->r->signins[i]));
            count++;
        }
    }
    begin(&text);
    if (count > 0) {
        report_n(&text.buf, &m->voice, LABEL_UNUSUAL_HERE, count);
    }
    set_text(set, item, "unusual", &text);
    value_set(set, item, "own", own);
}

const struct value *items_account(void *ctx, size_t index, struct values *set)
{
    const struct maker *m = ctx;
    const struct account_summary *s = m->r->summaries + index;
    struct value *item;
    struct value *usual;
    struct text text;

    if (index >= least(m->r->summary_count, PAGE_SUMMARIES_MAX)) {
        return NULL;
    }
    item = value_object(set);
    usual = value_list(set);
    set_name(set, item, "account", s->account);
    words_counted(begin(&text), m->voice.lang, COUNTED_SIGNINS, s->signins);
    set_text(set, item, "signins", &text);
    words_counted(begin(&text), m->voice.lang, COUNTED_FAILURES, s->failures);
    set_text(set, item, "failures", &text);
    begin(&text);
    if (s->signins > 0) {
        report_period(&text.buf, &m->voice, s->first_ms, s->last_ms);
    }
    set_text(set, item, "period", &text);
    for (size_t i = 0; i < s->usual_count; i++) {
        report_usual(begin(&text), &m->voice, &s->usual[i]);
        add_text(set, usual, &text);
    }
    value_set(set, item, "usual", usual);
    set_own(m, set, item, s->account);
    return item;
}

/* In tenths of a percent. */
static uint64_t share(uint64_t n, uint64_t of)
{
    return of == 0 ? 0 : (uint64_t)((double)n / (double)of * 1000 + 0.5);
}

/* The length of a bar: what there is at all can be seen. */
static uint64_t bar(uint64_t n, uint64_t most)
{
    uint64_t tenths = share(n, most);

    return n > 0 && tenths < 10 ? 10 : tenths;
}

struct country_total {
    uint64_t most_signins;
    uint64_t most_failures;
    uint64_t signins;
    uint64_t failures;
};

static struct country_total country_total(const struct scan_summary *s)
{
    struct country_total t = {0};

    for (size_t i = 0; i < s->country_count; i++) {
        const struct country_count *c = &s->countries[i];

        t.signins += c->signins;
        t.failures += c->failures;
        t.most_signins = c->signins > t.most_signins ? c->signins : t.most_signins;
        t.most_failures = c->failures > t.most_failures ? c->failures : t.most_failures;
    }
    return t;
}

static void set_share(struct values *set, struct value *item, const char *name, uint64_t tenths,
                      const char *unit)
{
    value_set_textf(set, item, name, "%llu.%llu%s", (unsigned long long)(tenths / 10),
                    (unsigned long long)(tenths % 10), unit);
}

const struct value *items_country(void *ctx, size_t index, struct values *set)
{
    const struct maker *m = ctx;
    const struct scan_summary *s = m->r->summary;
    const struct country_count *c = s->countries + index;
    struct country_total t;
    struct value *item;
    struct text text;

    if (index >= least(s->country_count, PAGE_COUNTRIES_MAX)) {
        return NULL;
    }
    t = country_total(s);
    item = value_object(set);
    words_country(begin(&text), m->voice.lang, c->country);
    set_text(set, item, "country", &text);
    items_number(set, item, "signins", c->signins);
    items_number(set, item, "failures", c->failures);
    items_number(set, item, "accounts", c->accounts);
    set_share(set, item, "signins_bar", bar(c->signins, t.most_signins), "");
    set_share(set, item, "failures_bar", bar(c->failures, t.most_failures), "");
    set_share(set, item, "signins_share", share(c->signins, t.signins), " %");
    set_share(set, item, "failures_share", share(c->failures, t.failures), " %");
    return item;
}

const struct value *items_day(void *ctx, size_t index, struct values *set)
{
    const struct maker *m = ctx;
    const struct scan_summary *s = m->r->summary;
    size_t at = chart_first(s) + index;
    struct value *item;
    struct text text;

    if (at >= s->day_count) {
        return NULL;
    }
    item = value_object(set);
    chart_day(begin(&text), s->days[at].day);
    set_text(set, item, "day", &text);
    items_number(set, item, "signins", s->days[at].signins);
    items_number(set, item, "failures", s->days[at].failures);
    items_number(set, item, "unusual", s->days[at].unusual);
    return item;
}

const struct value *items_program(void *ctx, size_t index, struct values *set)
{
    const struct maker *m = ctx;
    const struct scan_summary *s = m->r->summary;
    struct value *item;

    if (index >= least(s->program_count, PAGE_PROGRAMS_MAX)) {
        return NULL;
    }
    item = value_object(set);
    if (s->programs[index].program.len == 0) {
        value_set_textf(set, item, "program", "%s", label(m->voice.lang, LABEL_NO_PROGRAM));
    } else {
        set_name(set, item, "program", s->programs[index].program);
    }
    items_number(set, item, "lines", s->programs[index].lines);
    return item;
}
