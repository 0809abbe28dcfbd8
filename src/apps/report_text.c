#include "apps/report_text.h"

#include "apps/report_page.h"
#include "apps/report_words.h"
#include "words/clean.h"

#include <errno.h>

#define WIDTH_DEFAULT 80
#define ACCOUNT_TEXT_MAX 1024 /* bytes: 320 of a name, each of which may become three */
#define PROGRAMS_MAX 8
#define GAP PAGE_GAP /* also before what a section holds */
#define BODY 4       /* columns before what an item holds */
#define DEEP 6
#define NUMBER 9 /* columns of a number in a table */

struct text_report {
    struct page page;
    struct report_voice voice;
    const struct report *r;
    bool all;
};

struct text {
    char bytes[WORDS_MAX];
    struct buf buf;
};

static struct buf *begin(struct text *t)
{
    t->buf = BUF_ON(t->bytes);
    return &t->buf;
}

static struct span done(const struct text *t)
{
    return report_written(&t->buf);
}

static struct span label_span(const struct text_report *t, enum label which)
{
    const char *text = label(t->voice.lang, which);

    return (struct span){.at = text, .len = strlen(text)};
}

static size_t shown(const struct text_report *t, size_t count, size_t most)
{
    return t->all || count <= most ? count : most;
}

static void heading(const struct text_report *t, enum label which, size_t rows, uint64_t total)
{
    struct text text;

    report_section(begin(&text), &t->voice, which, rows, total);
    page_heading(&t->page, done(&text));
}

static void more(const struct text_report *t, size_t rows, uint64_t total)
{
    struct text text;

    if (rows < total) {
        report_n(begin(&text), &t->voice, LABEL_MORE, total - rows);
        page_newline(&t->page);
        page_paragraph(&t->page, done(&text), GAP);
    }
}

static void put_account(const struct text_report *t, struct span account, size_t from)
{
    char bytes[ACCOUNT_TEXT_MAX];
    struct buf name = BUF_ON(bytes);

    clean_text(&name, account);
    page_beside(&t->page, report_written(&name), from, BODY);
}

static void title(const struct text_report *t)
{
    struct text text;

    (void)page_tone(&t->page, PAGE_STRONG, label_span(t, LABEL_TITLE));
    page_newline(&t->page);
    page_newline(&t->page);
    report_intro(begin(&text), &t->voice, t->r->summary);
    page_paragraph(&t->page, done(&text), 0);
}

/* Columns of the names in front of a sign-in's facts. */
static size_t field_width(const struct text_report *t)
{
    static const enum label names[] = {LABEL_WHERE, LABEL_USUALLY, LABEL_WHY, LABEL_ALSO,
                                       LABEL_POLICY};
    size_t width = 0;

    for (size_t i = 0; i < COUNT(names); i++) {
        size_t columns = columns_of(label_span(t, names[i]));

        width = columns > width ? columns : width;
    }
    return width + GAP;
}

/* Reasons that counted, or those that did not. */
static void put_reasons(const struct text_report *t, const struct finding_signin *f, bool counted)
{
    struct reason_context context = words_reason_context(f);
    struct span name = label_span(t, counted ? LABEL_WHY : LABEL_ALSO);
    struct text text;

    for (size_t i = 0; i < f->decision.reason_count; i++) {
        const struct reason *reason = &f->decision.reasons[i];

        if (reason->counted != counted) {
            continue;
        }
        words_reason(begin(&text), t->voice.lang, reason, &context);
        page_item(&t->page, name, done(&text), field_width(t));
        name = SPAN("");
    }
}

static void put_signin(const struct text_report *t, const struct finding_signin *f)
{
    size_t width = field_width(t);
    size_t taken = GAP;
    struct text text;

    page_newline(&t->page);
    page_pad(&t->page, 0, GAP);
    words_time_bare(begin(&text), t->voice.zone, f->at_ms);
    taken += page_tone(&t->page, PAGE_STRONG, done(&text));
    put_account(t, f->account, taken);
    report_what(begin(&text), &t->voice, f);
    page_paragraph(&t->page, done(&text), BODY);
    words_place(begin(&text), t->voice.lang, &f->where);
    page_field(&t->page, label_span(t, LABEL_WHERE), done(&text), width);
    begin(&text);
    if (f->usual.place.kind == NETWORK_UNKNOWN) {
        buf_add(&text.buf, label_span(t, LABEL_NOTHING_USUAL));
    } else {
        words_place(&text.buf, t->voice.lang, &f->usual);
    }
    page_field(&t->page, label_span(t, LABEL_USUALLY), done(&text), width);
    put_reasons(t, f, true);
    put_reasons(t, f, false);
    report_policy(begin(&text), &t->voice, f);
    page_field(&t->page, label_span(t, LABEL_POLICY), done(&text), width);
}

static void put_signins(const struct text_report *t)
{
    size_t rows = shown(t, t->r->signin_count, REPORT_SIGNINS_MAX);

    if (rows == 0) {
        return;
    }
    heading(t, LABEL_SECTION_UNUSUAL, rows, t->r->signin_count);
    for (size_t i = 0; i < rows; i++) {
        put_signin(t, &t->r->signins[i]);
    }
    more(t, rows, t->r->signin_count);
    page_newline(&t->page);
    page_paragraph(&t->page, label_span(t, LABEL_BENIGN), GAP);
}

static void put_trouble(const struct text_report *t, const struct finding_account *f)
{
    struct text text;

    page_newline(&t->page);
    put_account(t, f->account, 0);
    words_trouble(begin(&text), t->voice.lang, f);
    page_paragraph(&t->page, done(&text), BODY);
    report_period(begin(&text), &t->voice, f->first_ms,
                  f->trouble == TROUBLE_PASSWORD_FOUND ? f->at_ms : f->last_ms);
    page_paragraph(&t->page, done(&text), BODY);
}

static void put_troubles(const struct text_report *t, enum account_trouble which, enum label name)
{
    size_t total = 0;
    size_t rows;

    for (size_t i = 0; i < t->r->account_count; i++) {
        total += t->r->accounts[i].trouble == which;
    }
    rows = shown(t, total, REPORT_LIST_MAX);
    if (rows == 0) {
        return;
    }
    heading(t, name, rows, total);
    for (size_t i = 0, put = 0; put < rows; i++) {
        if (t->r->accounts[i].trouble == which) {
            put_trouble(t, &t->r->accounts[i]);
            put++;
        }
    }
    more(t, rows, total);
}

static void put_source(const struct text_report *t, const struct finding_source *f)
{
    size_t taken = GAP;
    struct text text;

    page_newline(&t->page);
    page_pad(&t->page, 0, GAP);
    words_prefix(begin(&text), f);
    taken += page_tone(&t->page, PAGE_STRONG, done(&text));
    words_place(begin(&text), t->voice.lang, &f->where);
    page_beside(&t->page, done(&text), taken, BODY);
    words_source(begin(&text), t->voice.lang, f);
    page_paragraph(&t->page, done(&text), BODY);
    report_period(begin(&text), &t->voice, f->first_ms, f->last_ms);
    page_paragraph(&t->page, done(&text), BODY);
}

static void put_sources(const struct text_report *t)
{
    size_t rows = shown(t, t->r->source_count, REPORT_LIST_MAX);

    if (rows == 0) {
        return;
    }
    heading(t, LABEL_SECTION_SOURCES, rows, t->r->source_count);
    for (size_t i = 0; i < rows; i++) {
        put_source(t, &t->r->sources[i]);
    }
    more(t, rows, t->r->source_count);
}

/* Where the columns of the table of accounts begin. */
struct columns {
    size_t account; /* columns an account's name may take */
    size_t signins; /* where the number ends: it stands to the right */
    size_t usual;
    size_t indent; /* of a usual place that has a line of its own */
    bool beside;   /* there is room for usual places beside the number */
};

static struct columns account_columns(const struct text_report *t, size_t rows)
{
    size_t most = t->page.width / 3;
    size_t widest = columns_of(label_span(t, LABEL_COLUMN_ACCOUNT));
    size_t number = columns_of(label_span(t, LABEL_COLUMN_SIGNINS));
    struct columns c;

    for (size_t i = 0; i < rows; i++) {
        char bytes[ACCOUNT_TEXT_MAX];
        struct buf name = BUF_ON(bytes);
        size_t columns;

        clean_text(&name, t->r->summaries[i].account);
        columns = columns_of(report_written(&name));
        widest = columns > widest ? columns : widest;
    }
    c.account = widest > most ? most : widest;
    c.signins = GAP + c.account + GAP + (number > NUMBER ? number : NUMBER);
    c.usual = c.signins + GAP;
    c.beside = c.usual + PAGE_LEAST <= t->page.width;
    c.indent = c.beside ? c.usual : BODY;
    return c;
}

/* Ends the row's number at its column. */
static void put_number(const struct text_report *t, size_t taken, size_t end, struct span number)
{
    page_pad(&t->page, taken + columns_of(number), end);
    (void)page_tone(&t->page, PAGE_PLAIN, number);
}

/* The usual places behind the number, or below it on a narrow page. */
static void put_usual(const struct text_report *t, const struct account_summary *s,
                      const struct columns *c)
{
    struct text text;

    if (s->usual_count == 0) {
        page_beside(&t->page, label_span(t, LABEL_NO_USUAL), c->signins, c->indent);
    }
    for (size_t i = 0; i < s->usual_count; i++) {
        report_usual(begin(&text), &t->voice, &s->usual[i]);
        if (i == 0) {
            page_beside(&t->page, done(&text), c->signins, c->indent);
        } else {
            page_paragraph(&t->page, done(&text), c->indent);
        }
    }
}

static void put_summary(const struct text_report *t, const struct account_summary *s,
                        const struct columns *c)
{
    char bytes[ACCOUNT_TEXT_MAX];
    struct buf name = BUF_ON(bytes);
    struct text text;

    clean_text(&name, s->account);
    page_pad(&t->page, 0, GAP);
    words_number(begin(&text), s->signins);
    put_number(t, GAP + page_cut(&t->page, report_written(&name), c->account), c->signins,
               done(&text));
    put_usual(t, s, c);
}

static void put_summaries(const struct text_report *t)
{
    size_t rows = shown(t, t->r->summary_count, REPORT_LIST_MAX);
    struct columns c = account_columns(t, rows);
    size_t taken = GAP;

    if (rows == 0) {
        return;
    }
    heading(t, LABEL_SECTION_USUAL, rows, t->r->summary_total);
    page_newline(&t->page);
    page_pad(&t->page, 0, GAP);
    taken += page_tone(&t->page, PAGE_DIM, label_span(t, LABEL_COLUMN_ACCOUNT));
    put_number(t, taken, c.signins, label_span(t, LABEL_COLUMN_SIGNINS));
    if (c.beside) {
        page_pad(&t->page, 0, GAP);
        (void)page_tone(&t->page, PAGE_DIM, label_span(t, LABEL_COLUMN_USUAL));
    }
    page_newline(&t->page);
    for (size_t i = 0; i < rows; i++) {
        put_summary(t, &t->r->summaries[i], &c);
    }
    more(t, rows, t->r->summary_total);
}

static void put_program(const struct text_report *t, const struct program_count *p)
{
    char bytes[ACCOUNT_TEXT_MAX];
    struct buf name = BUF_ON(bytes);
    struct span program = p->program;
    struct text text;

    program.len = program.len > 64 ? 64 : program.len;
    clean_text(&name, program);
    words_number(begin(&text), p->lines);
    put_number(t, 0, GAP + NUMBER, done(&text));
    page_pad(&t->page, 0, GAP);
    page_wrapped(&t->page, name.len > 0 ? report_written(&name) : label_span(t, LABEL_NO_PROGRAM),
                 GAP + NUMBER + GAP, GAP + NUMBER + GAP);
}

static void put_unread(const struct text_report *t)
{
    const struct scan_summary *s = t->r->summary;
    size_t rows = shown(t, s->program_count, PROGRAMS_MAX);

    if (s->unknown == 0) {
        return;
    }
    heading(t, LABEL_SECTION_UNREAD, (size_t)s->unknown, s->unknown);
    page_paragraph(&t->page, label_span(t, LABEL_UNREAD), GAP);
    for (size_t i = 0; i < rows; i++) {
        put_program(t, &s->programs[i]);
    }
    more(t, rows, s->program_count);
}

static void put_next(const struct text_report *t)
{
    const struct {
        const char *command;
        enum label why;
    } rows[] = {
        {"mioboe scan --html report.html LOG...", LABEL_NEXT_HTML},
        {"mioboe scan --json LOG...", LABEL_NEXT_JSON},
        {"mioboe scan --db habits.db LOG...", LABEL_NEXT_DB},
        {t->voice.lang == LANG_EN ? "mioboe scan --lang ja LOG..." : "mioboe scan --lang en LOG...",
         LABEL_NEXT_LANG},
        {"mioboe config example", LABEL_NEXT_CONFIG},
    };

    page_heading(&t->page, label_span(t, LABEL_SECTION_NEXT));
    for (size_t i = 0; i < COUNT(rows); i++) {
        page_pad(&t->page, 0, GAP);
        (void)page_tone(&t->page, PAGE_STRONG,
                        (struct span){.at = rows[i].command, .len = strlen(rows[i].command)});
        page_newline(&t->page);
        page_paragraph(&t->page, label_span(t, rows[i].why), DEEP);
    }
}

static void put_all(const struct text_report *t)
{
    title(t);
    put_signins(t);
    put_troubles(t, TROUBLE_PASSWORD_FOUND, LABEL_SECTION_FOUND);
    put_troubles(t, TROUBLE_UNDER_ATTACK, LABEL_SECTION_ATTACKED);
    put_sources(t);
    put_summaries(t);
    put_unread(t);
    put_next(t);
}

static size_t clamp(unsigned width)
{
    if (width == 0) {
        return WIDTH_DEFAULT;
    }
    if (width < REPORT_WIDTH_MIN) {
        return REPORT_WIDTH_MIN;
    }
    return width > REPORT_WIDTH_MAX ? REPORT_WIDTH_MAX : width;
}

bool report_text(FILE *to, const struct report *r, const struct report_style *s, struct err *e)
{
    struct clock *zone = NULL;
    struct wrap *wrap = NULL;
    bool ok = clock_open(r->zone, &zone, e) && wrap_open(r->lang, &wrap, e);

    if (ok) {
        const struct text_report t = {
            .page = {.to = to, .width = clamp(s->width), .colour = s->colour, .wrap = wrap},
            .voice = {.lang = r->lang, .zone = zone},
            .r = r,
            .all = s->all,
        };

        put_all(&t);
        ok = fflush(to) == 0 && !ferror(to);
        if (!ok) {
            (void)err_set(e, ERR_SYSTEM, "the report could not be written: %s", strerror(errno));
            e->sys = errno;
        }
    }
    wrap_free(&wrap);
    clock_free(&zone);
    return ok;
}
