/* apps/stage_look.h - whom a stage is for: `mioboe stage preview`, `affected`, `warn`. */
#ifndef APPS_STAGE_LOOK_H
#define APPS_STAGE_LOOK_H

#include "apps/inquiry.h"

/* Counts whom the stage would refuse if it began today, by country and service, and who has been set up
 * anew; days: of the history. Progress goes to standard error. */
bool stage_preview(struct inquiry *q, const char *id, const char *days, struct err *e) MUST_CHECK;

/* A line for each account that is still affected. */
bool stage_affected(struct inquiry *q, const char *id, const char *days, struct err *e) MUST_CHECK;

#endif
