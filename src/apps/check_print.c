#include "apps/check_print.h"

#include "apps/jsonl.h"
#include "apps/report_words.h"
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

static struct span brand_name(const struct verdict *v, const struct evidence *e, enum lang l)
{
    return strcmp(v->brand, e->brand) == 0 ? text_of(v->brand_name[l]) : text_of(e->brand);
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

    words_evidence(&text, l, e, brand_name(v, e, l));
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

static void json_score(struct jsonl *j, const char *name, int32_t score)
{
    char bytes[24];
    struct buf b = BUF_ON(bytes);

    buf_addf(&b, "%s%d.%02d", score < 0 ? "-" : "", abs(score) / HUNDREDTHS,
             abs(score) % HUNDREDTHS);
    jsonl_raw(j, name, report_written(&b));
}

static void json_evidence(struct jsonl *array, const struct verdict *v, const struct evidence *e)
{
    struct jsonl j = jsonl_item(array);
    enum evidence_kind kind = (enum evidence_kind)e->kind;

    jsonl_code(&j, "id", evidence_id(kind));
    jsonl_code(&j, "name", evidence_code(kind));
    jsonl_code(&j, "direction", direction_code(evidence_direction(kind)));
    json_score(&j, "weight", e->weight);
    jsonl_text(&j, "on", text_of(e->on));
    for (unsigned l = 0; l < LANG_COUNT; l++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        words_evidence(&text, (enum lang)l, e, brand_name(v, e, (enum lang)l));
        jsonl_text(&j, lang_code((enum lang)l), report_written(&text));
    }
    jsonl_close(&j);
}

static void json_words(struct jsonl *j, const char *name, const struct verdict *v,
                       void (*words)(struct buf *out, enum lang l, const struct verdict *v))
{
    struct jsonl both = jsonl_object(j, name);

    for (unsigned l = 0; l < LANG_COUNT; l++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);

        words(&text, (enum lang)l, v);
        jsonl_text(&both, lang_code((enum lang)l), report_written(&text));
    }
    jsonl_close(&both);
}

void check_print_json(FILE *to, struct span name, const struct verdict *v)
{
    static const char *const questions[QUESTION_COUNT] = {"member", "address", "name", "unnatural",
                                                          "done"};
    struct jsonl j = jsonl_open(to);
    struct jsonl list;

    jsonl_text(&j, "file", name);
    jsonl_code(&j, "verdict", verdict_code_text(v->code));
    jsonl_code(&j, "leaning", leaning_code(v->leaning));
    json_score(&j, "score", v->score);
    jsonl_code(&j, "rule", verdict_rule_code(v->rule));
    if (v->brand[0] == '\0') {
        jsonl_null(&j, "brand");
    } else {
        jsonl_text(&j, "brand", text_of(v->brand));
    }
    list = jsonl_array(&j, "evidence");
    for (size_t i = 0; i < v->evidence.count; i++) {
        json_evidence(&list, v, &v->evidence.at[i]);
    }
    jsonl_end_array(&list);
    list = jsonl_array(&j, "questions");
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        if ((v->questions & 1u << q) != 0) {
            jsonl_item_code(&list, questions[q]);
        }
    }
    jsonl_end_array(&list);
    json_words(&j, "why", v, words_verdict_why);
    json_words(&j, "advice", v, words_advice);
    jsonl_close(&j);
    (void)putc('\n', to);
}
