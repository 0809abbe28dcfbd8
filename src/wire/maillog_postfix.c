/* Forms: Postfix 3.x, src/smtpd/smtpd.c (the "client=" line of a message), smtpd_sasl_glue.c (the
 * warnings). Postfix replaces what is not printable, but not commas: a sign-in name is the last
 * thing on its line, and is taken whole. */
#include "wire/maillog_parts.h"

#include "base/attr.h"
#include "base/number.h"

/* Why an attempt failed without a credential having been found wrong. */
static const struct span not_wrong[] = {
    SPAN_INIT("Connection lost"),
    SPAN_INIT("connection lost"),
    SPAN_INIT("Temporary"),
    SPAN_INIT("temporary"),
    SPAN_INIT("(454)"),
    SPAN_INIT("generic failure"),
    SPAN_INIT("no mechanism available"),
    SPAN_INIT("bad protocol"),
    SPAN_INIT("Invalid authentication mechanism"),
    SPAN_INIT("another step is needed"),
    SPAN_INIT("Protocol error"),
    SPAN_INIT("invalid base64"),
    SPAN_INIT("malformed"),
};

/* "name[203.0.113.7]:50123" -> the address; *rest behind it. Names come from DNS, which has no [. */
static bool client_take(struct span *rest, struct signin *s)
{
    struct span in = *rest;
    struct span name;
    struct span address;
    struct span port;
    uint64_t number;

    if (!span_cut(&in, '[', &name) || !span_cut(&in, ']', &address) ||
        memchr(name.at, ' ', name.len) != NULL) {
        return false;
    }
    if (!maillog_remote(address, s) && !span_eq(address, SPAN("unknown"))) {
        return false;
    }
    port = in;
    if (span_skip(&port, SPAN(":")) &&
        number_take(&port, &number)) { /* smtpd_client_port_logging */
        in = port;
    }
    *rest = in;
    return true;
}

/* "4XyZ: client=name[ip], sasl_method=PLAIN, sasl_username=alice, sasl_sender=x" */
static void accepted(struct maillog *m, struct span queue_id, struct span rest,
                     struct maillog_line *out)
{
    struct signin found = {0};
    struct span account;
    size_t at;

    if (!client_take(&rest, &found)) {
        out->kind = MAILLOG_BAD;
        return;
    }
    if (rest.len == 0 || (at = span_find(rest, SPAN(", sasl_method="))) == NOT_FOUND) {
        return; /* mail from elsewhere */
    }
    maillog_signin(out, SERVICE_SUBMISSION, OUTCOME_SUCCESS);
    out->signin.remote = found.remote;
    out->signin.has_remote = found.has_remote;
    if (!span_eq(queue_id, SPAN("NOQUEUE"))) {
        out->signin.session = queue_id;
    }
    rest = span_from(rest, at + sizeof ", sasl_method=" - 1);
    if (!span_cut(&rest, ',', &out->signin.method) || !span_skip(&rest, SPAN(" sasl_username="))) {
        maillog_finish(out, false);
        return;
    }
    at = span_find_last(rest, SPAN(", sasl_sender="));
    account = at == NOT_FOUND ? rest : span_head(rest, at);
    maillog_finish(out, maillog_account(m, account, &out->signin));
}

static bool is_wrong(struct span why)
{
    for (size_t i = 0; i < COUNT(not_wrong); i++) {
        if (span_starts(why, not_wrong[i])) {
            return false;
        }
    }
    return true;
}

/* "name[ip]: SASL LOGIN authentication failed: why, sasl_username=alice" */
static void refused(struct maillog *m, struct span rest, struct maillog_line *out)
{
    struct signin found = {0};
    struct span method;
    struct span account = {.at = "", .len = 0};
    size_t at;

    if (!client_take(&rest, &found) || !span_skip(&rest, SPAN(": SASL ")) ||
        !span_cut(&rest, ' ', &method) || !span_skip(&rest, SPAN("authentication failed: "))) {
        return;
    }
    at = span_find(rest, SPAN(", sasl_username="));
    if (at != NOT_FOUND) {
        account = span_from(rest, at + sizeof ", sasl_username=" - 1);
        rest = span_head(rest, at);
    }
    if (!is_wrong(rest)) {
        return;
    }
    account = span_eq(account, SPAN("(unavailable)")) ? span_head(account, 0) : account;
    maillog_signin(out, SERVICE_SUBMISSION,
                   span_starts(rest, SPAN("user not found")) ? OUTCOME_UNKNOWN_ACCOUNT
                                                             : OUTCOME_WRONG_PASSWORD);
    out->signin.remote = found.remote;
    out->signin.has_remote = found.has_remote;
    out->signin.method = method;
    maillog_finish(out, maillog_account(m, account, &out->signin));
}

void maillog_postfix(struct maillog *m, struct span body, struct maillog_line *out)
{
    struct span queue_id;
    struct span rest = body;

    out->kind = MAILLOG_OTHER;
    if (span_skip(&rest, SPAN("warning: "))) {
        refused(m, rest, out);
        return;
    }
    /* "NOQUEUE: reject: ...", "connect from ...", "disconnect from ..." */
    if (span_cut(&rest, ':', &queue_id) && memchr(queue_id.at, ' ', queue_id.len) == NULL &&
        span_skip(&rest, SPAN(" client="))) {
        accepted(m, queue_id, rest, out);
    }
}
