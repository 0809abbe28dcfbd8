#include "wire/record_json.h"

#include "wire/json_value.h"

enum {
    ASKED_TEXT,
    ASKED_MESSAGE_ID,
    ASKED_RECIPIENT,
    ASKED_DATE,
    ASKED_SMS,
    ASKED_FIELDS
};
static const struct span asked_names[ASKED_FIELDS] = {
    SPAN_INIT("text"), SPAN_INIT("message_id"), SPAN_INIT("recipient"),
    SPAN_INIT("date"), SPAN_INIT("sms"),
};

void record_json_question(struct json_out *j, const struct record_question *q)
{
    json_out_text(j, "text", q->text);
    json_out_text(j, "message_id", q->message_id);
    json_out_text(j, "recipient", q->recipient);
    if (q->date_ms != 0) {
        json_out_time(j, "date", q->date_ms);
    }
    json_out_bool(j, "sms", q->is_sms);
}

static bool take_text(struct arena *arena, struct span name, const struct json_in_value *v,
                      struct span *out, struct err *e)
{
    struct span text;
    char *room;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, false, e);
    }
    room = arena_take(arena, v->raw.len + 1);
    if (room == NULL) {
        return err_set(e, ERR_LIMIT, "%.*s: too long", (int)name.len, name.at);
    }
    text = json_in_text(v, room, v->raw.len, NULL);
    memmove(room, text.at, text.len);
    *out = (struct span){.at = room, .len = text.len};
    return true;
}

struct asking {
    struct arena *arena;
    struct record_question q;
};

static bool read_asked(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct asking *a = ctx;
    struct span *const texts[ASKED_FIELDS] = {[ASKED_TEXT] = &a->q.text,
                                              [ASKED_MESSAGE_ID] = &a->q.message_id,
                                              [ASKED_RECIPIENT] = &a->q.recipient};

    if (texts[field] != NULL) {
        return take_text(a->arena, asked_names[field], v, texts[field], e);
    }
    if (field == ASKED_DATE) {
        return json_value_time(asked_names[field], v, &a->q.date_ms, e);
    }
    if (v->kind != JSON_IN_BOOL) {
        return json_in_refused(asked_names[field], "true or false", v, true, e);
    }
    a->q.is_sms = v->raw.at[0] == 't';
    return true;
}

bool record_json_read_question(struct span text, struct arena *arena, struct record_question *out,
                               struct err *e)
{
    struct asking a = {.arena = arena};
    const struct json_in_fields fields = {asked_names, ASKED_FIELDS, read_asked, &a};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (a.q.text.at == NULL) {
        return err_set(e, ERR_INPUT, "expected a member text: what can be read in the message");
    }
    *out = a.q;
    return true;
}

/* --- the answer --------------------------------------------------------------------------------- */

enum {
    TOLD_MATCH,
    TOLD_REFERENCE,
    TOLD_RECIPIENT,
    TOLD_SENT,
    TOLD_DIFFERS,
    TOLD_FIELDS
};
static const struct span told_names[TOLD_FIELDS] = {
    SPAN_INIT("match"), SPAN_INIT("reference"), SPAN_INIT("recipient"),
    SPAN_INIT("sent"),  SPAN_INIT("differs"),
};

static void put_known(struct json_out *j, const char *name, const char *text)
{
    if (text[0] != '\0') {
        json_out_text(j, name, (struct span){.at = text, .len = strlen(text)});
    }
}

void record_json_answer(struct json_out *j, const struct record_answer *a)
{
    json_out_code(j, "match", record_match_code(a->match));
    put_known(j, "reference", a->reference);
    put_known(j, "recipient", a->recipient);
    if (a->sent_ms != 0) {
        json_out_time(j, "sent", a->sent_ms);
    }
    put_known(j, "differs", a->differs);
}

static bool copy_text(struct span name, const struct json_in_value *v, char *out, size_t cap,
                      struct err *e)
{
    struct span text;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    text = json_in_text(v, out, cap - 1, NULL);
    memmove(out, text.at, text.len);
    out[text.len] = '\0';
    return true;
}

static bool read_told(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct record_answer *a = ctx;
    const struct {
        char *at;
        size_t cap;
    } texts[TOLD_FIELDS] = {[TOLD_REFERENCE] = {a->reference, sizeof a->reference},
                            [TOLD_RECIPIENT] = {a->recipient, sizeof a->recipient},
                            [TOLD_DIFFERS] = {a->differs, sizeof a->differs}};

    if (texts[field].at != NULL) {
        return copy_text(told_names[field], v, texts[field].at, texts[field].cap, e);
    }
    if (field == TOLD_SENT) {
        return json_value_time(told_names[field], v, &a->sent_ms, e);
    }
    return (v->kind == JSON_IN_TEXT && record_match_parse(v->raw, &a->match)) ||
           json_in_refused(told_names[field], "none, agrees, recipient, altered or absent", v, true,
                           e);
}

bool record_json_read_answer(struct span text, struct record_answer *out, struct err *e)
{
    struct record_answer a = {.match = RECORD_MATCH_COUNT};
    const struct json_in_fields fields = {told_names, TOLD_FIELDS, read_told, &a};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (a.match == RECORD_MATCH_COUNT) {
        return err_set(e, ERR_INPUT, "expected a member match in the answer");
    }
    *out = a;
    return true;
}

/* --- events --------------------------------------------------------------------------------------- */

enum {
    EVENT_TEXT,
    EVENT_ZONE,
    EVENT_ASKED_FIELDS
};
static const struct span event_asked_names[EVENT_ASKED_FIELDS] = {SPAN_INIT("text"),
                                                                  SPAN_INIT("zone")};

void record_json_event_question(struct json_out *j, const struct event_question *q)
{
    json_out_text(j, "text", q->text);
    json_out_text(j, "zone", q->zone);
}

struct asking_event {
    struct arena *arena;
    struct event_question q;
};

static bool read_event_asked(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct asking_event *a = ctx;

    return take_text(a->arena, event_asked_names[field], v,
                     field == EVENT_TEXT ? &a->q.text : &a->q.zone, e);
}

bool record_json_read_event_question(struct span text, struct arena *arena,
                                     struct event_question *out, struct err *e)
{
    struct asking_event a = {.arena = arena};
    const struct json_in_fields fields = {event_asked_names, EVENT_ASKED_FIELDS, read_event_asked,
                                          &a};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (a.q.text.at == NULL) {
        return err_set(e, ERR_INPUT, "expected a member text: what can be read in the message");
    }
    *out = a.q;
    return true;
}

enum {
    EVENT_MATCH,
    EVENT_WORDS,
    EVENT_TOLD_FIELDS
};
static const struct span event_told_names[EVENT_TOLD_FIELDS] = {SPAN_INIT("event"),
                                                                SPAN_INIT("words")};

void record_json_event(struct json_out *j, enum event_match m, const char *words)
{
    json_out_code(j, "event", event_match_code(m));
    put_known(j, "words", words);
}

struct told_event {
    enum event_match match;
    char words[EVIDENCE_ON_MAX];
};

static bool read_event_told(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct told_event *t = ctx;

    if (field == EVENT_WORDS) {
        return copy_text(event_told_names[field], v, t->words, sizeof t->words, e);
    }
    return (v->kind == JSON_IN_TEXT && event_match_parse(v->raw, &t->match)) ||
           json_in_refused(event_told_names[field], "unasked, found or absent", v, true, e);
}

bool record_json_read_event(struct span text, enum event_match *out,
                            char words[static EVIDENCE_ON_MAX], struct err *e)
{
    struct told_event t = {.match = EVENT_MATCH_COUNT};
    const struct json_in_fields fields = {event_told_names, EVENT_TOLD_FIELDS, read_event_told, &t};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (t.match == EVENT_MATCH_COUNT) {
        return err_set(e, ERR_INPUT, "expected a member event in the answer");
    }
    *out = t.match;
    memcpy(words, t.words, sizeof t.words);
    return true;
}
