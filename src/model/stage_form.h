/* model/stage_form.h - a stage as bytes, for a store.
 *
 * Form      version byte, then numbers little end first and texts with their length in front; what is
 *           stored by an older version is read by a newer one.
 * Owns      nothing. Threads: any.
 */
#ifndef MODEL_STAGE_FORM_H
#define MODEL_STAGE_FORM_H

#include "base/buf.h"
#include "model/stage.h"

#define STAGE_FORM_MAX 4096 /* bytes; more than any stage takes */

/* Appends it. s: in order (stage_check). */
void stage_pack(const struct stage *s, struct buf *out);

/* errors   ERR_INPUT  not one whole stage in order, or of a version nobody knows; *out untouched */
bool stage_unpack(struct span bytes, struct stage *out, struct err *e) MUST_CHECK;

#endif
