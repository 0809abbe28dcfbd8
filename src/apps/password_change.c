/* mioboe password change, undo, changes: asked of the daemon. */
#include "apps/password.h"

#include "base/number.h"
#include "base/quote.h"
#include "wire/json_out.h"
#include "words/clean.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#define BODY_BYTES 4096

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Prints what came and gives 1 when the change was not made. */
static int tell(struct inquiry *q, struct span answer, struct err *e)
{
    struct json_in_value result = {0};
    int code;
    bool done = false;

    if (inquiry_member(answer, "result", &result, e)) {
        done = span_eq(result.raw, SPAN("done"));
        if (q->options.set[INQUIRY_JSON]) {
            inquiry_print(answer);
        } else {
            page_paragraph(&q->page,
                           inquiry_label(q, done ? LABEL_CHANGE_DONE : LABEL_CHANGE_REFUSED), 0);
            if (!done) {
                page_paragraph(&q->page, answer, 0);
            }
        }
    }
    code = inquiry_end(q, e);
    return code == EX_OK && !done ? 1 : code;
}

static bool ask_secret(struct json_out *j, const char *prompt, const char *name, struct err *e)
{
    struct secret s = {0};
    bool ok = password_ask(prompt, &s, e);

    if (ok) {
        json_out_text(j, name, secret_reveal(&s));
    }
    secret_wipe(&s);
    return ok;
}

static bool call(struct inquiry *q, struct span path, struct buf *body, struct span *answer,
                 struct err *e)
{
    bool ok = !body->full
                  ? api_client_call(q->client, "POST", path,
                                    (struct span){.at = body->at, .len = body->len}, answer, e)
                  : err_set(e, ERR_INPUT, "expected a shorter password");

    sodium_memzero(body->at, body->cap);
    return ok;
}

/* The operator sets a new one; who the person is, the operator has made sure of. */
int password_change(const struct options *o, int count, char *typed[])
{
    struct inquiry q = {.options = *o};
    char bytes[BODY_BYTES];
    struct buf body = BUF_ON(bytes);
    char path_bytes[1024];
    struct buf path = BUF_ON(path_bytes);
    struct span answer = SPAN("{}");
    struct json_out j;
    struct err e = {0};
    int code;

    (void)count;
    if (!inquiry_begin(&q, "password", false, &code)) {
        return code;
    }
    buf_addf(&path, "/v1/accounts/");
    api_client_encode(&path, span_of(typed[0]));
    buf_addf(&path, "/password/change");
    j = json_out_open(&body);
    json_out_code(&j, "by", "operator");
    json_out_code(&j, "app_passwords", o->set[PASSWORD_REVOKE] ? "revoke" : "keep");
    json_out_code(&j, "sessions", o->set[PASSWORD_KEEP] ? "keep" : "end");
    if (!ask_secret(&j, "New password", "new", &e)) {
        return inquiry_end(&q, &e);
    }
    json_out_close(&j);
    if (path.full) {
        (void)err_set(&e, ERR_INPUT, "expected a shorter name of an account");
    } else {
        (void)!call(&q, (struct span){.at = path_bytes, .len = path.len}, &body, &answer, &e);
    }
    return e.code != ERR_NONE ? inquiry_end(&q, &e) : tell(&q, answer, &e);
}

int password_undo(const struct options *o, int count, char *typed[])
{
    struct inquiry q = {.options = *o};
    char bytes[BODY_BYTES];
    struct buf body = BUF_ON(bytes);
    struct span answer = SPAN("{}");
    struct json_out j;
    struct err e = {0};
    int code;

    (void)count;
    (void)typed;
    if (!inquiry_begin(&q, "password", false, &code)) {
        return code;
    }
    j = json_out_open(&body);
    json_out_code(&j, "by", "operator");
    if (ask_secret(&j, "Undo code", "code", &e)) {
        json_out_close(&j);
        (void)!call(&q, SPAN("/v1/undo"), &body, &answer, &e);
    }
    return e.code != ERR_NONE ? inquiry_end(&q, &e) : tell(&q, answer, &e);
}

/* --- what was changed since ----------------------------------------------------------------------- */

/* One line: when, what, by whom, from where. */
static bool put_change(struct inquiry *q, struct span item, struct err *e)
{
    static const char *const names[] = {"at", "what", "by", "detail", "remote", "sessions"};
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    for (size_t i = 0; i < COUNT(names); i++) {
        struct json_in_value v = {0};
        struct err absent = {0};

        if (inquiry_member(item, names[i], &v, i < 3 ? e : &absent)) {
            char room[ACCOUNT_TEXT_MAX];

            if (i > 0) {
                buf_add(&text, SPAN("  "));
            }
            clean_text(&text, json_in_text(&v, room, sizeof room, NULL));
        } else if (i < 3) {
            return false;
        }
    }
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}

static bool put_changes(struct inquiry *q, struct span answer, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    bool more = true;

    if (!inquiry_member(answer, "changes", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        if (!more) {
            return true;
        }
        if (!put_change(q, item.raw, e)) {
            return false;
        }
    }
    return false;
}

int password_changes(const struct options *o, int count, char *typed[])
{
    struct inquiry q = {.options = *o};
    struct span answer = {0};
    struct err e = {0};
    uint64_t hours = 0;
    char after[64] = "/changes";
    int code;

    (void)count;
    if (!inquiry_begin(&q, "password", false, &code)) {
        return code;
    }
    if (o->set[PASSWORD_SINCE] &&
        !number_parse(span_of(o->value[PASSWORD_SINCE]), 1, 10000, &hours)) {
        (void)err_set(&e, ERR_CONFIG, "--since: expected hours from 1 to 10000, came %s",
                      quote(span_of(o->value[PASSWORD_SINCE])).text);
        return inquiry_end(&q, &e);
    }
    if (hours > 0) {
        struct timespec now;

        (void)clock_gettime(CLOCK_REALTIME, &now);
        (void)snprintf(after, sizeof after, "/changes?since=%" PRId64,
                       ((int64_t)now.tv_sec - (int64_t)hours * 3600) * 1000);
    }
    if (inquiry_get(&q, "/v1/accounts/", span_of(typed[0]), after, &answer, &e)) {
        if (o->set[INQUIRY_JSON]) {
            inquiry_print(answer);
        } else {
            (void)!put_changes(&q, answer, &e);
        }
    }
    return inquiry_end(&q, &e);
}
