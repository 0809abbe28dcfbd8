/* Forms: Cyrus IMAP 2.4 to 3.x, imap/imapd.c, pop3d.c, httpd.c, timsieved/parser.c: "login:" and
 * "badlogin:"; the numbers are those of Cyrus SASL's sasl.h. */
#include "wire/maillog_parts.h"

#include "base/attr.h"
#include "base/number.h"

enum {
    SASL_CODES_ASKED = 7
};

/* SASL(-n) and what it says of the attempt; others are errors of ours or of the protocol. */
static const struct {
    uint64_t minus;
    enum outcome outcome;
} codes[] = {
    {13, OUTCOME_WRONG_PASSWORD},  /* SASL_BADAUTH */
    {14, OUTCOME_REFUSED},         /* SASL_NOAUTHZ */
    {18, OUTCOME_REFUSED},         /* SASL_EXPIRED */
    {19, OUTCOME_REFUSED},         /* SASL_DISABLED */
    {20, OUTCOME_UNKNOWN_ACCOUNT}, /* SASL_NOUSER */
    {25, OUTCOME_WRONG_PASSWORD},  /* SASL_BADVERS: a response of an older round */
    {26, OUTCOME_WRONG_PASSWORD},  /* SASL_NOVERIFY: the user has no such verifier */
};

/* Services are named in cyrus.conf; names such as "imap", "imaps", "imap6" are usual. */
static enum service service_of(struct span program, bool *tls)
{
    static const struct {
        struct span name;
        enum service service;
        bool tls;
    } programs[] = {
        {SPAN_INIT("imaps"), SERVICE_IMAP, true},
        {SPAN_INIT("imap"), SERVICE_IMAP, false},
        {SPAN_INIT("pop3s"), SERVICE_POP3, true},
        {SPAN_INIT("pop3"), SERVICE_POP3, false},
        {SPAN_INIT("timsieved"), SERVICE_SIEVE, false},
        {SPAN_INIT("sieve"), SERVICE_SIEVE, false},
        {SPAN_INIT("managesieve"), SERVICE_SIEVE, false},
        {SPAN_INIT("https"), SERVICE_WEB, true},
        {SPAN_INIT("http"), SERVICE_WEB, false},
    };

    *tls = false;
    (void)span_skip(&program, SPAN("cyrus/"));
    for (size_t i = 0; i < COUNT(programs); i++) {
        if (span_starts(program, programs[i].name)) {
            *tls = programs[i].tls;
            return programs[i].service;
        }
    }
    return SERVICE_UNKNOWN;
}

/* "host [203.0.113.7] " or "[203.0.113.7] ". Host names come from DNS, which has no [. */
static bool client_take(struct span *rest, struct signin *s)
{
    struct span host;
    struct span address;

    return span_cut(rest, '[', &host) && span_cut(rest, ']', &address) &&
           maillog_remote(address, s) && span_skip(rest, SPAN(" "));
}

/* " SESSIONID=<x>" at the end goes. */
static void session_take(struct span *rest, struct signin *s)
{
    size_t at = span_find_last(*rest, SPAN("SESSIONID=<"));
    struct span id;

    if (at == NOT_FOUND || at == 0 || rest->at[rest->len - 1] != '>') {
        return;
    }
    id = span_from(*rest, at + sizeof "SESSIONID=<" - 1);
    s->session = span_head(id, id.len - 1);
    rest->len = at - 1;
}

/* "PLAIN+TLS" */
static void method_set(struct span word, struct signin *s)
{
    if (span_ends(word, SPAN("+TLS"))) {
        s->tls = true;
        word.len -= 4;
    }
    s->method = word;
}

/* "host [ip] alice PLAIN+TLS User logged in SESSIONID=<x>": the name is what the server canonified;
 * the mechanism is the last word before "User logged in". */
static bool logged_in(struct maillog *m, struct span rest, struct signin *s)
{
    size_t at;

    if (!client_take(&rest, s)) {
        return false;
    }
    session_take(&rest, s);
    at = span_find_last(rest, SPAN(" User logged in"));
    rest = at == NOT_FOUND ? rest : span_head(rest, at);
    at = span_last(rest, ' ');
    if (at == NOT_FOUND) {
        return false;
    }
    method_set(span_from(rest, at + 1), s);
    return maillog_account(m, span_head(rest, at), s);
}

static bool outcome_of_code(struct span text, enum outcome *outcome)
{
    struct span number = span_from(text, sizeof "SASL(-" - 1);
    uint64_t code;

    if (!number_take(&number, &code)) {
        return false;
    }
    if (span_starts(number, SPAN("): user not found"))) {
        *outcome = OUTCOME_UNKNOWN_ACCOUNT;
        return true;
    }
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (codes[i].minus == code) {
            *outcome = codes[i].outcome;
            return true;
        }
    }
    return false;
}

/* Takes the reason off the end: "alice invalid user", "PLAIN authentication failure" (timsieved), or
 * "SASL(-13): ..." from its last occurrence, because a name may hold another one. */
static bool outcome_take(struct span *rest, enum outcome *outcome)
{
    static const struct {
        struct span text;
        enum outcome outcome;
    } endings[] = {
        {SPAN_INIT(" invalid user"), OUTCOME_UNKNOWN_ACCOUNT},
        {SPAN_INIT(" authentication failure"), OUTCOME_WRONG_PASSWORD},
    };
    size_t at;
    struct span reason;

    for (size_t i = 0; i < COUNT(endings); i++) {
        if (span_ends(*rest, endings[i].text)) {
            *outcome = endings[i].outcome;
            rest->len -= endings[i].text.len;
            return true;
        }
    }
    at = span_find_last(*rest, SPAN("SASL(-"));
    if (at == NOT_FOUND) {
        return false;
    }
    reason = span_from(*rest, at);
    rest->len = at;
    return outcome_of_code(reason, outcome);
}

/* "PLAIN (alice) [", "plaintext alice ", "PLAIN [": the name may be missing. */
static bool tried(struct maillog *m, struct span rest, struct signin *s)
{
    struct span method;
    struct span name;

    while (rest.len > 0 && (rest.at[rest.len - 1] == ' ' || rest.at[rest.len - 1] == '[')) {
        rest.len--;
    }
    name = rest;
    if (!span_cut(&name, ' ', &method)) {
        method = rest;
        name = span_head(rest, 0);
    }
    method_set(method, s);
    if (name.len >= 2 && name.at[0] == '(' && name.at[name.len - 1] == ')') {
        name = span_from(span_head(name, name.len - 1), 1);
    }
    name = span_eq(name, SPAN("-notset-")) ? span_head(name, 0) : name;
    return maillog_account(m, name, s);
}

void maillog_cyrus(struct maillog *m, struct span body, struct maillog_line *out)
{
    bool tls;
    enum service service = service_of(out->program, &tls);
    enum outcome outcome;
    struct signin client = {0};

    out->kind = MAILLOG_OTHER;
    if (service == SERVICE_UNKNOWN) {
        return;
    }
    if (span_skip(&body, SPAN("login: "))) {
        maillog_signin(out, service, OUTCOME_SUCCESS);
        out->signin.tls = tls;
        maillog_finish(out, logged_in(m, body, &out->signin));
        return;
    }
    if (!span_skip(&body, SPAN("badlogin: ")) || !client_take(&body, &client)) {
        return;
    }
    session_take(&body, &client);
    if (!outcome_take(&body, &outcome)) {
        return;
    }
    maillog_signin(out, service, outcome);
    out->signin.tls = tls;
    out->signin.remote = client.remote;
    out->signin.has_remote = true;
    out->signin.session = client.session.len > 0 ? client.session : out->signin.session;
    maillog_finish(out, tried(m, body, &out->signin));
}
