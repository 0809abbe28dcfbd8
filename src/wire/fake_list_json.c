#include "wire/fake_list_json.h"

#include "wire/fake_json_parts.h"

enum {
    ENTRY_URL,
    ENTRY_CAMPAIGN,
    ENTRY_BRAND,
    ENTRY_FIRST,
    ENTRY_LAST,
    ENTRY_FIELDS
};
static const struct span entry_names[ENTRY_FIELDS] = {
    SPAN_INIT("url"),        SPAN_INIT("campaign"),  SPAN_INIT("brand"),
    SPAN_INIT("first_seen"), SPAN_INIT("last_seen"),
};

void fake_list_json_put(struct json_out *list, const struct fake_list_row *row)
{
    struct json_out item = json_out_item(list);

    json_out_text(&item, "url", row->url);
    if (row->campaign.len > 0) {
        json_out_text(&item, "campaign", row->campaign);
    }
    if (row->brand.len > 0) {
        json_out_text(&item, "brand", row->brand);
    }
    if (row->first_ms != 0) {
        json_out_time(&item, "first_seen", row->first_ms);
    }
    if (row->last_ms != 0) {
        json_out_time(&item, "last_seen", row->last_ms);
    }
    json_out_close(&item);
}

struct entry_reader {
    struct arena *arena;
    struct fake_list_row row;
};

static bool read_entry(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct entry_reader *r = ctx;
    struct span name = entry_names[field];

    switch (field) {
    case ENTRY_URL:
        return fake_take_text(r->arena, name, v, FAKE_LIST_URL_MAX, &r->row.url, e);
    case ENTRY_CAMPAIGN:
        return fake_take_text(r->arena, name, v, FAKE_LIST_URL_MAX, &r->row.campaign, e);
    case ENTRY_BRAND:
        return fake_take_text(r->arena, name, v, FAKE_LIST_URL_MAX, &r->row.brand, e);
    case ENTRY_FIRST:
        return json_value_time(name, v, &r->row.first_ms, e);
    default:
        return json_value_time(name, v, &r->row.last_ms, e);
    }
}

struct list_reader {
    struct arena *arena;
    fake_list_entry *each;
    void *ctx;
};

static bool take_entry(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct list_reader *l = ctx;
    struct arena_mark mark = arena_mark(l->arena);
    struct entry_reader r = {
        .arena = l->arena,
        .row = {.url = SPAN_INIT(""), .campaign = SPAN_INIT(""), .brand = SPAN_INIT("")},
    };
    const struct json_in_fields fields = {entry_names, ENTRY_FIELDS, read_entry, &r};
    bool ok = (json_in_fields(v->raw, &fields, e) || err_context(e, "entry %zu", index + 1)) &&
              l->each(l->ctx, index + 1, &r.row, e);

    arena_release(l->arena, mark);
    return ok;
}

static const struct span body_names[] = {SPAN_INIT("entries"), SPAN_INIT("confirm")};

static bool read_entries(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    return field != 0 ||
           json_value_list(body_names[field], v, FAKE_LIST_ENTRIES_MAX, take_entry, ctx, e);
}

bool fake_list_json_read(struct span text, struct arena *arena, fake_list_entry *each, void *ctx,
                         struct err *e)
{
    struct list_reader l = {.arena = arena, .each = each, .ctx = ctx};
    const struct json_in_fields fields = {body_names, COUNT(body_names), read_entries, &l};

    return json_in_fields(text, &fields, e);
}

static bool read_confirm(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    return field != 1 || fake_take_bool(body_names[field], v, ctx, e);
}

bool fake_list_json_confirm(struct span text, bool *out, struct err *e)
{
    bool confirm = false;
    const struct json_in_fields fields = {body_names, COUNT(body_names), read_confirm, &confirm};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = confirm;
    return true;
}
