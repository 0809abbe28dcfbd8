#include "wire/password_json.h"

#include "model/place.h"
#include "wire/json_value.h"
#include "wire/policy_http.h"

#include <sodium.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* A text, cut at a character when it is longer. */
static bool cut_text(struct span name, const struct json_in_value *v, char *to, size_t max,
                     struct span *out, struct err *e)
{
    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    *out = json_in_text(v, to, max, NULL);
    return true;
}

/* As cut_text, but a longer one is refused. */
static bool whole_text(struct span name, const struct json_in_value *v, char *to, size_t max,
                       struct span *out, struct err *e)
{
    bool cut = false;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    *out = json_in_text(v, to, max, &cut);
    return !cut || err_set(e, ERR_INPUT, "field %.*s: expected at most %zu bytes, came more",
                           (int)name.len, name.at, max);
}

/* A text into an array with room for NUL. */
static bool kept_text(struct span name, const struct json_in_value *v, char *to, size_t max,
                      struct err *e)
{
    struct span text = SPAN("");

    if (!whole_text(name, v, to, max, &text, e)) {
        return false;
    }
    memmove(to, text.at, text.len);
    to[text.len] = '\0';
    return memchr(to, '\0', text.len) == NULL ||
           err_set(e, ERR_INPUT, "field %.*s: expected no NUL in it", (int)name.len, name.at);
}

/* Nothing of it is shown, whatever it is. One that is too long is none. */
static bool secret_text(struct span name, const struct json_in_value *v, struct secret *out,
                        struct err *e)
{
    char bytes[SECRET_TEXT_MAX + 4];
    bool cut = false;
    struct span text = {0};

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, false, e);
    }
    text = json_in_text(v, bytes, sizeof bytes, &cut);
    if (cut || !secret_take(out, text)) {
        *out = (struct secret){0};
    }
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

static bool truth(struct span name, const struct json_in_value *v, bool *out, struct err *e)
{
    if (v->kind != JSON_IN_BOOL) {
        return json_in_refused(name, "true or false", v, false, e);
    }
    *out = v->raw.at[0] == 't';
    return true;
}

/* --- a question ----------------------------------------------------------------------------------- */

enum question_field {
    QUESTION_LOGIN,
    QUESTION_PASSWORD,
    QUESTION_SERVICE,
    QUESTION_REMOTE,
    QUESTION_SESSION,
    QUESTION_CLIENT,
    QUESTION_JUDGE,
    QUESTION_FIELDS
};
static const struct span question_names[QUESTION_FIELDS] = {
    SPAN_INIT("login"),   SPAN_INIT("password"), SPAN_INIT("service"), SPAN_INIT("remote"),
    SPAN_INIT("session"), SPAN_INIT("client"),   SPAN_INIT("judge"),
};

struct question_reader {
    struct password_question *q;
    struct password_scratch *scratch;
    bool judge;
    bool has_password;
};

static bool remote_of(const struct json_in_value *v, struct password_question *q, struct err *e)
{
    struct span name = question_names[QUESTION_REMOTE];
    char bytes[ADDRESS_TEXT_MAX + 8];
    struct span text = {0};

    if (!whole_text(name, v, bytes, sizeof bytes, &text, e)) {
        return false;
    }
    q->has_remote = text.len > 0;
    return text.len == 0 || address_parse(text, &q->remote) ||
           json_in_refused(name, "an address", v, true, e);
}

static bool service_of(const struct json_in_value *v, struct password_question *q, struct err *e)
{
    char bytes[32];
    struct span text = {0};

    if (!cut_text(question_names[QUESTION_SERVICE], v, bytes, sizeof bytes, &text, e)) {
        return false;
    }
    q->service = policy_http_service(text);
    return true;
}

static bool read_question_field(void *ctx, size_t field, const struct json_in_value *v,
                                struct err *e)
{
    struct question_reader *r = ctx;
    struct span name = question_names[field];

    switch ((enum question_field)field) {
    case QUESTION_LOGIN:
        return whole_text(name, v, r->scratch->login, sizeof r->scratch->login, &r->q->login, e);
    case QUESTION_PASSWORD:
        r->has_password = true;
        return secret_text(name, v, &r->q->password, e);
    case QUESTION_SERVICE:
        return service_of(v, r->q, e);
    case QUESTION_REMOTE:
        return remote_of(v, r->q, e);
    case QUESTION_SESSION:
        return cut_text(name, v, r->scratch->session, sizeof r->scratch->session, &r->q->session,
                        e);
    case QUESTION_CLIENT:
        return cut_text(name, v, r->scratch->client, sizeof r->scratch->client, &r->q->device, e);
    case QUESTION_JUDGE:
        return truth(name, v, &r->judge, e);
    case QUESTION_FIELDS:
        break;
    }
    return true;
}

bool password_json_read_question(struct span body, struct password_scratch *scratch,
                                 struct password_question *out, bool *judge, struct err *e)
{
    struct password_question q = {0};
    struct question_reader r = {.q = &q, .scratch = scratch};
    const struct json_in_fields fields = {question_names, QUESTION_FIELDS, read_question_field, &r};
    bool ok = json_in_fields(body, &fields, e);

    if (ok && (q.login.len == 0 || !r.has_password)) {
        ok = err_set(e, ERR_INPUT, "expected login and password, came less");
    }
    if (ok) {
        *out = q;
        *judge = r.judge;
    }
    secret_wipe(&q.password);
    return ok;
}

/* --- an app password ------------------------------------------------------------------------------ */

enum app_field {
    APP_NAME,
    APP_DEVICE,
    APP_SCOPES,
    APP_EXPIRES,
    APP_NETWORK,
    APP_COUNTRY,
    APP_MAIN_OFF,
    APP_FIELDS
};
static const struct span app_names[APP_FIELDS] = {
    SPAN_INIT("name"),    SPAN_INIT("device"),  SPAN_INIT("scopes"),           SPAN_INIT("expires"),
    SPAN_INIT("network"), SPAN_INIT("country"), SPAN_INIT("main_password_off")};

struct app_reader {
    struct app_password app;
    bool mail_off;
};

static const char *scope_code(unsigned bit)
{
    return app_scope_code(bit);
}

static bool take_scope(void *ctx, size_t index, const struct json_in_value *v, struct err *e)
{
    struct app_password *p = ctx;
    unsigned bit = 0;

    (void)index;
    if (!json_value_code(app_names[APP_SCOPES], v, scope_code, APP_SCOPE_COUNT, &bit, e)) {
        return false;
    }
    p->scopes |= 1u << bit;
    return true;
}

static bool network_of(const struct json_in_value *v, struct app_limits *l, struct err *e)
{
    char bytes[CIDR_TEXT_MAX];
    struct own_network network;
    struct span text = {0};

    if (!whole_text(app_names[APP_NETWORK], v, bytes, sizeof bytes, &text, e)) {
        return false;
    }
    if (!own_network_parse(text, &network, e)) {
        return err_context(e, "network");
    }
    l->has_network = true;
    l->prefix = network.prefix;
    l->bits = network.bits;
    return true;
}

static bool country_of(const struct json_in_value *v, struct app_limits *l, struct err *e)
{
    char bytes[4];
    struct span text = {0};

    if (!cut_text(app_names[APP_COUNTRY], v, bytes, sizeof bytes, &text, e)) {
        return false;
    }
    if (text.len != 2 || text.at[0] < 'A' || text.at[0] > 'Z' || text.at[1] < 'A' ||
        text.at[1] > 'Z') {
        return json_in_refused(app_names[APP_COUNTRY], "two letters like JP", v, true, e);
    }
    l->country = place_country(text.at[0], text.at[1]);
    return true;
}

static bool read_app_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct app_reader *r = ctx;
    struct span name = app_names[field];

    switch ((enum app_field)field) {
    case APP_NAME:
        return kept_text(name, v, r->app.name, APP_PASSWORD_NAME_MAX, e);
    case APP_DEVICE:
        return kept_text(name, v, r->app.device, APP_PASSWORD_DEVICE_MAX, e);
    case APP_SCOPES:
        return json_value_list(name, v, APP_SCOPE_COUNT, take_scope, &r->app, e);
    case APP_EXPIRES:
        return json_value_time(name, v, &r->app.expires_ms, e);
    case APP_NETWORK:
        return network_of(v, &r->app.limits, e);
    case APP_COUNTRY:
        return country_of(v, &r->app.limits, e);
    case APP_MAIN_OFF:
        return truth(name, v, &r->mail_off, e);
    case APP_FIELDS:
        break;
    }
    return true;
}

bool password_json_read_app(struct span body, struct app_password *out, bool *mail_off,
                            struct err *e)
{
    struct app_reader r = {0};
    const struct json_in_fields fields = {app_names, APP_FIELDS, read_app_field, &r};

    if (!json_in_fields(body, &fields, e)) {
        return false;
    }
    memcpy(out->name, r.app.name, sizeof out->name);
    memcpy(out->device, r.app.device, sizeof out->device);
    out->scopes = r.app.scopes == 0 ? APP_SCOPE_ALL : r.app.scopes;
    out->expires_ms = r.app.expires_ms;
    out->limits = r.app.limits;
    *mail_off = r.mail_off;
    return true;
}

static void put_time(struct json_out *j, const char *name, int64_t at_ms)
{
    if (at_ms == 0) {
        json_out_code(j, name, NULL);
    } else {
        json_out_time(j, name, at_ms);
    }
}

static void put_country(struct json_out *j, const char *name, uint16_t country)
{
    char text[3];

    place_country_text(country, text);
    json_out_code(j, name, country == 0 ? NULL : text);
}

static void put_address(struct json_out *j, const char *name, const struct address *a,
                        const unsigned *bits)
{
    char bytes[ADDRESS_TEXT_MAX + 8];
    struct buf text = BUF_ON(bytes);

    address_print(&text, a);
    if (bits != NULL) {
        buf_addf(&text, "/%u", *bits);
    }
    json_out_text(j, name, (struct span){.at = text.at, .len = text.len});
}

static void put_use(struct json_out *j, const struct app_use *u)
{
    struct json_out use;

    if (u->at_ms == 0) {
        json_out_code(j, "last_use", NULL);
        return;
    }
    use = json_out_object(j, "last_use");
    json_out_time(&use, "at", u->at_ms);
    json_out_code(&use, "service", service_code(u->service));
    if (u->has_remote) {
        put_address(&use, "remote", &u->remote, NULL);
    } else {
        json_out_code(&use, "remote", NULL);
    }
    put_country(&use, "country", u->country);
    json_out_number(&use, "asn", u->asn);
    json_out_text(&use, "client", span_of(u->client));
    json_out_close(&use);
}

void password_json_app(struct json_out *j, const struct app_password *p, int64_t now_ms)
{
    struct json_out list;

    json_out_code(j, "id", p->id);
    json_out_text(j, "name", span_of(p->name));
    json_out_text(j, "device", span_of(p->device));
    list = json_out_list(j, "scopes");
    for (unsigned i = 0; i < APP_SCOPE_COUNT; i++) {
        if ((p->scopes & 1u << i) != 0) {
            json_out_item_text(&list, span_of(app_scope_code(i)));
        }
    }
    json_out_end_list(&list);
    json_out_bool(j, "valid", app_password_valid(p, now_ms));
    json_out_time(j, "created", p->created_ms);
    put_time(j, "expires", p->expires_ms);
    put_time(j, "revoked", p->revoked_ms);
    if (p->limits.has_network) {
        unsigned bits = p->limits.bits;

        put_address(j, "network", &p->limits.prefix, &bits);
    } else {
        json_out_code(j, "network", NULL);
    }
    put_country(j, "country", p->limits.country);
    put_time(j, "bound", p->bound.at_ms);
    put_use(j, &p->last);
    json_out_bool(j, "readable", p->sealed_len > 0);
}

/* --- the rest ------------------------------------------------------------------------------------- */

void password_json_state(struct json_out *j, const struct main_password *p, const char *scheme,
                         size_t app_passwords)
{
    struct json_out mail;

    json_out_text(j, "account", span_of(p->account));
    json_out_code(j, "main_password", scheme);
    put_time(j, "changed", p->changed_ms);
    mail = json_out_object(j, "mail");
    json_out_bool(&mail, "main_password", !p->mail_off);
    put_time(&mail, "since", p->mail_ms);
    json_out_number(&mail, "app_passwords", (int64_t)app_passwords);
    json_out_close(&mail);
    json_out_bool(j, "pin", p->pin[0] != '\0');
    put_time(j, "pin_changed", p->pin_changed_ms);
}

struct one {
    struct span name;
    struct secret *secret;
    bool *truth;
    bool there;
};

static bool read_one(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct one *one = ctx;

    (void)field;
    one->there = true;
    return one->secret != NULL ? secret_text(one->name, v, one->secret, e)
                               : truth(one->name, v, one->truth, e);
}

static bool read_member(struct span body, struct one *one, struct err *e)
{
    const struct json_in_fields fields = {&one->name, 1, read_one, one};

    return json_in_fields(body, &fields, e) &&
           (one->there || err_set(e, ERR_INPUT, "field %.*s: expected it, came nothing",
                                  (int)one->name.len, one->name.at));
}

bool password_json_read_secret(struct span body, const char *name, struct secret *out,
                               struct err *e)
{
    struct one one = {.name = span_of(name), .secret = out};

    return read_member(body, &one, e);
}

bool password_json_read_truth(struct span body, const char *name, bool *out, struct err *e)
{
    struct one one = {.name = span_of(name)};

    one.truth = out;
    return read_member(body, &one, e);
}

static const struct span line_names[] = {SPAN_INIT("name"), SPAN_INIT("hash")};

static bool read_line_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct password_line *line = ctx;
    bool cut = false;

    if (field == 0) {
        return whole_text(line_names[0], v, line->name, sizeof line->name, &line->name_text, e);
    }
    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(line_names[1], "a text", v, false, e);
    }
    line->hash_text = json_in_text(v, line->hash, sizeof line->hash, &cut);
    return !cut || err_set(e, ERR_INPUT, "field hash: expected at most %zu bytes, came more",
                           sizeof line->hash);
}

bool password_json_read_line(struct span text, struct password_line *out, struct err *e)
{
    const struct json_in_fields fields = {line_names, COUNT(line_names), read_line_field, out};

    out->name_text = (struct span){0};
    out->hash_text = (struct span){0};
    return json_in_fields(text, &fields, e) &&
           ((out->name_text.len > 0 && out->hash_text.len > 0) ||
            err_set(e, ERR_INPUT, "expected name and hash, came less"));
}
