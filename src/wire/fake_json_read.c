/* Campaigns and their samples, as the command line reads them. */
#include "wire/fake_json_parts.h"

/* --- a campaign ------------------------------------------------------------------------------------- */

enum {
    FAKE_FIELD_ID,
    FAKE_FIELD_STATE,
    FAKE_FIELD_BRAND,
    FAKE_FIELD_CHANNELS,
    FAKE_FIELD_FIRST,
    FAKE_FIELD_LAST,
    FAKE_FIELD_CONFIRMED,
    FAKE_FIELD_CLOSED,
    FAKE_FIELD_PEOPLE,
    FAKE_FIELD_REPORTS,
    FAKE_FIELD_WAITING,
    FAKE_FIELD_DOMAINS,
    FAKE_FIELD_NOTES,
    FAKE_FIELDS
};
static const struct span fake_names[FAKE_FIELDS] = {
    SPAN_INIT("id"),         SPAN_INIT("state"),     SPAN_INIT("brand"),     SPAN_INIT("channels"),
    SPAN_INIT("first_seen"), SPAN_INIT("last_seen"), SPAN_INIT("confirmed"), SPAN_INIT("closed"),
    SPAN_INIT("people"),     SPAN_INIT("reports"),   SPAN_INIT("waiting"),   SPAN_INIT("domains"),
    SPAN_INIT("notes"),
};

enum {
    DOMAIN_NAME,
    DOMAIN_FIRST,
    DOMAIN_LAST,
    DOMAIN_DOWN,
    DOMAIN_CONFIRMED,
    DOMAIN_FIELDS
};
static const struct span domain_names[DOMAIN_FIELDS] = {
    SPAN_INIT("domain"),     SPAN_INIT("first_seen"), SPAN_INIT("last_seen"),
    SPAN_INIT("down_since"), SPAN_INIT("confirmed"),
};

static bool read_domain(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct fake_domain *d = ctx;
    int64_t *const times[DOMAIN_FIELDS] = {
        [DOMAIN_FIRST] = &d->first_ms, [DOMAIN_LAST] = &d->last_ms, [DOMAIN_DOWN] = &d->down_ms};

    if (times[field] != NULL) {
        return json_value_time(domain_names[field], v, times[field], e);
    }
    return field == DOMAIN_NAME
               ? fake_take_string(domain_names[field], v, d->name, sizeof d->name, e)
               : fake_take_bool(domain_names[field], v, &d->confirmed, e);
}

static bool take_domain(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct fake *f = ctx;
    const struct json_in_fields fields = {domain_names, DOMAIN_FIELDS, read_domain,
                                          &f->domains[index]};

    f->domains[index] = (struct fake_domain){.confirmed = false};
    f->domain_count = index + 1;
    return json_in_fields(v->raw, &fields, e);
}

enum {
    NOTE_KIND,
    NOTE_AT,
    NOTE_DOMAIN,
    NOTE_TO,
    NOTE_WORDS,
    NOTE_FIELDS
};
static const struct span note_names[NOTE_FIELDS] = {
    SPAN_INIT("kind"), SPAN_INIT("at"), SPAN_INIT("domain"), SPAN_INIT("to"), SPAN_INIT("words"),
};

struct note_reader {
    struct fake_note *note;
    bool has_kind;
};

static bool read_note(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct note_reader *r = ctx;
    struct fake_note *n = r->note;
    unsigned kind = 0;

    switch (field) {
    case NOTE_KIND:
        if (!json_value_code(note_names[field], v, fake_note_code, FAKE_NOTE_KINDS, &kind, e)) {
            return false;
        }
        n->kind = (enum fake_note_kind)kind;
        r->has_kind = true;
        return true;
    case NOTE_AT:
        return json_value_time(note_names[field], v, &n->at_ms, e);
    case NOTE_DOMAIN:
        return fake_take_string(note_names[field], v, n->domain, sizeof n->domain, e);
    case NOTE_TO:
        return fake_take_string(note_names[field], v, n->to, sizeof n->to, e);
    default:
        return fake_take_string(note_names[field], v, n->words, sizeof n->words, e);
    }
}

bool fake_json_read_note(struct span text, struct fake_note *out, struct err *e)
{
    struct fake_note note = {.at_ms = 0};
    struct note_reader r = {.note = &note};
    const struct json_in_fields fields = {note_names, NOTE_FIELDS, read_note, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (!r.has_kind) {
        return err_set(e, ERR_INPUT, "kind: expected reported, down or remark, came nothing");
    }
    *out = note;
    return true;
}

static bool take_note(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct fake *f = ctx;

    f->note_count = index + 1;
    return fake_json_read_note(v->raw, &f->notes[index], e);
}

static bool take_channel(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct fake *f = ctx;
    unsigned channel = 0;

    (void)index;
    if (!json_value_code(fake_names[FAKE_FIELD_CHANNELS], v, fake_channel_code, FAKE_CHANNEL_COUNT,
                         &channel, e)) {
        return false;
    }
    f->channels |= 1u << channel;
    return true;
}

static bool read_fake(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct fake *f = ctx;
    struct span name = fake_names[field];
    unsigned state = 0;
    int64_t *const times[FAKE_FIELDS] = {[FAKE_FIELD_FIRST] = &f->first_ms,
                                         [FAKE_FIELD_LAST] = &f->last_ms,
                                         [FAKE_FIELD_CONFIRMED] = &f->confirmed_ms,
                                         [FAKE_FIELD_CLOSED] = &f->closed_ms};
    size_t *const counts[FAKE_FIELDS] = {[FAKE_FIELD_PEOPLE] = &f->people,
                                         [FAKE_FIELD_REPORTS] = &f->report_count,
                                         [FAKE_FIELD_WAITING] = &f->waiting};

    if (times[field] != NULL) {
        return json_value_time(name, v, times[field], e);
    }
    if (counts[field] != NULL) {
        return fake_take_count(name, v, FAKE_REPORTS_MAX, counts[field], e);
    }
    switch (field) {
    case FAKE_FIELD_ID:
        return fake_take_string(name, v, f->id, sizeof f->id, e);
    case FAKE_FIELD_STATE:
        if (!json_value_code(name, v, fake_state_code, FAKE_STATE_COUNT, &state, e)) {
            return false;
        }
        f->state = (enum fake_state)state;
        return true;
    case FAKE_FIELD_BRAND:
        return fake_take_string(name, v, f->brand, sizeof f->brand, e);
    case FAKE_FIELD_CHANNELS:
        return json_value_list(name, v, FAKE_CHANNEL_COUNT, take_channel, f, e);
    case FAKE_FIELD_DOMAINS:
        return json_value_list(name, v, FAKE_DOMAINS_MAX, take_domain, f, e);
    default:
        return json_value_list(name, v, FAKE_NOTES_MAX, take_note, f, e);
    }
}

bool fake_json_read(struct span text, struct fake *out, struct err *e)
{
    const struct json_in_fields fields = {fake_names, FAKE_FIELDS, read_fake, out};

    memset(out, 0, sizeof *out);
    return json_in_fields(text, &fields, e);
}

/* --- a sample --------------------------------------------------------------------------------------- */

enum {
    SAMPLE_CHANNEL,
    SAMPLE_SEEN,
    SAMPLE_CONFIRMED,
    SAMPLE_SUBJECT,
    SAMPLE_TEXT,
    SAMPLE_FIELDS
};
static const struct span sample_names[SAMPLE_FIELDS] = {
    SPAN_INIT("channel"), SPAN_INIT("seen"), SPAN_INIT("confirmed"),
    SPAN_INIT("subject"), SPAN_INIT("text"),
};

struct sample_reader {
    struct arena *arena;
    struct fake_sample *s;
};

static bool read_sample(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct sample_reader *r = ctx;
    struct span name = sample_names[field];
    unsigned channel = 0;

    switch (field) {
    case SAMPLE_CHANNEL:
        if (!json_value_code(name, v, fake_channel_code, FAKE_CHANNEL_COUNT, &channel, e)) {
            return false;
        }
        r->s->channel = (enum fake_channel)channel;
        return true;
    case SAMPLE_SEEN:
        return json_value_time(name, v, &r->s->at_ms, e);
    case SAMPLE_CONFIRMED:
        return fake_take_bool(name, v, &r->s->confirmed, e);
    case SAMPLE_SUBJECT:
        return fake_take_text(r->arena, name, v, FAKE_SUBJECT_MAX, &r->s->subject, e);
    default:
        return fake_take_text(r->arena, name, v, FAKE_TEXT_MAX, &r->s->text, e);
    }
}

bool fake_json_read_sample(struct span text, struct arena *arena, struct fake_sample *out,
                           struct err *e)
{
    struct fake_sample sample = {.subject = SPAN_INIT(""), .text = SPAN_INIT("")};
    struct sample_reader r = {.arena = arena, .s = &sample};
    const struct json_in_fields fields = {sample_names, SAMPLE_FIELDS, read_sample, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = sample;
    return true;
}
