#include "serve/api_parts.h"

#include "service/directory.h"
#include "service/notice_forecast.h"
#include "wire/notice_json.h"

unsigned api_notice_get(struct api_call *c)
{
    struct notice_answer answer;
    struct json_out j;

    if (!notices_verify_in(c->api->story.store, c->hole, &answer, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    notice_json_answer(&j, &answer);
    json_out_close(&j);
    return 200;
}

unsigned api_notice_test(struct api_call *c)
{
    char reference[NOTICE_REFERENCE_MAX] = "";
    struct account_record account;
    struct json_out j;

    if (c->api->notices == NULL) {
        (void)err_set(&c->err, ERR_STORE, "no daemon runs: nothing would send the notice");
        return 0;
    }
    if (!directory_find(c->api->story.store, c->hole, c->arena, &account, &c->err) ||
        !notices_test(c->api->notices, account.text[ACCOUNT_ID], c->r->now_ms, reference,
                      &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_code(&j, "status", reference[0] == '\0' ? "nobody" : "sent");
    json_out_code(&j, "reference", reference[0] == '\0' ? NULL : reference);
    json_out_close(&j);
    return 200;
}

/* --- forecast ------------------------------------------------------------------------------------ */

static bool number(struct api_call *c, struct span name, uint64_t lo, uint64_t hi, uint32_t *value)
{
    uint64_t n;

    if (!api_query_number(c, name, lo, hi, *value, &n)) {
        return false;
    }
    *value = (uint32_t)n;
    return true;
}

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

unsigned api_forecast_get(struct api_call *c)
{
    struct forecast_rules rules = {
        .days = 30, .learning_days = 14, .budget = NOTICE_BUDGET_DEFAULT};
    struct forecast f;
    struct json_out j;

    if (!number(c, SPAN("days"), 1, FORECAST_DAYS_MAX, &rules.days) ||
        !number(c, SPAN("learning_days"), 0, 365, &rules.learning_days) ||
        !number(c, SPAN("same_days"), 1, 30, &rules.budget.same_days) ||
        !number(c, SPAN("hour"), 1, 60, &rules.budget.hour) ||
        !number(c, SPAN("two_days"), 1, 60, &rules.budget.two_days) ||
        !notice_forecast(c->api->story.store, &rules, c->r->now_ms, &f, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_time(&j, "from", f.from_ms);
    json_out_time(&j, "to", f.to_ms);
    json_out_number(&j, "events", (int64_t)f.events);
    json_out_number(&j, "learning", (int64_t)f.learning);
    json_out_number(&j, "silent", (int64_t)f.silent);
    json_out_number(&j, "held", (int64_t)f.held);
    json_out_number(&j, "notices", (int64_t)f.told);
    json_out_number(&j, "high_risk", (int64_t)f.high_risk);
    json_out_number(&j, "digests", (int64_t)f.digests);
    json_out_number(&j, "accounts", (int64_t)f.accounts);
    put_days(&j, &f);
    put_groups(&j, &f);
    json_out_close(&j);
    return 200;
}
