/* courier/courier.h - sends what waits in the outbox: mail by SMTP, SMS and voice by an HTTP gateway.
 *
 * Duty      one thread reads what is due, sends it and records what became of it. The outbox is
 *           somebody else's: what is recorded there is sent at least once, always the same bytes. A
 *           message whose answer was lost is sent again.
 * Owns      the thread, its connections, copies of what is under way; the setup is borrowed.
 * Threads   courier_new .. courier_free from one; courier_wake and courier_tally from any. The
 *           outbox and `tell` are called by the courier's thread alone and may block: meanwhile
 *           other messages on their way wait, too.
 * Limits    courier_setup.slots of a channel are under way at once, so a gateway that hangs costs
 *           its own slots and nobody else's.
 * Source    RFC 5321 (4yz may be tried again, 5yz not), RFC 3207, RFC 8314 3.3.
 */
#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

#include "base/attr.h"
#include "base/err.h"
#include "base/secret.h"
#include "courier/gateway.h"
#include "model/notice.h"

#define COURIER_SLOTS_MAX 64
#define COURIER_DETAIL_MAX 256 /* bytes of what the other side said that are kept */

typedef bool courier_visit(void *ctx, const struct delivery *d, const struct notice *n);

/* WAITING deliveries of one channel with next_ms <= now_ms, earliest first. */
struct courier_due {
    enum channel channel;
    int64_t now_ms;
    size_t limit;
};

/* Where messages wait: the functions of store/notices.h of the same name. */
struct courier_outbox {
    void *ctx;
    bool (*due)(void *ctx, const struct courier_due *what, courier_visit *visit, void *visit_ctx,
                struct err *e);
    /* When the next of any channel is due, INT64_MAX when none waits. */
    bool (*next)(void *ctx, int64_t *next_ms, struct err *e);
    bool (*change)(void *ctx, struct delivery_change *changes, size_t count, struct err *e);
    bool (*release)(void *ctx, int64_t now_ms, uint64_t *released, struct err *e);
};

enum courier_tls {
    COURIER_TLS_NONE,
    COURIER_TLS_STARTTLS, /* refused when the server does not offer it */
    COURIER_TLS_WHOLE,    /* from the first byte */
    COURIER_TLS_COUNT
};

/* The mail server that takes notices. Texts live as long as the setup. */
struct courier_smtp {
    const char *server; /* "127.0.0.1:25", "[2001:db8::1]:587"; NULL or "": mail is not sent */
    enum courier_tls tls;
    const char *ca_file;     /* NULL: the system's authorities */
    const char *user;        /* NULL or "": no authentication */
    struct secret *password; /* NULL: none */
    const char *sender;      /* envelope sender, "notice@notice.example.jp" */
    const char *helo;        /* our own name; NULL: the domain of the sender */
    uint32_t slots;
    uint32_t timeout_ms; /* for one message */
    struct backoff backoff;
};

#define COURIER_SMTP_DEFAULT                                                                       \
    ((struct courier_smtp){                                                                        \
        .slots = 4,                                                                                \
        .timeout_ms = 60000,                                                                       \
        .backoff = BACKOFF_DEFAULT,                                                                \
    })

enum courier_event {
    COURIER_FAILING, /* the channel's last message did not get through; told once */
    COURIER_WORKING, /* it does again */
    COURIER_OUTBOX   /* the outbox could not be read or changed; it is tried again */
};

struct courier_setup {
    struct courier_outbox outbox;
    struct courier_smtp smtp;
    const struct gateway *sms;            /* NULL: SMS are not sent */
    const struct gateway *voice;          /* NULL: nobody is called */
    uint8_t report_key[GATEWAY_KEY_SIZE]; /* of the tokens in the addresses of reports */
    bool (*narrow)(struct span text);     /* the SMS fits GSM 03.38 without UCS-2; NULL: ASCII
                                                  without `^{}\[~]| does */
    int64_t (*now_ms)(void *ctx);         /* wall clock; NULL: the system's */
    void *clock;                          /* ctx of now_ms */
    uint64_t seed;                        /* of jitter */
    /* In the courier's thread; text is one line without secrets. NULL: nobody is told. */
    void (*tell)(void *ctx, enum courier_event what, enum channel c, const char *text);
    void *tell_ctx;
};

/* What it has done since it began. */
struct courier_tally {
    struct courier_channel_tally {
        uint64_t accepted;
        uint64_t retried; /* put off: not accepted, to be tried again */
        uint64_t failed;
        uint64_t expired;
        uint32_t under_way; /* now */
        bool failing;       /* the last one did not get through */
    } channels[CHANNEL_COUNT];
    uint64_t outbox_errors;
};

struct courier;

/* Starts the thread. Deliveries of a channel that is not set up fail at once, so that the next
 * channel takes over.
 * errors   ERR_CONFIG  the server's address, or a limit
 *          ERR_SYSTEM  no thread, no memory */
bool courier_new(const struct courier_setup *setup, struct courier **out, struct err *e) MUST_CHECK;

/* Something new may be due. cost: a write to a pipe. */
void courier_wake(struct courier *c);

struct courier_tally courier_tally(struct courier *c);

/* Begins nothing more, lets what is under way finish for at most `within_ms`, records it and frees.
 * What was cut off stays in the outbox and is sent again. *c becomes NULL; NULL is fine. */
void courier_free(struct courier **c, uint32_t within_ms);

#endif
