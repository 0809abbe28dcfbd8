/* /check and /check/report/{address}: the verdict on a message, with the person's answers, and shown to
 * somebody else. Nothing of a message is kept but in a report that was asked for. */
#include "portal/inside.h"

#include "base/memory.h"
#include "service/check_report.h"
#include "service/check_words.h"
#include "words/evidence.h"
#include "words/page.h"

#include <stdio.h>

#define SEAT_WAIT_MS 5000
#define SENTENCE_MAX 4096
#define ADDRESS_MAX 640

/* The names of the questions in the form. */
static const char *const question_names[QUESTION_COUNT] = {
    [QUESTION_MEMBER] = "member",       [QUESTION_ADDRESS] = "address", [QUESTION_NAME] = "name",
    [QUESTION_UNNATURAL] = "unnatural", [QUESTION_DONE] = "done",
};
static const char *const answer_names[] = {
    [ANSWER_UNKNOWN] = "unknown", [ANSWER_YES] = "yes", [ANSWER_NO] = "no"};

static void set_sentence(struct page *p, struct value *object, const char *name,
                         const struct buf *text)
{
    page_set(p, object, name, (struct span){.at = text->at, .len = text->len});
}

/* --- what was found ------------------------------------------------------------------------------- */

static void add_evidence(struct page *p, struct value *list, const struct verdict *v,
                         const struct evidence *e)
{
    struct value *item = value_object(p->set);
    const char *direction = direction_code(evidence_direction((enum evidence_kind)e->kind));
    char bytes[SENTENCE_MAX];
    struct buf text = BUF_ON(bytes);

    check_words_evidence(&text, p->lang, v, e);
    set_sentence(p, item, "text", &text);
    page_set_string(p, item, "direction", direction);
    page_set_coded(p, item, "label", "direction_", direction);
    value_add(p->set, list, item);
}

/* In the order in which a person checks. */
static void set_topics(struct page *p, const struct verdict *v)
{
    struct value *topics = value_list(p->set);

    for (unsigned t = 0; t < TOPIC_COUNT; t++) {
        struct value *topic = value_object(p->set);
        struct value *items = value_list(p->set);
        bool any = false;

        for (size_t i = 0; i < v->evidence.count; i++) {
            const struct evidence *e = &v->evidence.at[i];

            if (evidence_topic((enum evidence_kind)e->kind) == t) {
                add_evidence(p, items, v, e);
                any = true;
            }
        }
        if (any) {
            page_set_string(p, topic, "name", words_topic(p->lang, (enum evidence_topic)t));
            value_set(p->set, topic, "items", items);
            value_add(p->set, topics, topic);
        }
    }
    value_set(p->set, p->root, "topics", topics);
}

static void set_regrets(struct page *p, const struct verdict *v)
{
    struct value *list = value_list(p->set);

    for (unsigned r = 0; r < REGRET_COUNT; r++) {
        struct value *item = value_object(p->set);

        page_set_string(p, item, "name", words_regret(p->lang, (enum regret)r));
        page_set_string(p, item, "text", words_regret_advice(p->lang, (enum regret)r));
        value_add(p->set, list, item);
    }
    value_set(p->set, p->root, "regrets", list);
    value_set_bool(p->set, p->root, "regrets_any", v->code != VERDICT_GENUINE);
}

static void set_verdict(struct page *p, const struct verdict *v)
{
    char bytes[SENTENCE_MAX];
    struct buf why = BUF_ON(bytes);
    char more[SENTENCE_MAX];
    struct buf advice = BUF_ON(more);

    page_set_string(p, p->root, "title", words_verdict(p->lang, v->code));
    page_set_string(p, p->root, "code", verdict_code_text(v->code));
    check_words_why(&why, p->lang, v);
    set_sentence(p, p->root, "why", &why);
    check_words_advice(&advice, p->lang, v);
    set_sentence(p, p->root, "advice", &advice);
    set_topics(p, v);
    set_regrets(p, v);
}

/* --- what the person knows ------------------------------------------------------------------------ */

static struct value *question_of(struct page *p, const struct verdict *v, enum question q)
{
    struct value *item = value_object(p->set);
    char bytes[SENTENCE_MAX];
    struct buf text = BUF_ON(bytes);

    words_question(&text, p->lang, q, span_of(v->brand_name[p->lang]));
    set_sentence(p, item, "text", &text);
    return item;
}

/* Those that would help, and those that were answered already. */
static void set_questions(struct page *p, const struct verdict *v, const struct answers *a)
{
    struct value *list = value_list(p->set);
    bool any = false;

    for (unsigned q = 0; q < QUESTION_COUNT && v->rule != RULE_RECORD_OTHER; q++) {
        struct value *item;

        if ((v->questions & 1u << q) == 0 && a->to[q] == ANSWER_UNKNOWN) {
            continue;
        }
        item = question_of(p, v, (enum question)q);
        page_set_string(p, item, "code", question_names[q]);
        value_set_bool(p->set, item, answer_names[a->to[q]], true);
        value_add(p->set, list, item);
        any = true;
    }
    value_set(p->set, p->root, "questions", list);
    value_set_bool(p->set, p->root, "questions_any", any);
}

static void set_answers(struct page *p, const struct verdict *v, const struct answers *a)
{
    struct value *list = value_list(p->set);
    bool any = false;

    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        if (a->to[q] != ANSWER_UNKNOWN) {
            struct value *item = question_of(p, v, (enum question)q);

            page_set_coded(p, item, "said", "ask_", answer_names[a->to[q]]);
            value_add(p->set, list, item);
            any = true;
        }
    }
    value_set(p->set, p->root, "answers", list);
    value_set_bool(p->set, p->root, "answered", any);
}

static void read_answers(const struct page *p, struct answers *out)
{
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        struct span said = form_value(&p->form, span_of(question_names[q]));

        for (unsigned a = 0; a < COUNT(answer_names); a++) {
            if (span_eq(said, span_of(answer_names[a]))) {
                out->to[q] = (uint8_t)a;
            }
        }
    }
}

/* --- the result ----------------------------------------------------------------------------------- */

/* What was seen goes along with the page, sealed: nothing of it stays here. */
static void set_state(struct page *p, const struct check_finding *f)
{
    struct buf sealed = {.at = memory_new(CHECK_STATE_TEXT, 1), .cap = CHECK_STATE_TEXT};

    check_state_seal(p->terms->source.check_key, f, &sealed);
    value_set_text(p->set, p->root, "state", (struct span){.at = sealed.at, .len = sealed.len});
    memory_free(sealed.at);
}

static void show(struct page *p, const struct check_finding *f, const struct verdict *v)
{
    page_header(p, "Cache-Control", "no-store");
    page_header(p, "X-Robots-Tag", "noindex");
    set_verdict(p, v);
    set_questions(p, v, &f->answers);
    set_state(p, f);
    page_render(p, TEMPLATE_VERDICT, 200);
}

static void show_again(struct page *p, const struct check_finding *f)
{
    struct verdict *v = memory_new(1, sizeof *v);

    check_again(p->terms->source.desk, &f->seen, &f->answers, v);
    show(p, f, v);
    memory_free(v);
}

static void tell(struct page *p, const char *which, unsigned status)
{
    page_header(p, "Cache-Control", "no-store");
    page_set_coded(p, p->root, "title", which, "_title");
    page_set_coded(p, p->root, "lead", which, "_lead");
    page_render(p, TEMPLATE_RESULT, status);
}

bool page_refused(struct page *p)
{
    switch (p->r->refusal) {
    case 0:
        return false;
    case 413:
        tell(p, "large", 413);
        return true;
    default:
        page_header(p, "Retry-After", "60");
        tell(p, "crowded", p->r->refusal);
        return true;
    }
}

bool page_check_message(struct page *p, const struct message_source *message, bool ours)
{
    const struct check_question q = {.source = *message, .wait_ms = SEAT_WAIT_MS};
    const struct answers nobody = {.to = {0}};
    struct check_outcome *o = memory_new(1, sizeof *o);
    struct check_finding *f = memory_new(1, sizeof *f);
    struct err e = {0};
    bool shown = true;

    if (!check_message(p->terms->source.desk, &q, o, &e)) {
        page_header(p, "Retry-After", "60");
        tell(p, "crowded", 503);
    } else if (ours && o->verdict.rule != RULE_RECORD_FAKE) {
        shown = false;
    } else {
        check_finding_of(o, &nobody, p->r->now_ms, f);
        value_set_bool(p->set, p->root, "without_record", o->without_record);
        page_make_fake(p, o);
        show(p, f, &o->verdict);
    }
    memory_free(f);
    memory_free(o);
    return shown;
}

/* --- steps after it ------------------------------------------------------------------------------- */

static void set_shared(struct page *p, const struct check_report *r)
{
    struct value *shared = value_object(p->set);
    const char *base = p->terms->facts.check_page;
    char bytes[ADDRESS_MAX];
    struct buf address = BUF_ON(bytes);
    char path[sizeof "/check/report/" + CHECK_REPORT_SECRET];

    (void)snprintf(path, sizeof path, "/check/report/%s", r->address);
    if (base[0] == '\0') {
        buf_add(&address, span_of(path));
    } else {
        buf_addf(&address, "%s/report/%s", base, r->address);
    }
    page_set_string(p, shared, "path", path);
    set_sentence(p, shared, "address", &address);
    page_set_string(p, shared, "remover", r->remover);
    page_set_time(p, shared, "until", p->r->now_ms + CHECK_REPORT_MS);
    value_set(p->set, p->root, "shared", shared);
}

static void share(struct page *p, const struct check_finding *f)
{
    const struct portal_source *source = &p->terms->source;
    struct check_report r;
    struct err e = {0};

    if (!span_eq(form_value(&p->form, SPAN("consent")), SPAN("yes"))) {
        value_set_bool(p->set, p->root, "consent_missing", true);
        show_again(p, f);
        return;
    }
    if (source->store == NULL || !check_report_make(source->store, f, p->r->now_ms, &r, &e)) {
        tell(p, "down", 503);
        return;
    }
    set_shared(p, &r);
    show_again(p, f);
}

void page_check_step(struct page *p, struct span step)
{
    struct check_finding *f = memory_new(1, sizeof *f);
    bool report = span_eq(step, SPAN("report"));
    struct err e = {0};

    page_set_fake(p, form_value(&p->form, SPAN("fake")));
    if (!check_state_open(p->terms->source.check_key, form_value(&p->form, SPAN("state")),
                          p->r->now_ms, f, &e) ||
        (report && !page_hand_in(p))) {
        tell(p, "stale", 400);
    } else if (span_eq(step, SPAN("share"))) {
        share(p, f);
    } else {
        if (!report) {
            read_answers(p, &f->answers);
        }
        show_again(p, f);
    }
    memory_free(f);
}

/* --- a report ------------------------------------------------------------------------------------- */

static void show_report(struct page *p, const struct check_finding *f, int64_t expires_ms)
{
    struct verdict *v = memory_new(1, sizeof *v);
    struct value *report = value_object(p->set);

    check_again(p->terms->source.desk, &f->seen, &f->answers, v);
    set_verdict(p, v);
    set_answers(p, v, &f->answers);
    page_set(p, report, "path", p->r->path);
    page_set_time(p, report, "checked", f->checked_ms);
    page_set_time(p, report, "until", expires_ms);
    value_set(p->set, p->root, "report", report);
    page_render(p, TEMPLATE_VERDICT, 200);
    memory_free(v);
}

static void read_report(struct page *p)
{
    struct check_finding *f = memory_new(1, sizeof *f);
    int64_t expires_ms = 0;
    struct err e = {0};

    if (check_report_read(p->terms->source.store, p->hole, p->r->now_ms, f, &expires_ms, &e)) {
        show_report(p, f, expires_ms);
    } else if (e.code == ERR_ABSENT) {
        tell(p, "report_absent", 404);
    } else {
        tell(p, "down", 503);
    }
    memory_free(f);
}

static void remove_report(struct page *p)
{
    struct span code = form_value(&p->form, SPAN("code"));
    struct err e = {0};

    if (check_report_remove(p->terms->source.store, p->hole, code, p->r->now_ms, &e)) {
        tell(p, "report_gone", 200);
    } else if (e.code == ERR_ABSENT) {
        value_set_bool(p->set, p->root, "wrong", true);
        read_report(p);
    } else {
        tell(p, "down", 503);
    }
}

void page_report(struct page *p)
{
    const struct address *viewer = p->r->has_viewer ? &p->r->viewer : NULL;

    page_header(p, "X-Robots-Tag", "noindex");
    page_header(p, "Cache-Control", "no-store");
    if (p->terms->source.desk == NULL || p->terms->source.store == NULL) {
        tell(p, "report_absent", 404);
    } else if (!throttle_take(p->portal->checks, viewer, p->r->now_ms)) {
        page_header(p, "Retry-After", "60");
        tell(p, "busy", 429);
    } else if (span_eq(p->r->method, SPAN("POST"))) {
        remove_report(p);
    } else {
        read_report(p);
    }
}
