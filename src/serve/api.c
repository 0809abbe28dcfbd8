#include "serve/api.h"

#include "base/number.h"
#include "base/quote.h"
#include "service/directory.h"
#include "service/story.h"
#include "wire/api_json.h"

#include <pthread.h>
#include <stdlib.h>

#define IMPORT_BYTES ((size_t)16 << 20)

struct api {
    pthread_rwlock_t lock; /* over the places */
    struct story_setup story;
};

/* One request under way. */
struct call {
    struct api *api;
    const struct api_request *r;
    struct buf *out;
    struct arena *arena;
    struct span hole; /* decoded; "" without one */
    char hole_bytes[ROUTE_PATH_MAX];
    struct err err;
};

/* Gives the status; 0: call->err says what to answer. */
typedef unsigned api_function(struct call *c);

struct api *api_new(struct store *s)
{
    struct api *a = calloc(1, sizeof *a);

    if (a != NULL) {
        (void)pthread_rwlock_init(&a->lock, NULL);
        a->story.store = s;
    }
    return a;
}

void api_free(struct api **a)
{
    if (*a != NULL) {
        (void)pthread_rwlock_destroy(&(*a)->lock);
        free(*a);
        *a = NULL;
    }
}

void api_set_places(struct api *a, const struct places *places)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->story.places = places;
    (void)pthread_rwlock_unlock(&a->lock);
}

/* --- what was asked ------------------------------------------------------------------------------- */

/* The decoded value of a query's field in the arena; "" when it is not there. */
static bool query_text(struct call *c, struct span name, struct span *out)
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

static bool query_number(struct call *c, struct span name, uint64_t lo, uint64_t hi, uint64_t usual,
                         uint64_t *out)
{
    struct span text;

    if (!query_text(c, name, &text)) {
        return false;
    }
    *out = usual;
    return text.len == 0 || number_parse(text, lo, hi, out) ||
           err_set(&c->err, ERR_INPUT, "%.*s: expected a whole number from %llu to %llu, came %s",
                   (int)name.len, name.at, (unsigned long long)lo, (unsigned long long)hi,
                   quote(text).text);
}

/* --- accounts ------------------------------------------------------------------------------------- */

static unsigned answer_account(struct call *c, const struct account_record *a)
{
    struct json_out j = json_out_open(c->out);

    api_json_account(&j, a);
    json_out_close(&j);
    return 200;
}

/* A list whose rows end when the answer is full. */
struct listed {
    struct call *c;
    struct json_out list;
    size_t count;
    size_t limit;
    bool more;
    struct span last; /* ID of the last account, in the arena */
};

/* Room for the end of the answer. */
#define TAIL 1024

/* Takes the row back that did not fit. */
static bool row_fits(struct listed *l, size_t before)
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

static bool list_account(void *ctx, const struct account_record *a)
{
    struct listed *l = ctx;
    size_t before = l->c->out->len;
    struct json_out item;

    if (l->count == l->limit) {
        l->more = true;
        return false;
    }
    item = json_out_item(&l->list);
    api_json_account(&item, a);
    json_out_close(&item);
    if (!row_fits(l, before)) {
        return false;
    }
    if (!arena_copy(l->c->arena, a->text[ACCOUNT_ID], &l->last)) {
        return err_set(&l->c->err, ERR_SYSTEM, "no memory for a page");
    }
    return true;
}

static unsigned accounts_page(struct call *c)
{
    struct listed l = {.c = c};
    struct json_out j;
    struct span after;
    uint64_t limit;

    if (!query_text(c, SPAN("after"), &after) ||
        !query_number(c, SPAN("limit"), 1, API_PAGE_MAX, API_PAGE, &limit)) {
        return 0;
    }
    l.limit = (size_t)limit;
    j = json_out_open(c->out);
    l.list = json_out_list(&j, "accounts");
    if (!directory_visit(c->api->story.store, after, l.limit + 1, list_account, &l, &c->err) ||
        c->err.code != ERR_NONE) {
        return 0;
    }
    json_out_end_list(&l.list);
    if (l.more) {
        json_out_text(&j, "next", l.last);
    } else {
        json_out_code(&j, "next", NULL);
    }
    json_out_close(&j);
    return 200;
}

static unsigned accounts_find(struct call *c)
{
    static const struct {
        struct span name;
        enum account_list list;
    } by[] = {
        {SPAN_INIT("sign_in_name"), ACCOUNT_SIGN_IN_NAMES},
        {SPAN_INIT("mail_address"), ACCOUNT_MAIL_ADDRESSES},
        {SPAN_INIT("phone"), ACCOUNT_PHONES},
    };
    struct account_record a;
    struct span value;

    for (size_t i = 0; i < COUNT(by); i++) {
        if (!query_text(c, by[i].name, &value)) {
            return 0;
        }
        if (value.len > 0) {
            return directory_find_by(c->api->story.store, by[i].list, value, c->arena, &a, &c->err)
                       ? answer_account(c, &a)
                       : 0;
        }
    }
    if (!query_text(c, SPAN("name"), &value)) {
        return 0;
    }
    if (value.len > 0) {
        return directory_find(c->api->story.store, value, c->arena, &a, &c->err)
                   ? answer_account(c, &a)
                   : 0;
    }
    return accounts_page(c);
}

static unsigned account_get(struct call *c)
{
    struct account_record a;

    if (!directory_find(c->api->story.store, c->hole, c->arena, &a, &c->err)) {
        return 0;
    }
    if (!span_eq(a.text[ACCOUNT_ID], c->hole)) {
        (void)err_set(&c->err, ERR_ABSENT, "there is no account %s", quote(c->hole).text);
        return 0;
    }
    return answer_account(c, &a);
}

static unsigned account_put(struct call *c)
{
    struct directory_item item = {0};
    struct span *id = &item.patch.account.text[ACCOUNT_ID];

    if (!api_json_read_patch(c->r->body, c->arena, &item.patch, &c->err)) {
        return 0;
    }
    if (id->len > 0 && !span_eq(*id, c->hole)) {
        (void)err_set(&c->err, ERR_INPUT, "id: expected %s as in the address, came %s",
                      quote(c->hole).text, quote(*id).text);
        return 0;
    }
    *id = c->hole;
    item.patch.stated = ACCOUNT_STATES_ALL;
    if (!directory_import(c->api->story.store, &item, 1, c->r->now_ms, &c->err)) {
        return 0;
    }
    if (item.result == DIRECTORY_REFUSED) {
        c->err = item.err;
        return 0;
    }
    return account_get(c);
}

static unsigned account_delete(struct call *c)
{
    struct json_out j;

    if (!directory_remove(c->api->story.store, c->hole, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    json_out_code(&j, "status", "removed");
    json_out_close(&j);
    return 200;
}

/* --- importing ------------------------------------------------------------------------------------ */

struct import {
    struct directory_item *items;
    size_t count;
    uint64_t line;
};

static bool is_blank(struct span line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* One line of the body; what is wrong with it stands in the item, unless *e is about us. */
static bool import_line(struct call *c, struct import *in, struct span line)
{
    struct directory_item *item;

    in->line++;
    if (is_blank(line)) {
        return true;
    }
    if (in->count == API_IMPORT_MAX) {
        return err_set(&c->err, ERR_INPUT, "expected at most %d accounts in a request, came more",
                       API_IMPORT_MAX);
    }
    item = &in->items[in->count++];
    *item = (struct directory_item){.line = in->line};
    if (line.len > API_LINE_MAX) {
        item->result = DIRECTORY_REFUSED;
        (void)err_set(&item->err, ERR_INPUT, "expected at most %zu bytes in a line, came %zu",
                      API_LINE_MAX, line.len);
        return true;
    }
    if (!api_json_read_patch(line, c->arena, &item->patch, &item->err)) {
        if (item->err.code != ERR_INPUT) {
            c->err = item->err;
            return false;
        }
        item->patch = (struct account_patch){0};
        item->result = DIRECTORY_REFUSED;
    }
    return true;
}

static bool import_read(struct call *c, struct import *in)
{
    struct span rest = c->r->body;
    struct span line;

    while (span_cut(&rest, '\n', &line)) {
        if (!import_line(c, in, line)) {
            return false;
        }
    }
    return rest.len == 0 || import_line(c, in, rest);
}

/* Items that were read go in, in runs between those that were not. */
static bool import_apply(struct call *c, struct import *in)
{
    size_t from = 0;

    for (size_t i = 0; i <= in->count; i++) {
        bool read = i < in->count && in->items[i].err.code == ERR_NONE;

        if (read) {
            continue;
        }
        if (i > from && !directory_import(c->api->story.store, in->items + from, i - from,
                                          c->r->now_ms, &c->err)) {
            return false;
        }
        from = i + 1;
    }
    return true;
}

static void import_answer(struct call *c, const struct import *in)
{
    static const char *const names[] = {"added", "changed", "same"};
    uint64_t counts[DIRECTORY_RESULT_COUNT] = {0};
    struct json_out j = json_out_open(c->out);
    struct json_out list;

    for (size_t i = 0; i < in->count; i++) {
        counts[in->items[i].result]++;
    }
    json_out_number(&j, "read", (int64_t)in->count);
    for (size_t i = 0; i < COUNT(names); i++) {
        json_out_number(&j, names[i], (int64_t)counts[i]);
    }
    list = json_out_list(&j, "refused");
    for (size_t i = 0; i < in->count; i++) {
        if (in->items[i].result == DIRECTORY_REFUSED) {
            const char *why = in->items[i].err.text;
            struct json_out item = json_out_item(&list);

            json_out_number(&item, "line", (int64_t)in->items[i].line);
            json_out_text(&item, "reason", (struct span){.at = why, .len = strlen(why)});
            json_out_close(&item);
        }
    }
    json_out_end_list(&list);
    json_out_close(&j);
}

static unsigned accounts_import(struct call *c)
{
    struct import in = {.items = calloc(API_IMPORT_MAX, sizeof *in.items)};
    bool ok;

    if (in.items == NULL) {
        (void)err_set(&c->err, ERR_SYSTEM, "no memory to take accounts in");
        return 0;
    }
    ok = import_read(c, &in) && import_apply(c, &in);
    if (ok) {
        import_answer(c, &in);
    }
    free(in.items);
    return ok ? 200 : 0;
}

/* --- history -------------------------------------------------------------------------------------- */

struct history_page {
    struct listed l;
    int64_t last_ms;
    int64_t last_id;
};

static bool list_entry(void *ctx, const struct history_entry *h)
{
    struct history_page *p = ctx;
    size_t before = p->l.c->out->len;
    struct json_out item = json_out_item(&p->l.list);

    api_json_entry(&item, h);
    json_out_close(&item);
    if (!row_fits(&p->l, before)) {
        return false;
    }
    p->last_ms = h->row.last_ms;
    p->last_id = h->row.id;
    return true;
}

/* "1781234567890.123": behind the row of that time and ID. */
static bool page_begin(struct call *c, struct story_page *page)
{
    struct span text;
    struct span head;
    uint64_t ms;
    uint64_t id;
    uint64_t limit;

    if (!query_text(c, SPAN("before"), &text) ||
        !query_number(c, SPAN("limit"), 1, API_PAGE_MAX, API_PAGE, &limit)) {
        return false;
    }
    page->limit = (size_t)limit;
    if (text.len == 0) {
        return true;
    }
    if (!span_cut(&text, '.', &head) || !number_parse(head, 1, INT64_MAX, &ms) ||
        !number_parse(text, 0, INT64_MAX, &id)) {
        return err_set(&c->err, ERR_INPUT,
                       "before: expected what \"next\" of the page before said, came %s",
                       quote(text).text);
    }
    page->before_ms = (int64_t)ms;
    page->before_id = (int64_t)id;
    return true;
}

static unsigned account_history(struct call *c)
{
    struct history_page p = {.l = {.c = c}};
    struct story_names names;
    struct story_page page = {0};
    struct json_out j;
    bool more = false;
    char bytes[48];
    struct buf next = BUF_ON(bytes);

    if (!page_begin(c, &page) ||
        !story_names_find(&c->api->story, c->hole, c->arena, &names, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    p.l.list = json_out_list(&j, "history");
    if (!story_history(&c->api->story, &names, &page, list_entry, &p, &more, &c->err)) {
        return 0;
    }
    json_out_end_list(&p.l.list);
    buf_addf(&next, "%lld.%lld", (long long)p.last_ms, (long long)p.last_id);
    if (more) {
        json_out_text(&j, "next", (struct span){.at = bytes, .len = next.len});
    } else {
        json_out_code(&j, "next", NULL);
    }
    json_out_close(&j);
    return 200;
}

static unsigned account_profile(struct call *c)
{
    struct story_names names;
    struct json_out j;
    struct json_out list;
    size_t told = 0;

    if (!story_names_find(&c->api->story, c->hole, c->arena, &names, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    list = json_out_list(&j, "profiles");
    for (size_t i = 0; i < names.count; i++) {
        struct profile_story story;
        struct json_out item;

        if (!story_profile(&c->api->story, names.at[i], &story, &c->err)) {
            if (c->err.code != ERR_ABSENT) {
                return 0;
            }
            continue;
        }
        item = json_out_item(&list);
        api_json_profile(&item, &story);
        json_out_close(&item);
        told++;
    }
    if (told == 0) {
        (void)err_set(&c->err, ERR_ABSENT, "nothing was learnt of %s yet", quote(c->hole).text);
        return 0;
    }
    json_out_end_list(&list);
    json_out_close(&j);
    return 200;
}

static unsigned event_get(struct call *c)
{
    struct event_story story;
    struct json_out j;
    uint64_t id;

    if (!number_parse(c->hole, 1, INT64_MAX, &id)) {
        (void)err_set(&c->err, ERR_INPUT, "expected the number of an event, came %s",
                      quote(c->hole).text);
        return 0;
    }
    if (!story_event(&c->api->story, (int64_t)id, c->arena, &story, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    api_json_event(&j, &story);
    json_out_close(&j);
    return 200;
}

/* --- lists ---------------------------------------------------------------------------------------- */

static bool list_listing(void *ctx, const struct listing *listing)
{
    struct listed *l = ctx;
    size_t before = l->c->out->len;
    struct json_out item;

    if (listing->expires_ms <= l->c->r->now_ms) {
        return true;
    }
    item = json_out_item(&l->list);
    api_json_listing(&item, listing);
    json_out_close(&item);
    return row_fits(l, before);
}

static unsigned listings_get(struct call *c)
{
    struct listed l = {.c = c};
    struct json_out j = json_out_open(c->out);

    l.list = json_out_list(&j, "listings");
    if (!directory_listings(c->api->story.store, list_listing, &l, &c->err)) {
        return 0;
    }
    json_out_end_list(&l.list);
    json_out_bool(&j, "more", l.more);
    json_out_close(&j);
    return 200;
}

static unsigned listing_put(struct call *c)
{
    struct json_out j;
    struct listing l;

    if (!api_json_read_listing(c->r->body, false, &l, &c->err)) {
        return 0;
    }
    if (l.expires_ms <= c->r->now_ms) {
        (void)err_set(&c->err, ERR_INPUT,
                      "expires: expected a time to come, came one that is over");
        return 0;
    }
    if (c->r->guard != NULL ? !guard_list_add(c->r->guard, &l, &c->err)
                            : !directory_listing_put(c->api->story.store, &l, &c->err)) {
        return 0;
    }
    j = json_out_open(c->out);
    api_json_listing(&j, &l);
    json_out_close(&j);
    return 200;
}

static unsigned listing_delete(struct call *c)
{
    bool was_there = false;
    struct json_out j;
    struct listing l;

    if (!api_json_read_listing(c->r->body, true, &l, &c->err)) {
        return 0;
    }
    if (c->r->guard != NULL
            ? !guard_list_remove(c->r->guard, &l, &was_there, &c->err)
            : !directory_listing_remove(c->api->story.store, &l, &was_there, &c->err)) {
        return 0;
    }
    if (!was_there) {
        (void)err_set(&c->err, ERR_ABSENT, "there is no such entry");
        return 0;
    }
    j = json_out_open(c->out);
    json_out_code(&j, "status", "removed");
    json_out_close(&j);
    return 200;
}

/* --- dispatch ------------------------------------------------------------------------------------- */

/* The rows of serve/routes.c that begin with /v1/ are these; a test compares them. */
static const struct route rows[] = {
    {.method = "GET", .pattern = "/v1/accounts"},
    {.method = "POST", .pattern = "/v1/accounts"},
    {.method = "GET", .pattern = "/v1/accounts/{id}"},
    {.method = "PUT", .pattern = "/v1/accounts/{id}"},
    {.method = "DELETE", .pattern = "/v1/accounts/{id}"},
    {.method = "GET", .pattern = "/v1/accounts/{name}/history"},
    {.method = "GET", .pattern = "/v1/accounts/{name}/profile"},
    {.method = "GET", .pattern = "/v1/events/{id}"},
    {.method = "GET", .pattern = "/v1/listings"},
    {.method = "PUT", .pattern = "/v1/listings"},
    {.method = "DELETE", .pattern = "/v1/listings"},
};
static api_function *const functions[COUNT(rows)] = {
    accounts_find,   accounts_import, account_get,  account_put, account_delete, account_history,
    account_profile, event_get,       listings_get, listing_put, listing_delete,
};

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

static unsigned run(struct call *c, const struct route_match *match)
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
    (void)pthread_rwlock_rdlock(&c->api->lock);
    status = functions[match->route - rows](c);
    (void)pthread_rwlock_unlock(&c->api->lock);
    return status;
}

unsigned api_answer(struct api *a, const struct api_request *r, struct buf *out)
{
    struct call c = {.api = a, .r = r, .out = out, .arena = arena_new(IMPORT_BYTES)};
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
    if (status == 0) {
        return refuse(out, before, status_of(&c.err), c.err.text);
    }
    return out->full ? refuse(out, before, 500, "the answer is longer than expected") : status;
}
