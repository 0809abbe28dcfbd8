/* message/records.h - what the provider itself knows, asked through its caller.
 *
 * Duty      the questions the judge has for a store of sent notices, an account's history, and lists
 *           of known texts. message stays pure: whoever has a store fills struct check_records.
 * Threads   the caller's.
 */
#ifndef MESSAGE_RECORDS_H
#define MESSAGE_RECORDS_H

#include "message/observe.h"
#include "model/record.h"

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
    /* What is known of fakes that look like it (q->fake is never NULL here). */
    bool (*known)(void *ctx, const struct record_question *q, struct fake_match *out,
                  struct err *e);
};

/* Asks, and adds what comes back to o->evidence. False with *e when something could not be asked. */
bool records_consult(const struct check_records *r, const struct record_question *q,
                     struct observation *o, struct err *e) MUST_CHECK;

#endif
