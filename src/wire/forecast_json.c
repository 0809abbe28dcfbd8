#include "wire/notice_json.h"

#include "base/time.h"
#include "wire/json_value.h"

static void put_days(struct json_out *j, const struct forecast *f)
{
    struct json_out list = json_out_list(j, "days");

    for (size_t i = 0; i < f->days; i++) {
        struct json_out item = json_out_item(&list);

        json_out_day(&item, "day", (int32_t)(f->from_ms / TIME_DAY_MS) + (int32_t)i);
        json_out_number(&item, "notices", (int64_t)f->day[i]);
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

static void put_groups(struct json_out *j, const struct forecast *f)
{
    struct json_out list = json_out_list(j, "groups");

    for (size_t i = 0; i < f->group_count; i++) {
        const struct forecast_group *g = &f->groups[i];
        struct json_out item = json_out_item(&list);

        json_out_text(&item, "group", (struct span){.at = g->name, .len = strlen(g->name)});
        json_out_number(&item, "accounts", (int64_t)g->accounts);
        json_out_number(&item, "notices", (int64_t)g->told);
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

void notice_json_forecast(struct json_out *j, const struct forecast *f)
{
    json_out_time(j, "from", f->from_ms);
    json_out_time(j, "to", f->to_ms);
    json_out_number(j, "events", (int64_t)f->events);
    json_out_number(j, "learning", (int64_t)f->learning);
    json_out_number(j, "silent", (int64_t)f->silent);
    json_out_number(j, "held", (int64_t)f->held);
    json_out_number(j, "notices", (int64_t)f->told);
    json_out_number(j, "high_risk", (int64_t)f->high_risk);
    json_out_number(j, "digests", (int64_t)f->digests);
    json_out_number(j, "accounts", (int64_t)f->accounts);
    put_days(j, f);
    put_groups(j, f);
}

static bool take_day_notices(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    (void)field;
    return json_value_whole(SPAN("notices"), v, INT64_MAX, ctx, e);
}

static bool take_day(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    static const struct span names[] = {SPAN_INIT("notices")};
    struct forecast *f = ctx;
    const struct json_in_fields fields = {names, 1, take_day_notices, &f->day[index]};

    f->days = (uint32_t)index + 1;
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("days"), "objects", v, true, e);
}

static const struct span group_names[] = {SPAN_INIT("group"), SPAN_INIT("accounts"),
                                          SPAN_INIT("notices")};

static bool read_group_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct forecast_group *g = ctx;
    struct span name;

    if (field > 0) {
        return json_value_whole(group_names[field], v, INT64_MAX,
                                field == 1 ? &g->accounts : &g->told, e);
    }
    name = json_in_text(v, g->name, sizeof g->name - 1, NULL);
    memmove(g->name, name.at, name.len);
    g->name[name.len] = '\0';
    return true;
}

static bool take_group(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct forecast *f = ctx;
    const struct json_in_fields fields = {group_names, COUNT(group_names), read_group_field,
                                          &f->groups[index]};

    f->group_count = index + 1;
    return v->kind == JSON_IN_OBJECT ? json_in_fields(v->raw, &fields, e)
                                     : json_in_refused(SPAN("groups"), "objects", v, true, e);
}

enum {
    FORECAST_EVENTS,
    FORECAST_LEARNING,
    FORECAST_SILENT,
    FORECAST_HELD,
    FORECAST_TOLD,
    FORECAST_HIGH_RISK,
    FORECAST_DIGESTS,
    FORECAST_ACCOUNTS,
    FORECAST_DAYS,
    FORECAST_GROUPS,
    FORECAST_FIELDS
};
static const struct span forecast_names[FORECAST_FIELDS] = {
    SPAN_INIT("events"),  SPAN_INIT("learning"),  SPAN_INIT("silent"),  SPAN_INIT("held"),
    SPAN_INIT("notices"), SPAN_INIT("high_risk"), SPAN_INIT("digests"), SPAN_INIT("accounts"),
    SPAN_INIT("days"),    SPAN_INIT("groups"),
};

static bool read_forecast_field(void *ctx, size_t field, const struct json_in_value *v,
                                struct err *e)
{
    struct forecast *f = ctx;
    uint64_t *const counts[] = {&f->events, &f->learning,  &f->silent,  &f->held,
                                &f->told,   &f->high_risk, &f->digests, &f->accounts};
    struct span name = forecast_names[field];

    if (field == FORECAST_DAYS) {
        return json_value_list(name, v, FORECAST_DAYS_MAX, take_day, f, e);
    }
    if (field == FORECAST_GROUPS) {
        return json_value_list(name, v, FORECAST_GROUPS_MAX, take_group, f, e);
    }
    return json_value_whole(name, v, INT64_MAX, counts[field], e);
}

bool notice_json_read_forecast(struct span text, struct forecast *out, struct err *e)
{
    struct forecast f = {0};
    const struct json_in_fields fields = {forecast_names, FORECAST_FIELDS, read_forecast_field, &f};

    if (!json_in_fields(text, &fields, e)) {
        return false;
    }
    *out = f;
    return true;
}
