/* weakforced's commands about lists and counters. All of them run in a worker thread. */
#include "serve/routes.h"

#include "base/memory.h"
#include "serve/inside.h"
#include "service/log.h"
#include "wire/policy_http.h"
#include "wire/policy_list.h"

#include <stdlib.h>

#define JSON "application/json"
#define LIST_ANSWER_MAX ((size_t)64 << 20) /* bytes; more entries are not shown */

/* The route was found before; the method and path still say the same. */
static enum policy_command command_of(const struct exchange *x)
{
    enum policy_command command = POLICY_PING;

    (void)!policy_http_route(exchange_method(x), exchange_path(x), exchange_query(x), &command);
    return command;
}

static enum listing_kind kind_of(enum policy_command command)
{
    return command == POLICY_ADD_WL || command == POLICY_DEL_WL || command == POLICY_GET_WL
               ? LISTING_ALLOW
               : LISTING_BLOCK;
}

static void answer_ok(struct exchange *x)
{
    char bytes[64];
    struct buf out = BUF_ON(bytes);

    policy_http_print_ok(&out);
    exchange_answer(x, 200, JSON, (struct span){.at = out.at, .len = out.len});
}

static void log_change(const struct exchange *x, enum policy_command command,
                       const struct listing *l)
{
    const char *who = exchange_who(x);
    const char *verb = policy_command_code(command);
    char network[ADDRESS_TEXT_MAX] = "";
    struct buf text = BUF_ON(network);
    struct log_field fields[5];

    if (l->has_network) {
        address_print(&text, &l->prefix);
    }
    fields[0] = LOG_FIELD_TEXT("command", ((struct span){verb, strlen(verb)}));
    fields[1] = LOG_FIELD_TEXT("network", ((struct span){text.at, text.len}));
    fields[2] = LOG_FIELD_NUMBER("bits", l->bits);
    fields[3] = LOG_FIELD_TEXT("login", ((struct span){l->login, strlen(l->login)}));
    fields[4] = LOG_FIELD_TEXT("who", ((struct span){who, strlen(who)}));
    log_story(LOG_LEVEL_INFO, LOG_EVENT_LIST_CHANGED, "a list was changed", fields, COUNT(fields));
}

void policy_list_change(struct exchange *x)
{
    enum policy_command command = command_of(x);
    bool adds = command == POLICY_ADD_BL || command == POLICY_ADD_WL;
    struct guard *g = exchange_guard(x);
    struct listing l = {0};
    bool was_there;
    struct err e;

    if (adds ? !policy_list_parse_entry(exchange_body(x), kind_of(command), exchange_now_ms(x), &l,
                                        &e)
             : !policy_list_parse_key(exchange_body(x), kind_of(command), &l, &e)) {
        exchange_fail(x, &e);
        return;
    }
    if (adds ? !guard_list_add(g, &l, &e) : !guard_list_remove(g, &l, &was_there, &e)) {
        exchange_fail(x, &e);
        return;
    }
    log_change(x, command, &l);
    answer_ok(x);
}

/* A buffer that grows by a row's room before each row. */
struct rows {
    struct buf out;
    size_t count;
};

static bool rows_room(struct rows *r)
{
    size_t cap = r->out.cap;

    if (r->out.cap - r->out.len >= 2 * (size_t)POLICY_ROW_MAX) {
        return true;
    }
    if (cap >= LIST_ANSWER_MAX) {
        return false;
    }
    cap = cap == 0 ? (size_t)4 * POLICY_ROW_MAX : 2 * cap;
    r->out.at = memory_grow(r->out.at, cap, 1);
    r->out.cap = cap;
    return true;
}

static void add_row(void *ctx, const struct listing *l)
{
    struct rows *r = ctx;

    if (rows_room(r)) {
        policy_list_print_row(&r->out, l, r->count++ == 0);
    }
}

void policy_list_show(struct exchange *x)
{
    enum listing_kind kind = kind_of(command_of(x));
    struct rows r = {0};

    (void)rows_room(&r);
    policy_list_print_begin(&r.out, kind);
    guard_list_visit(exchange_guard(x), kind, exchange_now_ms(x), add_row, &r);
    policy_list_print_end(&r.out);
    exchange_answer(x, 200, JSON, (struct span){.at = r.out.at, .len = r.out.len});
    free(r.out.at);
}

static struct span login_of(const struct policy_subject *s)
{
    return (struct span){.at = s->login, .len = strlen(s->login)};
}

void policy_list_reset(struct exchange *x)
{
    struct policy_subject s;
    struct err e;

    if (!policy_list_parse_subject(exchange_body(x), &s, &e)) {
        exchange_fail(x, &e);
        return;
    }
    guard_reset(exchange_guard(x), s.has_remote ? &s.remote : NULL, login_of(&s));
    answer_ok(x);
}

void policy_list_counters(struct exchange *x)
{
    struct policy_subject s;
    struct policy_counters c = {0};
    struct guard_state now;
    struct buf out;
    struct err e;

    if (!policy_list_parse_subject(exchange_body(x), &s, &e)) {
        exchange_fail(x, &e);
        return;
    }
    now = guard_look(exchange_guard(x), s.has_remote ? &s.remote : NULL, login_of(&s),
                     exchange_now_ms(x));
    c.allow_listed = now.allow_listed;
    c.block_listed = now.block_listed;
    c.allow = now.allow_listed ? &now.listing : NULL;
    c.block = now.block_listed ? &now.listing : NULL;
    c.source_failures = now.source_failures;
    c.source_accounts = now.source_accounts;
    c.source_guesses = now.source_guesses;
    c.account_failures_today = now.account_failures_today;
    c.pair_failures = now.pair_failures;
    out = exchange_buf(x, POLICY_ROW_MAX);
    policy_list_print_counters(&out, &s, &c);
    exchange_answer_buf(x, 200, JSON, &out);
}

void policy_list_totals(struct exchange *x)
{
    struct policy_totals t = {0};
    struct guard_counts counts;
    struct buf out;

    guard_counts(exchange_guard(x), &counts);
    for (size_t i = 0; i < CAUSE_COUNT; i++) {
        t.refused += counts.allow[i][0];
        t.allows += counts.allow[i][0] + counts.allow[i][1] + counts.allow[i][2];
    }
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        t.reports += counts.reports[i];
    }
    t.uptime_s = (uint64_t)(clock_mono_ms() - x->loop->serve->started_ms) / 1000;
    out = exchange_buf(x, POLICY_ROW_MAX);
    policy_list_print_totals(&out, &t);
    exchange_answer_buf(x, 200, JSON, &out);
}
