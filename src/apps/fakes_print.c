/* Campaigns of fakes on a terminal. */
#include "apps/fakes_parts.h"
#include "wire/fake_json.h"
#include "words/clean.h"
#include "words/fake.h"

static void put_field(const struct inquiry *q, const char *name, struct span text)
{
    char bytes[WORDS_MAX];
    struct buf clean = BUF_ON(bytes);

    clean_text(&clean, text);
    page_field(&q->page, fakes_span(page_text(q->voice.lang, name)), report_written(&clean),
               FAKES_COLUMNS);
}

static void put_time(const struct inquiry *q, const char *name, int64_t at_ms)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    if (at_ms != 0) {
        words_time(&text, q->voice.lang, q->zone, at_ms);
        put_field(q, name, report_written(&text));
    }
}

void fakes_put_line(const struct inquiry *q, const struct fake *f)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    buf_addf(&text, "%s  %-9s  ", f->id, fake_state_code(f->state));
    words_time_bare(&text, q->zone, f->last_ms);
    buf_addf(&text, "  %zu  %s", f->people, f->brand[0] == '\0' ? "-" : f->brand);
    for (size_t i = 0; i < f->domain_count && i < 3; i++) {
        buf_addf(&text, "  %s", f->domains[i].name);
    }
    if (f->waiting > 0 && f->state != FAKE_NEW) {
        buf_addf(&text, "  (%s: %zu)", page_text(q->voice.lang, "fakes_waiting"), f->waiting);
    }
    page_paragraph(&q->page, report_written(&text), 0);
}

static void put_domains(const struct inquiry *q, const struct fake *f)
{
    for (size_t i = 0; i < f->domain_count; i++) {
        const struct fake_domain *d = &f->domains[i];
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        buf_addf(&text, "%s", d->name);
        if (d->down_ms != 0) {
            buf_addf(&text, ", %s ", page_text(q->voice.lang, "fakes_down"));
            words_time_bare(&text, q->zone, d->down_ms);
        }
        if (!d->confirmed) {
            buf_addf(&text, " (%s)", page_text(q->voice.lang, "fakes_waiting"));
        }
        put_field(q, "fakes_domains", report_written(&text));
    }
}

static void put_notes(const struct inquiry *q, const struct fake *f)
{
    static const char *const keys[FAKE_NOTE_KINDS] = {"fakes_reported", "fakes_down",
                                                      "fakes_remark"};

    for (size_t i = 0; i < f->note_count; i++) {
        const struct fake_note *n = &f->notes[i];
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        words_time_bare(&text, q->zone, n->at_ms);
        buf_addf(&text, " %s %s %s", n->to, n->domain, n->words);
        put_field(q, keys[n->kind], report_written(&text));
    }
}

static void put_campaign(const struct inquiry *q, const struct fake *f)
{
    static const char *const states[FAKE_STATE_COUNT] = {"fakes_new", "fakes_confirmed",
                                                         "fakes_closed_state"};
    char bytes[32];
    struct buf people = BUF_ON(bytes);

    buf_addf(&people, "%zu%s", f->people, f->report_count == FAKE_REPORTS_MAX ? "+" : "");
    put_field(q, "fakes_number", fakes_span(f->id));
    put_field(q, "fakes_state", fakes_span(page_text(q->voice.lang, states[f->state])));
    put_field(q, "fakes_brand", fakes_span(f->brand[0] == '\0' ? "-" : f->brand));
    put_time(q, "fakes_first", f->first_ms);
    put_time(q, "fakes_last", f->last_ms);
    put_field(q, "fakes_people", report_written(&people));
    put_domains(q, f);
    put_notes(q, f);
}

static void put_lines(const struct inquiry *q, struct span text)
{
    char bytes[3 * FAKE_TEXT_MAX];
    struct buf shown = BUF_ON(bytes);
    struct span rest;
    struct span line;
    bool more = true;

    words_fake_text(&shown, q->voice.lang, text);
    rest = report_written(&shown);
    while (more) {
        char clean_bytes[WORDS_MAX];
        struct buf clean = BUF_ON(clean_bytes);

        more = span_cut(&rest, '\n', &line);
        clean_text(&clean, more ? line : rest);
        page_paragraph(&q->page, report_written(&clean), 2);
    }
}

static bool put_samples(struct inquiry *q, struct span answer, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    struct fake_sample s;
    bool more = true;

    if (!inquiry_member(answer, "samples", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        if (!more) {
            return true;
        }
        if (!fake_json_read_sample(item.raw, q->arena, &s, e)) {
            return false;
        }
        page_heading(&q->page, fakes_span(page_text(q->voice.lang, "fakes_sample")));
        if (!s.confirmed) {
            put_lines(q, fakes_span(page_text(q->voice.lang, "fakes_waiting")));
        }
        put_lines(q, s.subject);
        page_newline(&q->page);
        put_lines(q, s.text);
    }
    return false;
}

bool fakes_tell_whole(struct inquiry *q, struct span answer, struct err *e)
{
    struct fake *f = arena_take(q->arena, sizeof *f);

    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (f == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a fake");
    }
    if (!fake_json_read(answer, f, e)) {
        return false;
    }
    put_campaign(q, f);
    return put_samples(q, answer, e);
}
