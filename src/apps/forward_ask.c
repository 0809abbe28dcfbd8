#include "apps/forward_ask.h"

#include "service/forward.h"
#include "wire/json_fields.h"

enum {
    FIELD_LANGUAGE,
    FIELD_SIGN_IN,
    FIELD_MAIL,
    FIELD_NOTICE,
    FIELD_COUNT
};

struct reading {
    struct span from;
    struct forward_known *out;
};

static bool list_holds(struct span list, struct span from, struct err *e)
{
    struct json_in in;
    struct json_in_value key = {0};
    struct json_in_value one = {0};
    bool more = true;
    bool found = false;

    if (!json_in_open(list, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &one, &more, e) && more) {
        char bytes[512];

        found = found || forward_same_address(json_in_text(&one, bytes, sizeof bytes, NULL), from);
    }
    return found;
}

static bool take(void *ctx, size_t field, const struct json_in_value *v, struct err *e)
{
    struct reading *r = ctx;

    if (field == FIELD_LANGUAGE) {
        r->out->has_lang = v->kind == JSON_IN_TEXT && lang_parse(v->raw, &r->out->lang);
    } else if (v->kind == JSON_IN_LIST) {
        r->out->owns = list_holds(v->raw, r->from, e) || r->out->owns;
    }
    return true;
}

bool forward_ask(struct api_client *c, struct span name, struct span from,
                 struct forward_known *out, struct err *e)
{
    static const struct span names[FIELD_COUNT] = {
        [FIELD_LANGUAGE] = SPAN_INIT("language"),
        [FIELD_SIGN_IN] = SPAN_INIT("sign_in_names"),
        [FIELD_MAIL] = SPAN_INIT("mail_addresses"),
        [FIELD_NOTICE] = SPAN_INIT("notice_addresses"),
    };
    struct reading r = {.from = from, .out = out};
    const struct json_in_fields fields = {names, COUNT(names), take, &r};
    char bytes[2048];
    struct buf path = BUF_ON(bytes);
    struct span answer;
    struct span where;
    struct err why = {0};

    *out = (struct forward_known){.account = false};
    buf_add(&path, SPAN("/v1/accounts?name="));
    api_client_encode(&path, name);
    if (!buf_span(&path, &where, &why)) {
        return true; /* longer than any name we keep */
    }
    if (!api_client_call(c, "GET", where, SPAN(""), &answer, &why)) {
        if (why.code == ERR_ABSENT || why.code == ERR_INPUT) {
            return true;
        }
        *e = why;
        return false;
    }
    if (!json_in_fields(answer, &fields, e)) {
        return false;
    }
    out->account = true;
    return true;
}
