/* serve/exchange_state.h - what an exchange is inside this room; serve/exchange.h is what handlers see. */
#ifndef SERVE_EXCHANGE_STATE_H
#define SERVE_EXCHANGE_STATE_H

#include "serve/exchange.h"
#include "serve/pages.h"
#include "serve/timer.h"

#include <microhttpd.h>

#define EXCHANGE_WHO_MAX 48

struct loop;
struct peer;

enum exchange_state {
    EXCHANGE_RECEIVING,
    EXCHANGE_RUNNING,  /* with its handler, or with whoever answers later */
    EXCHANGE_ANSWERED, /* the answer is there, not yet given to libmicrohttpd */
    EXCHANGE_SENT,
};

struct answer {
    unsigned status;
    const char *type;
    struct page_header headers[PAGE_HEADERS_MAX];
    size_t header_count;
    char tag[sizeof((struct page_answer *)0)->tag]; /* a header's value, when there is one */
    char *body;
    size_t len;
    size_t cap;
};

struct exchange {
    struct exchange *next; /* in loop.done, or in the pool */
    struct loop *loop;
    struct peer *peer;
    struct MHD_Connection *connection; /* NULL: gone */
    struct timer timer;
    enum exchange_state state;
    bool begun;
    bool uploader;  /* in serve.uploaders */
    bool held;      /* somebody else may touch it */
    bool timed_out; /* answered by `outage`; what comes later counts for nothing */
    bool suspended;
    uint32_t wait_ms;
    route_handler *work; /* in a worker */
    unsigned refusal;    /* status the request gets whatever else it brings; 0: none */
    struct route_match match;
    uint32_t scopes;
    char who[EXCHANGE_WHO_MAX];
    struct span method;
    struct span path;
    struct span query;
    size_t heads_cap;
    char *heads; /* values of route.heads, one behind the other */
    uint16_t head_len[ROUTE_HEADS_MAX];
    size_t body_len;
    size_t body_cap;
    size_t body_seen; /* bytes that came, kept or not */
    size_t charged;   /* bytes of serve.upload_bytes */
    char *body;
    int64_t begun_ms; /* monotonic */
    int64_t now_ms;
    uint64_t arrived_ns;
    struct answer answer; /* of the handler; the holder's while held */
    struct answer outage; /* the serve thread's */
    enum answer_kind kind;
    struct page_head head; /* on listeners for strangers */
    char uri[ROUTE_PATH_MAX + 1];
};

#endif
