/* service/credential_events.h - "what was changed since then?": every change of an account's credentials is
 * kept, and listed.
 *
 * Owns      nothing; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_CREDENTIAL_EVENTS_H
#define SERVICE_CREDENTIAL_EVENTS_H

#include "model/credential_event.h"
#include "store/documents.h"

#define CREDENTIAL_EVENTS_DAYS 400 /* how long one is kept: as long as history by default */

/* Fills ev->key from ev->at_ms. */
void credential_event_begin(struct credential_event *ev);

/* The document that keeps an event of that account; `body` holds its bytes. For a commit of several. */
struct document credential_event_document(const struct credential_event *ev, struct span account,
                                          struct buf *body);

/* Keeps one by itself. errors: ERR_STORE, ERR_SYSTEM */
bool credential_event_add(struct store *s, struct span account, struct credential_event *ev,
                          struct err *e) MUST_CHECK;

/* False ends the visit. */
typedef bool credential_event_visit(void *ctx, const struct credential_event *ev);

/* Those of an account (its ID) from since_ms on, oldest first, at most `limit`.
 * errors   ERR_STORE, ERR_SYSTEM */
struct credential_events_query {
    struct span account;
    int64_t since_ms;
    size_t limit;
};
bool credential_events(struct store *s, const struct credential_events_query *q,
                       credential_event_visit *visit, void *ctx, struct err *e) MUST_CHECK;

#endif
