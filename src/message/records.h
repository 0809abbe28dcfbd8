/* message/records.h - what the provider itself knows, asked through its caller.
 *
 * Duty      the questions the judge has for a store of sent notices, an account's history, and lists
 *           of known texts. message stays pure: whoever has a store fills struct check_records.
 * Threads   the caller's.
 */
#ifndef MESSAGE_RECORDS_H
#define MESSAGE_RECORDS_H

#include "message/observe.h"

/* What a message carries that a record could be compared with. Borrowed for the call. */
struct record_question {
    struct span text; /* what can be seen of it, subject first, UTF-8 */
    struct span message_id;
    struct span recipient; /* To, else Delivered-To; empty for an SMS */
    struct span sender;
    int64_t date_ms; /* 0: none */
    bool is_sms;
};

enum record_match {
    RECORD_NONE,      /* no reference of ours is in it */
    RECORD_AGREES,    /* reference, recipient, time and text agree */
    RECORD_RECIPIENT, /* ours word for word, but sent to somebody else, or to whom is not known */
    RECORD_ALTERED,   /* a reference of ours, but a link, number or word differs */
    RECORD_ABSENT,    /* formed like a reference of ours, but no such notice was sent */
};

struct record_answer {
    enum record_match match;
    char reference[EVIDENCE_NAME_MAX]; /* NUL-terminated, as all of these */
    char recipient[EVIDENCE_NAME_MAX]; /* masked */
    char sent[EVIDENCE_NAME_MAX];      /* when it was sent, for people, with its zone */
    char differs[EVIDENCE_ON_MAX];     /* RECORD_ALTERED: the first words that differ */
};

enum event_match {
    EVENT_UNASKED, /* no account was given, or the message tells of no event */
    EVENT_FOUND,
    EVENT_ABSENT,
};

/* Any of the functions may be NULL. They return false with *e set when the record cannot be asked; the
 * message is then judged without it. */
struct check_records {
    void *ctx;
    bool (*notice)(void *ctx, const struct record_question *q, struct record_answer *out,
                   struct err *e);
    /* The event that the message tells of, in the history of the account it is checked with; `words`
     * is what was compared. */
    bool (*event)(void *ctx, const struct record_question *q, enum event_match *out,
                  char words[static EVIDENCE_ON_MAX], struct err *e);
    /* How often the same text was checked before, and whether it is a known fake or known genuine
     * text; name: which. */
    bool (*known)(void *ctx, const struct record_question *q, uint32_t *times, bool *fake,
                  bool *genuine, char name[static EVIDENCE_ON_MAX], struct err *e);
};

/* Asks, and adds what comes back to o->evidence. False with *e when something could not be asked. */
bool records_consult(const struct check_records *r, const struct record_question *q,
                     struct observation *o, struct err *e) MUST_CHECK;

#endif
