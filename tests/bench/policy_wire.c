/* bench_policy_wire: what reading a policy request and printing its answer costs, beside jansson.
 *
 * In one run: our parse, our parse and print, jansson's parse alone of the same bodies (with
 * JSON_REJECT_DUPLICATES, tree freed). Each figure is the best of ROUNDS; nothing is asserted here. The
 * daemon's promise in docs/performance.md is that the codec costs no more than jansson's parse.
 */
#include "wire/policy_http.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <time.h>

#define ROUNDS 7
#define REQUESTS 200000

static const struct {
    const char *name;
    struct span body;
} bodies[] = {
    {"allow, Dovecot 2.4",
     SPAN_INIT(
         "{\"device_id\":\"\\\"name\\\" \\\"Thunderbird\\\" \\\"version\\\" \\\"115.10.1\\\"\","
         "\"fail_type\":\"\",\"login\":\"user000123@example.org\",\"protocol\":\"imap\","
         "\"pwhash\":\"07db\",\"remote\":\"203.0.113.7\",\"session_id\":\"EZpC0Mxgkpd/AAAB\","
         "\"tls\":false}")},
    {"report, Dovecot 2.3",
     SPAN_INIT(
         "{\"device_id\":\"\",\"login\":\"user000123@example.org\",\"protocol\":\"submission\","
         "\"pwhash\":\"07db\",\"remote\":\"2001:db8:1:2::3\","
         "\"session_id\":\"4IQ9tstgsxXLAHEH\",\"success\":true,\"policy_reject\":false,"
         "\"tls\":true}")},
    {"report, weakforced, attrs",
     SPAN_INIT(
         "{\"login\": \"Joe.Bloggs\", \"remote\": \"192.0.2.2\", \"pwhash\": \"cc04\", "
         "\"success\": \"true\", \"attrs\": {\"app_password\": \"phone\", \"x\": [\"a\", \"b\"]}, "
         "\"device_id\": \"Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101\", "
         "\"protocol\": \"http\"}")},
};

static uint64_t seen; /* keeps the compiler from dropping the work */

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void codec_once(struct span body, bool prints)
{
    static const struct policy_answer answer = {.cause = CAUSE_NONE};
    static struct policy_scratch scratch;
    char bytes[POLICY_ANSWER_MAX];
    struct buf out = {.at = bytes, .cap = sizeof bytes};
    struct attempt a;
    struct err e;

    if (!policy_http_parse_attempt(body, &scratch, &a, &e)) {
        (void)fprintf(stderr, "%s\n", e.text);
        return;
    }
    seen += a.login.len + a.device.len + a.success;
    if (prints) {
        policy_http_print_answer(&out, &answer);
        seen += out.len;
    }
}

static void jansson_once(struct span body)
{
    json_error_t e;
    json_t *tree = json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, &e);

    seen += json_object_size(tree);
    json_decref(tree);
}

/* Nanoseconds a request; kind 0: parse, 1: parse and print, 2: jansson. */
static double measure(struct span body, int kind)
{
    double start = now_s();

    for (int i = 0; i < REQUESTS; i++) {
        if (kind == 2) {
            jansson_once(body);
        } else {
            codec_once(body, kind == 1);
        }
    }
    return (now_s() - start) / REQUESTS * 1e9;
}

static void compare(const char *name, struct span body)
{
    double best[3] = {1e9, 1e9, 1e9};

    for (int i = 0; i < ROUNDS * 3; i++) {
        double ns = measure(body, i % 3);

        best[i % 3] = ns < best[i % 3] ? ns : best[i % 3];
    }
    printf("%-26s %3zu bytes: parse %4.0f ns, parse and print %4.0f ns, jansson's parse %5.0f ns: "
           "%.2f of it\n",
           name, body.len, best[0], best[1], best[2], best[1] / best[2]);
}

int main(void)
{
    for (size_t b = 0; b < COUNT(bodies); b++) {
        compare(bodies[b].name, bodies[b].body);
    }
    return seen == 0;
}
