#include "wire/change_json.h"

#include "wire/json_value.h"

#include <sodium.h>

enum field {
    FIELD_CURRENT,
    FIELD_NEW,
    FIELD_PIN,
    FIELD_BY,
    FIELD_REMOTE,
    FIELD_APPS,
    FIELD_SESSIONS,
    FIELD_PHONE,
    FIELD_ADDRESS,
    FIELD_FROM,
    FIELD_TO,
    FIELD_KEEP,
    FIELD_CODE,
    FIELD_COUNT
};

static const struct span names[FIELD_COUNT] = {
    SPAN_INIT("current"), SPAN_INIT("new"),           SPAN_INIT("pin"),      SPAN_INIT("by"),
    SPAN_INIT("remote"),  SPAN_INIT("app_passwords"), SPAN_INIT("sessions"), SPAN_INIT("phone"),
    SPAN_INIT("address"), SPAN_INIT("from"),          SPAN_INIT("to"),       SPAN_INIT("keep"),
    SPAN_INIT("code"),
};

struct reader {
    struct arena *arena;
    struct change_ask *ask;
};

/* Too long is empty: no password is. */
static bool read_secret(size_t field, const struct json_in_value *v, bool *has, struct secret *out,
                        struct err *e)
{
    char bytes[SECRET_TEXT_MAX];
    bool cut = false;
    struct span text;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(names[field], "a text", v, false, e);
    }
    text = json_in_text(v, bytes, sizeof bytes, &cut);
    *out = (struct secret){0};
    if (!cut) {
        memcpy(out->bytes, text.at, text.len);
        out->len = text.len;
    }
    *has = true;
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

/* One of two words; true for the second. */
static bool read_choice(size_t field, const struct json_in_value *v, const char *usual,
                        const char *other, bool *out, struct err *e)
{
    char expected[32];
    struct buf text = {.at = expected, .cap = sizeof expected - 1};

    if (json_value_is_code(v, usual) || json_value_is_code(v, other)) {
        *out = json_value_is_code(v, other);
        return true;
    }
    buf_addf(&text, "%s or %s", usual, other);
    expected[text.len] = '\0';
    return json_in_refused(names[field], expected, v, true, e);
}

static const char *actor_code(unsigned number)
{
    return credential_actor_code((enum credential_actor)number);
}

static bool read_actor(const struct json_in_value *v, enum credential_actor *out, struct err *e)
{
    unsigned number = 0;

    if (!json_value_code(names[FIELD_BY], v, actor_code, CREDENTIAL_ACTOR_COUNT, &number, e)) {
        return false;
    }
    *out = (enum credential_actor)number;
    return true;
}

static bool read_remote(struct reader *r, const struct json_in_value *v, struct err *e)
{
    struct span text = {.at = ""};

    if (!json_value_text(r->arena, names[FIELD_REMOTE], v, 64, &text, e)) {
        return false;
    }
    r->ask->has_remote = address_parse(text, &r->ask->remote);
    return r->ask->has_remote ||
           json_in_refused(names[FIELD_REMOTE], "an address of a network", v, true, e);
}

static bool read_text(struct reader *r, size_t field, const struct json_in_value *v,
                      struct span *out, struct err *e)
{
    return json_value_text(r->arena, names[field], v, ACCOUNT_TEXT_MAX, out, e);
}

static bool take(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reader *r = ctx;
    struct change_ask *a = r->ask;

    switch ((enum field)field) {
    case FIELD_CURRENT:
        return read_secret(field, v, &a->has_current, &a->current, e);
    case FIELD_NEW:
        return read_secret(field, v, &a->has_new, &a->new, e);
    case FIELD_PIN:
        return read_secret(field, v, &a->has_pin, &a->pin, e);
    case FIELD_BY:
        return read_actor(v, &a->by, e);
    case FIELD_REMOTE:
        return read_remote(r, v, e);
    case FIELD_APPS:
        return read_choice(field, v, "keep", "revoke", &a->revoke_apps, e);
    case FIELD_SESSIONS:
        return read_choice(field, v, "end", "keep", &a->keep_sessions, e);
    case FIELD_PHONE:
        a->has_phone = true;
        return read_text(r, field, v, &a->phone, e);
    case FIELD_ADDRESS:
        a->has_address = true;
        return read_text(r, field, v, &a->address, e);
    case FIELD_FROM:
        return read_text(r, field, v, &a->from, e);
    case FIELD_TO:
        return read_text(r, field, v, &a->to, e);
    case FIELD_CODE:
        return json_value_text(r->arena, names[field], v, 64, &a->code, e);
    case FIELD_KEEP:
        a->keep = v->kind == JSON_IN_BOOL && v->raw.at[0] == 't';
        return v->kind == JSON_IN_BOOL ||
               json_in_refused(names[field], "true or false", v, true, e);
    case FIELD_COUNT:
        break;
    }
    return err_set(e, ERR_BUG, "a member nobody reads");
}

bool change_json_read(struct span body, struct arena *arena, struct change_ask *out, struct err *e)
{
    struct change_ask ask = {.by = CREDENTIAL_ACTOR_OWNER};
    struct reader r = {.arena = arena, .ask = &ask};
    const struct json_in_fields fields = {
        .names = names, .count = COUNT(names), .read = take, .ctx = &r};
    bool ok = json_in_fields(body, &fields, e);

    if (ok) {
        *out = ask;
    }
    change_ask_wipe(&ask);
    return ok;
}

void change_ask_wipe(struct change_ask *a)
{
    secret_wipe(&a->current);
    secret_wipe(&a->new);
    secret_wipe(&a->pin);
}

/* --- out ------------------------------------------------------------------------------------------ */

void change_json_event(struct json_out *j, const struct credential_event *ev)
{
    json_out_code(j, "what", credential_event_code(ev->what));
    json_out_code(j, "by", credential_actor_code(ev->by));
    json_out_time(j, "at", ev->at_ms);
    if (ev->has_remote) {
        char bytes[64];
        struct buf text = BUF_ON(bytes);

        address_print(&text, &ev->remote);
        json_out_text(j, "remote", (struct span){.at = bytes, .len = text.len});
    }
    if (ev->detail[0] != '\0') {
        json_out_text(j, "detail", (struct span){.at = ev->detail, .len = strlen(ev->detail)});
    }
    json_out_code(j, "reference", ev->reference[0] == '\0' ? NULL : ev->reference);
    json_out_number(j, "revoked", ev->revoked);
    json_out_code(j, "sessions",
                  !ev->sessions          ? "kept"
                  : ev->sessions_ms == 0 ? "asked_to_end"
                                         : "ended");
    if (ev->sessions_ms != 0) {
        json_out_time(j, "sessions_ended", ev->sessions_ms);
    }
}

static void put_codes(struct json_out *j, const char *name, uint32_t set, unsigned count,
                      const char *(*code)(unsigned bit))
{
    struct json_out list = json_out_list(j, name);

    for (unsigned i = 0; i < count; i++) {
        const char *text = code(i);

        if ((set & 1u << i) != 0) {
            json_out_item_text(&list, (struct span){.at = text, .len = strlen(text)});
        }
    }
    json_out_end_list(&list);
}

void change_json_quality(struct json_out *j, const struct quality *q)
{
    json_out_number(j, "bits", q->bits);
    put_codes(j, "faults", q->faults, QUALITY_FAULT_COUNT, quality_fault_code);
    put_codes(j, "hints", q->hints, QUALITY_HINT_COUNT, quality_hint_code);
}
