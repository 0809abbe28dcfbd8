#include "wire/maillog.h"

#include "base/time.h"
#include "wire/maillog_parts.h"

#include <stdlib.h>

bool maillog_new(const struct maillog_options *o, struct maillog **out, struct err *e)
{
    struct maillog *m = calloc(1, sizeof *m);

    if (m != NULL) {
        m->scratch = malloc(MAILLOG_SCRATCH);
    }
    if (m == NULL || m->scratch == NULL) {
        maillog_free(&m);
        return err_set(e, ERR_SYSTEM, "no memory to read a mail log");
    }
    if (!zone_new(o->zone, &m->zone, e)) {
        maillog_free(&m);
        return false;
    }
    m->reference_ms = o->reference_ms;
    m->year = o->year;
    m->year_ms = INT64_MIN;
    m->last_ms = INT64_MIN;
    *out = m;
    return true;
}

void maillog_free(struct maillog **m)
{
    if (*m == NULL) {
        return;
    }
    zone_free(&(*m)->zone);
    free((*m)->scratch);
    free(*m);
    *m = NULL;
}

const char *maillog_kind_code(enum maillog_kind k)
{
    static const char *const codes[MAILLOG_KIND_COUNT] = {
        [MAILLOG_SIGNIN] = "signin",   [MAILLOG_AUTH_DETAIL] = "auth_detail",
        [MAILLOG_POLICY] = "policy",   [MAILLOG_OTHER] = "other",
        [MAILLOG_UNKNOWN] = "unknown", [MAILLOG_BAD] = "bad",
    };

    return codes[k];
}

void maillog_signin(struct maillog_line *out, enum service service, enum outcome outcome)
{
    out->kind = MAILLOG_SIGNIN;
    out->signin = (struct signin){
        .at_ms = out->at_ms,
        .service = service,
        .outcome = outcome,
        .attempts = 1,
        .account = {.at = "", .len = 0},
        .session = {.at = "", .len = 0},
        .method = {.at = "", .len = 0},
    };
}

bool maillog_account(struct maillog *m, struct span name, struct signin *s)
{
    bool upper = false;

    if (name.len > MAILLOG_ACCOUNT_MAX) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        upper |= name.at[i] >= 'A' && name.at[i] <= 'Z';
    }
    s->account = name;
    if (!upper) {
        return true;
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];

        m->account[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    s->account.at = m->account;
    return true;
}

bool maillog_remote(struct span text, struct signin *s)
{
    s->has_remote = address_parse(text, &s->remote);
    return s->has_remote;
}

void maillog_finish(struct maillog_line *out, bool complete)
{
    if (!complete || !out->has_time ||
        (out->signin.outcome == OUTCOME_SUCCESS && out->signin.account.len == 0)) {
        out->kind = MAILLOG_BAD;
    }
}

size_t span_find(struct span s, struct span needle)
{
    size_t at = 0;

    while (s.len - at >= needle.len) {
        const char *hit = memchr(s.at + at, needle.at[0], s.len - at - needle.len + 1);

        if (hit == NULL) {
            return NOT_FOUND;
        }
        if (memcmp(hit, needle.at, needle.len) == 0) {
            return (size_t)(hit - s.at);
        }
        at = (size_t)(hit - s.at) + 1;
    }
    return NOT_FOUND;
}

size_t span_find_last(struct span s, struct span needle)
{
    for (size_t at = s.len - needle.len + 1; s.len >= needle.len && at-- > 0;) {
        if (s.at[at] == needle.at[0] && memcmp(s.at + at, needle.at, needle.len) == 0) {
            return at;
        }
    }
    return NOT_FOUND;
}

size_t span_last(struct span s, char mark)
{
    for (size_t at = s.len; at-- > 0;) {
        if (s.at[at] == mark) {
            return at;
        }
    }
    return NOT_FOUND;
}

/* Cyrus names its programs "cyrus/imap" (Debian) or bare. */
static bool is_cyrus(struct span program)
{
    return span_starts(program, SPAN("cyrus/")) || span_eq(program, SPAN("imap")) ||
           span_eq(program, SPAN("imaps")) || span_eq(program, SPAN("pop3")) ||
           span_eq(program, SPAN("pop3s")) || span_eq(program, SPAN("timsieved")) ||
           span_eq(program, SPAN("sieve"));
}

static bool is_exim(const struct maillog *m, const struct maillog_line *out,
                    const struct maillog_body *body)
{
    return span_eq(out->program, SPAN("exim")) || span_eq(out->program, SPAN("exim4")) ||
           (!body->tagged && m->minute.len > 10 && m->minute.text[10] == ' ');
}

static void dispatch(struct maillog *m, const struct maillog_body *body, struct maillog_line *out)
{
    struct span program = out->program;

    if (span_starts(program, SPAN("dovecot"))) {
        maillog_dovecot(m, body->text, out);
    } else if (span_ends(program, SPAN("/smtpd"))) {
        maillog_postfix(m, body->text, out);
    } else if (span_starts(program, SPAN("postfix"))) {
        out->kind = MAILLOG_OTHER;
    } else if (is_cyrus(program)) {
        maillog_cyrus(m, body->text, out);
    } else if (is_exim(m, out, body)) {
        maillog_exim(m, body->text, out);
    }
}

static void multiply(struct maillog_line *out, uint32_t times)
{
    uint64_t attempts = (uint64_t)out->signin.attempts * times;

    if (out->kind == MAILLOG_SIGNIN) {
        out->signin.attempts = attempts > UINT32_MAX ? UINT32_MAX : (uint32_t)attempts;
    }
}

void maillog_parse(struct maillog *m, struct span line, struct maillog_line *out)
{
    struct maillog_body body = {.tagged = true, .repeat = 1};
    bool json = line.len > 0 && line.at[0] == '{';

    out->kind = MAILLOG_BAD;
    out->has_time = false;
    out->at_ms = 0;
    out->host = (struct span){.at = "", .len = 0};
    out->program = (struct span){.at = "", .len = 0};
    out->pid = 0;
    if (line.len == 0 || memchr(line.at, '\0', line.len) != NULL) {
        return;
    }
    if (span_starts(line, SPAN("-- "))) { /* journalctl: "-- Boot ... --" */
        out->kind = MAILLOG_UNKNOWN;
        return;
    }
    if (json ? !maillog_journal(m, line, out, &body) : !maillog_header(m, line, out, &body)) {
        out->has_time = false;
        return;
    }
    out->kind = MAILLOG_UNKNOWN;
    dispatch(m, &body, out);
    if (body.repeat > 1) {
        multiply(out, body.repeat);
    }
}

bool maillog_peek_time(const struct maillog *m, struct span line, int64_t *at_ms)
{
    struct maillog copy =
        *m; /* the zone and the scratch are shared, but keep nothing between lines */
    struct maillog_line out = {0};
    struct maillog_body body = {.tagged = true, .repeat = 1};
    bool known = line.len > 0 && (line.at[0] == '{' ? maillog_journal(&copy, line, &out, &body)
                                                    : maillog_header(&copy, line, &out, &body));

    if (!known || !out.has_time) {
        return false;
    }
    *at_ms = out.at_ms;
    return true;
}
