/* wire/stage_json.h - stages as JSON: docs/api/openapi.json describes the form.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_STAGE_JSON_H
#define WIRE_STAGE_JSON_H

#include "base/err.h"
#include "model/stage.h"
#include "wire/json_out.h"

/* Appends the members of a stage to an object that is open, with its phase at now_ms. */
void stage_json_put(struct json_out *j, const struct stage *s, int64_t now_ms);

/* Appends what a patch states. */
void stage_json_put_patch(struct json_out *j, const struct stage_patch *p);

/* Reads one object; every member may be left out. What only the store sets ("moves", "created",
 * "changed") is read into out->stage and is not stated; "phase" and "days_left" are skipped.
 *
 * errors   ERR_INPUT  not one JSON object, a member nobody knows, one twice, or one of the wrong kind;
 *                     *out untouched */
bool stage_json_read(struct span text, struct stage_patch *out, struct err *e) MUST_CHECK;

#endif
