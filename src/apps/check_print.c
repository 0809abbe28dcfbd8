#include "apps/check_print.h"

#include "apps/report_words.h"
#include "base/memory.h"
#include "service/check_words.h"
#include "wire/verdict_json.h"
#include "words/clean.h"
#include "words/evidence.h"
#include "words/words.h"

#include <stdlib.h>

#define INDENT 2
#define HUNDREDTHS 100

static struct span text_of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

/* "+3.25": what a piece of evidence adds to the score. */
static void put_weight(struct buf *out, int32_t weight)
{
    buf_addf(out, "%s%d.%02d", weight < 0 ? "-" : "+", abs(weight) / HUNDREDTHS,
             abs(weight) % HUNDREDTHS);
}

static void print_evidence(const struct page *p, enum lang l, const struct verdict *v,
                           const struct evidence *e)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    check_words_evidence(&text, l, v, e);
    buf_addf(&text, "  [%s", evidence_id((enum evidence_kind)e->kind));
    if (e->weight != 0) {
        buf_add(&text, SPAN(" "));
        put_weight(&text, e->weight);
    }
    buf_add(&text, SPAN("]"));
    page_item(p, SPAN(""), report_written(&text), 0);
}

static void print_topic(const struct page *p, enum lang l, const struct verdict *v,
                        enum evidence_topic topic)
{
    bool any = false;

    for (size_t i = 0; i < v->evidence.count; i++) {
        const struct evidence *e = &v->evidence.at[i];

        if (evidence_topic((enum evidence_kind)e->kind) != topic) {
            continue;
        }
        if (!any) {
            page_heading(p, text_of(words_topic(l, topic)));
            any = true;
        }
        print_evidence(p, l, v, e);
    }
}

static void print_questions(const struct page *p, enum lang l, const struct verdict *v)
{
    if (v->questions == 0 || v->rule == RULE_RECORD_OTHER) {
        return;
    }
    page_heading(p, text_of(words_check_label(l, CHECK_QUESTIONS)));
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        if ((v->questions & 1u << q) != 0) {
            words_question(&text, l, (enum question)q, text_of(v->brand_name[l]));
            page_item(p, SPAN(""), report_written(&text), 0);
        }
    }
}

static void print_advice(const struct page *p, enum lang l, const struct verdict *v)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    page_heading(p, text_of(words_check_label(l, CHECK_ADVICE)));
    words_advice(&text, l, v);
    page_paragraph(p, report_written(&text), INDENT);
    for (unsigned r = 0; v->code != VERDICT_GENUINE && r < REGRET_COUNT; r++) {
        page_newline(p);
        page_paragraph(p, text_of(words_regret(l, (enum regret)r)), INDENT);
        page_paragraph(p, text_of(words_regret_advice(l, (enum regret)r)), INDENT + INDENT);
    }
}

void check_print_text(const struct page *p, enum lang l, struct span name, const struct verdict *v)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    if (name.len > 0) {
        clean_text(&text, name);
        (void)page_tone(p, PAGE_DIM, report_written(&text));
        page_newline(p);
    }
    (void)page_tone(p, PAGE_STRONG, text_of(words_verdict(l, v->code)));
    page_newline(p);
    text = BUF_ON(bytes);
    words_verdict_why(&text, l, v);
    page_paragraph(p, report_written(&text), INDENT);
    for (unsigned t = 0; t < TOPIC_COUNT; t++) {
        print_topic(p, l, v, (enum evidence_topic)t);
    }
    print_questions(p, l, v);
    print_advice(p, l, v);
    page_newline(p);
}

void check_print_json(FILE *to, struct span name, const struct verdict *v)
{
    static const struct verdict_words words = {
        .evidence = check_words_evidence, .why = check_words_why, .advice = check_words_advice};
    struct buf line = {.at = memory_new(VERDICT_JSON_MAX, 1), .cap = VERDICT_JSON_MAX};

    verdict_json(&line, name, v, &words);
    buf_add(&line, SPAN("\n"));
    (void)fwrite(line.at, 1, line.len, to);
    memory_free(line.at);
}
