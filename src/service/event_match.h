/* service/event_match.h - does an account's history hold what a message tells of?
 *
 * Duty      finds the times a message names and looks for sign-ins of the account then. A match speaks
 *           for the message, and no match against it; neither proves anything by itself.
 * Times     "2026-11-21 18:05:09", "2026/11/21 18:05", "2026年11月21日 18時05分": a date, and a time of
 *           day behind it. In UTC when the text says so, in Japan's time when it says that, else in the
 *           zone given.
 * Threads   any. Blocks on the store.
 */
#ifndef SERVICE_EVENT_MATCH_H
#define SERVICE_EVENT_MATCH_H

#include "base/time.h"
#include "model/record.h"
#include "service/story.h"

#define EVENT_MATCH_SLACK_MS 120000 /* notices name the minute, logs the second */
#define EVENT_MATCH_TIMES 4         /* times of one message that are looked at */

/* A time as written, in whatever zone: year 2000..2099. Takes it off *rest; false when there is none
 * any more. seconds are 0 when none are written. */
bool event_time_find(struct span *rest, struct civil *out) MUST_CHECK;

/* words: what was looked for, or found.
 * errors   ERR_INPUT  no such zone; ERR_STORE, ERR_SYSTEM
 * cost     a day of history for each time */
bool event_match(const struct story_setup *s, const struct event_question *q, enum event_match *out,
                 char words[static EVIDENCE_ON_MAX], struct err *e) MUST_CHECK;

#endif
