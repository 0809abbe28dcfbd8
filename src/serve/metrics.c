/* /metrics, /healthz, /readyz. */
#include "serve/inside.h"
#include "serve/routes.h"
#include "service/log.h"

#include <inttypes.h>

#define METRICS_MAX ((size_t)64 << 10) /* bytes */
#define PROMETHEUS "text/plain; version=0.0.4; charset=utf-8"

struct totals {
    struct histogram_sum took[ANSWER_KIND_COUNT];
    uint64_t status[6];
    uint64_t outage;
    uint64_t late;
    uint64_t reports_refused;
    uint64_t accepted;
    uint64_t connections;
    uint64_t closed_address;
    uint64_t closed_limit;
    uint64_t closed_slow;
    uint64_t refused_requests;
};

static void add_up(struct totals *t, const struct loop_counts *c)
{
    for (size_t i = 0; i < ANSWER_KIND_COUNT; i++) {
        histogram_add_up(&t->took[i], &c->took[i]);
    }
    for (size_t i = 0; i < COUNT(t->status); i++) {
        t->status[i] += count_get(&c->status[i]);
    }
    t->outage += count_get(&c->outage);
    t->late += count_get(&c->late);
    t->reports_refused += count_get(&c->reports_refused);
    t->accepted += count_get(&c->accepted);
    t->connections += count_get(&c->connections);
    t->closed_address += count_get(&c->closed_address);
    t->closed_limit += count_get(&c->closed_limit);
    t->closed_slow += count_get(&c->closed_slow);
    t->refused_requests += count_get(&c->refused_requests);
}

static void one(struct buf *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", name, help, name, type, name,
             value);
}

static void print_requests(struct buf *out, const struct totals *t)
{
    static const char *const kinds[ANSWER_KIND_COUNT] = {
        [ANSWER_ALLOW] = "kind=\"allow\"",
        [ANSWER_REPORT] = "kind=\"report\"",
        [ANSWER_OTHER] = "kind=\"other\"",
    };

    buf_addf(out, "# HELP mioboe_answer_seconds From the whole request to its answer.\n"
                  "# TYPE mioboe_answer_seconds histogram\n");
    for (size_t i = 0; i < ANSWER_KIND_COUNT; i++) {
        histogram_print(out, "mioboe_answer_seconds", kinds[i], &t->took[i]);
    }
    buf_addf(out, "# HELP mioboe_answers_total Answers by class of HTTP status.\n"
                  "# TYPE mioboe_answers_total counter\n");
    for (size_t i = 2; i < COUNT(t->status); i++) {
        buf_addf(out, "mioboe_answers_total{class=\"%zuxx\"} %" PRIu64 "\n", i, t->status[i]);
    }
    one(out, "mioboe_outage_answers_total", "counter", "Questions the outage policy answered.",
        t->outage);
    one(out, "mioboe_late_answers_total", "counter", "Answers that came after their time.",
        t->late);
    one(out, "mioboe_reports_unrecorded_total", "counter",
        "Reports answered 503 because they were not recorded in time.", t->reports_refused);
    one(out, "mioboe_requests_refused_total", "counter",
        "Requests refused before a handler saw them.", t->refused_requests);
}

static void print_connections(struct buf *out, const struct totals *t)
{
    one(out, "mioboe_connections", "gauge", "Open connections.", t->connections);
    one(out, "mioboe_connections_accepted_total", "counter", "Connections accepted.", t->accepted);
    buf_addf(out,
             "# HELP mioboe_connections_closed_total Connections closed by a limit.\n"
             "# TYPE mioboe_connections_closed_total counter\n"
             "mioboe_connections_closed_total{why=\"address\"} %" PRIu64 "\n"
             "mioboe_connections_closed_total{why=\"limit\"} %" PRIu64 "\n"
             "mioboe_connections_closed_total{why=\"slow\"} %" PRIu64 "\n",
             t->closed_address, t->closed_limit, t->closed_slow);
}

static void print_guard(struct buf *out, const struct guard_counts *c)
{
    static const char *const results[] = {"refused", "went_on", "delayed"};
    static const char *const effects[] = {"counted", "told", "refused"};

    buf_addf(out, "# HELP mioboe_decisions_total Answers to allow, by result and reason.\n"
                  "# TYPE mioboe_decisions_total counter\n");
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        for (size_t result = 0; result < COUNT(results); result++) {
            buf_addf(out, "mioboe_decisions_total{result=\"%s\",reason=\"%s\"} %" PRIu64 "\n",
                     results[result], answer_cause_code((enum answer_cause)cause),
                     c->allow[cause][result]);
        }
    }
    buf_addf(out, "# HELP mioboe_reports_total Reports recorded, by outcome.\n"
                  "# TYPE mioboe_reports_total counter\n");
    for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        buf_addf(out, "mioboe_reports_total{outcome=\"%s\"} %" PRIu64 "\n",
                 outcome_code((enum outcome)outcome), c->reports[outcome]);
    }
    buf_addf(out,
             "# HELP mioboe_stages_total Sign-ins with another than an app password, by what the "
             "stages did.\n"
             "# TYPE mioboe_stages_total counter\n");
    for (size_t effect = 0; effect < COUNT(effects); effect++) {
        buf_addf(out, "mioboe_stages_total{effect=\"%s\"} %" PRIu64 "\n", effects[effect],
                 c->stages[effect]);
    }
    one(out, "mioboe_notices_total", "counter", "Decisions the owner should hear of.", c->notices);
    one(out, "mioboe_accounts", "gauge", "Accounts known.", c->accounts);
    one(out, "mioboe_known_accounts_asked_total", "counter",
        "Questions about an account with a profile.", c->known);
    one(out, "mioboe_reports_failed_total", "counter", "Reports the store did not take.",
        c->failed);
    one(out, "mioboe_sources_forgotten_total", "counter",
        "Sources of failures forgotten because there were too many.", c->forgotten_sources);
}

void metrics_handle(struct exchange *x)
{
    struct serve *s = x->loop->serve;
    struct guard *g = exchange_guard(x);
    struct buf out = exchange_buf(x, METRICS_MAX);
    struct totals t = {0};

    for (unsigned i = 0; i < s->setup.threads; i++) {
        add_up(&t, &s->loops[i].counts);
    }
    print_requests(&out, &t);
    print_connections(&out, &t);
    one(&out, "mioboe_jobs_waiting", "gauge", "Requests waiting for a worker.",
        jobs_waiting(s->jobs));
    one(&out, "mioboe_log_lines_dropped_total", "counter",
        "Log lines dropped because the log was too slow.", log_dropped());
    one(&out, "mioboe_ready", "gauge", "1 when the guard answers.", g != NULL);
    if (g != NULL) {
        struct guard_counts counts;

        guard_counts(g, &counts);
        print_guard(&out, &counts);
    }
    if (s->setup.more_metrics != NULL) {
        s->setup.more_metrics(s->setup.more_ctx, &out);
    }
    exchange_answer_buf(x, 200, PROMETHEUS, &out);
}

void health_handle(struct exchange *x)
{
    exchange_answer(x, 200, "application/json", SPAN("{\"status\":\"ok\"}"));
}

void ready_handle(struct exchange *x)
{
    if (exchange_guard(x) == NULL || x->loop->draining) {
        exchange_refuse(x, 503, x->loop->draining ? "stopping" : "still starting");
        return;
    }
    exchange_answer(x, 200, "application/json", SPAN("{\"status\":\"ok\"}"));
}
