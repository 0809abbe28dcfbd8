#include "wire/announcement_json.h"

#include "wire/json_value.h"

static const struct span langs[] = {SPAN_INIT("en"), SPAN_INIT("ja")};

/* --- out ------------------------------------------------------------------------------------------ */

static void put_both(struct json_out *j, const char *name, const struct span text[2])
{
    struct json_out both;

    if (text[0].len == 0 && text[1].len == 0 && text[0].at == NULL && text[1].at == NULL) {
        return;
    }
    both = json_out_object(j, name);
    for (size_t l = 0; l < COUNT(langs); l++) {
        if (text[l].at != NULL) {
            json_out_text(&both, langs[l].at, text[l]);
        }
    }
    json_out_close(&both);
}

void announcement_json_put(struct json_out *j, const struct announcement *a)
{
    json_out_text(j, "id", a->id);
    json_out_number(j, "version", a->version);
    put_both(j, "title", a->title);
    put_both(j, "reason", a->reason);
    put_both(j, "body", a->body);
    put_both(j, "apology", a->apology);
    json_out_time(j, "published", a->published_ms);
    json_out_time(j, "updated", a->updated_ms);
    if (a->starts_ms != 0) {
        json_out_time(j, "starts", a->starts_ms);
    }
    if (a->replaced_ms != 0) {
        json_out_time(j, "replaced_start", a->replaced_ms);
    }
    json_out_bool(j, "withdrawn", a->withdrawn);
}

void announcement_json_put_patch(struct json_out *j, const struct announcement_patch *p)
{
    if (p->id.at != NULL) {
        json_out_text(j, "id", p->id);
    }
    put_both(j, "title", p->title);
    put_both(j, "reason", p->reason);
    put_both(j, "body", p->body);
    put_both(j, "apology", p->apology);
    if (p->has_starts) {
        json_out_time(j, "starts", p->starts_ms);
    }
    if (p->has_withdrawn) {
        json_out_bool(j, "withdrawn", p->withdrawn);
    }
}

/* --- in ------------------------------------------------------------------------------------------- */

struct reader {
    struct arena *arena;
    struct announcement_patch *patch;
    struct announcement *stored; /* what only the store states */
    struct span name;            /* of the pair that is read */
    struct span *pair;           /* it */
    size_t max;
};

static bool take_text(struct reader *r, struct span name, const struct json_in_value *v, size_t max,
                      struct span *out, struct err *e)
{
    bool cut = false;
    struct span text;
    char *room;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    room = arena_take(r->arena, v->raw.len + 1);
    if (room == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for an announcement");
    }
    text = json_in_text(v, room, max < v->raw.len ? max : v->raw.len, &cut);
    if (cut) {
        return err_set(e, ERR_INPUT, "%.*s: expected at most %zu bytes, came more", (int)name.len,
                       name.at, max);
    }
    memmove(room, text.at, text.len);
    *out = (struct span){.at = room, .len = text.len};
    return true;
}

static bool read_lang(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reader *r = ctx;

    return take_text(r, langs[field], v, r->max, &r->pair[field], e) ||
           err_context(e, "%.*s", (int)r->name.len, r->name.at);
}

static bool read_both(struct reader *r, struct span name, const struct json_in_value *v,
                      struct span pair[2], struct err *e)
{
    const struct json_in_fields fields = {langs, COUNT(langs), read_lang, r};

    if (v->kind != JSON_IN_OBJECT) {
        return json_in_refused(name, "an object of en and ja", v, true, e);
    }
    r->name = name;
    r->pair = pair;
    r->max = pair == r->patch->title ? ANNOUNCEMENT_TITLE_MAX : ANNOUNCEMENT_TEXT_MAX;
    return json_in_fields(v->raw, &fields, e);
}

enum {
    FIELD_ID,
    FIELD_TITLE,
    FIELD_REASON,
    FIELD_BODY,
    FIELD_APOLOGY,
    FIELD_STARTS,
    FIELD_WITHDRAWN,
    FIELD_VERSION,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_REPLACED,
    FIELDS
};
static const struct span names[FIELDS] = {
    SPAN_INIT("id"),        SPAN_INIT("title"),   SPAN_INIT("reason"),         SPAN_INIT("body"),
    SPAN_INIT("apology"),   SPAN_INIT("starts"),  SPAN_INIT("withdrawn"),      SPAN_INIT("version"),
    SPAN_INIT("published"), SPAN_INIT("updated"), SPAN_INIT("replaced_start"),
};

/* Members only the store may set. */
static bool read_stored(struct announcement *a, size_t field, const struct json_in_value *v,
                        struct err *e)
{
    uint64_t version = 0;

    switch (field) {
    case FIELD_VERSION:
        if (!json_value_whole(names[field], v, UINT32_MAX, &version, e)) {
            return false;
        }
        a->version = (uint32_t)version;
        return true;
    case FIELD_PUBLISHED:
        return json_value_time(names[field], v, &a->published_ms, e);
    case FIELD_UPDATED:
        return json_value_time(names[field], v, &a->updated_ms, e);
    default:
        return json_value_time(names[field], v, &a->replaced_ms, e);
    }
}

static bool read_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reader *r = ctx;
    struct announcement_patch *p = r->patch;

    switch (field) {
    case FIELD_ID:
        return take_text(r, names[field], v, ANNOUNCEMENT_ID_MAX, &p->id, e);
    case FIELD_TITLE:
        return read_both(r, names[field], v, p->title, e);
    case FIELD_REASON:
        return read_both(r, names[field], v, p->reason, e);
    case FIELD_BODY:
        return read_both(r, names[field], v, p->body, e);
    case FIELD_APOLOGY:
        return read_both(r, names[field], v, p->apology, e);
    case FIELD_STARTS:
        p->has_starts = true;
        return json_value_time(names[field], v, &p->starts_ms, e);
    case FIELD_WITHDRAWN:
        p->has_withdrawn = true;
        p->withdrawn = span_eq(v->raw, SPAN("true"));
        return v->kind == JSON_IN_BOOL ||
               json_in_refused(names[field], "true or false", v, true, e);
    default:
        return read_stored(r->stored, field, v, e);
    }
}

static bool read_all(struct span text, struct arena *arena, struct announcement_patch *patch,
                     struct announcement *stored, struct err *e)
{
    struct reader r = {.arena = arena, .patch = patch, .stored = stored};
    const struct json_in_fields fields = {names, FIELDS, read_field, &r};

    return json_in_fields(text, &fields, e);
}

bool announcement_json_read(struct span text, struct arena *arena, struct announcement_patch *out,
                            struct err *e)
{
    struct announcement_patch patch = {0};
    struct announcement ignored = {0};

    if (!read_all(text, arena, &patch, &ignored, e)) {
        return false;
    }
    *out = patch;
    return true;
}

bool announcement_json_read_stored(struct span text, struct arena *arena, struct announcement *out,
                                   struct err *e)
{
    struct announcement_patch patch = {0};
    struct announcement a = {0};

    if (!read_all(text, arena, &patch, &a, e)) {
        return false;
    }
    a.id = patch.id;
    memcpy(a.title, patch.title, sizeof a.title);
    memcpy(a.reason, patch.reason, sizeof a.reason);
    memcpy(a.body, patch.body, sizeof a.body);
    memcpy(a.apology, patch.apology, sizeof a.apology);
    a.starts_ms = patch.starts_ms;
    a.withdrawn = patch.withdrawn;
    *out = a;
    return true;
}
