#include "service/credential_events.h"

#include "base/time.h"

#include <sodium.h>

void credential_event_begin(struct credential_event *ev)
{
    uint64_t random;

    randombytes_buf(&random, sizeof random);
    credential_event_key(ev->at_ms, random, ev->key);
}

struct document credential_event_document(const struct credential_event *ev, struct span account,
                                          struct buf *body)
{
    credential_event_print(body, ev);
    return (struct document){
        .kind = DOCUMENT_CREDENTIAL_EVENT,
        .key = {.at = ev->key, .len = CREDENTIAL_EVENT_KEY},
        .owner = account,
        .body = {.at = body->at, .len = body->len},
        .expires_ms = ev->at_ms + CREDENTIAL_EVENTS_DAYS * TIME_DAY_MS,
    };
}

bool credential_event_add(struct store *s, struct span account, struct credential_event *ev,
                          struct err *e)
{
    char bytes[CREDENTIAL_EVENT_BYTES];
    struct buf body = BUF_ON(bytes);
    struct document doc;
    struct store_document_change change = {.document = &doc, .expected = DOCUMENT_ANY};
    bool made = false;

    credential_event_begin(ev);
    doc = credential_event_document(ev, account, &body);
    return store_documents_change(s, &change, 1, ev->at_ms, &made, e);
}

struct visiting {
    credential_event_visit *visit;
    void *ctx;
    struct err *e;
    bool ok;
};

static bool visit_document(void *ctx, const struct document *d)
{
    struct visiting *v = ctx;
    struct credential_event ev;

    v->ok = credential_event_read(d->key, d->body, &ev, v->e);
    return v->ok && v->visit(v->ctx, &ev);
}

bool credential_events(struct store *s, const struct credential_events_query *q,
                       credential_event_visit *visit, void *ctx, struct err *e)
{
    struct visiting v = {.visit = visit, .ctx = ctx, .e = e, .ok = true};
    char after[CREDENTIAL_EVENT_KEY + 1];
    struct store_document_query query = {
        .kind = DOCUMENT_CREDENTIAL_EVENT, .owner = q->account, .limit = q->limit};

    credential_event_key(q->since_ms, 0, after);
    query.after = (struct span){.at = after, .len = CREDENTIAL_EVENT_KEY / 2};
    return store_documents(s, &query, visit_document, &v, e) && v.ok;
}
