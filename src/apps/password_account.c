/* mioboe password set, verify, show, mail, pin - the passwords of one account. */
#include "apps/password.h"

#include "apps/paths.h"
#include "credential/app_password.h"
#include "model/credential.h"
#include "wire/api_json.h"
#include "words/clean.h"

#include <sodium.h>
#include <string.h>
#include <sysexits.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- what is told --------------------------------------------------------------------------------- */

static bool is_true(const struct json_in_value *v)
{
    return v->kind == JSON_IN_BOOL && v->raw.len > 0 && v->raw.at[0] == 't';
}

/* "Mail opens with ... since ...". */
static bool put_mail(struct inquiry *q, struct span mail, struct err *e)
{
    struct json_in_value main = {0};
    struct json_in_value since = {0};
    struct json_in_value apps = {0};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);
    char time[WORDS_MAX];
    struct buf when = BUF_ON(time);
    struct arg args[2];
    int64_t at_ms;

    if (!inquiry_member(mail, "main_password", &main, e) ||
        !inquiry_member(mail, "since", &since, e) ||
        !inquiry_member(mail, "app_passwords", &apps, e)) {
        return false;
    }
    if (since.kind == JSON_IN_TEXT && api_json_read_time(since.raw, &at_ms)) {
        words_time(&when, q->voice.lang, q->voice.zone, at_ms);
    } else {
        buf_addf(&when, "-");
    }
    args[0] = (struct arg){"time", report_written(&when)};
    args[1] = (struct arg){"count", apps.raw};
    label_put(&text, q->voice.lang, is_true(&main) ? LABEL_MAIL_BY_BOTH : LABEL_MAIL_BY_APP, args,
              COUNT(args));
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static bool tell_state(struct inquiry *q, struct span answer, struct err *e)
{
    struct json_in_value scheme = {0};
    struct json_in_value use = {0};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    if (q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    if (!inquiry_member(answer, "main_password", &scheme, e) ||
        !inquiry_member(answer, "mail", &use, e)) {
        return false;
    }
    inquiry_put(q, &text, LABEL_PASSWORD_KEPT, "scheme",
                scheme.kind == JSON_IN_TEXT ? scheme.raw : SPAN("-"));
    page_paragraph(&q->page, report_written(&text), 0);
    return put_mail(q, use.raw, e);
}

/* --- verbs ---------------------------------------------------------------------------------------- */

static bool show(struct inquiry *q, char *typed[], struct err *e)
{
    struct span answer = {0};

    return inquiry_account(
               q,
               &(struct inquiry_request){.method = "GET", .account = typed[0], .part = "/password"},
               &answer, e) &&
           tell_state(q, answer, e);
}

/* {"NAME":"SECRET"} */
static bool ask_body(const char *member, const char *prompt, struct buf *body, struct err *e)
{
    struct secret secret = {0};
    struct json_out j;

    if (!password_ask(prompt, &secret, e)) {
        return false;
    }
    j = json_out_open(body);
    json_out_text(&j, member, secret_reveal(&secret));
    json_out_close(&j);
    secret_wipe(&secret);
    return true;
}

static bool set(struct inquiry *q, char *typed[], struct err *e)
{
    char bytes[8 * SECRET_TEXT_MAX];
    struct buf body = BUF_ON(bytes);
    struct span answer = {0};
    bool ok = ask_body("password", "New password", &body, e) &&
              inquiry_account(q,
                              &(struct inquiry_request){.method = "PUT",
                                                        .account = typed[0],
                                                        .part = "/password",
                                                        .body = report_written(&body)},
                              &answer, e);

    sodium_memzero(bytes, sizeof bytes);
    return ok && tell_state(q, answer, e);
}

static bool mail(struct inquiry *q, char *typed[], struct err *e)
{
    bool on = strcmp(typed[1], "on") == 0;
    struct span body = on ? SPAN("{\"main_password\":true}") : SPAN("{\"main_password\":false}");
    struct span answer = {0};

    if (!on && strcmp(typed[1], "off") != 0) {
        return err_set(e, ERR_CONFIG, "mail: expected on or off");
    }
    return inquiry_account(
               q,
               &(struct inquiry_request){
                   .method = "PUT", .account = typed[0], .part = "/mail-use", .body = body},
               &answer, e) &&
           tell_state(q, answer, e);
}

static bool pin(struct inquiry *q, char *typed[], struct err *e)
{
    char bytes[8 * SECRET_TEXT_MAX];
    struct buf body = BUF_ON(bytes);
    struct span answer = {0};
    bool ok = ask_body("pin", "New PIN", &body, e) &&
              inquiry_account(q,
                              &(struct inquiry_request){.method = "PUT",
                                                        .account = typed[0],
                                                        .part = "/pin",
                                                        .body = report_written(&body)},
                              &answer, e);

    sodium_memzero(bytes, sizeof bytes);
    if (ok) {
        page_paragraph(&q->page, inquiry_label(q, LABEL_PIN_SET), 0);
    }
    return ok;
}

static bool tell_verdict(struct inquiry *q, struct span answer, bool slip, struct err *e)
{
    static const struct {
        const char *result;
        enum label told;
    } results[] = {{"right", LABEL_PASSWORD_RIGHT},
                   {"wrong", LABEL_PASSWORD_WRONG},
                   {"busy", LABEL_PASSWORD_BUSY},
                   {"unavailable", LABEL_PASSWORD_UNAVAILABLE}};
    struct json_in_value result = {0};
    struct json_in_value kind = {0};

    if (!inquiry_member(answer, "result", &result, e) ||
        !inquiry_member(answer, "credential", &kind, e)) {
        return false;
    }
    for (size_t i = 0; i < COUNT(results); i++) {
        enum label told = results[i].told;

        if (!span_eq(result.raw, span_of(results[i].result))) {
            continue;
        }
        if (told == LABEL_PASSWORD_RIGHT && span_eq(kind.raw, SPAN("app_password"))) {
            told = LABEL_PASSWORD_RIGHT_APP;
        }
        page_paragraph(&q->page, inquiry_label(q, told), 0);
        if (told == LABEL_PASSWORD_WRONG && slip) {
            page_paragraph(&q->page, inquiry_label(q, LABEL_APP_PASSWORD_SLIP), 0);
        }
    }
    return true;
}

static bool verify(struct inquiry *q, char *typed[], struct err *e)
{
    char bytes[8 * SECRET_TEXT_MAX + 2048];
    struct buf body = BUF_ON(bytes);
    struct app_letters letters;
    struct secret secret = {0};
    struct span answer = {0};
    struct json_out j;
    bool slip;
    bool ok;

    if (!password_ask("Password", &secret, e)) {
        return false;
    }
    slip = app_letters_read(secret_reveal(&secret), &letters) == APP_FORM_SLIP;
    j = json_out_open(&body);
    json_out_text(&j, "login", span_of(typed[0]));
    json_out_text(&j, "password", secret_reveal(&secret));
    json_out_text(&j, "service", span_of(typed[1] == NULL ? "web" : typed[1]));
    json_out_close(&j);
    secret_wipe(&secret);
    ok = !body.full || err_set(e, ERR_INPUT, "the name is too long to ask for");
    ok = ok && api_client_call(q->client, "POST", SPAN("/v1/passwords/verify"),
                               report_written(&body), &answer, e);
    sodium_memzero(bytes, sizeof bytes);
    if (ok && q->options.set[INQUIRY_JSON]) {
        inquiry_print(answer);
        return true;
    }
    return ok && tell_verdict(q, answer, slip, e);
}

/* --- running -------------------------------------------------------------------------------------- */

typedef bool account_verb(struct inquiry *q, char *typed[], struct err *e);

static int run(account_verb *verb, const struct options *o, char *typed[])
{
    struct inquiry q = {.options = *o};
    struct err e = {0};
    int code;

    if (!inquiry_begin(&q, "password", false, &code)) {
        return code;
    }
    (void)!verb(&q, typed, &e);
    return inquiry_end(&q, &e);
}

int password_set(const struct options *o, int count, char *typed[])
{
    (void)count;
    return run(set, o, typed);
}

int password_show(const struct options *o, int count, char *typed[])
{
    (void)count;
    return run(show, o, typed);
}

int password_mail(const struct options *o, int count, char *typed[])
{
    (void)count;
    return run(mail, o, typed);
}

int password_pin(const struct options *o, int count, char *typed[])
{
    (void)count;
    return run(pin, o, typed);
}

int password_verify(const struct options *o, int count, char *typed[])
{
    char *both[] = {typed[0], count > 1 ? typed[1] : NULL};

    return run(verify, o, both);
}
