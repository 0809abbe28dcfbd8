/* tests/unit/wire/maillog_text.h - one parsed line as text, for comparing and for reading. */
#ifndef TESTS_MAILLOG_TEXT_H
#define TESTS_MAILLOG_TEXT_H

#include "base/time.h"
#include "wire/maillog.h"

#include "cmocka_all.h"

#include <inttypes.h>
#include <string.h>

static inline bool maillog_has_signin(enum maillog_kind k)
{
    return k == MAILLOG_SIGNIN || k == MAILLOG_AUTH_DETAIL || k == MAILLOG_POLICY;
}

/* kind|time|host|program|pid and for those that have one |service|outcome|account|remote|attempts|tls|session|method */
static inline void maillog_text(struct buf *out, const struct maillog_line *l)
{
    const struct signin *s = &l->signin;

    buf_addf(out, "%s|", maillog_kind_code(l->kind));
    if (l->has_time) {
        time_print_utc(out, l->at_ms);
        buf_addf(out, ".%03d", (int)(l->at_ms % 1000));
    }
    buf_addf(out, "|");
    buf_add(out, l->host);
    buf_addf(out, "|");
    buf_add(out, l->program);
    buf_addf(out, "|%" PRIu32, l->pid);
    if (!maillog_has_signin(l->kind)) {
        return;
    }
    buf_addf(out, "|%s|%s|", service_code(s->service), outcome_code(s->outcome));
    buf_add(out, s->account);
    buf_addf(out, "|");
    if (s->has_remote) {
        address_print(out, &s->remote);
    }
    buf_addf(out, "|%" PRIu32 "|%s|", s->attempts, s->tls ? "tls" : "");
    buf_add(out, s->session);
    buf_addf(out, "|");
    buf_add(out, s->method);
}

/* A reader whose lines without a year lie at or before 2026-12-01 00:00:00 UTC. */
static inline struct maillog *maillog_for_test(const char *zone)
{
    struct maillog_options o = {.reference_ms = INT64_C(1796083200000), .zone = zone};
    struct maillog *m = NULL;
    struct err e = {0};

    if (!maillog_new(&o, &m, &e)) {
        fail_msg("%s", e.text);
    }
    return m;
}

/* Parses one line and compares its text. */
static inline void maillog_expect(struct maillog *m, const char *line, const char *want)
{
    struct maillog_line parsed = {0};
    char bytes[2048];
    struct buf b = BUF_ON(bytes);
    struct span text;
    struct err e = {0};

    maillog_parse(m, (struct span){.at = line, .len = strlen(line)}, &parsed);
    maillog_text(&b, &parsed);
    assert_true(buf_span(&b, &text, &e));
    bytes[text.len < sizeof bytes ? text.len : sizeof bytes - 1] = '\0';
    assert_string_equal(bytes, want);
}

#endif
