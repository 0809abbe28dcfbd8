/* Forms: Exim 4.9x, "Log files" of its specification, chapter 53, and src/smtp_in.c (the line of a
 * failed authenticator). */
#include "wire/maillog_parts.h"

#include "base/attr.h"
#include "base/number.h"
#include "base/time.h"

/* "[1234] " of log_selector = +pid. */
static void pid_skip(struct span *text, struct maillog_line *out)
{
    struct span rest = *text;
    uint64_t pid;

    if (span_skip(&rest, SPAN("[")) && number_take(&rest, &pid) && span_skip(&rest, SPAN("] "))) {
        out->pid = pid <= UINT32_MAX ? (uint32_t)pid : 0;
        *text = rest;
    }
}

static bool base62(struct span s, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++) {
        char c = s.at[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            return false;
        }
    }
    return true;
}

/* "1oXyZa-0001Ab-2C ", or of 4.97 and later "1oXyZa-00000001AbC-2Cde ". */
static bool message_id_take(struct span *text, struct span *id)
{
    static const struct {
        size_t middle;
        size_t last;
    } forms[] = {{6, 2}, {11, 4}};

    for (size_t i = 0; i < COUNT(forms); i++) {
        size_t second = 7 + forms[i].middle;
        size_t len = second + 1 + forms[i].last;

        if (text->len > len && text->at[6] == '-' && text->at[second] == '-' &&
            text->at[len] == ' ' && base62(*text, 0, 6) && base62(*text, 7, forms[i].middle) &&
            base62(*text, second + 1, forms[i].last)) {
            *id = span_head(*text, len);
            *text = span_from(*text, len + 1);
            return true;
        }
    }
    return false;
}

/* Over a word, or over a quoted one with what belongs to it: senders and subjects are the peer's. */
static void word_skip(struct span *text)
{
    bool quoted = false;
    size_t i = 0;

    while (i < text->len && (quoted || text->at[i] != ' ')) {
        if (quoted && text->at[i] == '\\' && i + 1 < text->len) {
            i++;
        } else if (text->at[i] == '"') {
            quoted = !quoted;
        }
        i++;
    }
    while (i < text->len && text->at[i] == ' ') {
        i++;
    }
    *text = span_from(*text, i);
}

/* "host (helo) [203.0.113.7]:40000 I=[192.0.2.1]:25": the address is the last in brackets before the
 * interface; the helo in front of it is the peer's. */
static bool host_set(struct span text, struct signin *s)
{
    static const struct span behind[] = {SPAN_INIT(" I=["), SPAN_INIT(" U=")};
    size_t open;
    struct span address;

    for (size_t i = 0; i < COUNT(behind); i++) {
        size_t at = span_find(text, behind[i]);

        text.len = at == NOT_FOUND ? text.len : at;
    }
    open = span_last(text, '[');
    if (open == NOT_FOUND) {
        return false;
    }
    text = span_from(text, open + 1);
    return span_cut(&text, ']', &address) && maillog_remote(address, s);
}

/* Finds A= among the fields behind P=; those up to S= are the server's own but for quoted ones. */
static bool authenticated(struct maillog *m, struct span rest, struct signin *s)
{
    while (rest.len > 0 && !span_starts(rest, SPAN("S="))) {
        struct span word = rest;

        word_skip(&rest);
        word.len -= rest.len;
        while (word.len > 0 && word.at[word.len - 1] == ' ') {
            word.len--;
        }
        s->tls = s->tls || span_starts(word, SPAN("X="));
        if (span_skip(&word, SPAN("A="))) {
            return span_cut(&word, ':', &s->method) && maillog_account(m, word, s);
        }
    }
    return false;
}

/* "<= sender H=host (helo) [ip] P=esmtpsa X=... A=plain_server:alice S=..." */
static void arrived(struct maillog *m, struct span id, struct span rest, struct maillog_line *out)
{
    struct maillog_line found = *out;
    size_t protocol;

    if (!span_skip(&rest, SPAN("<= "))) {
        return; /* a delivery */
    }
    word_skip(&rest); /* the sender */
    protocol = span_find(rest, SPAN(" P="));
    if (!span_skip(&rest, SPAN("H=")) || protocol == NOT_FOUND) {
        return; /* from this machine */
    }
    protocol -= 2;
    maillog_signin(&found, SERVICE_SUBMISSION, OUTCOME_SUCCESS);
    if (!authenticated(m, span_from(rest, protocol + 1), &found.signin)) {
        return; /* mail from elsewhere */
    }
    found.signin.session = id;
    maillog_finish(&found, host_set(span_head(rest, protocol), &found.signin));
    *out = found;
}

/* "plain_server authenticator failed for host (helo) [ip]:40000: 535 Incorrect authentication data
 * (set_id=alice)". Other codes are troubles of the server. */
static void refused(struct maillog *m, struct span method, struct span rest,
                    struct maillog_line *out)
{
    size_t at = span_find(rest, SPAN(": 535 "));
    struct span account = {.at = "", .len = 0};
    struct span host;
    size_t set_id;

    if (at == NOT_FOUND) {
        return;
    }
    host = span_head(rest, at);
    rest = span_from(rest, at);
    set_id = span_find(rest, SPAN(" (set_id="));
    if (set_id != NOT_FOUND) {
        account = span_from(rest, set_id + sizeof " (set_id=" - 1);
        if (account.len == 0 || account.at[account.len - 1] != ')') {
            out->kind = MAILLOG_BAD;
            return;
        }
        account.len--;
    }
    maillog_signin(out, SERVICE_SUBMISSION, OUTCOME_WRONG_PASSWORD);
    out->signin.method = method;
    maillog_finish(out, host_set(host, &out->signin) && maillog_account(m, account, &out->signin));
}

/* How lines of Exim begin that have no message's number; a file of another program with the same
 * kind of time is not taken for Exim's. */
static bool is_known(struct span text)
{
    static const struct span begins[] = {
        SPAN_INIT("H="),        SPAN_INIT("SMTP "),     SPAN_INIT("TLS "), SPAN_INIT("Start queue"),
        SPAN_INIT("End queue"), SPAN_INIT("exim "),     SPAN_INIT("no "),  SPAN_INIT("unexpected "),
        SPAN_INIT("Warning: "), SPAN_INIT("rejected "),
    };

    for (size_t i = 0; i < COUNT(begins); i++) {
        if (span_starts(text, begins[i])) {
            return true;
        }
    }
    return false;
}

/* The second of the two lines syslog gets of one refusal. */
static bool is_duplicate(struct maillog_line_kept *kept, struct span text, uint32_t pid)
{
    if (kept->len == text.len && kept->pid == pid && memcmp(kept->text, text.at, text.len) == 0) {
        kept->len = 0;
        return true;
    }
    kept->len = text.len <= sizeof kept->text ? text.len : 0;
    kept->pid = pid;
    memcpy(kept->text, text.at, kept->len);
    return false;
}

/* Under syslog the line repeats its time unless syslog_timestamp is off. False: it begins as one but is none. */
static bool own_time_skip(struct maillog *m, struct span *body)
{
    int64_t ignored_ms;

    return body->len < 5 || body->at[4] != '-' || maillog_time_take(m, body, &ignored_ms);
}

/* "plain_server authenticator failed for ..." */
static bool refusal_take(struct span *rest, struct span *method)
{
    return span_cut(rest, ' ', method) && span_skip(rest, SPAN("authenticator failed for "));
}

void maillog_exim(struct maillog *m, struct span body, struct maillog_line *out)
{
    bool own_file = out->program.len == 0;
    struct span id;
    struct span method;
    struct span rest;

    if (!own_file && !own_time_skip(m, &body)) {
        return;
    }
    pid_skip(&body, out);
    rest = body;
    if (message_id_take(&rest, &id)) {
        out->kind = MAILLOG_OTHER;
        arrived(m, id, rest, out);
    } else if (refusal_take(&rest, &method)) {
        out->kind = MAILLOG_OTHER;
        if (own_file || !is_duplicate(&m->exim, body, out->pid)) {
            refused(m, method, rest, out);
        }
    } else if (!own_file || is_known(body)) {
        out->kind = MAILLOG_OTHER;
    }
    if (own_file && out->kind != MAILLOG_UNKNOWN) {
        out->program = SPAN("exim");
    }
}
