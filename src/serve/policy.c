/* Dovecot's policy protocol and weakforced's: which command, who may, who answers. */
#include "serve/routes.h"

#include "service/log.h"
#include "wire/policy_http.h"

#include <stdio.h>

#define JSON "application/json"

static void answer_policy(struct exchange *x, const struct policy_answer *answer)
{
    char bytes[POLICY_ANSWER_MAX];
    struct buf out = BUF_ON(bytes);

    policy_http_print_answer(&out, answer);
    exchange_answer(x, 200, JSON, (struct span){.at = out.at, .len = out.len});
}

static void answer_ok(struct exchange *x)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    policy_http_print_ok(&out);
    exchange_answer(x, 200, JSON, (struct span){.at = out.at, .len = out.len});
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- logs ------------------------------------------------------------------------------------- */

static void log_attempt(enum log_level level, enum log_event event, const char *message,
                        const struct attempt *a, const struct policy_answer *answer)
{
    struct log_field fields[7];
    char remote[ADDRESS_TEXT_MAX] = "";
    struct buf text = BUF_ON(remote);
    size_t n = 0;

    if (a->has_remote) {
        address_print(&text, &a->remote);
    }
    fields[n++] = LOG_FIELD_TEXT("login", a->login);
    fields[n++] = LOG_FIELD_TEXT("remote", ((struct span){.at = text.at, .len = text.len}));
    fields[n++] = LOG_FIELD_TEXT("session", a->session);
    fields[n++] = LOG_FIELD_TEXT("service", span_of(service_code(a->service)));
    if (answer != NULL) {
        fields[n++] = LOG_FIELD_TEXT("cause", span_of(answer_cause_code(answer->cause)));
        fields[n++] = LOG_FIELD_NUMBER("status", answer->status);
    } else {
        fields[n++] = LOG_FIELD_NUMBER("success", a->success);
    }
    log_story(level, event, message, fields, n);
}

static void log_answer(const struct attempt *a, const struct policy_answer *answer)
{
    if (answer->status == POLICY_STATUS_GO_ON && answer->cause != CAUSE_OUTAGE) {
        if (log_wants(LOG_LEVEL_DEBUG)) {
            log_attempt(LOG_LEVEL_DEBUG, LOG_EVENT_ALLOWED, "sign-in may go on", a, answer);
        }
        return;
    }
    log_attempt(LOG_LEVEL_INFO, LOG_EVENT_JUDGED,
                answer->status < 0 ? "sign-in refused" : "sign-in slowed down", a, answer);
}

/* --- allow and report ------------------------------------------------------------------------- */

static struct policy_answer outage_answer(const struct exchange *x)
{
    struct policy_answer answer = guard_outage_answer();

    if (exchange_outage_refuses(x)) {
        answer.status = POLICY_STATUS_REFUSE;
        (void)snprintf(answer.message, sizeof answer.message,
                       "[UNAVAILABLE] Please try again later.");
    }
    return answer;
}

/* A question gets the outage policy's answer; a report is never acknowledged unrecorded. */
void policy_outage(struct exchange *x)
{
    struct policy_answer answer;

    if (exchange_kind_of(x) != ANSWER_ALLOW) {
        log_story(LOG_LEVEL_WARNING, LOG_EVENT_REPORT_LOST, "not done in time: answered 503", NULL,
                  0);
        exchange_refuse(x, 503, "not recorded in time; try again later");
        return;
    }
    log_story(LOG_LEVEL_WARNING, LOG_EVENT_OUTAGE, "the outage policy answered", NULL, 0);
    answer = outage_answer(x);
    answer_policy(x, &answer);
}

static bool read_attempt(struct exchange *x, struct policy_scratch *scratch, struct attempt *out)
{
    struct err e;

    if (policy_http_parse_attempt(exchange_body(x), scratch, out, &e)) {
        return true;
    }
    exchange_fail(x, &e);
    return false;
}

static void allow(struct exchange *x)
{
    struct policy_scratch scratch;
    struct guard *g = exchange_guard(x);
    struct policy_answer answer;
    struct attempt a;

    exchange_kind(x, ANSWER_ALLOW);
    if (!read_attempt(x, &scratch, &a)) {
        return;
    }
    if (g == NULL) {
        exchange_outage(x);
        return;
    }
    guard_allow(g, &a, exchange_now_ms(x), &answer);
    log_answer(&a, &answer);
    answer_policy(x, &answer);
}

/* From the store's writer, or wherever the guard ends a report. */
static void on_recorded(void *ctx, const struct err *e)
{
    struct exchange *x = ctx;

    if (e == NULL) {
        answer_ok(x);
        return;
    }
    log_story(LOG_LEVEL_WARNING, LOG_EVENT_REPORT_LOST, e->text, NULL, 0);
    exchange_refuse(x, 503, "not recorded; try again later");
}

static void report(struct exchange *x)
{
    struct policy_scratch scratch;
    struct guard *g = exchange_guard(x);
    struct attempt a;
    struct err e;

    exchange_kind(x, ANSWER_REPORT);
    if (!read_attempt(x, &scratch, &a)) {
        return;
    }
    if (g == NULL) {
        exchange_outage(x);
        return;
    }
    if (log_wants(LOG_LEVEL_DEBUG)) {
        log_attempt(LOG_LEVEL_DEBUG, LOG_EVENT_REPORTED, "sign-in reported", &a, NULL);
    }
    exchange_later(x);
    if (!guard_report(g, &a, exchange_now_ms(x), on_recorded, x, &e)) {
        exchange_fail(x, &e);
    }
}

static void ping(struct exchange *x)
{
    answer_ok(x);
}

static void change(struct exchange *x)
{
    exchange_work(x, policy_list_change);
}

static void show(struct exchange *x)
{
    exchange_work(x, policy_list_show);
}

static void reset(struct exchange *x)
{
    exchange_work(x, policy_list_reset);
}

static void counters(struct exchange *x)
{
    exchange_work(x, policy_list_counters);
}

static void totals(struct exchange *x)
{
    exchange_work(x, policy_list_totals);
}

static const struct {
    route_handler *handle;
    uint32_t scopes;
} commands[POLICY_COMMAND_COUNT] = {
    [POLICY_ALLOW] = {allow, SCOPE_POLICY},
    [POLICY_REPORT] = {report, SCOPE_POLICY},
    [POLICY_PING] = {ping, SCOPE_POLICY},
    [POLICY_RESET] = {reset, SCOPE_LISTS},
    [POLICY_ADD_BL] = {change, SCOPE_LISTS},
    [POLICY_DEL_BL] = {change, SCOPE_LISTS},
    [POLICY_ADD_WL] = {change, SCOPE_LISTS},
    [POLICY_DEL_WL] = {change, SCOPE_LISTS},
    [POLICY_GET_BL] = {show, SCOPE_LISTS},
    [POLICY_GET_WL] = {show, SCOPE_LISTS},
    [POLICY_GET_DB_STATS] = {counters, SCOPE_LISTS},
    [POLICY_STATS] = {totals, SCOPE_METRICS},
};

void policy_handle(struct exchange *x)
{
    enum policy_command command;

    switch (policy_http_route(exchange_method(x), exchange_path(x), exchange_query(x), &command)) {
    case POLICY_UNKNOWN:
        exchange_refuse(x, 404, "there is no such command");
        return;
    case POLICY_OTHER_METHOD:
        exchange_refuse(x, 405, "this command takes another method");
        return;
    case POLICY_ROUTED:
        break;
    }
    if ((commands[command].scopes & ~exchange_scopes(x)) != 0) {
        exchange_refuse(x, 403, "this needs a password or token that permits it");
        return;
    }
    if (command > POLICY_PING && exchange_guard(x) == NULL) {
        exchange_refuse(x, 503, "still starting; try again later");
        return;
    }
    commands[command].handle(x);
}
