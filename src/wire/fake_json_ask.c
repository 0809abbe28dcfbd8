/* What is asked and told of one message: readings, handing in, matches; what staff states. */
#include "wire/fake_json_parts.h"

/* --- a reading -------------------------------------------------------------------------------------- */

enum {
    READING_CHANNEL,
    READING_BRAND,
    READING_PRINT,
    READING_LINKS,
    READING_SUBJECT,
    READING_TEXT,
    READING_FIELDS
};
static const struct span reading_names[READING_FIELDS] = {
    SPAN_INIT("channel"), SPAN_INIT("brand"),   SPAN_INIT("print"),
    SPAN_INIT("links"),   SPAN_INIT("subject"), SPAN_INIT("text"),
};

struct reading_reader {
    struct arena *arena;
    struct fake_reading *r;
};

static bool take_print(const struct json_in_value *v, struct fake_print *out, struct err *e)
{
    const struct span name = reading_names[READING_PRINT];

    if (v->kind != JSON_IN_TEXT || v->raw.len % 8 != 0 || v->raw.len > (size_t)8 * FAKE_RUNS_MAX) {
        return err_set(e, ERR_INPUT, "print: expected groups of eight hexadecimal digits");
    }
    out->count = (uint32_t)(v->raw.len / 8);
    for (uint32_t i = 0; i < out->count; i++) {
        const struct json_in_value one = {
            .kind = JSON_IN_TEXT,
            .raw = {.at = v->raw.at + (size_t)8 * i, .len = 8},
        };

        if (!json_value_hash(name, &one, &out->runs[i], e)) {
            return false;
        }
    }
    return true;
}

static bool take_link(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct reading_reader *r = ctx;

    r->r->link_count = index + 1;
    return fake_take_string(reading_names[READING_LINKS], v, r->r->links[index].text,
                            FAKE_DOMAIN_SIZE, e);
}

static bool read_reading(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reading_reader *r = ctx;
    struct span name = reading_names[field];
    unsigned channel = 0;

    switch (field) {
    case READING_CHANNEL:
        if (!json_value_code(name, v, fake_channel_code, FAKE_CHANNEL_COUNT, &channel, e)) {
            return false;
        }
        r->r->channel = (enum fake_channel)channel;
        return true;
    case READING_BRAND:
        return fake_take_string(name, v, r->r->brand, sizeof r->r->brand, e);
    case READING_PRINT:
        return take_print(v, &r->r->print, e);
    case READING_LINKS:
        return json_value_list(name, v, FAKE_LINKS_MAX, take_link, r, e);
    case READING_SUBJECT:
        return fake_take_text(r->arena, name, v, FAKE_SUBJECT_MAX, &r->r->subject, e);
    default:
        return fake_take_text(r->arena, name, v, FAKE_TEXT_MAX, &r->r->text, e);
    }
}

bool fake_json_read_reading(struct span text, struct arena *arena, struct fake_reading *out,
                            struct err *e)
{
    struct fake_reading reading = {
        .channel = FAKE_PASTED, .subject = SPAN_INIT(""), .text = SPAN_INIT("")};
    struct reading_reader r = {.arena = arena, .r = &reading};
    const struct json_in_fields fields = {reading_names, READING_FIELDS, read_reading, &r};

    if (!json_in_fields(text, &fields, e) || !fake_reading_check(&reading, e)) {
        return false;
    }
    *out = reading;
    return true;
}

/* --- handing in ------------------------------------------------------------------------------------- */

enum {
    HANDOVER_READING,
    HANDOVER_GENUINE,
    HANDOVER_CONSENT,
    HANDOVER_CONFIRM,
    HANDOVER_SUBMITTER,
    HANDOVER_FIELDS
};
static const struct span handover_names[HANDOVER_FIELDS] = {
    SPAN_INIT("reading"), SPAN_INIT("genuine"),   SPAN_INIT("consent"),
    SPAN_INIT("confirm"), SPAN_INIT("submitter"),
};

struct handover_reader {
    struct arena *arena;
    struct fake_json_handover *h;
};

static bool read_handover(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct handover_reader *r = ctx;
    bool *const switches[HANDOVER_FIELDS] = {[HANDOVER_GENUINE] = &r->h->genuine,
                                             [HANDOVER_CONSENT] = &r->h->consent,
                                             [HANDOVER_CONFIRM] = &r->h->confirm};

    if (switches[field] != NULL) {
        return fake_take_bool(handover_names[field], v, switches[field], e);
    }
    if (field == HANDOVER_SUBMITTER) {
        return fake_take_text(r->arena, handover_names[field], v, FAKE_SUBMITTER_MAX,
                              &r->h->submitter, e);
    }
    r->h->has_reading = true;
    return fake_json_read_reading(v->raw, r->arena, &r->h->reading, e) || err_context(e, "reading");
}

bool fake_json_read_handover(struct span text, struct arena *arena, struct fake_json_handover *out,
                             struct err *e)
{
    struct fake_json_handover h = {.submitter = SPAN_INIT("")};
    struct handover_reader r = {.arena = arena, .h = &h};
    const struct json_in_fields fields = {handover_names, HANDOVER_FIELDS, read_handover, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = h;
    return true;
}

/* --- a match, a state, words ------------------------------------------------------------------------ */

enum {
    MATCH_TEXT,
    MATCH_LINK,
    MATCH_TIMES,
    MATCH_ID,
    MATCH_DOMAIN,
    MATCH_NAME,
    MATCH_FIRST,
    MATCH_LAST,
    MATCH_FIELDS
};
static const struct span match_names[MATCH_FIELDS] = {
    SPAN_INIT("text"),   SPAN_INIT("link"), SPAN_INIT("times"),      SPAN_INIT("id"),
    SPAN_INIT("domain"), SPAN_INIT("name"), SPAN_INIT("first_seen"), SPAN_INIT("last_seen"),
};

static bool read_match(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct fake_match *m = ctx;
    struct span name = match_names[field];
    size_t times = 0;

    switch (field) {
    case MATCH_TEXT:
        return fake_take_bool(name, v, &m->text, e);
    case MATCH_LINK:
        return fake_take_bool(name, v, &m->link, e);
    case MATCH_TIMES:
        if (!fake_take_count(name, v, FAKE_REPORTS_MAX, &times, e)) {
            return false;
        }
        m->times = (uint32_t)times;
        return true;
    case MATCH_ID:
        return fake_take_string(name, v, m->id, sizeof m->id, e);
    case MATCH_DOMAIN:
        return fake_take_string(name, v, m->domain, sizeof m->domain, e);
    case MATCH_NAME:
        return fake_take_string(name, v, m->name, sizeof m->name, e);
    case MATCH_FIRST:
        return json_value_time(name, v, &m->first_ms, e);
    default:
        return json_value_time(name, v, &m->last_ms, e);
    }
}

bool fake_json_read_match(struct span text, struct fake_match *out, struct err *e)
{
    struct fake_match m = {.text = false};
    const struct json_in_fields fields = {match_names, MATCH_FIELDS, read_match, &m};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = m;
    return true;
}

struct state_reader {
    unsigned state;
    bool found;
};

static const struct span state_names[] = {SPAN_INIT("state")};

static bool read_state(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct state_reader *r = ctx;

    r->found = true;
    return json_value_code(state_names[field], v, fake_state_code, FAKE_STATE_COUNT, &r->state, e);
}

bool fake_json_read_state(struct span text, enum fake_state *out, struct err *e)
{
    struct state_reader r = {.found = false};
    const struct json_in_fields fields = {state_names, 1, read_state, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    if (!r.found) {
        return err_set(e, ERR_INPUT, "state: expected new, confirmed or closed, came nothing");
    }
    *out = (enum fake_state)r.state;
    return true;
}

struct words_reader {
    struct arena *arena;
    struct span words;
};

static const struct span words_names[] = {SPAN_INIT("words")};

static bool read_words(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct words_reader *r = ctx;

    return fake_take_text(r->arena, words_names[field], v, FAKE_NOTE_MAX, &r->words, e);
}

bool fake_json_read_words(struct span text, struct arena *arena, struct span *out, struct err *e)
{
    struct words_reader r = {.arena = arena, .words = SPAN_INIT("")};
    const struct json_in_fields fields = {words_names, 1, read_words, &r};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = r.words;
    return true;
}
