/* model/record.h - a message beside the record of what was sent: the question and the answer. */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "base/span.h"
#include "model/evidence.h"
#include "model/fake.h"

#include <stdbool.h>
#include <stdint.h>

/* What a message carries that a record could be compared with. Borrowed for the call. */
struct record_question {
    struct span text; /* what can be seen of it, subject first, UTF-8 */
    struct span message_id;
    struct span recipient; /* To, else Delivered-To; empty for an SMS */
    struct span sender;
    int64_t date_ms; /* 0: none */
    bool is_sms;
    const struct fake_reading
        *fake; /* what would be kept of it were it handed in as a fake; NULL */
};

enum record_match {
    RECORD_NONE,      /* no reference of ours is in it */
    RECORD_AGREES,    /* reference, recipient, time and text agree */
    RECORD_RECIPIENT, /* ours word for word, but sent to somebody else, or to whom is not known */
    RECORD_ALTERED,   /* a reference of ours, but a link, number or word differs */
    RECORD_ABSENT,    /* formed like a reference of ours, but no such notice was sent */
    RECORD_MATCH_COUNT
};

/* "none", "agrees", "recipient", "altered", "absent": stable, for machines. */
const char *record_match_code(enum record_match m);
bool record_match_parse(struct span code, enum record_match *out) MUST_CHECK;

struct record_answer {
    enum record_match match;
    char reference[EVIDENCE_NAME_MAX]; /* NUL-terminated, as all of these */
    char recipient[EVIDENCE_NAME_MAX]; /* masked */
    int64_t sent_ms;                   /* when it was sent */
    char
        sent[EVIDENCE_NAME_MAX]; /* the same for people, with its zone: whoever shows it fills it */
    char differs[EVIDENCE_ON_MAX]; /* RECORD_ALTERED: the first words that differ */
};

/* Does an account's history hold what a message tells of? */
struct event_question {
    struct span account; /* ID or any of its names */
    struct span text;    /* what can be seen of the message */
    struct span
        zone; /* of times that state none: an IANA name or "+09:00"; empty: this machine's */
};

enum event_match {
    EVENT_UNASKED, /* no account was given, or the message names no time */
    EVENT_FOUND,
    EVENT_ABSENT,
    EVENT_MATCH_COUNT
};

/* "unasked", "found", "absent": stable, for machines. */
const char *event_match_code(enum event_match m);
bool event_match_parse(struct span code, enum event_match *out) MUST_CHECK;

#endif
