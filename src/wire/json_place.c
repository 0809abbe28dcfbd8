#include "wire/json_place.h"

static const char *kind_of(unsigned n)
{
    return network_kind_code((enum network_kind)n);
}

static bool take_flag(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct named_place *p = ctx;
    unsigned bit = 0;

    (void)index;
    if (!json_value_code(SPAN("flags"), v, place_flag_code, PLACE_FLAG_COUNT, &bit, e)) {
        return false;
    }
    p->place.flags |= (uint8_t)(1u << bit);
    return true;
}

enum {
    PLACE_COUNTRY,
    PLACE_ASN,
    PLACE_PROVIDER,
    PLACE_NETWORK,
    PLACE_FLAGS,
    PLACE_FIELDS
};
static const struct span place_names[PLACE_FIELDS] = {
    SPAN_INIT("country"), SPAN_INIT("asn"),   SPAN_INIT("provider"),
    SPAN_INIT("network"), SPAN_INIT("flags"),
};

static bool read_place_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct named_place *p = ctx;
    struct span text;
    unsigned kind = 0;
    uint64_t n = 0;

    switch (field) {
    case PLACE_COUNTRY:
        if (v->kind != JSON_IN_TEXT || v->raw.len != 2) {
            return json_in_refused(place_names[field], "two letters", v, true, e);
        }
        p->place.country = place_country(v->raw.at[0], v->raw.at[1]);
        return true;
    case PLACE_ASN:
        if (!json_value_whole(place_names[field], v, UINT32_MAX, &n, e)) {
            return false;
        }
        p->place.asn = (uint32_t)n;
        return true;
    case PLACE_PROVIDER:
        if (v->kind != JSON_IN_TEXT) {
            return json_in_refused(place_names[field], "a text", v, true, e);
        }
        text = json_in_text(v, p->provider, PROVIDER_TEXT_MAX - 1, NULL);
        memmove(p->provider, text.at, text.len);
        p->provider[text.len] = '\0';
        return true;
    case PLACE_NETWORK:
        if (!json_value_code(place_names[field], v, kind_of, NETWORK_KIND_COUNT, &kind, e)) {
            return false;
        }
        p->place.kind = (uint8_t)kind;
        return true;
    default:
        return json_value_list(place_names[field], v, PLACE_FLAG_COUNT, take_flag, p, e);
    }
}

bool json_value_place(struct span name, const struct json_in_value *v, struct named_place *out,
                      struct err *e)
{
    const struct json_in_fields fields = {place_names, PLACE_FIELDS, read_place_field, out};

    *out = (struct named_place){0};
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(name, "a place", v, true, e);
}

static const struct span usual_names[] = {SPAN_INIT("place"), SPAN_INIT("days"),
                                          SPAN_INIT("last_day")};

struct usual_reader {
    struct usual_list list;
    size_t index;
};

static bool read_usual_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct usual_reader *r = ctx;
    uint64_t n = 0;

    switch (field) {
    case 0:
        return json_value_place(usual_names[field], v, &r->list.usual[r->index].where, e);
    case 1:
        if (!json_value_whole(usual_names[field], v, UINT32_MAX, &n, e)) {
            return false;
        }
        r->list.usual[r->index].days = (uint32_t)n;
        return true;
    default:
        return r->list.last_day == NULL ||
               json_value_day(usual_names[field], v, &r->list.last_day[r->index], e);
    }
}

static bool take_usual(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct usual_reader *r = ctx;
    const struct json_in_fields fields = {usual_names, COUNT(usual_names), read_usual_field, r};

    r->index = index;
    *r->list.count = (uint8_t)(index + 1);
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("usual"), "objects", v, true, e);
}

bool json_value_usual(struct span name, const struct json_in_value *v,
                      const struct usual_list *list, struct err *e)
{
    struct usual_reader r = {.list = *list};

    return json_value_list(name, v, USUAL_MAX, take_usual, &r, e);
}
