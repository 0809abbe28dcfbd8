#include "wire/verify_client.h"

#include "base/number.h"
#include "wire/json_fields.h"
#include "wire/json_text.h"

/* --- the question --------------------------------------------------------------------------------- */

static void member(struct buf *out, const char *name, struct span text)
{
    buf_addf(out, ",\"%s\":", name);
    json_text_add(out, text);
}

/* The length of the body stands before it: blanks at first, then the digits. */
#define LENGTH_DIGITS 5

void verify_client_print(struct buf *out, const struct verify_question *q)
{
    char digits[LENGTH_DIGITS + 1] = {0};
    struct buf number = BUF_ON(digits);
    size_t length_at;
    size_t body_at;

    buf_add(out,
            SPAN("POST /v1/passwords/verify HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                 "Content-Type: application/json\r\nContent-Length: "));
    length_at = out->len;
    buf_add(out, SPAN("00000\r\n\r\n"));
    body_at = out->len;
    buf_add(out, SPAN("{\"judge\":true"));
    member(out, "login", q->login);
    member(out, "password", q->password);
    member(out, "service", q->service);
    member(out, "remote", q->remote);
    member(out, "session", q->session);
    member(out, "client", q->client);
    buf_add(out, SPAN("}"));
    if (!out->full) {
        buf_addf(&number, "%0*zu", LENGTH_DIGITS, out->len - body_at);
        out->full = number.full;
        memcpy(out->at + length_at, digits, LENGTH_DIGITS);
    }
}

/* --- the answer ----------------------------------------------------------------------------------- */

enum field {
    FIELD_RESULT,
    FIELD_ACCOUNT,
    FIELD_TEXT,
    FIELD_URL,
    FIELD_WAIT_S,
    FIELD_COUNT
};

static const struct span names[] = {
    [FIELD_RESULT] = SPAN_INIT("result"), [FIELD_ACCOUNT] = SPAN_INIT("account"),
    [FIELD_TEXT] = SPAN_INIT("text"),     [FIELD_URL] = SPAN_INIT("url"),
    [FIELD_WAIT_S] = SPAN_INIT("wait_s"),
};
_Static_assert(COUNT(names) == FIELD_COUNT, "every field has its name");

static const struct span results[] = {
    [VERIFY_RIGHT] = SPAN_INIT("right"),
    [VERIFY_WRONG] = SPAN_INIT("wrong"),
    [VERIFY_REFUSED] = SPAN_INIT("refused"),
    [VERIFY_BUSY] = SPAN_INIT("busy"),
    [VERIFY_UNAVAILABLE] = SPAN_INIT("unavailable"),
};
_Static_assert(COUNT(results) == VERIFY_RESULT_COUNT, "every result has its name");

struct reading {
    struct verify_answer answer;
    char url[VERIFY_TEXT_MAX / 2];
    bool has_result;
};

static bool take_result(struct reading *r, const struct json_in_value *v, struct err *e)
{
    char room[16];
    struct span text = json_in_text(v, room, sizeof room, NULL);

    for (size_t i = 0; i < COUNT(results); i++) {
        if (span_eq(text, results[i])) {
            r->answer.result = (enum verify_result)i;
            r->has_result = true;
            return true;
        }
    }
    return json_in_refused(names[FIELD_RESULT], "one of the five results", v, true, e);
}

/* As one line, NUL-terminated: a program shows it as it is. */
static void take_text(const struct json_in_value *v, char *to, size_t size)
{
    struct span text = json_in_text(v, to, size - 1, NULL);

    memmove(to, text.at, text.len);
    to[text.len] = '\0';
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)to[i] < ' ' || to[i] == 0x7f) {
            to[i] = ' ';
        }
    }
}

static bool read_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reading *r = ctx;
    uint64_t n;

    if (field == FIELD_WAIT_S) {
        if (v->kind != JSON_IN_NUMBER || !number_parse(v->raw, 0, VERIFY_WAIT_MAX, &n)) {
            return json_in_refused(names[field], "seconds up to 30", v, true, e);
        }
        r->answer.wait_s = (uint32_t)n;
        return true;
    }
    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(names[field], "a text", v, true, e);
    }
    if (field == FIELD_RESULT) {
        return take_result(r, v, e);
    }
    if (field == FIELD_ACCOUNT) {
        take_text(v, r->answer.account, sizeof r->answer.account);
    } else if (field == FIELD_TEXT) {
        take_text(v, r->answer.text, sizeof r->answer.text);
    } else {
        take_text(v, r->url, sizeof r->url);
    }
    return true;
}

static bool take_status(struct span *in, struct err *e)
{
    struct span line;
    uint64_t status;

    if (!span_cut(in, '\n', &line) || line.len < 12 || memcmp(line.at, "HTTP/1.", 7) != 0 ||
        !number_parse((struct span){.at = line.at + 9, .len = 3}, 100, 599, &status)) {
        return err_set(e, ERR_INPUT, "expected an answer of HTTP/1.1");
    }
    if (status == 200) {
        return true;
    }
    return err_set(e, status == 503 ? ERR_STORE : ERR_INPUT, "answered with status %u",
                   (unsigned)status);
}

static bool is_length(struct span name)
{
    static const char wanted[] = "content-length";

    if (name.len != sizeof wanted - 1) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        if ((name.at[i] | 0x20) != wanted[i]) {
            return false;
        }
    }
    return true;
}

static struct span trimmed(struct span s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s.at++;
        s.len--;
    }
    while (s.len > 0 && (s.at[s.len - 1] == '\r' || s.at[s.len - 1] == ' ')) {
        s.len--;
    }
    return s;
}

/* Behind the empty line stands the body, as long as was said: half an answer says nothing. */
static bool take_head(struct span *in, struct err *e)
{
    struct span line;
    uint64_t length = UINT64_MAX;

    while (span_cut(in, '\n', &line)) {
        struct span name;

        if (trimmed(line).len == 0) {
            return length == in->len ||
                   err_set(e, ERR_INPUT, "expected a body as long as Content-Length says");
        }
        if (span_cut(&line, ':', &name) && is_length(name) &&
            !number_parse(trimmed(line), 0, VERIFY_ANSWER_MAX, &length)) {
            return err_set(e, ERR_INPUT, "expected a Content-Length of at most %d",
                           VERIFY_ANSWER_MAX);
        }
    }
    return err_set(e, ERR_INPUT, "expected a head that ends");
}

/* A text that does not name its page gets the address behind it, when both fit. */
static void join_url(struct reading *r)
{
    size_t text = strlen(r->answer.text);
    size_t url = strlen(r->url);

    if (url > 0 && text > 0 && strstr(r->answer.text, r->url) == NULL &&
        text + 1 + url < sizeof r->answer.text) {
        r->answer.text[text] = ' ';
        memcpy(r->answer.text + text + 1, r->url, url + 1);
    }
}

bool verify_client_parse(struct span in, struct verify_answer *out, struct err *e)
{
    struct reading r = {.has_result = false};
    const struct json_in_fields fields = {
        .names = names, .count = COUNT(names), .read = read_field, .ctx = &r};

    if (!take_status(&in, e) || !take_head(&in, e) || !json_in_fields(in, &fields, e)) {
        return false;
    }
    if (!r.has_result) {
        return err_set(e, ERR_INPUT, "field result: expected one, came none");
    }
    if (r.answer.result != VERIFY_RIGHT) {
        r.answer.account[0] = '\0';
    }
    join_url(&r);
    *out = r.answer;
    return true;
}
