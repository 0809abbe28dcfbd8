#include "serve/pages.h"

#include "serve/inside.h"

#include <stdio.h>
#include <strings.h>

/* --- who looks ------------------------------------------------------------------------------------ */

struct noted {
    const char *forwarded_for; /* the last of its name: the one our own proxy wrote */
    const char *forwarded_proto;
    struct page_head *head;
};

static void keep(const char *value, char out[static PAGES_NOTED_MAX])
{
    size_t len = strlen(value);

    if (out[0] == '\0' && len < PAGES_NOTED_MAX) {
        memcpy(out, value, len + 1);
    }
}

static enum MHD_Result note(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct noted *n = ctx;

    (void)kind;
    if (value == NULL) {
        return MHD_YES;
    }
    if (strcasecmp(name, "X-Forwarded-For") == 0) {
        n->forwarded_for = value;
    } else if (strcasecmp(name, "X-Forwarded-Proto") == 0) {
        n->forwarded_proto = value;
    } else if (strcasecmp(name, "Accept-Language") == 0) {
        keep(value, n->head->accept_language);
    } else if (strcasecmp(name, "Content-Type") == 0) {
        keep(value, n->head->content_type);
    } else if (strcasecmp(name, "If-None-Match") == 0) {
        keep(value, n->head->if_none_match);
    }
    return MHD_YES;
}

/* Takes the last word of a list separated by commas off it. */
static bool take_last(struct span *list, struct span *word)
{
    size_t end = list->len;
    size_t at;

    while (end > 0 && (list->at[end - 1] == ' ' || list->at[end - 1] == '\t')) {
        end--;
    }
    at = end;
    while (at > 0 && list->at[at - 1] != ',' && list->at[at - 1] != ' ') {
        at--;
    }
    *word = (struct span){.at = list->at + at, .len = end - at};
    while (at > 0 && (list->at[at - 1] == ',' || list->at[at - 1] == ' ')) {
        at--;
    }
    list->len = at;
    return word->len > 0;
}

/* From the right, which our own proxy wrote, to the first who is no proxy of ours: what stands left of
 * it, anybody can have written. */
static void follow_proxies(const struct access *access, const char *said, struct address *viewer)
{
    struct span list = {.at = said, .len = strlen(said)};
    struct span word;
    struct address next;

    while (access_is_proxy(access, viewer) && take_last(&list, &word) &&
           address_parse(word, &next)) {
        *viewer = next;
    }
}

void pages_note(struct exchange *x)
{
    const struct access *access = x->loop->terms->access;
    struct noted n = {.head = &x->head};

    x->head = (struct page_head){.viewer = x->peer->address, .secure = x->peer->listener->tls};
    (void)MHD_get_connection_values(x->connection, MHD_HEADER_KIND, note, &n);
    if (!access_is_proxy(access, &x->peer->address)) {
        return;
    }
    x->head.secure = x->head.secure ||
                     (n.forwarded_proto != NULL && strcasecmp(n.forwarded_proto, "https") == 0);
    if (n.forwarded_for != NULL) {
        follow_proxies(access, n.forwarded_for, &x->head.viewer);
    }
}

/* --- answering ------------------------------------------------------------------------------------ */

static void pages_outage(struct exchange *x)
{
    exchange_answer(x, 503, "text/plain; charset=utf-8", x->loop->serve->setup.pages_busy);
}

static void answer(struct exchange *x)
{
    const struct serve_setup *setup = &x->loop->serve->setup;
    const struct page_request r = exchange_page(x);
    struct page_answer a = {.body = exchange_buf(x, PAGE_ANSWER_MAX)};

    setup->pages(setup->pages_ctx, &r, &a);
    if (a.body.full) {
        exchange_refuse(x, 500, "the page is longer than expected");
        return;
    }
    exchange_answer_page(x, &a);
}

static void pages_handle(struct exchange *x)
{
    const struct serve *s = x->loop->serve;
    bool full = !x->match.route->uploads && jobs_waiting(s->jobs) >= PAGES_WAITING_MAX;

    if (s->setup.pages == NULL || full) {
        exchange_outage(x);
        return;
    }
    exchange_work(x, answer);
}

const struct route *pages_route_of(const struct exchange *x)
{
    struct span path = x->loop->serve->setup.pages_upload;

    return path.len > 0 && span_eq(x->method, SPAN("POST")) && span_eq(x->path, path)
               ? &pages_upload_route
               : &pages_route;
}

const struct route pages_route = {
    .pattern = "/",
    .body_max = PAGES_BODY_MAX,
    .handle = pages_handle,
    .outage = pages_outage,
};

const struct route pages_upload_route = {
    .pattern = "/",
    .body_max = ROUTE_UPLOAD_MAX,
    .uploads = true,
    .handle = pages_handle,
    .outage = pages_outage,
};
