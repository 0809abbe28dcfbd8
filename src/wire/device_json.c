#include "wire/device_json.h"

#include "wire/json_value.h"

#define PIN_BYTES_MAX 64

enum field {
    FIELD_DEVICE,
    FIELD_NAME,
    FIELD_KIND,
    FIELD_PIN,
    FIELD_PASSWORD,
    FIELD_ANYWHERE,
    FIELD_LANG,
};

static const struct span names[] = {
    [FIELD_DEVICE] = SPAN_INIT("device"),     [FIELD_NAME] = SPAN_INIT("name"),
    [FIELD_KIND] = SPAN_INIT("kind"),         [FIELD_PIN] = SPAN_INIT("pin"),
    [FIELD_PASSWORD] = SPAN_INIT("password"), [FIELD_ANYWHERE] = SPAN_INIT("anywhere"),
    [FIELD_LANG] = SPAN_INIT("lang"),
};

struct reading {
    struct arena *arena;
    struct device_order order;
};

static const char *kind_of(unsigned number)
{
    return device_kind_code((enum device_kind)number);
}

static const char *lang_of(unsigned number)
{
    return number == 0 ? "en" : "ja";
}

static bool read_truth(size_t field, const struct json_in_value *v, bool *out, struct err *e)
{
    if (v->kind != JSON_IN_BOOL) {
        return json_in_refused(names[field], "true or false", v, true, e);
    }
    *out = v->raw.at[0] == 't';
    return true;
}

static bool read_pin(const struct json_in_value *v, struct device_order *o, struct err *e)
{
    char room[PIN_BYTES_MAX];
    bool cut = false;
    struct span pin;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(names[FIELD_PIN], "a text", v, false, e);
    }
    pin = json_in_text(v, room, sizeof room, &cut);
    o->has_pin = true;
    if (cut || !secret_take(&o->pin, pin)) {
        return err_set(e, ERR_INPUT, "field pin: expected at most %d bytes", PIN_BYTES_MAX);
    }
    return true;
}

static bool read_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reading *r = ctx;
    struct device_order *o = &r->order;
    unsigned code = 0;
    bool truth = true;

    switch ((enum field)field) {
    case FIELD_DEVICE:
        return json_value_text(r->arena, names[field], v, DEVICE_ID_BYTES, &o->device, e);
    case FIELD_NAME:
        return json_value_text(r->arena, names[field], v, DEVICE_NAME_MAX, &o->name, e);
    case FIELD_KIND:
        if (!json_value_code(names[field], v, kind_of, DEVICE_KIND_COUNT, &code, e)) {
            return false;
        }
        o->kind = (enum device_kind)code;
        return true;
    case FIELD_PIN:
        return read_pin(v, o, e);
    case FIELD_PASSWORD:
        if (!read_truth(field, v, &truth, e)) {
            return false;
        }
        o->no_password = !truth;
        return true;
    case FIELD_ANYWHERE:
        return read_truth(field, v, &o->anywhere, e);
    case FIELD_LANG:
        if (!json_value_code(names[field], v, lang_of, 2, &code, e)) {
            return false;
        }
        o->japanese = code == 1;
        return true;
    }
    return true;
}

bool device_json_read(struct span text, struct arena *arena, struct device_order *out,
                      struct err *e)
{
    struct reading r = {.arena = arena, .order = {.kind = DEVICE_OTHER}};
    const struct json_in_fields fields = {names, COUNT(names), read_field, &r};

    if (!json_in_fields(text.len == 0 ? SPAN("{}") : text, &fields, e)) {
        secret_wipe(&r.order.pin);
        return false;
    }
    *out = r.order;
    secret_wipe(&r.order.pin);
    return true;
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

void device_json_device(struct json_out *j, const struct device *d)
{
    json_out_text(j, "id", span_of(d->id));
    json_out_text(j, "name", span_of(d->name));
    json_out_code(j, "kind", device_kind_code(d->kind));
    json_out_number(j, "version", d->version);
    json_out_code(j, "app_password", d->app_password[0] == '\0' ? NULL : d->app_password);
    json_out_time(j, "created", d->created_ms);
    json_out_time(j, "issued", d->issued_ms);
}

void device_json_servers(struct json_out *j, const struct mail_setup *m)
{
    struct json_out servers = json_out_object(j, "servers");

    for (unsigned p = 0; p < MAIL_PROTOCOL_COUNT; p++) {
        const struct mail_server *s = &m->server[p];
        struct json_out one;

        if (s->host.len == 0) {
            continue;
        }
        one = json_out_object(&servers, mail_protocol_code((enum mail_protocol)p));
        json_out_text(&one, "host", s->host);
        json_out_number(&one, "port", s->port);
        json_out_code(&one, "socket", mail_socket_code(s->socket));
        json_out_close(&one);
    }
    json_out_close(&servers);
}
