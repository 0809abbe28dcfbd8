/* wire/notice_json.h - notices as JSON: what became of one, and whether a reference is ours.
 *
 * Owns      nothing. Threads: any. docs/api/openapi.json describes the forms.
 */
#ifndef WIRE_NOTICE_JSON_H
#define WIRE_NOTICE_JSON_H

#include "model/forecast.h"
#include "model/notice_answer.h"
#include "model/story.h"
#include "wire/json_in.h"
#include "wire/json_out.h"

/* Appends the member `name`: an object, or null when nobody was told. */
void notice_json_told(struct json_out *j, const char *name, const struct told_notice *told);

/* Reads that object. ERR_INPUT, *out untouched: it is not that. */
bool notice_json_read_told(const struct json_in_value *v, struct told_notice *out,
                           struct err *e) MUST_CHECK;

/* Appends the members of an answer; of one that is not ours only "status" and "reference". */
void notice_json_answer(struct json_out *j, const struct notice_answer *a);

/* Reads what the API says, back; of an answer status, reference, sent, kind, account and messages.
 * ERR_INPUT: it is not that. */
bool notice_json_read_answer(struct span text, struct notice_answer *out, struct err *e) MUST_CHECK;

/* The members of a forecast, both ways. */
void notice_json_forecast(struct json_out *j, const struct forecast *f);
bool notice_json_read_forecast(struct span text, struct forecast *out, struct err *e) MUST_CHECK;

#endif
