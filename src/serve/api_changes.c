/* /v1: changes of what an account is opened with, undoing them, and what was changed since. */
#include "serve/api_parts.h"

#include "base/quote.h"
#include "service/credential_events.h"
#include "service/directory.h"
#include "service/password_change.h"
#include "wire/api_json.h"
#include "wire/change_json.h"

static bool begin(struct api_call *c, struct change_ask *ask)
{
    if (c->api->changes == NULL) {
        return err_set(&c->err, ERR_STORE, "no daemon runs: nothing would tell of the change");
    }
    return change_json_read(c->r->body, c->arena, ask, &c->err);
}

static struct change_request request_of(const struct api_call *c, const struct change_ask *ask)
{
    return (struct change_request){
        .account = c->hole,
        .by = ask->by,
        .current = ask->has_current ? &ask->current : NULL,
        .remote = ask->remote,
        .has_remote = ask->has_remote,
        .revoke_apps = ask->revoke_apps,
        .keep_sessions = ask->keep_sessions,
        .now_ms = c->r->now_ms,
    };
}

/* Every result is a 200: the request was in order, the answer says what became of it. */
static unsigned answer(struct api_call *c, const struct change_answer *a)
{
    struct json_out j = json_out_open(c->out);

    json_out_code(&j, "result", change_result_code(a->result));
    if (a->result == CHANGE_WEAK) {
        change_json_quality(&j, &a->quality);
    }
    if (a->result == CHANGE_REST) {
        json_out_number(&j, "wait_s", a->wait_ms / 1000);
    }
    if (a->result == CHANGE_DONE) {
        json_out_code(&j, "reference", a->reference[0] == '\0' ? NULL : a->reference);
        json_out_bool(&j, "undoable", a->undoable);
        json_out_number(&j, "revoked", (int64_t)a->revoked);
        json_out_bool(&j, "sessions_end", a->sessions);
    }
    json_out_close(&j);
    return 200;
}

static unsigned end(struct api_call *c, struct change_ask *ask, bool ok,
                    const struct change_answer *a)
{
    change_ask_wipe(ask);
    return ok ? answer(c, a) : 0;
}

unsigned api_password_change(struct api_call *c)
{
    struct change_ask ask = {.keep = false};
    struct change_answer a = {.result = CHANGE_WRONG};
    struct change_request r;
    bool ok = begin(c, &ask);

    if (ok && !ask.has_new) {
        ok = err_set(&c->err, ERR_INPUT, "new: expected the new password, came none");
    }
    r = request_of(c, &ask);
    ok = ok && change_password(c->api->changes, &r, &ask.new, &a, &c->err);
    return end(c, &ask, ok, &a);
}

unsigned api_contact_change(struct api_call *c)
{
    struct change_ask ask = {.keep = false};
    struct change_answer a = {.result = CHANGE_WRONG};
    bool ok = begin(c, &ask);
    const struct change_request r = request_of(c, &ask);
    const struct change_contact to = {.has_phone = ask.has_phone,
                                      .has_address = ask.has_address,
                                      .phone = ask.phone,
                                      .address = ask.address};

    if (ok && !ask.has_phone && !ask.has_address) {
        ok = err_set(&c->err, ERR_INPUT, "expected phone or address, came neither");
    }
    ok = ok && change_contact(c->api->changes, &r, &to, &a, &c->err);
    return end(c, &ask, ok, &a);
}

unsigned api_sign_in_name_change(struct api_call *c)
{
    struct change_ask ask = {.keep = false};
    struct change_answer a = {.result = CHANGE_WRONG};
    bool ok = begin(c, &ask);
    const struct change_request r = request_of(c, &ask);
    const struct change_name name = {.from = ask.from, .to = ask.to, .keep = ask.keep};

    if (ok && (ask.from.len == 0 || ask.to.len == 0)) {
        ok = err_set(&c->err, ERR_INPUT, "expected from and to, came %s",
                     ask.from.len == 0 ? "no from" : "no to");
    }
    ok = ok && change_sign_in_name(c->api->changes, &r, &name, &a, &c->err);
    return end(c, &ask, ok, &a);
}

unsigned api_undo(struct api_call *c)
{
    struct change_ask ask = {.keep = false};
    struct change_answer a = {.result = CHANGE_WRONG};
    bool ok = begin(c, &ask);
    const struct change_request r = request_of(c, &ask);

    ok = ok && change_undo(c->api->changes, ask.code, &r, &a, &c->err);
    return end(c, &ask, ok, &a);
}

unsigned api_undo_recover(struct api_call *c)
{
    struct change_ask ask = {.keep = false};
    struct change_answer a = {.result = CHANGE_WRONG};
    bool ok = begin(c, &ask);
    const struct change_request r = request_of(c, &ask);
    const struct change_recovery w = {.code = ask.code, .pin = &ask.pin, .new = &ask.new};

    ok = ok && change_recover(c->api->changes, &w, &r, &a, &c->err);
    return end(c, &ask, ok, &a);
}

/* --- before, and since ---------------------------------------------------------------------------- */

unsigned api_password_outlook(struct api_call *c)
{
    struct change_outlook o;
    struct json_out j;
    struct json_out list;

    if (c->api->changes == NULL) {
        (void)err_set(&c->err, ERR_STORE, "no daemon runs");
        return 0;
    }
    if (!change_outlook(c->api->changes, c->hole, c->r->now_ms, &o, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_text(&j, "account", (struct span){.at = o.account, .len = strlen(o.account)});
    if (o.changed_ms != 0) {
        json_out_time(&j, "changed", o.changed_ms);
    }
    json_out_bool(&j, "opens_mail", !o.mail_off);
    json_out_number(&j, "app_passwords", (int64_t)o.apps);
    list = json_out_list(&j, "main_password_used");
    for (size_t i = 0; i < o.count; i++) {
        struct json_out item = json_out_item(&list);

        json_out_code(&item, "service", service_code(o.places[i].service));
        json_out_time(&item, "last", o.places[i].last_ms);
        json_out_text(&item, "provider",
                      (struct span){.at = o.places[i].where.provider,
                                    .len = strlen(o.places[i].where.provider)});
        json_out_close(&item);
    }
    json_out_end_list(&list);
    json_out_close(&j);
    return 200;
}

static bool put_event(void *ctx, const struct credential_event *ev)
{
    struct api_listed *l = ctx;
    size_t before = l->c->out->len;
    struct json_out item = json_out_item(&l->list);

    change_json_event(&item, ev);
    json_out_close(&item);
    return api_row_fits(l, before);
}

unsigned api_account_changes(struct api_call *c)
{
    struct credential_events_query q = {.limit = API_PAGE_MAX};
    struct api_listed l = {.c = c};
    struct account_record account;
    struct json_out j;
    uint64_t since;

    if (!api_query_number(c, SPAN("since"), 0, INT64_MAX, 0, &since) ||
        !directory_find(c->api->story.store, c->hole, c->arena, &account, &c->err)) {
        return 0;
    }
    c->err = (struct err){0};
    q.account = account.text[ACCOUNT_ID];
    q.since_ms = (int64_t)since;
    j = json_out_open(c->out);
    json_out_text(&j, "account", q.account);
    l.list = json_out_list(&j, "changes");
    if (!credential_events(c->api->story.store, &q, put_event, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.list);
    json_out_close(&j);
    return 200;
}
