/* wire/record_json.h - "is this message a notice of yours?" and its answer as JSON.
 *
 * Owns      nothing. Threads: any. docs/api/openapi.json describes the forms.
 */
#ifndef WIRE_RECORD_JSON_H
#define WIRE_RECORD_JSON_H

#include "base/arena.h"
#include "model/record.h"
#include "wire/json_out.h"

/* The members of a question, both ways; texts of one read lie in `arena`.
 * errors   ERR_INPUT  not an object with a text, or a member is of another kind */
void record_json_question(struct json_out *j, const struct record_question *q);
bool record_json_read_question(struct span text, struct arena *arena, struct record_question *out,
                               struct err *e) MUST_CHECK;

/* The members of an answer, both ways; `sent` for people is left out. */
void record_json_answer(struct json_out *j, const struct record_answer *a);
bool record_json_read_answer(struct span text, struct record_answer *out, struct err *e) MUST_CHECK;

/* Whether an account's history holds what a message tells of: text and zone, both ways, and the answer.
 * The account stands in the path. */
void record_json_event_question(struct json_out *j, const struct event_question *q);
bool record_json_read_event_question(struct span text, struct arena *arena,
                                     struct event_question *out, struct err *e) MUST_CHECK;

void record_json_event(struct json_out *j, enum event_match m, const char *words);
bool record_json_read_event(struct span text, enum event_match *out,
                            char words[static EVIDENCE_ON_MAX], struct err *e) MUST_CHECK;

#endif
