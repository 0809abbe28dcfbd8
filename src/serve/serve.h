/* serve/serve.h - the daemon's sockets: HTTP on TCP and unix sockets, limits, deadlines.
 *
 * Duty      carries bytes between mail servers and service/guard. Each serve thread drives its own
 *           libmicrohttpd daemon and never blocks; what may block runs in worker threads.
 * Owns      sockets, threads, requests. The guard is borrowed.
 * Threads   serve_new .. serve_free from one thread; serve_alive and serve_stats from any.
 * Limits    serve_limits; beyond each the peer loses its connection or gets 413, 429, 431 or 503,
 *           never the service its life.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "base/attr.h"
#include "base/err.h"
#include "model/page.h"
#include "serve/access.h"
#include "serve/listener.h"
#include "serve/route.h"
#include "serve/tls.h"
#include "service/guard.h"

#define SERVE_THREADS_MAX 8
#define SERVE_LISTENERS_MAX 16

struct serve_limits {
    uint32_t connections;            /* in all; strangers may have a quarter of them */
    uint32_t connections_an_address; /* on listeners marked untrusted */
    uint32_t requests_a_connection;  /* then it is closed, politely */
    uint32_t header_bytes;           /* of one connection: head and buffers */
    uint32_t receive_ms;             /* head and body, absolute, from the first byte of the head */
    uint32_t idle_ms;                /* between requests; more than the 10 s of Dovecot's client */
    uint32_t send_ms;                /* until the peer has taken the answer */
    uint32_t answer_ms;              /* policy requests: then the outage policy answers */
    uint32_t job_ms;                 /* everything else */
    uint32_t jobs;                   /* waiting for a worker */
    uint32_t upload_bytes;           /* of bodies on the way in or being read, all together */
    uint32_t uploads_an_address;     /* of strangers, at once */
    uint32_t upload_rate;            /* bytes a second a body has to come at, beyond receive_ms */
    uint32_t uploads;                /* waiting for a worker of theirs */
};

#define SERVE_LIMITS_DEFAULT                                                                       \
    ((struct serve_limits){                                                                        \
        .connections = 4096,                                                                       \
        .connections_an_address = 64,                                                              \
        .requests_a_connection = 1000000,                                                          \
        .header_bytes = 16384,                                                                     \
        .receive_ms = 10000,                                                                       \
        .idle_ms = 60000,                                                                          \
        .send_ms = 10000,                                                                          \
        .answer_ms = 200,                                                                          \
        .job_ms = 10000,                                                                           \
        .jobs = 1024,                                                                              \
        .upload_bytes = (uint32_t)128 << 20,                                                       \
        .uploads_an_address = 3,                                                                   \
        .upload_rate = 64 << 10,                                                                   \
        .uploads = 64,                                                                             \
    })

struct serve_setup {
    unsigned threads; /* 1..SERVE_THREADS_MAX */
    unsigned workers; /* 1.. */
    unsigned readers; /* 1..: workers of routes that take uploads */
    struct serve_limits limits;
    const struct route *routes; /* static; route_table */
    size_t route_count;
    struct access *access; /* who may what; taken by serve_new and serve_reload when they succeed */
    struct tls *tls;       /* of the listeners marked so; taken as access is; NULL: none is */
    bool outage_refuses;   /* the outage policy: refuse where it would let go on */
    void *api;             /* for exchange_api */
    void (*more_metrics)(void *ctx,
                         struct buf *out); /* appended to /metrics, in a worker; or NULL */
    void *more_ctx;
    page_answerer *pages; /* answers on listeners for strangers; NULL: there are none */
    void *pages_ctx;
    struct span pages_upload; /* the one path there that takes files; static; "" none */
    struct span pages_busy;   /* text/plain, for who comes when no worker is free; static */
};

struct serve;

/* Takes the listeners (their descriptors are closed by serve_drain) and starts the threads. Until
 * serve_open_guard, questions get the outage policy's answer and reports 503.
 * errors   ERR_SYSTEM  no thread, no descriptor, no memory */
bool serve_new(const struct serve_setup *setup, struct listener *listeners, size_t count,
               struct serve **out, struct err *e) MUST_CHECK;

/* From now on the guard answers. */
void serve_open_guard(struct serve *s, struct guard *g);

/* Swaps access and outage policy, for requests that begin after it returns. Connections whose
 * address is no longer let in are closed. */
void serve_reload(struct serve *s, const struct serve_setup *setup);

/* Every serve thread has gone round within the last `within_ms`. */
bool serve_alive(struct serve *s, uint32_t within_ms);

/* Stops accepting, lets requests under way finish for at most `within_ms`, ends the serve threads
 * and workers. Afterwards only passwords that are still hashed call the guard: passwords_free comes
 * before guard_free, both before serve_free. Reports the guard still holds may complete. */
void serve_drain(struct serve *s, uint32_t within_ms);

/* After serve_drain, passwords_free and guard_free. *s becomes NULL; NULL is fine. */
void serve_free(struct serve **s);

#endif
