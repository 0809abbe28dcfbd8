/* Forms: Dovecot 2.3 and 2.4, src/login-common/client-common.c (client_get_log_str,
 * client_get_extra_disconnect_reason, login_aborted_event), src/auth/auth-request.c
 * (get_log_identifier), src/auth/auth-policy.c. The elements are those of the default
 * login_log_format_elements; others may stand between them. */
#include "wire/maillog_parts.h"

#include "base/attr.h"
#include "base/number.h"

/* What stands in brackets behind "Disconnected" or "Login aborted", and what it means. Reasons that
 * are not here ("no auth attempts", "client didn't finish SASL auth", ...) tried no credential. */
static const struct {
    struct span text;
    enum outcome outcome;
} reasons[] = {
    {SPAN_INIT("(auth failed"), OUTCOME_WRONG_PASSWORD},
    {SPAN_INIT("(authorization failed"),
     OUTCOME_REFUSED}, /* a master user who may not be that user */
    {SPAN_INIT("(user disabled"), OUTCOME_REFUSED},
    {SPAN_INIT("(login disabled"), OUTCOME_REFUSED},
    {SPAN_INIT("(password expired"), OUTCOME_REFUSED},
    {SPAN_INIT("(proxy dest auth failed"), OUTCOME_WRONG_PASSWORD},
    {SPAN_INIT("(proxy dest authentication failure"), OUTCOME_WRONG_PASSWORD},
};

/* How the line of a session that ended without a sign-in begins. Anything else, as "ID sent: ...",
 * may hold text the client chose. */
static const struct span ends[] = {
    SPAN_INIT("Disconnected"),      SPAN_INIT("Aborted login"),    SPAN_INIT("Login aborted"),
    SPAN_INIT("Connection closed"), SPAN_INIT("Remote closed"),    SPAN_INIT("Client has quit"),
    SPAN_INIT("Inactivity"),        SPAN_INIT("Too many invalid"), SPAN_INIT("Shutting down"),
};

/* The last blank-separated word of *rest; *rest loses it. False at the beginning. */
static bool word_take_last(struct span *rest, struct span *word)
{
    size_t blank = span_last(*rest, ' ');

    if (rest->len == 0) {
        return false;
    }
    if (blank == NOT_FOUND) {
        *word = *rest;
        rest->len = 0;
    } else {
        *word = span_from(*rest, blank + 1);
        rest->len = blank;
    }
    if (word->len > 0 && word->at[word->len - 1] == ',') {
        word->len--;
    }
    return true;
}

/* session=<x>; false when it does not end. */
static bool session_set(struct span word, struct signin *s)
{
    (void)span_skip(&word, SPAN("session=<"));
    if (word.len == 0 || word.at[word.len - 1] != '>') {
        return false;
    }
    s->session = span_head(word, word.len - 1);
    return true;
}

/* method=PLAIN; one that a name holds is followed by the bracket that closes the name. */
static bool is_method(struct span word)
{
    return span_starts(word, SPAN("method=")) && memchr(word.at, '>', word.len) == NULL;
}

/* Takes an element behind rip=; false when it is cut short. Unknown ones are the operator's. */
static bool element_take(struct span word, struct signin *s)
{
    if (span_starts(word, SPAN("session=<"))) {
        return session_set(word, s);
    }
    s->tls = s->tls || (span_starts(word, SPAN("TLS")) && (word.len == 3 || word.at[3] == ':'));
    return true;
}

/* Reads from the end, where everything is the server's own, to the last rip=, which therefore is the
 * server's too, whatever stands inside user=<...>. *rest keeps what stands before. */
static bool trailing_elements(struct span *rest, struct signin *s)
{
    struct span word;

    while (word_take_last(rest, &word)) {
        if (span_skip(&word, SPAN("rip="))) {
            return maillog_remote(word, s);
        }
        if (span_starts(word, SPAN("user=<")) || is_method(word)) {
            rest->len = (size_t)(word.at - rest->at) + word.len;
            return s->session.len > 0; /* no rip=: a local connection, else the line is cut short */
        }
        if (!element_take(word, s)) {
            return false;
        }
    }
    return false;
}

/* "user=<alice>, method=PLAIN," -> account, method. */
static bool leading_elements(struct maillog *m, struct span rest, struct signin *s)
{
    struct span before = rest;
    struct span word;

    if (word_take_last(&before, &word) && is_method(word)) {
        s->method = span_from(word, sizeof "method=" - 1);
        rest = before;
    }
    if (rest.len > 0 && rest.at[rest.len - 1] == ',') {
        rest.len--;
    }
    return span_skip(&rest, SPAN("user=<")) && rest.len > 0 && rest.at[rest.len - 1] == '>' &&
           maillog_account(m, span_head(rest, rest.len - 1), s);
}

/* Elements in an order of the operator's own: what stands before the user name is the server's. */
static bool reordered_elements(struct maillog *m, struct span text, struct signin *s)
{
    size_t user = span_find(text, SPAN("user=<"));
    struct span before = span_head(text, user == NOT_FOUND ? 0 : user);
    size_t rip = span_find(before, SPAN("rip="));
    size_t end;
    struct span address;

    if (user == NOT_FOUND || rip == NOT_FOUND) {
        return false;
    }
    address = span_from(before, rip + 4);
    end = span_find(address, SPAN(","));
    text = span_from(text, user + sizeof "user=<" - 1);
    if (end == NOT_FOUND || !maillog_remote(span_head(address, end), s)) {
        return false;
    }
    end = span_find_last(text, SPAN(">, session=<"));
    if (end != NOT_FOUND && !session_set(span_from(text, end + 3), s)) {
        return false;
    }
    end = end != NOT_FOUND ? end : span_last(text, '>');
    return end != NOT_FOUND && maillog_account(m, span_head(text, end), s);
}

static void elements(struct maillog *m, struct span text, struct maillog_line *out)
{
    struct span rest = text;
    bool complete;

    if (span_starts(text, SPAN("user=<"))) {
        complete =
            trailing_elements(&rest, &out->signin) && leading_elements(m, rest, &out->signin);
    } else {
        complete = reordered_elements(m, text, &out->signin);
    }
    maillog_finish(out, complete);
}

/* "(auth failed, 3 attempts in 12 secs)" -> 3; without a number 1. */
static uint32_t attempts_of(struct span after_reason)
{
    uint64_t n = 1;

    if (!span_skip(&after_reason, SPAN(", ")) || !number_take(&after_reason, &n) ||
        !span_starts(after_reason, SPAN(" attempt")) || n == 0 || n > UINT32_MAX) {
        return 1;
    }
    return (uint32_t)n;
}

/* `why` is the text before ": user=<". */
static bool failure(struct span why, enum service service, struct maillog_line *out)
{
    for (size_t i = 0; i < COUNT(reasons); i++) {
        size_t at = span_find(why, reasons[i].text);

        if (at != NOT_FOUND) {
            maillog_signin(out, service, reasons[i].outcome);
            out->signin.attempts = attempts_of(span_from(why, at + reasons[i].text.len));
            return true;
        }
    }
    return false;
}

static bool is_end(struct span text)
{
    for (size_t i = 0; i < COUNT(ends); i++) {
        if (span_starts(text, ends[i])) {
            return true;
        }
    }
    return false;
}

/* "proxy(alice): started proxying to 10.0.0.1:143: user=<...>" of 2.2 and 2.3,
 * "Started proxying to <10.0.0.1> (0.1 secs): user=<...>" of 2.4: a sign-in that succeeded. */
static bool is_proxied(struct span text)
{
    size_t at = span_starts(text, SPAN("proxy(")) ? span_find(text, SPAN("): ")) : NOT_FOUND;

    text = at == NOT_FOUND ? text : span_from(text, at + 3);
    return span_starts(text, SPAN("started proxying to ")) ||
           span_starts(text, SPAN("Started proxying to "));
}

static void login(struct maillog *m, struct span text, enum service service,
                  struct maillog_line *out)
{
    size_t at;

    if (span_skip(&text, SPAN("Login: ")) || span_skip(&text, SPAN("Logged in: ")) ||
        span_skip(&text, SPAN("Login with referral: "))) {
        maillog_signin(out, service, OUTCOME_SUCCESS);
        elements(m, text, out);
        return;
    }
    if (is_end(text)) {
        at = span_find(text, SPAN(": user=<"));
        if (!failure(at == NOT_FOUND ? text : span_head(text, at), service, out)) {
            return;
        }
    } else if (is_proxied(text)) {
        at = span_find(text, SPAN(": user=<"));
        maillog_signin(out, service, OUTCOME_SUCCESS);
    } else {
        return;
    }
    elements(m, at == NOT_FOUND ? span_head(text, 0) : span_from(text, at + 2), out);
}

/* What auth says of one attempt; `driver` names the password database, or "policy". */
static bool auth_message(struct span text, struct span driver, struct maillog_line *out)
{
    static const struct {
        struct span text;
        enum outcome outcome;
    } messages[] = {
        {SPAN_INIT("Password mismatch"), OUTCOME_WRONG_PASSWORD},
        {SPAN_INIT("password mismatch"), OUTCOME_WRONG_PASSWORD},
        {SPAN_INIT("invalid credentials"), OUTCOME_WRONG_PASSWORD},
        {SPAN_INIT("unknown user"), OUTCOME_UNKNOWN_ACCOUNT},
        {SPAN_INIT("Unknown user"), OUTCOME_UNKNOWN_ACCOUNT},
        {SPAN_INIT("pam_authenticate() failed: User not known"), OUTCOME_UNKNOWN_ACCOUNT},
        {SPAN_INIT("pam_authenticate() failed: Authentication failure"), OUTCOME_WRONG_PASSWORD},
    };

    if (span_eq(driver, SPAN("policy")) &&
        span_starts(text, SPAN("Authentication failure due to policy"))) {
        maillog_signin(out, SERVICE_UNKNOWN, OUTCOME_REFUSED);
        out->kind = MAILLOG_POLICY;
        return true;
    }
    for (size_t i = 0; i < COUNT(messages); i++) {
        if (span_starts(text, messages[i].text)) {
            maillog_signin(out, SERVICE_UNKNOWN, messages[i].outcome);
            out->kind = MAILLOG_AUTH_DETAIL;
            return true;
        }
    }
    return false;
}

/* Takes ",text" off the end of *rest when it begins with `begin`; *word is what follows that. */
static bool tail_take(struct span *rest, struct span begin, struct span *word)
{
    size_t comma = span_last(*rest, ',');

    if (comma == NOT_FOUND || !span_starts(span_from(*rest, comma + 1), begin)) {
        return false;
    }
    *word = span_from(*rest, comma + 1 + begin.len);
    rest->len = comma;
    return true;
}

/* "alice,203.0.113.7" and behind it ",<session>", ",master", ",sasl:plain" as there are, read from the
 * end: the name in front may hold commas. */
static bool identity(struct maillog *m, struct span text, struct signin *s)
{
    struct span word;
    size_t comma;

    if (tail_take(&text, SPAN("<"), &word) && !session_set(word, s)) {
        return false;
    }
    (void)tail_take(&text, SPAN("sasl:"), &s->method);
    (void)tail_take(&text, SPAN("master"), &word);
    comma = span_last(text, ',');
    if (comma != NOT_FOUND && maillog_remote(span_from(text, comma + 1), s)) {
        text.len = comma;
    }
    text = span_eq(text, SPAN("?")) ? span_head(text, 0) : text;
    return maillog_account(m, text, s);
}

/* "Info: " and its like stand in Dovecot's own log file only. */
static void level_skip(struct span *text)
{
    static const struct span levels[] = {SPAN_INIT("Info: "),  SPAN_INIT("Warning: "),
                                         SPAN_INIT("Error: "), SPAN_INIT("Debug: "),
                                         SPAN_INIT("Fatal: "), SPAN_INIT("Panic: ")};

    for (size_t i = 0; i < COUNT(levels); i++) {
        if (span_skip(text, levels[i])) {
            return;
        }
    }
}

/* Takes "driver(" off: prefixes such as "conn unix:auth-worker (pid=1,uid=0): auth-worker<1>: " go. */
static bool driver_take(struct span *text, struct span *driver)
{
    for (int prefixes = 0; prefixes < 4; prefixes++) {
        size_t open = 0;
        size_t next = span_find(*text, SPAN(": "));

        while (open < text->len &&
               ((text->at[open] >= 'a' && text->at[open] <= 'z') || text->at[open] == '-' ||
                (text->at[open] >= '0' && text->at[open] <= '9'))) {
            open++;
        }
        if (open > 0 && open < text->len && text->at[open] == '(') {
            *driver = span_head(*text, open);
            *text = span_from(*text, open + 1);
            return true;
        }
        if (next == NOT_FOUND) {
            return false;
        }
        *text = span_from(*text, next + 2);
    }
    return false;
}

/* With auth_verbose_passwords=plain what was typed stands at the end, and is the client's text. */
static struct span without_password(struct span text)
{
    size_t at = span_find(text, SPAN(" (given password: "));

    return at == NOT_FOUND ? text : span_head(text, at);
}

/* 2.3: "passwd-file(alice,203.0.113.7,<session>): Password mismatch" */
static void auth_2_3(struct maillog *m, struct span text, struct maillog_line *out)
{
    struct span driver;
    size_t end;

    text = without_password(text);
    if (!driver_take(&text, &driver)) {
        return;
    }
    end = span_find_last(text, SPAN(">): "));
    end = end != NOT_FOUND ? end + 1 : span_find_last(text, SPAN("): "));
    if (end == NOT_FOUND || !auth_message(span_from(text, end + 3), driver, out)) {
        return;
    }
    maillog_finish(out, identity(m, span_head(text, end), &out->signin));
}

/* 2.4: "auth(alice,203.0.113.7,sasl:plain)<session>: passwd-file: Password mismatch", `text` behind the
 * first bracket. */
static void auth_2_4(struct maillog *m, struct span text, struct maillog_line *out)
{
    struct span driver = {.at = "", .len = 0};
    struct span message;
    size_t end;
    size_t open;

    text = without_password(text);
    end = span_find_last(text, SPAN(">: "));
    open = end == NOT_FOUND ? NOT_FOUND : span_last(span_head(text, end), '<');
    if (open == NOT_FOUND || open == 0 || text.at[open - 1] != ')') {
        return;
    }
    message = span_from(text, end + 3);
    level_skip(&message);
    (void)span_cut(&message, ':', &driver);
    (void)span_skip(&message, SPAN(" "));
    if (!auth_message(message, driver, out)) {
        return;
    }
    if (!identity(m, span_head(text, open - 1), &out->signin)) {
        maillog_finish(out, false);
        return;
    }
    out->signin.session = span_head(span_from(text, open + 1), end - open - 1);
    maillog_finish(out, true);
}

void maillog_dovecot(struct maillog *m, struct span body, struct maillog_line *out)
{
    static const struct {
        struct span prefix;
        enum service service;
    } logins[] = {
        {SPAN_INIT("imap-login: "), SERVICE_IMAP},
        {SPAN_INIT("pop3-login: "), SERVICE_POP3},
        {SPAN_INIT("submission-login: "), SERVICE_SUBMISSION},
        {SPAN_INIT("managesieve-login: "), SERVICE_SIEVE},
    };
    struct span word;

    out->kind = MAILLOG_OTHER;
    for (size_t i = 0; i < COUNT(logins); i++) {
        if (span_skip(&body, logins[i].prefix)) {
            level_skip(&body);
            login(m, body, logins[i].service, out);
            return;
        }
    }
    if (span_skip(&body, SPAN("auth: ")) ||
        (span_starts(body, SPAN("auth-worker(")) && span_cut(&body, ' ', &word))) {
        level_skip(&body);
        auth_2_3(m, body, out);
    } else if (span_skip(&body, SPAN("auth("))) {
        auth_2_4(m, body, out);
    }
}
