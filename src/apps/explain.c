/* mioboe explain - why one event of the history was decided as it was. */
#include "apps/inquiry.h"

#include "wire/api_json.h"
#include "words/clean.h"
#include "words/told.h"

#include <string.h>
#include <sysexits.h>

#define DEEP 4

static const struct option_row rows[] = {INQUIRY_ROWS};

static void help(void)
{
    (void)puts("Usage: mioboe explain [OPTION...] EVENT\n\n"
               "Tells why a sign-in was decided as it was: what counted and with how much weight,\n"
               "what was known besides, and what is usual for the account. EVENT is the number\n"
               "that mioboe history shows.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts("\nExamples:\n"
               "  mioboe explain 4711\n"
               "  mioboe explain --lang ja 4711\n\n"
               "Exit codes: 0 done; 64 usage; 65 no number; 66 no such event; 74 the daemon does\n"
               "not answer; 75 the database is in use; 78 configuration.");
}

static void put_title(struct inquiry *q, const struct event_story *s)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char number[24];
    struct buf id = BUF_ON(number);
    struct arg args[] = {{"n", SPAN("")}, {"account", SPAN("")}};
    char name[WORDS_MAX];
    struct buf clean = BUF_ON(name);

    buf_addf(&id, "%lld", (long long)s->entry.row.id);
    clean_text(&clean, s->entry.account);
    args[0].text = report_written(&id);
    args[1].text = report_written(&clean);
    label_put(&text, q->voice.lang, LABEL_EXPLAIN, args, COUNT(args));
    (void)page_tone(&q->page, PAGE_STRONG, report_written(&text));
    page_newline(&q->page);
    page_newline(&q->page);
}

static void put_facts(struct inquiry *q, const struct event_story *s)
{
    static const enum label names[] = {LABEL_TIME, LABEL_WHERE, LABEL_POLICY, LABEL_NOTICE};
    size_t width = inquiry_width(q, names, COUNT(names));
    struct finding_signin f = inquiry_finding(&s->entry);
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    report_what(&text, &q->voice, &f);
    page_paragraph(&q->page, report_written(&text), PAGE_GAP);
    text = BUF_ON(bytes);
    words_time(&text, q->voice.lang, q->voice.zone, s->entry.row.first_ms);
    page_field(&q->page, inquiry_label(q, LABEL_TIME), report_written(&text), width);
    text = BUF_ON(bytes);
    words_place(&text, q->voice.lang, &s->entry.where);
    page_field(&q->page, inquiry_label(q, LABEL_WHERE), report_written(&text), width);
    text = BUF_ON(bytes);
    report_policy(&text, &q->voice, &f);
    page_field(&q->page, inquiry_label(q, LABEL_POLICY), report_written(&text), width);
    if (s->entry.told.reference[0] != '\0') {
        text = BUF_ON(bytes);
        words_told(&text, q->voice.lang, &s->entry.told);
        page_field(&q->page, inquiry_label(q, LABEL_NOTICE), report_written(&text), width);
    }
}

static void put_reason(struct inquiry *q, const struct event_story *s, size_t i)
{
    const struct reason *r = &s->entry.row.decision.reasons[i];
    struct span why = s->why[i][q->voice.lang];
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char number[24];
    struct buf score = BUF_ON(number);
    struct arg args[] = {{"text", why}, {"score", SPAN("")}};

    if (r->term == 0) {
        page_item(&q->page, SPAN(""), why, 0);
        return;
    }
    words_score(&score, r->term);
    args[1].text = report_written(&score);
    label_put(&text, q->voice.lang, LABEL_TERM, args, COUNT(args));
    page_item(&q->page, SPAN(""), report_written(&text), 0);
}

static size_t put_reasons(struct inquiry *q, const struct event_story *s, bool counted)
{
    size_t count = 0;

    for (size_t i = 0; i < s->entry.row.decision.reason_count; i++) {
        if (s->entry.row.decision.reasons[i].counted != counted) {
            continue;
        }
        if (count++ == 0) {
            page_heading(&q->page,
                         inquiry_label(q, counted ? LABEL_SECTION_COUNTED : LABEL_SECTION_ASIDE));
        }
        put_reason(q, s, i);
    }
    return count;
}

static void put_score(struct inquiry *q, const struct decision *d)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char number[24];
    struct buf score = BUF_ON(number);

    if (d->scored) {
        words_score(&score, d->score);
        inquiry_put(q, &text, LABEL_ASIDE_TOLD, "score", report_written(&score));
        page_newline(&q->page);
        page_paragraph(&q->page, report_written(&text), PAGE_GAP);
    }
}

static void put_usual(struct inquiry *q, const struct event_story *s)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    inquiry_put(q, &text, LABEL_PROFILE, "account", s->entry.account);
    page_heading(&q->page, report_written(&text));
    if (s->usual_count == 0) {
        page_paragraph(&q->page, inquiry_label(q, LABEL_NOTHING_USUAL), DEEP);
    }
    for (size_t i = 0; i < s->usual_count; i++) {
        text = BUF_ON(bytes);
        report_usual(&text, &q->voice, &s->usual[i]);
        page_paragraph(&q->page, report_written(&text), DEEP);
    }
}

static bool show(struct inquiry *q, struct span answer, struct err *e)
{
    struct event_story s;

    if (!api_json_read_event(answer, q->arena, &s, e)) {
        return err_context(e, "the answer");
    }
    put_title(q, &s);
    put_facts(q, &s);
    if (put_reasons(q, &s, true) == 0) {
        page_heading(&q->page, inquiry_label(q, LABEL_SECTION_COUNTED));
        page_paragraph(&q->page, inquiry_label(q, LABEL_NO_REASON), DEEP);
    }
    (void)put_reasons(q, &s, false);
    put_score(q, &s.entry.row.decision);
    put_usual(q, &s);
    page_newline(&q->page);
    page_paragraph(&q->page, inquiry_label(q, LABEL_BENIGN), 0);
    return true;
}

static int explain_main(int argc, char *argv[])
{
    struct inquiry q = {0};
    struct span event;
    struct span answer = {0};
    struct err e = {0};
    const struct inquiry_form form = {
        .name = "explain",
        .missing = "name one event by its number; mioboe history shows them",
        .rows = rows,
        .row_count = COUNT(rows),
        .help = help,
    };
    int code;

    if (!inquiry_begin_one(&q, &form, argc, argv, &event, &code)) {
        return code;
    }
    if (inquiry_get(&q, "/v1/events/", event, "", &answer, &e)) {
        if (q.options.set[INQUIRY_JSON]) {
            inquiry_print(answer);
        } else {
            (void)!show(&q, answer, &e);
        }
    }
    return inquiry_end(&q, &e);
}

const struct command command_explain = {
    .name = "explain",
    .summary = "Tell why one sign-in was decided as it was.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = explain_main,
    .operands = "",
};
