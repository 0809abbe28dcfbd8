/* serve/route.h - which request goes to whom: one row a route.
 *
 * Duty      finds the row of a method and path, and the values of its {holes}. Pure.
 * To add    a route: one row in route_table (serve/routes.c), one handler (serve/exchange.h).
 */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "base/attr.h"
#include "base/span.h"

#include <stdint.h>

#define ROUTE_HOLES_MAX 4
#define ROUTE_HEADS_MAX 16
#define ROUTE_PATH_MAX 1024 /* bytes of a path; a longer one has no route */

#define ROUTE_POLICY_BODY ((size_t)16 << 10) /* bytes */
#define ROUTE_FORM_BODY ((size_t)64 << 10)
#define ROUTE_BODY_MAX ((size_t)1 << 20)    /* of any route but those for uploads */
#define ROUTE_UPLOAD_MAX ((size_t)26 << 20) /* a mail of 25 MiB and what a form puts around it */

/* What a peer may do. A listener gives some to everybody who may connect; secrets give more. */
enum scope {
    SCOPE_NONE = 0,
    SCOPE_POLICY = 1 << 0,      /* ask allow, send report */
    SCOPE_LISTS = 1 << 1,       /* change and read the lists, forget counts */
    SCOPE_METRICS = 1 << 2,     /* /metrics */
    SCOPE_READ = 1 << 3,        /* accounts */
    SCOPE_WRITE = 1 << 4,       /* change accounts */
    SCOPE_HISTORY = 1 << 5,     /* history, habits, explanations */
    SCOPE_TOKENS = 1 << 6,      /* make and revoke tokens; no token has it */
    SCOPE_MESSAGES = 1 << 7,    /* have messages checked */
    SCOPE_FAKES = 1 << 8,       /* fakes in circulation */
    SCOPE_FAKES_WRITE = 1 << 9, /* hand in, confirm, close */
    SCOPE_STAGES_READ = 1 << 10,
    SCOPE_STAGES_WRITE = 1 << 11,
    SCOPE_VERIFY = 1 << 12,    /* ask whether a password is right */
    SCOPE_PASSWORDS = 1 << 13, /* set passwords, make and revoke app passwords */
    SCOPE_ALL = (1 << 14) - 1,
    SCOPE_READS = SCOPE_READ | SCOPE_HISTORY | SCOPE_FAKES | SCOPE_STAGES_READ,
    SCOPE_WRITES = SCOPE_WRITE | SCOPE_FAKES_WRITE | SCOPE_STAGES_WRITE,
};

enum route_kind {
    ROUTE_FAST, /* the handler runs in the serve thread: it must not block, and answers before it
                   returns, or has said exchange_later() or exchange_work() */
    ROUTE_JOB,  /* the handler runs in a worker thread, may block, and answers before it returns */
};

struct exchange;

typedef void route_handler(struct exchange *x);

struct route {
    const char *method; /* "GET" serves HEAD too */
    const char
        *pattern;    /* "/v1/accounts/{account}/history": {..} matches one part, 1 byte at least */
    size_t body_max; /* bytes, 0..ROUTE_BODY_MAX; more is answered 413 */
    const struct span
        *heads;        /* request headers its handler reads: exchange_head(). Static; NULL: none */
    size_t head_count; /* 0..ROUTE_HEADS_MAX */
    route_handler *handle;
    route_handler *outage; /* answers when time is over or the queue is full, in the serve thread;
                              NULL: 503 */
    enum route_kind kind;
    uint32_t answer_ms; /* 0: the setting (200 ms for ROUTE_FAST, 10 s for ROUTE_JOB) */
    uint32_t scopes;    /* all of them are needed, else 401 or 403 */
    bool any_scope;     /* one of them is enough: the handler asks for the one it needs */
    bool secret;        /* body and heads hold passwords: overwritten once it is answered */
    bool
        uploads; /* a body of up to ROUTE_UPLOAD_MAX: what all of them hold at once is bounded, more
                        time to arrive for more bytes, and workers of their own for the answer */
};

extern const struct route route_table[];
extern const size_t route_count;

/* What matched. Values are still percent-encoded views into the path. */
struct route_match {
    const struct route *route; /* NULL: no such path, or not with this method */
    bool path_known;           /* another method would have found something */
    struct span holes[ROUTE_HOLES_MAX];
    size_t hole_count;
};

/* Finds the first row of `rows` that fits; a literal row must stand before one with holes. */
struct route_match route_find(const struct route *rows, size_t count, struct span method,
                              struct span path);

/* The value of `name` in a query "a=1&b=2", still percent-encoded; false when it is not there. */
bool route_query(struct span query, struct span name, struct span *out) MUST_CHECK;

/* Takes %XX (and '+' as a blank) out of `in` into `out`, which holds in.len bytes at least. False
 * when a % is followed by something else or the result holds a NUL. */
bool route_decode(struct span in, char *out, size_t *len) MUST_CHECK;

#endif
