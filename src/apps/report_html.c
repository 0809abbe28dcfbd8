#include "apps/report_html.h"

#include "apps/report_items.h"
#include "apps/report_pages.h"

#include <assert.h>
#include <stdlib.h>

#define VALUES_MAX ((size_t)64 << 20) /* bytes while the page is made */
#define PAGE_BYTES_MAX ((size_t)128 << 20)
#define WIDE 1000
#define NARROW 340

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

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t count_trouble(const struct report *r, enum account_trouble which)
{
    size_t count = 0;

    for (size_t i = 0; i < r->account_count; i++) {
        count += r->accounts[i].trouble == which;
    }
    return count;
}

/* One list of the page: NAME, NAME_any, NAME_title, NAME_more. */
struct list_row {
    const char *name;
    const char *any;
    const char *title_name;
    const char *more;
    enum label title;
    value_item *item;
    size_t count; /* rows there are at hand */
    uint64_t total;
    size_t max;
};

static void set_list(struct maker *m, struct value *root, const struct list_row *row)
{
    size_t shown = least(row->count, row->max);
    struct text text;

    value_set(m->set, root, row->name, value_stream(m->set, row->item, m));
    value_set_bool(m->set, root, row->any, shown > 0);
    report_section(begin(&text), &m->voice, row->title, shown, row->total);
    set_text(m->set, root, row->title_name, &text);
    begin(&text);
    if (shown < row->total) {
        report_n(&text.buf, &m->voice, LABEL_MORE_PAGE, row->total - shown);
    }
    set_text(m->set, root, row->more, &text);
}

#define NAMES(name) name, name "_any", name "_title", name "_more"

static void set_lists(struct maker *m, struct value *root)
{
    const struct report *r = m->r;
    const struct scan_summary *s = r->summary;
    size_t found = count_trouble(r, TROUBLE_PASSWORD_FOUND);
    size_t attacked = count_trouble(r, TROUBLE_UNDER_ATTACK);
    const struct list_row rows[] = {
        {NAMES("signins"), LABEL_SECTION_UNUSUAL, items_signin, r->signin_count, r->signin_count,
         PAGE_SIGNINS_MAX},
        {NAMES("found"), LABEL_SECTION_FOUND, items_found, found, found, PAGE_ACCOUNTS_MAX},
        {NAMES("attacked"), LABEL_SECTION_ATTACKED, items_attacked, attacked, attacked,
         PAGE_ACCOUNTS_MAX},
        {NAMES("sources"), LABEL_SECTION_SOURCES, items_source, r->source_count, r->source_count,
         PAGE_SOURCES_MAX},
        {NAMES("countries"), LABEL_SECTION_COUNTRIES, items_country, s->country_count,
         s->country_count, PAGE_COUNTRIES_MAX},
        {NAMES("accounts"), LABEL_SECTION_USUAL, items_account, r->summary_count, r->summary_total,
         PAGE_SUMMARIES_MAX},
        {NAMES("programs"), LABEL_SECTION_UNREAD, items_program, s->program_count, s->program_count,
         PAGE_PROGRAMS_MAX},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        set_list(m, root, &rows[i]);
    }
}

static void add_card(const struct maker *m, struct value *cards, enum label name, uint64_t n,
                     const char *link)
{
    static const struct {
        enum label name;
        const char *tone;
    } tones[] = {{LABEL_CARD_SIGNINS, "signins"},
                 {LABEL_CARD_FAILURES, "failures"},
                 {LABEL_CARD_UNUSUAL, "unusual"},
                 {LABEL_CARD_FOUND, "unusual"},
                 {LABEL_CARD_SOURCES, "failures"}};
    struct value *card = value_object(m->set);

    for (size_t i = 0; i < COUNT(tones); i++) {
        if (tones[i].name == name) {
            value_set_textf(m->set, card, "tone", "%s", tones[i].tone);
        }
    }
    value_set_textf(m->set, card, "name", "%s", label(m->voice.lang, name));
    value_set_textf(m->set, card, "href", "%s", link);
    items_number(m->set, card, "n", n);
    value_add(m->set, cards, card);
}

/* A number that is also the way to its section, when the page has one. */
static void set_cards(struct maker *m, struct value *root)
{
    const struct report *r = m->r;
    const struct scan_summary *s = r->summary;
    struct value *cards = value_list(m->set);
    bool found = count_trouble(r, TROUBLE_PASSWORD_FOUND) > 0;

    add_card(m, cards, LABEL_CARD_SIGNINS, s->signins, s->day_count > 0 ? "days" : "");
    add_card(m, cards, LABEL_CARD_FAILURES, s->failures, s->day_count > 0 ? "days" : "");
    add_card(m, cards, LABEL_CARD_ACCOUNTS, s->accounts, r->summary_count > 0 ? "accounts" : "");
    add_card(m, cards, LABEL_CARD_UNUSUAL, s->unusual, "unusual");
    add_card(m, cards, LABEL_CARD_FOUND, s->found, found ? "found" : "");
    add_card(m, cards, LABEL_CARD_SOURCES, s->sources, r->source_count > 0 ? "sources" : "");
    value_set(m->set, root, "cards", cards);
}

static void set_days(struct maker *m, struct value *root)
{
    const struct scan_summary *s = m->r->summary;
    struct value *charts = value_list(m->set);
    struct chart chart = {.set = m->set, .scratch = m->scratch};
    struct text text;

    value_set_bool(m->set, root, "has_days", s->day_count > 0);
    if (s->day_count == 0) {
        return;
    }
    chart.days = s->days + chart_first(s);
    chart.count = s->day_count - chart_first(s);
    chart_told(begin(&text), &m->voice, &chart);
    set_text(m->set, root, "told", &text);
    value_add(m->set, charts, chart_value(&chart, "wide", WIDE));
    value_add(m->set, charts, chart_value(&chart, "narrow", NARROW));
    value_set(m->set, root, "charts", charts);
    value_set(m->set, root, "days", value_stream(m->set, items_day, m));
}

static void set_labels(struct maker *m, struct value *root)
{
    static const struct {
        const char *name;
        enum label label;
    } rows[] = {
        {"title", LABEL_TITLE},
        {"summary", LABEL_SECTION_SUMMARY},
        {"days", LABEL_SECTION_DAYS},
        {"chart_days", LABEL_CHART_DAYS},
        {"signins", LABEL_COLUMN_SIGNINS},
        {"failures", LABEL_COLUMN_FAILURES},
        {"unusual", LABEL_COLUMN_UNUSUAL},
        {"legend_unusual", LABEL_LEGEND_UNUSUAL},
        {"utc_days", LABEL_UTC_DAYS},
        {"as_table", LABEL_AS_TABLE},
        {"day", LABEL_COLUMN_DAY},
        {"none", LABEL_NONE},
        {"benign", LABEL_BENIGN},
        {"where", LABEL_WHERE},
        {"usually", LABEL_USUALLY},
        {"why", LABEL_WHY},
        {"also", LABEL_ALSO},
        {"policy", LABEL_POLICY},
        {"source", LABEL_COLUMN_SOURCE},
        {"place", LABEL_COLUMN_PLACE},
        {"what", LABEL_COLUMN_WHAT},
        {"period", LABEL_COLUMN_PERIOD},
        {"countries", LABEL_SECTION_COUNTRIES},
        {"country", LABEL_COLUMN_COUNTRY},
        {"accounts", LABEL_COLUMN_ACCOUNTS},
        {"no_usual", LABEL_NO_USUAL},
        {"unread", LABEL_SECTION_UNREAD},
        {"unread_told", LABEL_UNREAD},
        {"program", LABEL_COLUMN_PROGRAM},
        {"lines", LABEL_COLUMN_LINES},
        {"footer", LABEL_FOOTER},
    };
    struct value *labels = value_object(m->set);

    for (size_t i = 0; i < COUNT(rows); i++) {
        value_set_textf(m->set, labels, rows[i].name, "%s", label(m->voice.lang, rows[i].label));
    }
    value_set(m->set, root, "l", labels);
}

static struct value *root_value(struct maker *m)
{
    const struct scan_summary *s = m->r->summary;
    struct value *root = value_object(m->set);
    const char *zone = clock_words(m->voice.zone, m->voice.lang);
    struct text text;

    value_set_textf(m->set, root, "lang", "%s", lang_code(m->voice.lang));
    set_labels(m, root);
    begin(&text);
    if (s->first_ms != 0) {
        report_period(&text.buf, &m->voice, s->first_ms, s->last_ms);
    }
    set_text(m->set, root, "period", &text);
    report_intro(begin(&text), &m->voice, s);
    set_text(m->set, root, "intro", &text);
    label_put(begin(&text), m->voice.lang, LABEL_ZONE,
              &(struct arg){"zone", {.at = zone, .len = strlen(zone)}}, 1);
    set_text(m->set, root, "zone", &text);
    set_cards(m, root);
    set_days(m, root);
    set_lists(m, root);
    return root;
}

static const struct template *find_partial(void *ctx, struct span name)
{
    const struct maker *m = ctx;
    static const char *const names[TEMPLATE_COUNT] = {
        [TEMPLATE_PAGE] = "",
        [TEMPLATE_STYLE] = "style",
        [TEMPLATE_SIGNIN] = "signin",
        [TEMPLATE_TROUBLE] = "trouble",
    };
    const struct template *found = NULL;

    for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
        if (strlen(names[i]) == name.len && memcmp(names[i], name.at, name.len) == 0) {
            found = m->templates[i];
        }
    }
    assert(found != NULL); /* the page includes only what is built in */
    /* cppcheck-suppress CastIntegerToAddressAtReturn ; it takes the C++ word for a type's */
    return found;
}

static bool prepare(struct maker *m, struct err *e)
{
    const struct span *const sources[TEMPLATE_COUNT] = {
        [TEMPLATE_PAGE] = &page_report_html,
        [TEMPLATE_STYLE] = &page_report_css,
        [TEMPLATE_SIGNIN] = &page_signin_html,
        [TEMPLATE_TROUBLE] = &page_trouble_html,
    };

    m->set = values_new(VALUES_MAX);
    if (m->set == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a page");
    }
    for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
        if (!template_parse(*sources[i], TEMPLATE_HTML, &m->templates[i], e)) {
            return err_context(e, "reading the page's template");
        }
    }
    if (!clock_open(m->r->zone, &m->zone, e)) {
        return false;
    }
    m->voice = (struct report_voice){.lang = m->r->lang, .zone = m->zone};
    return true;
}

static void maker_free(struct maker **m)
{
    for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
        template_free(&(*m)->templates[i]);
    }
    clock_free(&(*m)->zone);
    values_free(&(*m)->set);
    free(*m);
    *m = NULL;
}

bool report_html(FILE *to, const struct report *r, struct err *e)
{
    struct maker *m = calloc(1, sizeof *m);
    struct template_data data;
    bool ok;

    if (m == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a page");
    }
    m->r = r;
    ok = prepare(m, e);
    if (ok) {
        data = (struct template_data){
            .set = m->set, .root = root_value(m), .partial = find_partial, .partial_ctx = m};
        ok = template_render(m->templates[TEMPLATE_PAGE], &data,
                             template_to_file(to, PAGE_BYTES_MAX), e) ||
             err_context(e, "writing the page");
    }
    maker_free(&m);
    return ok;
}
