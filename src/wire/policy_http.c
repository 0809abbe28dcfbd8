#include "wire/policy_http.h"

#include "wire/json_fields.h"
#include "wire/json_text.h"
#include "wire/policy_parts.h"

#define REASON_MAX 240 /* bytes of a failure's reason: what struct err holds */

/* In the order Dovecot sends them. */
enum field {
    FIELD_ATTRS,
    FIELD_DEVICE_ATTRS,
    FIELD_DEVICE_ID,
    FIELD_FAIL_TYPE,
    FIELD_LOGIN,
    FIELD_PROTOCOL,
    FIELD_PWHASH,
    FIELD_REMOTE,
    FIELD_SESSION_ID,
    FIELD_SUCCESS,
    FIELD_POLICY_REJECT,
    FIELD_TLS,
    FIELD_COUNT
};

static const struct span names[] = {
    [FIELD_ATTRS] = SPAN_INIT("attrs"),
    [FIELD_DEVICE_ATTRS] = SPAN_INIT("device_attrs"),
    [FIELD_DEVICE_ID] = SPAN_INIT("device_id"),
    [FIELD_FAIL_TYPE] = SPAN_INIT("fail_type"),
    [FIELD_LOGIN] = SPAN_INIT("login"),
    [FIELD_PROTOCOL] = SPAN_INIT("protocol"),
    [FIELD_PWHASH] = SPAN_INIT("pwhash"),
    [FIELD_REMOTE] = SPAN_INIT("remote"),
    [FIELD_SESSION_ID] = SPAN_INIT("session_id"),
    [FIELD_SUCCESS] = SPAN_INIT("success"),
    [FIELD_POLICY_REJECT] = SPAN_INIT("policy_reject"),
    [FIELD_TLS] = SPAN_INIT("tls"),
};

_Static_assert(COUNT(names) == FIELD_COUNT, "every field has its name");
_Static_assert(sizeof(((struct err *)NULL)->text) <= REASON_MAX, "an error's text fits a failure");

struct attempt_read {
    struct attempt attempt;
    struct policy_scratch *scratch;
};

/* Parts shared with policy_list.c ----------------------------------------------------------------- */

void policy_lower(char *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (at[i] >= 'A' && at[i] <= 'Z') {
            at[i] = (char)(at[i] | 0x20);
        }
    }
}

bool policy_login_read(const struct json_in_value *v, char to[ATTEMPT_LOGIN_MAX], struct span *out,
                       struct err *e)
{
    bool cut = false;
    struct span login;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(SPAN("login"), "a text", v, false, e);
    }
    login = json_in_text(v, to, ATTEMPT_LOGIN_MAX, &cut);
    if (cut) {
        return err_set(e, ERR_INPUT, "field login: expected at most %d bytes, got more",
                       ATTEMPT_LOGIN_MAX);
    }
    *out = login;
    return true;
}

/* An attempt's fields ----------------------------------------------------------------------------- */

static bool has_capital(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] >= 'A' && s.at[i] <= 'Z') {
            return true;
        }
    }
    return false;
}

static bool login_read(struct attempt_read *r, const struct json_in_value *v, struct err *e)
{
    char *room = r->scratch->bytes + r->scratch->used;
    struct span login = {0};

    if (!policy_login_read(v, room, &login, e)) {
        return false;
    }
    if (has_capital(login)) {
        memmove(room, login.at, login.len);
        policy_lower(room, login.len);
        login.at = room;
    }
    r->scratch->used += login.at == room ? login.len : 0;
    r->attempt.login = login;
    return true;
}

static bool text_read(struct attempt_read *r, size_t field, const struct json_in_value *v,
                      struct span *out, struct err *e)
{
    char *room = r->scratch->bytes + r->scratch->used;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(names[field], "a text", v, false, e);
    }
    *out = json_in_text(v, room, ATTEMPT_TEXT_MAX, NULL);
    r->scratch->used += out->at == room ? out->len : 0;
    return true;
}

/* Lower-case ASCII of at most `cap` bytes; a longer text gives an empty one. */
static struct span word_of(const struct json_in_value *v, char *to, size_t cap)
{
    bool cut = false;
    struct span text = json_in_text(v, to, cap, &cut);

    if (cut || text.len == 0) {
        return (struct span){.at = to};
    }
    memmove(to, text.at, text.len);
    policy_lower(to, text.len);
    return (struct span){.at = to, .len = text.len};
}

static bool truth_read(size_t field, const struct json_in_value *v, bool *out, struct err *e)
{
    char room[8];
    struct span word = v->kind == JSON_IN_TEXT ? word_of(v, room, sizeof room) : v->raw;

    if ((v->kind == JSON_IN_BOOL || v->kind == JSON_IN_TEXT) &&
        (span_eq(word, SPAN("true")) || span_eq(word, SPAN("false")))) {
        *out = word.at[0] == 't';
        return true;
    }
    return json_in_refused(names[field], "true or false", v, true, e);
}

static bool remote_read(struct attempt_read *r, const struct json_in_value *v, struct err *e)
{
    if (v->kind == JSON_IN_TEXT) {
        char room[ADDRESS_TEXT_MAX + 64]; /* a zone may follow */
        struct span text = json_in_text(v, room, sizeof room, NULL);

        if (text.len == 0) {
            return true;
        }
        if (address_parse(text, &r->attempt.remote)) {
            r->attempt.has_remote = true;
            return true;
        }
    }
    return json_in_refused(SPAN("remote"), "an IPv4 or IPv6 address, or \"\"", v, true, e);
}

enum service policy_http_service(struct span word)
{
    static const struct {
        struct span name;
        enum service service;
    } services[] = {
        {SPAN_INIT("imap"), SERVICE_IMAP},
        {SPAN_INIT("pop3"), SERVICE_POP3},
        {SPAN_INIT("submission"), SERVICE_SUBMISSION},
        {SPAN_INIT("smtp"), SERVICE_SUBMISSION},
        {SPAN_INIT("sieve"), SERVICE_SIEVE},
        {SPAN_INIT("http"), SERVICE_WEB},
        {SPAN_INIT("imaps"), SERVICE_IMAP},
        {SPAN_INIT("pop"), SERVICE_POP3},
        {SPAN_INIT("pop3s"), SERVICE_POP3},
        {SPAN_INIT("smtps"), SERVICE_SUBMISSION},
        {SPAN_INIT("submissions"), SERVICE_SUBMISSION},
        {SPAN_INIT("lmtp"), SERVICE_SUBMISSION},
        {SPAN_INIT("managesieve"), SERVICE_SIEVE},
        {SPAN_INIT("https"), SERVICE_WEB},
        {SPAN_INIT("web"), SERVICE_WEB},
        {SPAN_INIT("webmail"), SERVICE_WEB},
        {SPAN_INIT("mobileapi"), SERVICE_WEB},
        {SPAN_INIT("dav"), SERVICE_DAV},
        {SPAN_INIT("caldav"), SERVICE_DAV},
        {SPAN_INIT("carddav"), SERVICE_DAV},
    };

    for (size_t i = 0; i < COUNT(services); i++) {
        if (span_eq(word, services[i].name)) {
            return services[i].service;
        }
    }
    return SERVICE_UNKNOWN;
}

static bool protocol_read(struct attempt_read *r, const struct json_in_value *v, struct err *e)
{
    char room[16];

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(SPAN("protocol"), "a text", v, false, e);
    }
    r->attempt.service = policy_http_service(word_of(v, room, sizeof room));
    return true;
}

/* attrs.app_password: a text, or a list whose first item counts. */
static bool client_key_read(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct attempt_read *r = ctx;
    struct json_in_value item = *v;
    struct json_in list = {0};
    struct json_in_value none = {0};
    bool more = true;
    char *room = r->scratch->bytes + r->scratch->used;

    (void)field;
    if (v->kind == JSON_IN_LIST && (!json_in_open(v->raw, JSON_IN_LIST, &list, e) ||
                                    !json_in_next(&list, &none, &item, &more, e))) {
        return false;
    }
    if (!more) {
        return true;
    }
    if (item.kind != JSON_IN_TEXT) {
        return json_in_refused(SPAN("app_password"), "a text or a list of texts", &item, false, e);
    }
    r->attempt.client_key = json_in_text(&item, room, ATTEMPT_TEXT_MAX, NULL);
    r->scratch->used += r->attempt.client_key.at == room ? r->attempt.client_key.len : 0;
    return true;
}

static bool attrs_read(struct attempt_read *r, size_t field, const struct json_in_value *v,
                       struct err *e)
{
    static const struct span known[] = {SPAN_INIT("app_password")};
    struct json_in_fields fields = {
        .names = known, .count = COUNT(known), .read = client_key_read, .ctx = r};

    if (v->kind != JSON_IN_OBJECT) {
        return json_in_refused(names[field], "an object", v, false, e);
    }
    if (field == FIELD_DEVICE_ATTRS) {
        return true; /* made of device_id by weakforced; what it was made of is enough */
    }
    return json_in_fields(v->raw, &fields, e) || err_context(e, "field attrs");
}

static bool field_read(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct attempt_read *r = ctx;

    switch ((enum field)field) {
    case FIELD_ATTRS:
    case FIELD_DEVICE_ATTRS:
        return attrs_read(r, field, v, e);
    case FIELD_DEVICE_ID:
        return text_read(r, field, v, &r->attempt.device, e);
    case FIELD_FAIL_TYPE:
        return text_read(r, field, v, &r->attempt.fail_type, e);
    case FIELD_LOGIN:
        return login_read(r, v, e);
    case FIELD_PROTOCOL:
        return protocol_read(r, v, e);
    case FIELD_PWHASH:
        return text_read(r, field, v, &r->attempt.pwhash, e);
    case FIELD_REMOTE:
        return remote_read(r, v, e);
    case FIELD_SESSION_ID:
        return text_read(r, field, v, &r->attempt.session, e);
    case FIELD_SUCCESS:
        return truth_read(field, v, &r->attempt.success, e);
    case FIELD_POLICY_REJECT:
        return truth_read(field, v, &r->attempt.policy_reject, e);
    case FIELD_TLS:
        return truth_read(field, v, &r->attempt.tls, e);
    case FIELD_COUNT:
        break;
    }
    return err_set(e, ERR_BUG, "field %zu has no reader", field);
}

bool policy_body_check(struct span body, struct err *e)
{
    if (body.len > POLICY_BODY_MAX) {
        return err_set(e, ERR_INPUT, "the body has %zu bytes; %d are the limit", body.len,
                       POLICY_BODY_MAX);
    }
    if (body.len == 0) {
        return err_set(e, ERR_INPUT, "the body is empty; expected a JSON object");
    }
    return true;
}

bool policy_http_parse_attempt(struct span body, struct policy_scratch *scratch,
                               struct attempt *out, struct err *e)
{
    struct attempt_read r = {.scratch = scratch};
    struct json_in_fields fields = {
        .names = names, .count = FIELD_COUNT, .read = field_read, .ctx = &r};

    scratch->used = 0;
    if (!policy_body_check(body, e) || !json_in_fields(body, &fields, e)) {
        return false;
    }
    *out = r.attempt;
    return true;
}

/* Answers ----------------------------------------------------------------------------------------- */

void policy_http_print_answer(struct buf *out, const struct policy_answer *answer)
{
    int status = answer->status < 0 ? POLICY_STATUS_REFUSE : answer->status;
    const char *cause = answer_cause_code(answer->cause);

    if (status > POLICY_TARPIT_MAX) {
        status = POLICY_TARPIT_MAX;
    }
    buf_add(out, SPAN("{\"status\":"));
    json_text_number(out, status);
    buf_add(out, SPAN(",\"msg\":"));
    json_text_add_line(out, (struct span){.at = answer->message,
                                          .len = strnlen(answer->message, sizeof answer->message)});
    buf_add(out, SPAN(",\"r_attrs\":{\"cause\":\""));
    buf_add(out, (struct span){.at = cause, .len = strlen(cause)});
    buf_add(out, SPAN("\"}}"));
}

void policy_http_print_ok(struct buf *out)
{
    buf_add(out, SPAN("{\"status\":\"ok\"}"));
}

void policy_http_print_failure(struct buf *out, struct span reason)
{
    if (reason.len > REASON_MAX) {
        reason.len = REASON_MAX;
        while (reason.len > 0 && ((unsigned char)reason.at[reason.len] & 0xc0) == 0x80) {
            reason.len--;
        }
    }
    buf_add(out, SPAN("{\"status\":\"failure\",\"reason\":"));
    json_text_add(out, reason);
    buf_add(out, SPAN("}"));
}
