#include "serve/api.h"

#include "base/number.h"
#include "base/quote.h"
#include "serve/api_parts.h"

#include <stdlib.h>

#define ARENA_BYTES ((size_t)16 << 20) /* of one request: API_IMPORT_MAX accounts */

struct api *api_new(struct store *s, struct token_book *tokens)
{
    struct api *a = calloc(1, sizeof *a);
    struct err ignored = {0};

    if (a != NULL && !fakes_new(s, &a->fakes, &ignored)) {
        free(a);
        return NULL;
    }
    if (a != NULL) {
        (void)pthread_rwlock_init(&a->lock, NULL);
        a->story.store = s;
        a->tokens = tokens;
    }
    return a;
}

void api_free(struct api **a)
{
    if (*a != NULL) {
        (void)pthread_rwlock_destroy(&(*a)->lock);
        fakes_free(&(*a)->fakes);
        secret_wipe(&(*a)->doors.backend_password);
        free(*a);
        *a = NULL;
    }
}

struct fakes *api_fakes(struct api *a)
{
    return a->fakes;
}

void api_set_report_key(struct api *a, const uint8_t key[static API_REPORT_KEY_SIZE])
{
    (void)pthread_rwlock_wrlock(&a->lock);
    memcpy(a->report_key, key, API_REPORT_KEY_SIZE);
    a->has_report_key = true;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_set_notices(struct api *a, struct notices *n)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->notices = n;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_set_desk(struct api *a, struct check_desk *d)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->desk = d;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_set_home(struct api *a, const struct home_countries *home)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->home = *home;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_set_passwords(struct api *a, struct passwords *p)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->passwords = p;
    (void)pthread_rwlock_unlock(&a->lock);
}

struct passwords *api_passwords(struct api *a)
{
    struct passwords *p;

    (void)pthread_rwlock_rdlock(&a->lock);
    p = a->passwords;
    (void)pthread_rwlock_unlock(&a->lock);
    return p;
}

void api_set_changes(struct api *a, struct changes *changes)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->changes = changes;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_set_places(struct api *a, const struct places *places)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->story.places = places;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_set_devices(struct api *a, const struct device_desk *desk)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->devices = desk;
    (void)pthread_rwlock_unlock(&a->lock);
}

/* --- what was asked ------------------------------------------------------------------------------- */

bool api_query_text(struct api_call *c, struct span name, struct span *out)
{
    struct span raw;
    char *bytes;

    *out = (struct span){0};
    if (!route_query(c->r->query, name, &raw)) {
        return true;
    }
    bytes = arena_take(c->arena, raw.len + 1);
    if (bytes == NULL) {
        return err_set(&c->err, ERR_SYSTEM, "no memory for a question");
    }
    out->at = bytes;
    return route_decode(raw, bytes, &out->len) ||
           err_set(&c->err, ERR_INPUT, "%.*s: expected percent-encoded text, came %s",
                   (int)name.len, name.at, quote(raw).text);
}

bool api_query_number(struct api_call *c, struct span name, uint64_t lo, uint64_t hi,
                      uint64_t usual, uint64_t *out)
{
    struct span text;

    if (!api_query_text(c, name, &text)) {
        return false;
    }
    *out = usual;
    return text.len == 0 || number_parse(text, lo, hi, out) ||
           err_set(&c->err, ERR_INPUT, "%.*s: expected a whole number from %llu to %llu, came %s",
                   (int)name.len, name.at, (unsigned long long)lo, (unsigned long long)hi,
                   quote(text).text);
}

/* Room for the end of the answer. */
#define TAIL 1024

bool api_row_fits(struct api_listed *l, size_t before)
{
    struct buf *out = l->c->out;

    if (!out->full && out->cap - out->len >= TAIL) {
        l->count++;
        return true;
    }
    out->len = before;
    out->full = false;
    l->more = true;
    return false;
}

unsigned api_removed(struct api_call *c)
{
    struct json_out j = json_out_open(c->out);

    json_out_code(&j, "status", "removed");
    json_out_close(&j);
    return 200;
}

/* --- dispatch ------------------------------------------------------------------------------------- */

/* The rows of serve/routes.c that begin with /v1/ are these; a test compares them. */
// clang-format off
#define API_TABLE(ROW) \
    ROW("GET", "/v1/accounts", api_accounts_find) \
    ROW("POST", "/v1/accounts", api_accounts_import) \
    ROW("GET", "/v1/accounts/{id}", api_account_get) \
    ROW("PUT", "/v1/accounts/{id}", api_account_put) \
    ROW("DELETE", "/v1/accounts/{id}", api_account_delete) \
    ROW("GET", "/v1/accounts/{name}/history", api_account_history) \
    ROW("GET", "/v1/accounts/{name}/profile", api_account_profile) \
    ROW("GET", "/v1/accounts/{name}/devices", api_devices_get) \
    ROW("POST", "/v1/accounts/{name}/devices", api_device_issue) \
    ROW("POST", "/v1/accounts/{name}/devices/links", api_device_link) \
    ROW("DELETE", "/v1/accounts/{name}/devices/{id}", api_device_revoke) \
    ROW("GET", "/v1/events/{id}", api_event_get) \
    ROW("GET", "/v1/deliveries/{id}/{token}", api_delivery_report) \
    ROW("POST", "/v1/deliveries/{id}/{token}", api_delivery_report) \
    ROW("GET", "/v1/listings", api_listings_get) \
    ROW("PUT", "/v1/listings", api_listing_put) \
    ROW("DELETE", "/v1/listings", api_listing_delete) \
    ROW("GET", "/v1/announcements", api_announcements_get) \
    ROW("POST", "/v1/announcements", api_announcement_add) \
    ROW("GET", "/v1/announcements/{id}", api_announcement_get) \
    ROW("PUT", "/v1/announcements/{id}", api_announcement_put) \
    ROW("GET", "/v1/notices/{reference}", api_notice_get) \
    ROW("POST", "/v1/messages/check", api_message_check) \
    ROW("POST", "/v1/notices/match", api_notice_match) \
    ROW("POST", "/v1/accounts/{name}/notices", api_notice_test) \
    ROW("POST", "/v1/accounts/{name}/events/match", api_event_match) \
    ROW("GET", "/v1/fakes", api_fakes_get) \
    ROW("POST", "/v1/fakes", api_fake_submit) \
    ROW("POST", "/v1/fakes/match", api_fake_match) \
    ROW("POST", "/v1/fakes/import", api_fakes_import) \
    ROW("GET", "/v1/fakes/{id}", api_fake_get) \
    ROW("PUT", "/v1/fakes/{id}", api_fake_put) \
    ROW("DELETE", "/v1/fakes/{id}", api_fake_delete) \
    ROW("POST", "/v1/fakes/{id}/notes", api_fake_note) \
    ROW("POST", "/v1/fakes/{id}/redact", api_fake_redact) \
    ROW("POST", "/v1/accounts/{name}/password/change", api_password_change) \
    ROW("GET", "/v1/accounts/{name}/password/outlook", api_password_outlook) \
    ROW("POST", "/v1/accounts/{name}/contact/change", api_contact_change) \
    ROW("POST", "/v1/accounts/{name}/sign-in-name/change", api_sign_in_name_change) \
    ROW("GET", "/v1/accounts/{name}/changes", api_account_changes) \
    ROW("POST", "/v1/undo", api_undo) \
    ROW("POST", "/v1/undo/recover", api_undo_recover) \
    ROW("GET", "/v1/forecast", api_forecast_get) \
    ROW("GET", "/v1/stages", api_stages_get) \
    ROW("POST", "/v1/stages", api_stage_add) \
    ROW("GET", "/v1/stages/{id}", api_stage_get) \
    ROW("PUT", "/v1/stages/{id}", api_stage_put) \
    ROW("GET", "/v1/stages/{id}/affected", api_stage_affected) \
    ROW("POST", "/v1/passwords/verify", api_password_verify) \
    ROW("POST", "/v1/passwords/import", api_passwords_import) \
    ROW("GET", "/v1/accounts/{name}/app-passwords", api_app_passwords_get) \
    ROW("POST", "/v1/accounts/{name}/app-passwords", api_app_password_create) \
    ROW("DELETE", "/v1/accounts/{name}/app-passwords", api_app_passwords_revoke) \
    ROW("DELETE", "/v1/accounts/{name}/app-passwords/{id}", api_app_password_revoke) \
    ROW("POST", "/v1/accounts/{name}/app-passwords/{id}/show", api_app_password_show) \
    ROW("GET", "/v1/accounts/{name}/password", api_password_get) \
    ROW("PUT", "/v1/accounts/{name}/password", api_password_put) \
    ROW("PUT", "/v1/accounts/{name}/mail-use", api_password_mail_put) \
    ROW("PUT", "/v1/accounts/{name}/pin", api_pin_put) \
    ROW("POST", "/v1/accounts/{name}/pin/verify", api_pin_verify) \
    ROW("GET", "/v1/tokens", api_tokens_get) \
    ROW("POST", "/v1/tokens", api_token_create) \
    ROW("DELETE", "/v1/tokens/{id}", api_token_revoke)
// clang-format on
#define AS_ROUTE(verb, where, function) {.method = (verb), .pattern = (where)},
#define AS_FUNCTION(verb, where, function) (function),
static const struct route rows[] = {API_TABLE(AS_ROUTE)};
static api_function *const functions[] = {API_TABLE(AS_FUNCTION)};

static unsigned status_of(const struct err *e)
{
    switch (e->code) {
    case ERR_INPUT:
        return 400;
    case ERR_ABSENT:
        return 404;
    case ERR_LIMIT:
    case ERR_STORE:
        return 503;
    case ERR_NONE:
    case ERR_CONFIG:
    case ERR_SYSTEM:
    case ERR_BUG:
        return 500;
    }
    return 500;
}

static unsigned refuse(struct buf *out, size_t before, unsigned status, const char *reason)
{
    struct json_out j;

    out->len = before;
    out->full = false;
    j = json_out_open(out);
    json_out_code(&j, "status", "error");
    json_out_text(&j, "reason", (struct span){.at = reason, .len = strlen(reason)});
    json_out_close(&j);
    return status;
}

static unsigned run(struct api_call *c, const struct route_match *match)
{
    unsigned status;

    if (match->hole_count > 0) {
        c->hole.at = c->hole_bytes;
        if (!route_decode(match->holes[0], c->hole_bytes, &c->hole.len)) {
            (void)err_set(&c->err, ERR_INPUT, "the path: expected percent-encoded text, came %s",
                          quote(match->holes[0]).text);
            return 0;
        }
    }
    c->more = match->hole_count > 1 ? match->holes[1] : (struct span){0};
    (void)pthread_rwlock_rdlock(&c->api->lock);
    status = functions[match->route - rows](c);
    (void)pthread_rwlock_unlock(&c->api->lock);
    return status;
}

/* Names or groups of an account, as far as a request can tell. */
static bool changes_accounts(const struct api_request *r, unsigned status)
{
    const struct span accounts = SPAN("/v1/accounts");

    return r->guard != NULL && status == 200 && !span_eq(r->method, SPAN("GET")) &&
           r->path.len >= accounts.len && memcmp(r->path.at, accounts.at, accounts.len) == 0;
}

unsigned api_answer(struct api *a, const struct api_request *r, struct buf *out)
{
    struct api_call c = {.api = a, .r = r, .out = out, .arena = arena_new(ARENA_BYTES)};
    struct route_match match = route_find(rows, COUNT(rows), r->method, r->path);
    size_t before = out->len;
    unsigned status;

    if (c.arena == NULL) {
        return refuse(out, before, 500, "no memory to answer");
    }
    if (match.route == NULL) {
        arena_free(&c.arena);
        return refuse(out, before, match.path_known ? 405 : 404,
                      match.path_known ? "this path knows other methods" : "there is no such path");
    }
    status = run(&c, &match);
    arena_free(&c.arena);
    if (changes_accounts(r, status)) {
        guard_accounts_changed(r->guard);
    }
    if (status == 0) {
        return refuse(out, before, status_of(&c.err), c.err.text);
    }
    return out->full ? refuse(out, before, 500, "the answer is longer than expected") : status;
}
