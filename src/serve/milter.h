/* serve/milter.h - the mail filter: a mail server asks about each message over the milter protocol.
 *
 * Duty      takes away every X-Mioboe-Verdict that came with a message, has the message judged, adds the
 *           verdict, and where the policy says so holds the message or marks its subject. Accepts always:
 *           a message that cannot be judged in time passes with that said in its header.
 * Source    libmilter (Sendmail 8.17), Postfix' MILTER_README.
 * Threads   libmilter's: one for each connection. One filter a process, which is libmilter's own limit.
 * Signals   libmilter takes SIGTERM, SIGINT and SIGHUP: messages under way are finished.
 */
#ifndef SERVE_MILTER_H
#define SERVE_MILTER_H

#include "base/buf.h"
#include "service/check_pool.h"
#include "service/filter.h"
#include "wire/verdict_header.h"

#define MILTER_SUBJECT_FRONT_MAX 512 /* bytes of what is put in front of a subject */

struct milter_setup {
    const char *socket;  /* "inet:8893@127.0.0.1", "unix:/run/mioboe/filter.sock" */
    size_t keep_bytes;   /* of a message */
    size_t memory_bytes; /* of all messages under way */
    uint32_t wait_ms;    /* for a verdict, from the message's end on */
    struct filter_policy policy;
    struct span
        exempt; /* recipient whose mail is not judged: what is forwarded to be checked; or empty */
    uint8_t key[VERDICT_KEY_SIZE];
    struct check_pool *pool;
};

/* Opens the socket. `setup` is copied; what it points to must outlive the run. ERR_CONFIG: the socket. */
bool milter_open(const struct milter_setup *setup, struct err *e) MUST_CHECK;

/* Answers until a signal or milter_stop() ends it; false when libmilter gave up. */
bool milter_run(void) MUST_CHECK;

/* From any thread. */
void milter_stop(void);

/* Appends the metrics in Prometheus' text form. Any thread. */
void milter_metrics(struct buf *out);

#endif
