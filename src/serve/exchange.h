/* serve/exchange.h - one request and its answer, as a handler sees it.
 *
 * Life      a handler gets an exchange and answers it exactly once. Everything it reads stays valid
 *           until then, also when the peer is gone or the time was over long before: a late answer
 *           is dropped, never an error.
 * Threads   one at a time: the serve thread, then whoever answers.
 */
#ifndef SERVE_EXCHANGE_H
#define SERVE_EXCHANGE_H

#include "base/buf.h"
#include "model/address.h"
#include "serve/route.h"
#include "service/guard.h"

struct exchange;
struct page_request;
struct page_answer;

/* What was asked. Spans live until the answer. */
struct span exchange_method(const struct exchange *x);
struct span exchange_path(const struct exchange *x);  /* as sent: percent-encoded, without "?" */
struct span exchange_query(const struct exchange *x); /* behind "?"; "" when there is none */
struct span exchange_body(const struct exchange *x);
struct span exchange_hole(const struct exchange *x,
                          size_t index); /* of the route's pattern, encoded */

/* The value of the request header route.heads[index]; "" when the request had none. Of several of one
 * name the last counts. */
struct span exchange_head(const struct exchange *x, size_t index);

/* Who asks: scopes from listener and secret; the name of the secret, or "uid 1000", or "". */
uint32_t exchange_scopes(const struct exchange *x);
const char *exchange_who(const struct exchange *x);

/* When the request had arrived whole: wall clock, milliseconds since 1970. */
int64_t exchange_now_ms(const struct exchange *x);

/* The guard; NULL while it is still reading its store. */
struct guard *exchange_guard(const struct exchange *x);

/* What the program gave serve_setup.api for handlers of its own (/v1/...). */
void *exchange_api(const struct exchange *x);

/* The same as a request for a page, with what pages_note has noted. */
struct page_request exchange_page(const struct exchange *x);

/* In a ROUTE_FAST handler, before it hands the exchange to somebody else: the answer comes later,
 * from any thread. */
void exchange_later(struct exchange *x);

/* The same, with a worker thread in which `work` may block; it answers before it returns. Answers by
 * itself when the queue is full. */
void exchange_work(struct exchange *x, route_handler *work);

/* In a ROUTE_FAST handler: what is needed is not there, the route's outage answer goes out. */
void exchange_outage(struct exchange *x);

/* Answers; the body is copied. type: a static string such as "application/json". */
void exchange_answer(struct exchange *x, unsigned status, const char *type, struct span body);

/* Room of exactly `cap` bytes for the answer's body, freed with the exchange; write into it and
 * give it to exchange_answer_buf. */
struct buf exchange_buf(struct exchange *x, size_t cap);
void exchange_answer_buf(struct exchange *x, unsigned status, const char *type,
                         const struct buf *body);

/* One header of an answer. */
struct exchange_header {
    const char *name;  /* static */
    struct span value; /* printable ASCII and UTF-8, without control characters */
};
#define EXCHANGE_HEADERS_MAX 16 /* of one answer */

/* Answers with headers alone: the body is empty, the values are copied. A value that would not stay in its
 * line, or more than fits, makes it 500: nothing of it is sent. */
void exchange_answer_headers(struct exchange *x, unsigned status,
                             const struct exchange_header *headers, size_t count);

/* Answers with a page made in exchange_buf's room. */
void exchange_answer_page(struct exchange *x, const struct page_answer *p);

/* {"status":"failure","reason":"..."} */
void exchange_refuse(struct exchange *x, unsigned status, const char *reason);

/* The status that fits an error: INPUT 400, ABSENT 404, LIMIT and STORE 503, else 500; the text is
 * the reason. */
void exchange_fail(struct exchange *x, const struct err *e);

/* What the metrics call this request; ANSWER_OTHER when nobody says. In the serve thread. */
enum answer_kind {
    ANSWER_ALLOW,
    ANSWER_REPORT,
    ANSWER_OTHER,
    ANSWER_KIND_COUNT
};
void exchange_kind(struct exchange *x, enum answer_kind kind);
enum answer_kind exchange_kind_of(const struct exchange *x);

/* The outage policy: refuse where it would let go on. */
bool exchange_outage_refuses(const struct exchange *x);

#endif
