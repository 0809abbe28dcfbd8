#include "serve/api_parts.h"

#include "base/memory.h"
#include "service/credential_events.h"
#include "service/directory.h"
#include "service/passwords.h"
#include "wire/password_json.h"

#include <sodium.h>

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Which account the path names; NULL: *err says why not. */
static struct passwords *passwords_of(struct api_call *c, struct span *id)
{
    struct account_record a;

    if (c->api->passwords == NULL) {
        (void)err_set(&c->err, ERR_STORE, "passwords are not ready yet");
        return NULL;
    }
    if (id != NULL) {
        if (!directory_find(c->api->story.store, c->hole, c->arena, &a, &c->err)) {
            return NULL;
        }
        *id = a.text[ACCOUNT_ID];
        c->err = (struct err){0};
    }
    return c->api->passwords;
}

static unsigned done(struct api_call *c, const char *status)
{
    struct json_out j = json_out_open(c->out);

    json_out_code(&j, "status", status);
    json_out_close(&j);
    return 200;
}

/* Keeps what was done, for "what was changed since?". */
static bool keep_event(struct api_call *c, struct span id, enum credential_event_kind what,
                       struct span detail)
{
    struct credential_event ev = {
        .what = what, .by = CREDENTIAL_ACTOR_OPERATOR, .at_ms = c->r->now_ms};
    struct buf text = {.at = ev.detail, .cap = sizeof ev.detail - 1};

    buf_add(&text, detail);
    return credential_event_add(c->api->story.store, id, &ev, &c->err) ||
           err_context(&c->err, "it is done, and cannot be kept among the changes");
}

/* --- verifying ------------------------------------------------------------------------------------ */

/* For a command without a daemon; the daemon's route answers by itself (serve/passwords.c). */
unsigned api_password_verify(struct api_call *c)
{
    struct passwords *p = passwords_of(c, NULL);
    struct password_scratch scratch;
    struct password_question q;
    struct password_answer a;
    bool judge;
    bool ok;

    if (p == NULL || !password_json_read_question(c->r->body, &scratch, &q, &judge, &c->err)) {
        return 0;
    }
    q.now_ms = c->r->now_ms;
    ok = passwords_verify(p, &q, &a, &c->err);
    secret_wipe(&q.password);
    if (!ok) {
        return 0;
    }
    password_json_print_answer(c->out, &a);
    return 200;
}

/* --- app passwords -------------------------------------------------------------------------------- */

static bool list_app(void *ctx, const struct app_password *p)
{
    struct api_listed *l = ctx;
    struct json_out item = json_out_item(&l->list);

    password_json_app(&item, p, l->c->r->now_ms);
    json_out_close(&item);
    return true;
}

unsigned api_app_passwords_get(struct api_call *c)
{
    struct api_listed l = {.c = c};
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    struct json_out j;

    if (p == NULL) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_text(&j, "account", id);
    l.list = json_out_list(&j, "app_passwords");
    if (!passwords_app_list(p, id, list_app, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.list);
    json_out_close(&j);
    return 200;
}

unsigned api_app_password_create(struct api_call *c)
{
    struct app_password wish = {.created_ms = c->r->now_ms};
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    bool mail_off;
    struct json_out j;

    if (p == NULL || !password_json_read_app(c->r->body, &wish, &mail_off, &c->err)) {
        return 0;
    }
    memcpy(wish.account, id.at, id.len);
    if (!passwords_app_create(p, &wish, text, &c->err)) {
        return 0;
    }
    if ((mail_off && !passwords_mail_set(p, id, false, c->r->now_ms, &c->err)) ||
        !keep_event(c, id, CREDENTIAL_EVENT_APP_CREATED, span_of(wish.name))) {
        sodium_memzero(text, sizeof text);
        return 0;
    }
    j = json_out_open(c->out);
    json_out_text(&j, "account", id);
    password_json_app(&j, &wish, c->r->now_ms);
    json_out_text(&j, "app_password", span_of(text));
    json_out_close(&j);
    sodium_memzero(text, sizeof text);
    return 200;
}

/* Only who may set passwords may ask: whoever shows it to its owner has seen to a step-up. */
unsigned api_app_password_show(struct api_call *c)
{
    char text[APP_PASSWORD_TEXT_BYTES + 1];
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    struct json_out j;

    if (p == NULL || !passwords_app_show(p, id, c->more, text, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_text(&j, "id", c->more);
    json_out_text(&j, "app_password", span_of(text));
    json_out_close(&j);
    sodium_memzero(text, sizeof text);
    return 200;
}

unsigned api_app_password_revoke(struct api_call *c)
{
    struct span id;
    struct passwords *p = passwords_of(c, &id);

    return p != NULL && passwords_app_revoke(p, id, c->more, c->r->now_ms, &c->err) &&
                   keep_event(c, id, CREDENTIAL_EVENT_APP_REVOKED, c->more)
               ? done(c, "revoked")
               : 0;
}

unsigned api_app_passwords_revoke(struct api_call *c)
{
    struct span id;
    struct span device;
    struct passwords *p = passwords_of(c, &id);
    size_t count = 0;
    struct json_out j;

    if (p == NULL || !api_query_text(c, SPAN("device"), &device) ||
        !passwords_app_revoke_all(p, id, device, c->r->now_ms, &count, &c->err) ||
        !keep_event(c, id, CREDENTIAL_EVENT_APP_REVOKED, device.len > 0 ? device : SPAN("all"))) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_code(&j, "status", "revoked");
    json_out_number(&j, "count", (int64_t)count);
    json_out_close(&j);
    return 200;
}

/* --- the main password ---------------------------------------------------------------------------- */

struct valid {
    int64_t now_ms;
    size_t count;
};

static bool count_valid(void *ctx, const struct app_password *p)
{
    struct valid *v = ctx;

    v->count += app_password_valid(p, v->now_ms);
    return true;
}

static unsigned answer_state(struct api_call *c, struct passwords *p, struct span id)
{
    struct valid valid = {.now_ms = c->r->now_ms};
    struct main_password kept;
    struct json_out j;

    if (!passwords_main(p, id, &kept, &c->err) ||
        !passwords_app_list(p, id, count_valid, &valid, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    password_json_state(&j, &kept, passwords_scheme(&kept), valid.count);
    json_out_close(&j);
    sodium_memzero(&kept, sizeof kept);
    return 200;
}

unsigned api_password_get(struct api_call *c)
{
    struct span id;
    struct passwords *p = passwords_of(c, &id);

    return p == NULL ? 0 : answer_state(c, p, id);
}

unsigned api_password_put(struct api_call *c)
{
    struct secret password = {0};
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    bool ok = p != NULL && password_json_read_secret(c->r->body, "password", &password, &c->err) &&
              passwords_main_set(p, id, &password, c->r->now_ms, &c->err);

    secret_wipe(&password);
    return ok ? answer_state(c, p, id) : 0;
}

unsigned api_password_mail_put(struct api_call *c)
{
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    bool on;

    return p != NULL && password_json_read_truth(c->r->body, "main_password", &on, &c->err) &&
                   passwords_mail_set(p, id, on, c->r->now_ms, &c->err) &&
                   keep_event(c, id, CREDENTIAL_EVENT_MAIL_SWITCH, on ? SPAN("on") : SPAN("off"))
               ? answer_state(c, p, id)
               : 0;
}

/* --- the PIN -------------------------------------------------------------------------------------- */

unsigned api_pin_put(struct api_call *c)
{
    struct secret pin = {0};
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    bool ok = p != NULL && password_json_read_secret(c->r->body, "pin", &pin, &c->err) &&
              passwords_pin_set(p, id, &pin, c->r->now_ms, &c->err) &&
              keep_event(c, id, CREDENTIAL_EVENT_PIN, SPAN(""));

    secret_wipe(&pin);
    return ok ? done(c, "set") : 0;
}

static void put_pin_answer(struct buf *out, const struct pin_answer *a)
{
    const char *result = a->right           ? "right"
                         : a->none          ? "none"
                         : a->rests_ms != 0 ? "rests"
                                            : "wrong";
    struct json_out j = json_out_open(out);

    json_out_code(&j, "result", result);
    json_out_number(&j, "left", a->left);
    if (a->rests_ms != 0) {
        json_out_time(&j, "rests_until", a->rests_ms);
    } else {
        json_out_code(&j, "rests_until", NULL);
    }
    json_out_close(&j);
}

unsigned api_pin_verify(struct api_call *c)
{
    struct secret pin = {0};
    struct pin_answer a;
    struct span id;
    struct passwords *p = passwords_of(c, &id);
    bool ok = p != NULL && password_json_read_secret(c->r->body, "pin", &pin, &c->err) &&
              passwords_pin_verify(p, id, &pin, c->r->now_ms, &a, &c->err);

    secret_wipe(&pin);
    if (!ok) {
        return 0;
    }
    put_pin_answer(c->out, &a);
    return 200;
}

/* --- importing ------------------------------------------------------------------------------------ */

struct import {
    struct password_import *items;
    struct password_line *lines;
    uint64_t *numbers; /* of the lines, from 1 */
    size_t count;
};

/* What is wrong with a line stands in its item. False: there are too many. */
static bool import_read(struct api_call *c, struct import *in)
{
    struct span rest = c->r->body;
    uint64_t number = 0;

    while (rest.len > 0) {
        struct password_import *item = &in->items[in->count];
        struct password_line *line = &in->lines[in->count];
        struct span text;

        if (!span_cut(&rest, '\n', &text)) {
            text = rest;
            rest = (struct span){0};
        }
        number++;
        if (text.len == 0) {
            continue;
        }
        if (in->count == API_IMPORT_MAX) {
            return err_set(&c->err, ERR_INPUT, "expected at most %d lines in a request, came more",
                           API_IMPORT_MAX);
        }
        in->numbers[in->count++] = number;
        *item = (struct password_import){0};
        if (password_json_read_line(text, line, &item->err)) {
            item->account = line->name_text;
            item->hash = line->hash_text;
        }
    }
    return true;
}

/* Those that were read go in, in runs between those that were not. */
static bool import_apply(struct api_call *c, struct passwords *p, struct import *in)
{
    size_t from = 0;

    for (size_t i = 0; i <= in->count; i++) {
        if (i < in->count && in->items[i].hash.len > 0) {
            continue;
        }
        if (i > from && !passwords_import(p, in->items + from, i - from, c->r->now_ms, &c->err)) {
            return false;
        }
        from = i + 1;
    }
    return true;
}

static void import_answer(struct api_call *c, const struct import *in)
{
    struct json_out j = json_out_open(c->out);
    struct json_out list;
    size_t refused = 0;

    for (size_t i = 0; i < in->count; i++) {
        refused += in->items[i].err.code != ERR_NONE;
    }
    json_out_number(&j, "read", (int64_t)in->count);
    json_out_number(&j, "taken", (int64_t)(in->count - refused));
    list = json_out_list(&j, "refused");
    for (size_t i = 0; i < in->count; i++) {
        struct json_out item;

        if (in->items[i].err.code == ERR_NONE) {
            continue;
        }
        item = json_out_item(&list);
        json_out_number(&item, "line", (int64_t)in->numbers[i]);
        json_out_text(&item, "reason", span_of(in->items[i].err.text));
        json_out_close(&item);
    }
    json_out_end_list(&list);
    json_out_close(&j);
}

unsigned api_passwords_import(struct api_call *c)
{
    struct passwords *p = passwords_of(c, NULL);
    struct import in = {
        .items = memory_new(API_IMPORT_MAX + 1, sizeof *in.items),
        .lines = memory_new(API_IMPORT_MAX + 1, sizeof *in.lines),
        .numbers = memory_new(API_IMPORT_MAX + 1, sizeof *in.numbers),
    };
    bool ok = p != NULL && import_read(c, &in) && import_apply(c, p, &in);

    if (ok) {
        import_answer(c, &in);
    }
    sodium_memzero(in.lines, (API_IMPORT_MAX + 1) * sizeof *in.lines);
    memory_free(in.items);
    memory_free(in.lines);
    memory_free(in.numbers);
    return ok ? 200 : 0;
}
