#include "message/records.h"

#define OFTEN 3 /* the same text so often is a wave, not a notice */

static struct span of(const char *s)
{
    return (struct span){.at = s, .len = strlen(s)};
}

static void add(struct observation *o, enum evidence_kind k, const char *on, const char *other)
{
    evidence_add(&o->evidence, k, of(on), of(o->brand), of(other));
}

static bool ask_notice(const struct check_records *r, const struct record_question *q,
                       struct observation *o, struct err *e)
{
    struct record_answer a = {.match = RECORD_NONE};

    if (r->notice == NULL) {
        return true;
    }
    if (!r->notice(r->ctx, q, &a, e)) {
        return false;
    }
    switch (a.match) {
    case RECORD_NONE:
        break;
    case RECORD_AGREES:
        add(o, EVIDENCE_RECORD_AGREES, a.reference, a.sent);
        break;
    case RECORD_RECIPIENT:
        /* Two facts for one sentence: whose it is, and when it was sent. */
        add(o, EVIDENCE_RECORD_RECIPIENT, a.recipient, a.sent);
        break;
    case RECORD_ALTERED:
        add(o, EVIDENCE_RECORD_ALTERED, a.differs, a.reference);
        break;
    case RECORD_ABSENT:
        add(o, EVIDENCE_RECORD_ABSENT, a.reference, "");
        break;
    case RECORD_MATCH_COUNT:
        break;
    }
    return true;
}

static bool ask_event(const struct check_records *r, const struct record_question *q,
                      struct observation *o, struct err *e)
{
    enum event_match match = EVENT_UNASKED;
    char words[EVIDENCE_ON_MAX] = "";

    if (r->event == NULL) {
        return true;
    }
    if (!r->event(r->ctx, q, &match, words, e)) {
        return false;
    }
    if (match != EVENT_UNASKED) {
        add(o, match == EVENT_FOUND ? EVIDENCE_EVENT_FOUND : EVIDENCE_EVENT_ABSENT, words, "");
    }
    return true;
}

/* Fakes copy genuine notices word for word: of a message shown to be its sender's own the text says
 * nothing. A link to a domain of fakes does. */
static bool ask_known(const struct check_records *r, const struct record_question *q,
                      struct observation *o, struct err *e)
{
    struct fake_match m = {.times = 0};
    char number[24];
    struct buf n = BUF_ON(number);

    if (r->known == NULL || q->fake == NULL) {
        return true;
    }
    if (!r->known(r->ctx, q, &m, e)) {
        return false;
    }
    if (m.times >= OFTEN) {
        buf_addf(&n, "%u", m.times);
        evidence_add(&o->evidence, EVIDENCE_REPEATED, (struct span){.at = n.at, .len = n.len},
                     of(o->brand), SPAN(""));
    }
    if (m.text && !(o->bound && o->only_own)) {
        add(o, EVIDENCE_KNOWN_FAKE, m.name, m.id);
    }
    if (m.link) {
        add(o, EVIDENCE_KNOWN_LINK, m.domain, m.id);
    }
    return true;
}

bool records_consult(const struct check_records *r, const struct record_question *q,
                     struct observation *o, struct err *e)
{
    return ask_notice(r, q, o, e) && ask_event(r, q, o, e) && ask_known(r, q, o, e);
}
