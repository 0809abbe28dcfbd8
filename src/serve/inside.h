/* serve/inside.h - what the files of this room share about a running server. Inside this room only.
 *
 * Everything of a loop, its peers and exchanges belongs to its serve thread, but for what stands
 * under "shared". An exchange handed to somebody else comes back through loop.done.
 */
#ifndef SERVE_INSIDE_H
#define SERVE_INSIDE_H

#include "base/hash.h"
#include "serve/exchange_state.h"
#include "serve/histogram.h"
#include "serve/jobs.h"
#include "serve/serve.h"
#include "serve/timer.h"

#include <microhttpd.h>
#include <pthread.h>

#define LOOP_DAEMONS 2
#define SERVE_TLS_KEPT 16        /* reloads within one handshake's time, at most */
#define LOOP_SAME_ANSWERS 8      /* answers kept ready because they were given before */
#define LOOP_SAME_ANSWER_MAX 256 /* bytes of one of them */

/* Counted by one serve thread. */
struct loop_counts {
    struct histogram took[ANSWER_KIND_COUNT];
    count_t status[6];       /* answers by hundreds: [2] is 2xx */
    count_t outage;          /* questions the outage policy answered */
    count_t late;            /* answers that came after their time */
    count_t reports_refused; /* answered 503 */
    count_t accepted;
    count_t connections; /* now */
    count_t closed_address;
    count_t closed_limit;
    count_t closed_slow;
    count_t refused_requests; /* malformed, too big, not permitted */
};

/* One connection. */
struct peer {
    struct timer timer;
    struct timer all;  /* in loop.peers, whatever it waits for */
    struct peer *next; /* accepted, not yet told of by libmicrohttpd */
    const struct listener *listener;
    struct address address;
    bool has_address;
    bool busy;     /* a request is under way */
    bool counted;  /* in the crowd */
    bool stranger; /* in loop.strangers */
    uid_t uid;
    int fd;
    uint32_t requests;
    uint64_t known_header; /* keyed hash of the Authorization that was accepted last */
    uint32_t known_scopes;
    uint32_t known_generation;
    const char *known_name;
};

/* What a reload replaces; immutable. */
struct serve_terms {
    struct access *access;
    struct tls *tls;
    bool outage_refuses;
    uint32_t generation;
};

struct same_answer {
    const char *type;
    struct MHD_Response *response;
    size_t len;
    char body[LOOP_SAME_ANSWER_MAX];
};

struct loop {
    struct serve *serve;
    unsigned index;
    pthread_t thread;
    struct MHD_Daemon *daemons[LOOP_DAEMONS]; /* plain, TLS; NULL: no listener needs it */
    struct timer_list receiving;              /* peers */
    struct timer_list idle;
    struct timer_list sending;
    struct timer_list waiting; /* exchanges that are held */
    struct timer_list peers;   /* all, by order of coming */
    struct peer *accepted;
    uint32_t strangers; /* connections of theirs */
    struct exchange *pool;
    size_t pool_count;
    struct same_answer same[LOOP_SAME_ANSWERS];
    size_t same_next;
    int64_t mono_ms; /* of this turn */
    int64_t wall_ms;
    struct hash_key key; /* of Authorization values */
    int64_t accept_after_ms;
    const struct serve_terms *terms; /* of this turn */
    bool draining;
    int64_t drain_until_ms;
    struct loop_counts counts;
    /* shared */
    int wake; /* eventfd */
    pthread_mutex_t lock;
    struct exchange *done;      /* answered by others; under lock */
    struct exchange *done_last; /* under lock */
    _Atomic int64_t beat_ms;    /* monotonic, of the last turn */
    _Atomic uint32_t generation_seen;
};

struct serve {
    struct serve_setup setup;
    struct listener listeners[SERVE_LISTENERS_MAX];
    size_t listener_count;
    struct jobs *jobs;
    struct jobs *readers; /* of routes that take uploads */
    struct loop *loops;
    unsigned loop_count; /* whose threads run */
    _Atomic(struct guard *) guard;
    _Atomic(struct serve_terms *) terms;
    _Atomic int64_t drain_until_ms; /* 0: not draining */
    struct crowd *crowd;
    struct crowd *uploaders;                /* strangers whose upload is under way */
    _Atomic size_t upload_bytes;            /* held for uploads, by all loops */
    struct tls *tls_before[SERVE_TLS_KEPT]; /* replaced; handshakes may have begun with them */
    size_t tls_next;
    int64_t started_ms;
};

/* loop.c: the thread. */
bool loop_open(struct loop *l, struct serve *s, unsigned index, struct err *e) MUST_CHECK;
void *loop_run(void *loop);
void loop_wake(struct loop *l);
void loop_close(struct loop *l); /* after its thread ended and nothing holds its exchanges */

/* http.c: libmicrohttpd's callbacks. */
struct MHD_Daemon *http_start(struct loop *l, bool tls) MUST_CHECK;
void http_finish(struct exchange *x);  /* an answer came back: resume */
void http_give_up(struct exchange *x); /* time is over: outage answer, resume */

/* body.c: what a request brings. */
bool body_announces_more(const struct exchange *x, size_t most) MUST_CHECK;
bool body_drains(const struct exchange *x) MUST_CHECK; /* although it was refused */
void body_take(struct exchange *x, const char *at, size_t len);

/* peer.c: connections. */
void peers_accept(struct loop *l);
void peers_expire(struct loop *l);
void peers_recheck(struct loop *l); /* after a reload */
void peers_drain(struct loop *l);
void peer_shut(struct peer *p);
void peer_free(struct loop *l, struct peer *p);

/* exchange.c */
struct exchange *exchange_new(struct loop *l);
void exchange_let_go(struct exchange *x); /* frees when neither peer nor holder has it */
void exchange_free(struct exchange *x);
void exchange_drop_body(struct exchange *x); /* when nobody reads it any more */

enum exchange_room {
    EXCHANGE_ROOM,    /* taken */
    EXCHANGE_TOO_BIG, /* more than the route takes */
    EXCHANGE_CROWDED, /* uploads hold all they may at this moment */
};
enum exchange_room exchange_take_body(struct exchange *x, const char *at, size_t len) MUST_CHECK;
void exchange_answer_outage(struct exchange *x); /* fills x->outage */

/* exchange_heads.c */
void exchange_take_heads(struct exchange *x); /* those its route names, while they can be read */
void exchange_forget_secrets(struct exchange *x);
char *exchange_move_secret(char *from, size_t len, size_t cap) MUST_CHECK; /* frees `from` */

#endif
