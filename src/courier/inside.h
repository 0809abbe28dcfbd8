/* courier/inside.h - what the files of the courier share about messages under way. Inside this room
 * only; everything belongs to the courier's thread but what stands under "shared". */
#ifndef COURIER_INSIDE_H
#define COURIER_INSIDE_H

#include "courier/courier.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>

#define COURIER_REPLY_MAX 512 /* bytes of one reply of a mail server that are looked at */

enum job_state {
    JOB_FREE,
    JOB_SENDING,
    JOB_DONE /* its change is to be recorded */
};

/* Whose fault it is that a message has to be tried again. */
enum job_fault {
    FAULT_MESSAGE, /* the other side puts off this one */
    FAULT_CHANNEL  /* nothing gets through */
};

/* What a mail server said last: lines of one reply joined. */
struct smtp_reply {
    unsigned code;
    bool goes_on; /* the last line was "250-..." */
    size_t len;
    char text[COURIER_REPLY_MAX];
};

/* One message under way; its slot is free again when what became of it is recorded. */
struct job {
    enum job_state state;
    enum channel channel;
    CURL *easy; /* kept for the next message */
    struct curl_slist *list;
    int64_t expires_ms;
    uint16_t tries; /* before this one */
    char *body;     /* mail: the message; gateway: room for the answer */
    size_t body_len;
    size_t body_at;
    struct smtp_reply reply; /* mail only */
    struct delivery_change change;
    char detail[COURIER_DETAIL_MAX];
};

struct lane {
    size_t slots; /* 0: the channel is not set up */
    size_t used;
    struct job *jobs;
    const struct backoff *backoff;
    const struct gateway *gateway; /* NULL: mail */
    uint32_t misses;               /* of the channel, in a row */
    int64_t probe_ms;              /* failing: one message may try it again then */
};

struct courier {
    struct courier_setup setup;
    struct lane lanes[CHANNEL_COUNT];
    struct gateway_request *request; /* room to fill one */
    char *smtp_url;
    char *smtp_sender;
    CURLM *multi;
    pthread_t thread;
    int64_t look_ms;    /* wall clock: not before, but when something changed */
    int64_t release_ms; /* STANDBY deliveries are looked at again */
    int64_t save_ms;    /* after the outbox refused: not before */
    bool outbox_ill;
    /* shared */
    atomic_bool woken;
    _Atomic int64_t stop_ms; /* monotonic; 0: goes on */
    pthread_mutex_t lock;
    struct courier_tally tally; /* under lock */
};

/* Ready to be given to the multi handle: mail.c, web.c. On failure job->change is what became of it. */
bool mail_begin(struct courier *c, struct job *j, const struct delivery *d) MUST_CHECK;
bool web_begin(struct courier *c, struct job *j, const struct delivery *d,
               const struct notice *n) MUST_CHECK;

/* The transfer has ended with `rc`: sets what became of it. */
void mail_end(struct courier *c, struct job *j, CURLcode rc);
void web_end(struct courier *c, struct job *j, CURLcode rc);

/* job.c: what became of a job, which is to be recorded then; `detail` is one printable line. */
void job_done(struct courier *c, struct job *j, enum delivery_state state, struct span detail);
void job_accepted(struct courier *c, struct job *j, struct span detail);
void job_failed(struct courier *c, struct job *j, struct span detail);
void job_again(struct courier *c, struct job *j, enum job_fault fault, struct span detail);

/* The channel is failing: one message at a time tries it, the others wait without spending a try, so
 * that all leave at once when it is back. */
bool lane_is_failing(const struct lane *lane);

/* It is recorded: counts it and frees its slot. */
void job_release(struct courier *c, struct job *j);

/* mail.c: "smtp://127.0.0.1:25/helo". ERR_CONFIG. */
bool mail_setup(struct courier *c, struct err *e) MUST_CHECK;

/* mail.c, for whoever sends one mail: is the server's description whole; its URL, to be freed by
 * memory_free(); what libcurl is told of it. */
bool mail_check(const struct courier_smtp *s, struct err *e) MUST_CHECK;
char *mail_url(const struct courier_smtp *s) NEVER_NULL;
void mail_server(const struct courier_smtp *s, const char *url, CURL *easy);

int64_t courier_now_ms(const struct courier *c);
void courier_tell(struct courier *c, enum courier_event what, enum channel channel,
                  const char *text);

#endif
