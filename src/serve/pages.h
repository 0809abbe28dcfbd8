/* serve/pages.h - listeners for strangers: what they ask goes to the public pages and nowhere else.
 * Inside this room only. */
#ifndef SERVE_PAGES_H
#define SERVE_PAGES_H

#include "model/page.h"
#include "serve/exchange.h"

#define PAGES_BODY_MAX ((size_t)16 << 10)
#define PAGES_WAITING_MAX 128 /* for a worker: the pages' share of the queue */
#define PAGES_NOTED_MAX 256   /* bytes of a header; a longer one counts for none */

/* What the pages want to know of a request's head. */
struct page_head {
    struct address viewer;
    bool secure;
    char accept_language[PAGES_NOTED_MAX];
    char content_type[PAGES_NOTED_MAX];
    char if_none_match[PAGES_NOTED_MAX];
};

/* The rows of a listener for strangers: any method, any path; and what takes files. */
extern const struct route pages_route;
extern const struct route pages_upload_route;

/* Which of them a request takes, when method and path are known. */
const struct route *pages_route_of(const struct exchange *x);

/* Notes who looks and what the pages want to know of the head, while its headers can be read. In the
 * serve thread, after the whole request is there. */
void pages_note(struct exchange *x);

#endif
