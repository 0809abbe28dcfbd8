#include "wire/notice_json.h"

#include "model/place.h"
#include "wire/json_value.h"

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- what became of a notice --------------------------------------------------------------------- */

void notice_json_told(struct json_out *j, const char *name, const struct told_notice *told)
{
    struct json_out one;
    struct json_out list;

    if (told->reference[0] == '\0') {
        json_out_code(j, name, NULL);
        return;
    }
    one = json_out_object(j, name);
    json_out_code(&one, "reference", told->reference);
    json_out_code(&one, "kind", notice_kind_code((enum notice_kind)told->kind));
    json_out_code(&one, "fate", notice_fate_code((enum notice_fate)told->fate));
    list = json_out_list(&one, "messages");
    for (size_t i = 0; i < told->count; i++) {
        const struct told_message *m = &told->messages[i];
        struct json_out item = json_out_item(&list);

        json_out_code(&item, "channel", channel_code((enum channel)m->channel));
        json_out_code(&item, "state", delivery_state_code((enum delivery_state)m->state));
        json_out_time(&item, "changed", m->changed_ms);
        json_out_close(&item);
    }
    json_out_end_list(&list);
    json_out_close(&one);
}

static const char *kind_of(unsigned n)
{
    return notice_kind_code((enum notice_kind)n);
}

static const char *fate_of(unsigned n)
{
    return notice_fate_code((enum notice_fate)n);
}

static const char *channel_of(unsigned n)
{
    return channel_code((enum channel)n);
}

static const char *state_of(unsigned n)
{
    return delivery_state_code((enum delivery_state)n);
}

enum {
    MESSAGE_CHANNEL,
    MESSAGE_STATE,
    MESSAGE_CHANGED,
    MESSAGE_FIELDS
};
static const struct span message_names[MESSAGE_FIELDS] = {SPAN_INIT("channel"), SPAN_INIT("state"),
                                                          SPAN_INIT("changed")};

static bool read_message_field(void *ctx, size_t field, const struct json_in_value *v,
                               struct err *e)
{
    struct told_message *m = ctx;
    struct span name = message_names[field];
    unsigned n = 0;

    if (field == MESSAGE_CHANGED) {
        return json_value_time(name, v, &m->changed_ms, e);
    }
    if (!(field == MESSAGE_CHANNEL
              ? json_value_code(name, v, channel_of, CHANNEL_COUNT, &n, e)
              : json_value_code(name, v, state_of, DELIVERY_STATE_COUNT, &n, e))) {
        return false;
    }
    *(field == MESSAGE_CHANNEL ? &m->channel : &m->state) = (uint8_t)n;
    return true;
}

static bool take_message(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct told_notice *told = ctx;
    const struct json_in_fields fields = {message_names, MESSAGE_FIELDS, read_message_field,
                                          &told->messages[index]};

    told->count = (uint8_t)(index + 1);
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("messages"), "objects", v, true, e);
}

enum {
    TOLD_REFERENCE,
    TOLD_KIND,
    TOLD_FATE,
    TOLD_MESSAGES,
    TOLD_FIELDS
};
static const struct span told_names[TOLD_FIELDS] = {SPAN_INIT("reference"), SPAN_INIT("kind"),
                                                    SPAN_INIT("fate"), SPAN_INIT("messages")};

static bool read_told_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct told_notice *told = ctx;
    struct span name = told_names[field];
    unsigned n = 0;

    if (field == TOLD_MESSAGES) {
        return json_value_list(name, v, NOTICE_DELIVERIES_MAX, take_message, told, e);
    }
    if (field == TOLD_REFERENCE) {
        if (v->kind != JSON_IN_TEXT || v->raw.len >= sizeof told->reference || v->escaped) {
            return json_in_refused(name, "a reference", v, true, e);
        }
        memcpy(told->reference, v->raw.at, v->raw.len);
        told->reference[v->raw.len] = '\0';
        return true;
    }
    if (!(field == TOLD_KIND ? json_value_code(name, v, kind_of, NOTICE_KIND_COUNT, &n, e)
                             : json_value_code(name, v, fate_of, NOTICE_FATE_COUNT, &n, e))) {
        return false;
    }
    *(field == TOLD_KIND ? &told->kind : &told->fate) = (uint8_t)n;
    return true;
}

bool notice_json_read_told(const struct json_in_value *v, struct told_notice *out, struct err *e)
{
    struct told_notice told = {0};
    const struct json_in_fields fields = {told_names, TOLD_FIELDS, read_told_field, &told};

    if (v->kind != JSON_IN_OBJECT) {
        return json_in_refused(SPAN("notice"), "an object", v, true, e);
    }
    if (!json_in_fields(v->raw, &fields, e)) {
        return false;
    }
    *out = told;
    return true;
}

/* --- is it ours? --------------------------------------------------------------------------------- */

static void put_facts(struct json_out *j, const struct notice_facts *f)
{
    char country[3];

    json_out_code(j, "service", service_code((enum service)f->service));
    json_out_code(j, "outcome", outcome_code((enum outcome)f->outcome));
    json_out_time(j, "at", f->at_ms);
    json_out_number(j, "count", f->count);
    place_country_text(f->place.country, country);
    json_out_code(j, "country", f->place.country == 0 ? NULL : country);
    if (f->place.asn == 0) {
        json_out_code(j, "asn", NULL);
    } else {
        json_out_number(j, "asn", f->place.asn);
    }
    json_out_text(j, "device", of(f->device));
}

static void put_messages(struct json_out *j, const struct notice_answer *a)
{
    struct json_out list = json_out_list(j, "messages");

    for (size_t c = 0; c < CHANNEL_COUNT; c++) {
        if (a->to[c][0] != '\0') {
            struct json_out item = json_out_item(&list);

            json_out_code(&item, "channel", channel_code((enum channel)c));
            json_out_text(&item, "to", of(a->to[c]));
            json_out_code(&item, "state", delivery_state_code(a->state[c]));
            json_out_close(&item);
        }
    }
    json_out_end_list(&list);
}

void notice_json_answer(struct json_out *j, const struct notice_answer *a)
{
    json_out_code(j, "status", notice_status_code(a->status));
    json_out_code(j, "reference", a->reference[0] == '\0' ? NULL : a->reference);
    if (a->status != NOTICE_OURS) {
        return;
    }
    json_out_time(j, "sent", a->created_ms);
    json_out_code(j, "kind", notice_kind_code(a->kind));
    json_out_code(j, "language", a->lang == 1 ? "ja" : "en");
    json_out_text(j, "account", of(a->account));
    put_facts(j, &a->facts);
    put_messages(j, a);
}

static const char *status_of(unsigned n)
{
    return notice_status_code((enum notice_status)n);
}

enum {
    TO_CHANNEL,
    TO_WHOM,
    TO_STATE,
    TO_FIELDS
};
static const struct span to_names[TO_FIELDS] = {SPAN_INIT("channel"), SPAN_INIT("to"),
                                                SPAN_INIT("state")};

/* One message of an answer while it is read. */
struct to_reader {
    struct notice_answer *answer;
    unsigned channel;
    unsigned state;
    struct span to;
};

static bool read_to_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct to_reader *r = ctx;
    struct span name = to_names[field];

    if (field == TO_CHANNEL) {
        return json_value_code(name, v, channel_of, CHANNEL_COUNT, &r->channel, e);
    }
    if (field == TO_STATE) {
        return json_value_code(name, v, state_of, DELIVERY_STATE_COUNT, &r->state, e);
    }
    r->to = v->raw;
    return v->kind == JSON_IN_TEXT || json_in_refused(name, "a text", v, true, e);
}

static void text_take(struct span text, char *out, size_t cap)
{
    size_t len = text.len < cap ? text.len : cap - 1;

    memcpy(out, text.at, len);
    out[len] = '\0';
}

static bool take_to(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct to_reader r = {.answer = ctx};
    const struct json_in_fields fields = {to_names, TO_FIELDS, read_to_field, &r};

    (void)index;
    if (v->kind != JSON_IN_OBJECT) {
        return json_in_refused(SPAN("messages"), "objects", v, true, e);
    }
    if (!json_in_fields(v->raw, &fields, e)) {
        return false;
    }
    text_take(r.to, r.answer->to[r.channel], NOTICE_MASKED_MAX);
    r.answer->state[r.channel] = (enum delivery_state)r.state;
    return true;
}

enum {
    ANSWER_STATUS,
    ANSWER_REFERENCE,
    ANSWER_SENT,
    ANSWER_KIND,
    ANSWER_ACCOUNT,
    ANSWER_MESSAGES,
    ANSWER_FIELDS
};
static const struct span answer_names[ANSWER_FIELDS] = {
    SPAN_INIT("status"), SPAN_INIT("reference"), SPAN_INIT("sent"),
    SPAN_INIT("kind"),   SPAN_INIT("account"),   SPAN_INIT("messages"),
};

static bool read_answer_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct notice_answer *a = ctx;
    struct span name = answer_names[field];
    unsigned n = 0;

    switch (field) {
    case ANSWER_STATUS:
        if (!json_value_code(name, v, status_of, NOTICE_STATUS_COUNT, &n, e)) {
            return false;
        }
        a->status = (enum notice_status)n;
        return true;
    case ANSWER_KIND:
        if (!json_value_code(name, v, kind_of, NOTICE_KIND_COUNT, &n, e)) {
            return false;
        }
        a->kind = (enum notice_kind)n;
        return true;
    case ANSWER_SENT:
        return json_value_time(name, v, &a->created_ms, e);
    case ANSWER_MESSAGES:
        return json_value_list(name, v, CHANNEL_COUNT, take_to, a, e);
    case ANSWER_REFERENCE:
        text_take(v->raw, a->reference, sizeof a->reference);
        return true;
    default:
        text_take(v->raw, a->account, sizeof a->account);
        return true;
    }
}

bool notice_json_read_answer(struct span text, struct notice_answer *out, struct err *e)
{
    struct notice_answer a = {.status = NOTICE_MALFORMED};
    const struct json_in_fields fields = {answer_names, ANSWER_FIELDS, read_answer_field, &a};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = a;
    return true;
}
