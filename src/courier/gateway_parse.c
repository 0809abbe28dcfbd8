#include "courier/gateway_parts.h"

#include "base/number.h"
#include "base/quote.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct span gateway_trimmed(struct span s)
{
    while (s.len > 0 && is_blank(s.at[0])) {
        s = (struct span){s.at + 1, s.len - 1};
    }
    while (s.len > 0 && is_blank(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

/* The next word of *rest; "" when there is none. */
static struct span next_word(struct span *rest)
{
    struct span word;

    *rest = gateway_trimmed(*rest);
    word = (struct span){rest->at, 0};
    while (word.len < rest->len && !is_blank(rest->at[word.len])) {
        word.len++;
    }
    *rest = (struct span){rest->at + word.len, rest->len - word.len};
    return word;
}

static bool begins(struct span s, struct span with)
{
    return s.len >= with.len && span_eq((struct span){s.at, with.len}, with);
}

static bool copy_text(struct span in, char out[static GATEWAY_TEXT_MAX], struct err *e)
{
    if (in.len >= GATEWAY_TEXT_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %d bytes", GATEWAY_TEXT_MAX - 1);
    }
    if (in.len > 0) {
        memcpy(out, in.at, in.len);
    }
    out[in.len] = '\0';
    return true;
}

/* --- templates ------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    bool section; /* only {{#name}} and {{^name}} */
} names[] = {
    {"to", false},   {"to_digits", false}, {"text", false},     {"from", false},
    {"user", false}, {"lang", false},      {"password", false}, {"reference", false},
    {"id", false},   {"report", false},    {"unicode", true},
};

struct uses {
    struct err *e;
    bool ok;
    bool to;
    bool text;
};

static bool is_known(const struct template_field *field)
{
    bool shown = field->use == TEMPLATE_SHOWS || field->use == TEMPLATE_SHOWS_RAW;

    for (size_t i = 0; i < COUNT(names); i++) {
        if (span_eq(field->name, (struct span){names[i].name, strlen(names[i].name)})) {
            return field->use != TEMPLATE_INCLUDES && !(shown && names[i].section);
        }
    }
    return false;
}

static void note_use(void *ctx, const struct template_field *field)
{
    struct uses *u = ctx;

    if (u->ok && !is_known(field)) {
        u->ok = err_set(u->e, ERR_CONFIG,
                        "expected to, to_digits, text, from, user, password, id, reference, lang, "
                        "report, or the section unicode in {{ }}, came %s",
                        quote(field->name).text);
    }
    u->to = u->to || span_eq(field->name, SPAN("to")) || span_eq(field->name, SPAN("to_digits"));
    u->text = u->text || span_eq(field->name, SPAN("text"));
}

static bool take_template(struct span value, struct template **out, struct err *e)
{
    struct uses u = {.e = e, .ok = true};
    struct template *t;

    if (*out != NULL) {
        return err_set(e, ERR_CONFIG, "expected once");
    }
    if (!template_parse(value, TEMPLATE_PLAIN, &t, e)) {
        return false;
    }
    template_fields(t, note_use, &u);
    if (!u.ok) {
        template_free(&t);
        return false;
    }
    *out = t;
    return true;
}

/* --- values --------------------------------------------------------------------------------------- */

static bool take_method(struct gateway *g, struct span v, struct err *e)
{
    g->post = span_eq(v, SPAN("POST"));
    return g->post || span_eq(v, SPAN("GET")) ||
           err_set(e, ERR_CONFIG, "expected GET or POST, came %s", quote(v).text);
}

static bool is_url(struct span v)
{
    return begins(v, SPAN("http://")) || begins(v, SPAN("https://"));
}

static bool take_url(struct gateway *g, struct span v, struct err *e)
{
    if (!is_url(v)) {
        return err_set(e, ERR_CONFIG, "expected http://... or https://..., came %s", quote(v).text);
    }
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] <= ' ' || v.at[i] == '\x7f') {
            return err_set(e, ERR_CONFIG, "expected no blank in it: write %%20");
        }
    }
    return take_template(v, &g->url, e);
}

/* RFC 9110 5.6.2: the characters of a field's name. */
static bool is_token(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!letter && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return s.len > 0;
}

static bool take_header(struct gateway *g, struct span v, struct err *e)
{
    struct span rest = v;
    struct span name;

    if (!span_cut(&rest, ':', &name) || !is_token(name)) {
        return err_set(e, ERR_CONFIG, "expected Name: value, came %s", quote(v).text);
    }
    if (g->header_count == GATEWAY_HEADERS_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %d headers", GATEWAY_HEADERS_MAX);
    }
    if (!take_template(v, &g->headers[g->header_count], e)) {
        return false;
    }
    g->header_count++;
    return true;
}

static bool take_body_type(struct gateway *g, struct span v, struct err *e)
{
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] < ' ' || v.at[i] > '~') {
            return err_set(e, ERR_CONFIG, "expected a media type, came %s", quote(v).text);
        }
    }
    if (begins(v, SPAN("application/x-www-form-urlencoded"))) {
        g->body_kind = GATEWAY_BODY_FORM;
    } else if (begins(v, SPAN("application/json"))) {
        g->body_kind = GATEWAY_BODY_JSON;
    } else if (begins(v, SPAN("text/plain"))) {
        g->body_kind = GATEWAY_BODY_TEXT;
    } else {
        return err_set(e, ERR_CONFIG,
                       "expected application/x-www-form-urlencoded, application/json or "
                       "text/plain, came %s",
                       quote(v).text);
    }
    return copy_text(v, g->body_type, e);
}

static bool take_body(struct gateway *g, struct span v, struct err *e)
{
    return take_template(v, &g->body, e);
}

static bool take_user(struct gateway *g, struct span v, struct err *e)
{
    return copy_text(v, g->user, e);
}

static bool take_from(struct gateway *g, struct span v, struct err *e)
{
    return copy_text(v, g->from, e);
}

static bool take_password_file(struct gateway *g, struct span v, struct err *e)
{
    return (v.len > 0 && v.at[0] == '/' && memchr(v.at, '\0', v.len) == NULL)
               ? copy_text(v, g->password_file, e)
               : err_set(e, ERR_CONFIG, "expected a path from / on, came %s", quote(v).text);
}

static bool take_report_url(struct gateway *g, struct span v, struct err *e)
{
    while (v.len > 0 && v.at[v.len - 1] == '/') {
        v.len--;
    }
    return (v.len == 0 || is_url(v))
               ? copy_text(v, g->report_url, e)
               : err_set(e, ERR_CONFIG, "expected http://... or https://..., came %s",
                         quote(v).text);
}

/* "202", "2xx", "*". */
static bool take_status(struct span v, struct gateway_answer *out)
{
    uint64_t n = 0;

    if (span_eq(v, SPAN("*"))) {
        out->lo = 0;
        out->hi = UINT32_MAX;
        return true;
    }
    if (v.len != 3) {
        return false;
    }
    if (v.at[1] == 'x' && v.at[2] == 'x' && v.at[0] >= '1' && v.at[0] <= '5') {
        out->lo = (uint32_t)(v.at[0] - '0') * 100;
        out->hi = out->lo + 99;
        return true;
    }
    if (!number_parse(v, 100, 599, &n)) {
        return false;
    }
    out->lo = (uint32_t)n;
    out->hi = (uint32_t)n;
    return true;
}

static bool take_verdict(struct span v, enum gateway_verdict *out)
{
    static const char *const verdicts[] = {
        [GATEWAY_ACCEPTED] = "accepted", [GATEWAY_FAILED] = "failed", [GATEWAY_RETRY] = "retry"};

    for (size_t i = 0; i < COUNT(verdicts); i++) {
        if (span_eq(v, (struct span){verdicts[i], strlen(verdicts[i])})) {
            *out = (enum gateway_verdict)i;
            return true;
        }
    }
    return false;
}

static bool take_answer(struct gateway *g, struct span v, struct err *e)
{
    struct gateway_answer a = {0};
    struct span rest = v;
    struct span word = next_word(&rest);

    if (g->answer_count == GATEWAY_ANSWERS_MAX) {
        return err_set(e, ERR_CONFIG, "expected at most %d answers", GATEWAY_ANSWERS_MAX);
    }
    if (!take_status(word, &a)) {
        return err_set(e, ERR_CONFIG, "expected a status such as 202, 2xx or *, came %s",
                       quote(word).text);
    }
    word = next_word(&rest);
    if (!take_verdict(word, &a.verdict)) {
        return err_set(e, ERR_CONFIG, "expected accepted, failed or retry, came %s",
                       quote(word).text);
    }
    if (!copy_text(gateway_trimmed(rest), a.pattern, e)) {
        return false;
    }
    g->answers[g->answer_count++] = a;
    return true;
}

static bool take_slots(struct gateway *g, struct span v, struct err *e)
{
    uint64_t n = 0;

    if (!number_parse(v, 1, 64, &n)) {
        return err_set(e, ERR_CONFIG, "expected a number from 1 to 64, came %s", quote(v).text);
    }
    g->slots = (uint32_t)n;
    return true;
}

static bool take_timeout(struct gateway *g, struct span v, struct err *e)
{
    uint64_t n = 0;

    if (!number_parse(v, 1, 600, &n)) {
        return err_set(e, ERR_CONFIG, "expected seconds from 1 to 600, came %s", quote(v).text);
    }
    g->timeout_ms = (uint32_t)n * 1000;
    return true;
}

static bool take_retry(struct gateway *g, struct span v, struct err *e)
{
    struct backoff b = {0};

    for (struct span word = next_word(&v); word.len > 0; word = next_word(&v)) {
        uint64_t n = 0;

        if (b.count == BACKOFF_STEPS_MAX || !number_parse(word, 1, 86400, &n)) {
            return err_set(e, ERR_CONFIG, "expected up to %d numbers of seconds, came %s",
                           BACKOFF_STEPS_MAX, quote(word).text);
        }
        b.wait_ms[b.count++] = (uint32_t)n * 1000;
    }
    if (b.count == 0) {
        return err_set(e, ERR_CONFIG, "expected seconds such as 5 15 30 60");
    }
    g->backoff = b;
    return true;
}

/* --- all of them ---------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool (*take)(struct gateway *g, struct span value, struct err *e);
} rows[] = {
    {"method", take_method}, {"url", take_url},
    {"header", take_header}, {"body_type", take_body_type},
    {"body", take_body},     {"user", take_user},
    {"from", take_from},     {"password_file", take_password_file},
    {"answer", take_answer}, {"report_url", take_report_url},
    {"slots", take_slots},   {"timeout", take_timeout},
    {"retry", take_retry},
};

bool gateway_take(struct gateway *g, struct span name, struct span value, struct err *e)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (span_eq(name, (struct span){rows[i].name, strlen(rows[i].name)})) {
            return rows[i].take(g, gateway_trimmed(value), e) || err_context(e, "%s", rows[i].name);
        }
    }
    return err_set(e, ERR_CONFIG, "expected a name such as url or answer, came %s",
                   quote(name).text);
}

/* What the message says must reach the gateway. */
bool gateway_is_complete(const struct gateway *g, struct err *e)
{
    struct uses u = {.e = e, .ok = true};

    if (g->url == NULL) {
        return err_set(e, ERR_CONFIG, "expected url = http://... in it");
    }
    if (g->body != NULL && !g->post) {
        return err_set(e, ERR_CONFIG, "expected method = POST beside body");
    }
    template_fields(g->url, note_use, &u);
    for (size_t i = 0; i < g->header_count; i++) {
        template_fields(g->headers[i], note_use, &u);
    }
    if (g->body != NULL) {
        template_fields(g->body, note_use, &u);
    }
    return (u.to && u.text) ||
           err_set(e, ERR_CONFIG, "expected {{to}} and {{text}} in url, header or body");
}
