/* tests/fuzz/maillog_check.h - what must hold of every parsed line, whatever its bytes. */
#ifndef TESTS_MAILLOG_CHECK_H
#define TESTS_MAILLOG_CHECK_H

#include "wire/maillog.h"
#include "wire/maillog_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_LINE_MAX 4096 /* bytes of a line built around the fuzzer's */

/* True when the view lies in what it may view. */
static inline bool check_within(struct span view, const char *at, size_t len)
{
    return view.len == 0 || (view.at >= at && view.at + view.len <= at + len);
}

static inline void check_view(struct span view, const struct maillog *m, struct span line)
{
    assert(view.at != NULL);
    assert(check_within(view, line.at, line.len) ||
           check_within(view, m->scratch, MAILLOG_SCRATCH) ||
           check_within(view, m->account, sizeof m->account));
}

static inline void check_signin(const struct maillog_line *out, const struct maillog *m,
                                struct span line)
{
    const struct signin *s = &out->signin;

    check_view(s->account, m, line);
    check_view(s->session, m, line);
    check_view(s->method, m, line);
    assert(out->has_time && s->at_ms == out->at_ms);
    assert(s->service < SERVICE_COUNT && s->outcome < OUTCOME_COUNT);
    assert(s->attempts >= 1);
    assert(s->account.len <= MAILLOG_ACCOUNT_MAX);
    assert(s->outcome != OUTCOME_SUCCESS || s->account.len > 0);
    for (size_t i = 0; i < s->account.len; i++) {
        assert(s->account.at[i] < 'A' || s->account.at[i] > 'Z');
    }
}

static inline void check_line(const struct maillog_line *out, const struct maillog *m,
                              struct span line)
{
    bool literal = span_eq(out->program, SPAN("dovecot")) || span_eq(out->program, SPAN("exim"));

    assert(out->kind < MAILLOG_KIND_COUNT);
    check_view(out->host, m, line);
    if (!literal) {
        check_view(out->program, m, line);
    }
    if (out->kind == MAILLOG_SIGNIN || out->kind == MAILLOG_AUTH_DETAIL ||
        out->kind == MAILLOG_POLICY) {
        check_signin(out, m, line);
    }
}

/* One reader for all inputs: what it keeps between lines is part of what is tried. */
static inline struct maillog *check_reader(void)
{
    static struct maillog *reader;
    const struct maillog_options o = {.reference_ms = INT64_C(1796083200000), .zone = "+09:00"};
    struct err e;

    if (reader == NULL && !maillog_new(&o, &reader, &e)) {
        abort();
    }
    return reader;
}

/* Parses and checks one line; peeking first must agree with it. */
static inline struct maillog_line check_parse(struct span line)
{
    struct maillog *m = check_reader();
    struct maillog_line out = {0};
    int64_t peeked_ms = 0;
    bool peeked = maillog_peek_time(m, line, &peeked_ms);

    maillog_parse(m, line, &out);
    check_line(&out, m, line);
    assert(!out.has_time || (peeked && peeked_ms == out.at_ms));
    return out;
}

/* `before` + data + `after` as one line; *hole is where the data stand in it. False when too long or
 * when the data hold a byte no line can have. */
static inline bool check_build(char line[static CHECK_LINE_MAX], struct span before,
                               struct span data, struct span after, struct span *built,
                               struct span *hole)
{
    if (before.len + data.len + after.len > CHECK_LINE_MAX ||
        (data.len > 0 &&
         (memchr(data.at, '\n', data.len) != NULL || memchr(data.at, '\0', data.len) != NULL))) {
        return false;
    }
    memcpy(line, before.at, before.len);
    if (data.len > 0) {
        memcpy(line + before.len, data.at, data.len);
    }
    memcpy(line + before.len + data.len, after.at, after.len);
    *built = (struct span){.at = line, .len = before.len + data.len + after.len};
    *hole = (struct span){.at = line + before.len, .len = data.len};
    return true;
}

/* The name typed by a client stands between `before` and `after`: it must come out whole, in lower
 * case, and the address must be the server's 203.0.113.7. */
static inline void check_name(struct span before, struct span name, struct span after,
                              enum maillog_kind kind)
{
    static const uint8_t theirs[16] = {
        [10] = 0xff, [11] = 0xff, [12] = 203, [13] = 0, [14] = 113, [15] = 7};
    char line[CHECK_LINE_MAX];
    struct span built;
    struct span hole;
    struct maillog_line out;

    if (!check_build(line, before, name, after, &built, &hole)) {
        return;
    }
    out = check_parse(built);
    if (hole.len > MAILLOG_ACCOUNT_MAX) {
        assert(out.kind == MAILLOG_BAD);
        return;
    }
    if (hole.len == 0 && out.kind == MAILLOG_BAD) {
        return; /* a success without a name */
    }
    assert(out.kind == kind);
    assert(out.signin.has_remote && memcmp(out.signin.remote.bytes, theirs, sizeof theirs) == 0);
    assert(out.signin.account.len == hole.len);
    for (size_t i = 0; i < hole.len; i++) {
        char c = hole.at[i];

        assert(out.signin.account.at[i] == (c >= 'A' && c <= 'Z' ? (char)(c + 32) : c));
    }
}

/* The data behind a header, as the body of one program. */
static inline void check_body(struct span header, struct span data)
{
    char line[CHECK_LINE_MAX];
    struct span built;
    struct span hole;

    if (check_build(line, header, data, SPAN(""), &built, &hole)) {
        (void)check_parse(built);
    }
}

#endif
