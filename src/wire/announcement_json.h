/* wire/announcement_json.h - announcements as JSON: docs/api/openapi.json describes both forms.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_ANNOUNCEMENT_JSON_H
#define WIRE_ANNOUNCEMENT_JSON_H

#include "base/arena.h"
#include "model/announcement.h"
#include "wire/json_out.h"

/* Appends the members of one version to an object that is open. */
void announcement_json_put(struct json_out *j, const struct announcement *a);

/* Appends what a patch states. */
void announcement_json_put_patch(struct json_out *j, const struct announcement_patch *p);

/* Reads what announcement_json_put prints. As below. */
bool announcement_json_read_stored(struct span text, struct arena *arena, struct announcement *out,
                                   struct err *e) MUST_CHECK;

/* Reads "id", "title", "reason", "body", "apology" (each with "en" and "ja"), "starts" (a time) and
 * "withdrawn"; all of them may be left out. What else announcement_json_put prints may stand there and
 * is not taken.
 *
 * out      spans live in `arena`; written only on success
 * errors   ERR_INPUT  not one JSON object, or a member of the wrong kind, or a text longer than
 *                     ANNOUNCEMENT_TEXT_MAX
 *          ERR_SYSTEM without memory
 */
bool announcement_json_read(struct span text, struct arena *arena, struct announcement_patch *out,
                            struct err *e) MUST_CHECK;

#endif
