#include "wire/password_json.h"

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void put(struct json_out *j, const char *name, const char *text)
{
    if (text[0] != '\0') {
        json_out_text(j, name, span_of(text));
    }
}

void password_json_print_told(struct buf *out, const struct password_told *t)
{
    const struct password_answer *a = t->found;
    struct json_out j = json_out_open(out);

    json_out_code(&j, "result", t->result);
    if (a != NULL) {
        json_out_text(&j, "account", span_of(a->account));
        json_out_code(&j, "credential", credential_kind_code(a->credential));
        json_out_code(&j, "app_password", a->app_password[0] == '\0' ? NULL : a->app_password);
    }
    put(&j, "code", t->code);
    put(&j, "text", t->text);
    put(&j, "url", t->url);
    if (t->wait_s > 0) {
        json_out_number(&j, "wait_s", t->wait_s);
    }
    json_out_close(&j);
}

void password_json_print_answer(struct buf *out, const struct password_answer *a)
{
    const struct password_told t = {
        .result = password_result_code(a->result),
        .found = a->result == PASSWORD_RIGHT ? a : NULL,
        .code = "",
        .text = "",
        .url = "",
    };

    password_json_print_told(out, &t);
}
