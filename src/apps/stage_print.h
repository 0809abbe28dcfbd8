/* apps/stage_print.h - stages for people, as the daemon's JSON tells them. */
#ifndef APPS_STAGE_PRINT_H
#define APPS_STAGE_PRINT_H

#include "apps/inquiry.h"

/* One stage, whole; `now_ms` for the time that is left. errors: ERR_INPUT as stage_json_read. */
bool stage_print(struct inquiry *q, struct span json, int64_t now_ms, struct err *e) MUST_CHECK;

/* Every stage of an answer, a line each. */
bool stage_print_list(struct inquiry *q, struct span answer, int64_t now_ms,
                      struct err *e) MUST_CHECK;

/* "Stage ID: in force." */
bool stage_print_stored(struct inquiry *q, struct span json, int64_t now_ms,
                        struct err *e) MUST_CHECK;

#endif
