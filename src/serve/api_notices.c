#include "serve/api_parts.h"

#include "service/directory.h"
#include "service/event_match.h"
#include "service/notice_forecast.h"
#include "service/notice_match.h"
#include "wire/notice_json.h"
#include "wire/record_json.h"

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

unsigned api_notice_match(struct api_call *c)
{
    struct record_question q;
    struct record_answer answer;
    struct json_out j;

    if (!record_json_read_question(c->r->body, c->arena, &q, &c->err) ||
        !notice_match(c->api->story.store, &q, &answer, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    record_json_answer(&j, &answer);
    json_out_close(&j);
    return 200;
}

unsigned api_event_match(struct api_call *c)
{
    struct event_question q;
    enum event_match match;
    char words[EVIDENCE_ON_MAX];
    struct json_out j;

    if (!record_json_read_event_question(c->r->body, c->arena, &q, &c->err)) {
        return 0;
    }
    q.account = c->hole;
    if (!event_match(&c->api->story, &q, &match, words, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    record_json_event(&j, match, words);
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
    notice_json_forecast(&j, &f);
    json_out_close(&j);
    return 200;
}
