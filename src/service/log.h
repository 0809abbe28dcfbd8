/* service/log.h - one structured line for each story: journald fields, or a JSON line on stderr.
 *
 * Duty      log_story("...") never blocks its caller: lines wait in a bounded ring for one thread
 *           that writes them. When the ring is full the line is dropped and counted.
 * Form      journald (sd_journal_send) when stderr is the journal, see JOURNAL_STREAM in
 *           systemd.exec(5); else JSON lines. Every event has a MESSAGE_ID of its own.
 * Never     secrets. Peer bytes are quoted and cut.
 * Threads   any; log_open and log_close from one, when nobody else logs.
 */
#ifndef SERVICE_LOG_H
#define SERVICE_LOG_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG
};

/* One row each in log.c: its name for machines and its MESSAGE_ID. */
enum log_event {
    LOG_EVENT_STARTED,
    LOG_EVENT_READY,
    LOG_EVENT_RELOADED,
    LOG_EVENT_RELOAD_REFUSED,
    LOG_EVENT_STOPPING,
    LOG_EVENT_STOPPED,
    LOG_EVENT_LISTENING,
    LOG_EVENT_JUDGED,          /* a question answered otherwise than "go on" */
    LOG_EVENT_ALLOWED,         /* a question answered "go on" (debug) */
    LOG_EVENT_REPORTED,        /* a report recorded (debug) */
    LOG_EVENT_REPORT_LOST,     /* a report not recorded: answered 503 */
    LOG_EVENT_OUTAGE,          /* the outage policy answered */
    LOG_EVENT_REQUEST_REFUSED, /* malformed, too big, not permitted */
    LOG_EVENT_LIST_CHANGED,
    LOG_EVENT_STAGE_CHANGED,
    LOG_EVENT_ACCOUNT_CHANGED,
    LOG_EVENT_TOKEN_CHANGED,
    LOG_EVENT_FAKES_CHANGED,
    LOG_EVENT_PASSWORD_CHANGED,
    LOG_EVENT_SENDING_FAILS, /* notices of a channel do not get through */
    LOG_EVENT_SENDING_WORKS,
    LOG_EVENT_SENDER_OWNED,    /* an account owns the address notices come from */
    LOG_EVENT_OUTBOX,          /* the courier cannot read or change the outbox */
    LOG_EVENT_STALLED,         /* a serve thread does not go round */
    LOG_EVENT_FILTER_JUDGED,   /* the mail filter added a verdict */
    LOG_EVENT_FILTER_UNJUDGED, /* a message passed without one in time */
    LOG_EVENT_COUNT
};

enum log_kind {
    LOG_TEXT,
    LOG_NUMBER
};

struct log_field {
    const char *key; /* lower case, [a-z0-9_]; journald shows MIOBOE_KEY */
    enum log_kind kind;
    struct span text; /* peer bytes are fine */
    int64_t number;
};

#define LOG_FIELD_TEXT(name, span_value)                                                           \
    ((struct log_field){.key = (name), .kind = LOG_TEXT, .text = (span_value)})
#define LOG_FIELD_NUMBER(name, value)                                                              \
    ((struct log_field){.key = (name), .kind = LOG_NUMBER, .number = (value)})

/* Starts the writing thread; before it and after log_close nothing is written. */
bool log_open(enum log_level least, struct err *e) MUST_CHECK;

void log_level_set(enum log_level least);
bool log_wants(enum log_level level);

/* Logs a story. message: one sentence for people, without peer bytes. */
void log_story(enum log_level level, enum log_event event, const char *message,
               const struct log_field *fields, size_t count);

/* Lines dropped because the ring was full. */
uint64_t log_dropped(void);

/* Writes what waits and ends the thread. */
void log_close(void);

#endif
