/* POST /v1/messages/check: a message comes, a verdict goes. Nothing of it is kept or logged. */
#include "serve/api_parts.h"

#include "base/memory.h"
#include "base/quote.h"
#include "service/check_message.h"
#include "service/check_words.h"
#include "wire/verdict_json.h"

#define SEAT_WAIT_MS 5000

/* How the message was handed over. */
static enum {
    FORM_JSON,
    FORM_MAIL,
    FORM_TEXT,
    FORM_NONE
} form_of(struct span type)
{
    struct span head;

    if (!span_cut(&type, ';', &head)) {
        head = type;
    }
    if (head.len == 0 || span_eq(head, SPAN("application/json"))) {
        return FORM_JSON;
    }
    if (span_eq(head, SPAN("message/rfc822"))) {
        return FORM_MAIL;
    }
    return span_eq(head, SPAN("text/plain")) ? FORM_TEXT : FORM_NONE;
}

/* Answers and the sender of an SMS stand behind "?" where the body is the message itself. */
static bool read_query(struct api_call *c, struct verdict_ask *out)
{
    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        const char *name = question_code((enum question)q);
        struct span text;

        if (!api_query_text(c, (struct span){.at = name, .len = strlen(name)}, &text)) {
            return false;
        }
        if (!verdict_answer_parse(text, &out->answers.to[q])) {
            return err_set(&c->err, ERR_INPUT, "%s: expected yes, no or unknown, came %s", name,
                           quote(text).text);
        }
    }
    return true;
}

static bool read_ask(struct api_call *c, struct verdict_ask *out)
{
    struct span sms;

    switch (form_of(c->r->content_type)) {
    case FORM_JSON:
        if (c->r->body.len > API_BODY_MAX) {
            return err_set(
                &c->err, ERR_INPUT,
                "a message in JSON: expected at most %zu bytes, came %zu; send a mail as "
                "message/rfc822",
                API_BODY_MAX, c->r->body.len);
        }
        return verdict_json_read(c->r->body, c->arena, out, &c->err);
    case FORM_MAIL:
        out->text = c->r->body;
        return read_query(c, out);
    case FORM_TEXT:
        out->text = c->r->body;
        out->is_sms = route_query(c->r->query, SPAN("sms_from"), &sms);
        return api_query_text(c, SPAN("sms_from"), &out->sms_from) && read_query(c, out);
    case FORM_NONE:
        break;
    }
    return err_set(&c->err, ERR_INPUT,
                   "Content-Type: expected application/json, message/rfc822 or text/plain, came %s",
                   quote(c->r->content_type).text);
}

static bool check(struct api_call *c, const struct check_question *q)
{
    static const struct verdict_words words = {
        .evidence = check_words_evidence, .why = check_words_why, .advice = check_words_advice};
    struct check_outcome *o = memory_new(1, sizeof *o);
    bool ok = check_message(c->api->desk, q, o, &c->err);

    if (ok) {
        verdict_json(c->out, SPAN("-"), &o->verdict, &words);
    }
    memory_free(o);
    return ok;
}

unsigned api_message_check(struct api_call *c)
{
    struct verdict_ask ask = {0};
    struct check_question q = {.answers = &ask.answers, .wait_ms = SEAT_WAIT_MS};

    if (c->api->desk == NULL) {
        (void)err_set(&c->err, ERR_STORE, "no daemon runs: nothing would read the message");
        return 0;
    }
    if (!read_ask(c, &ask)) {
        return 0;
    }
    q.source = ask.is_sms ? check_sms(ask.text, ask.sms_from) : check_bytes(ask.text);
    return check(c, &q) ? 200 : 0;
}
