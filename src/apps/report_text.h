/* apps/report_text.h - the report for a terminal or a file.
 *
 * Duty      one calm paragraph first, then what does not fit, then who guesses, then habits, then
 *           what to type next. Bounded lists say how many more there are.
 * Owns      nothing. Threads: one report per thread.
 */
#ifndef APPS_REPORT_TEXT_H
#define APPS_REPORT_TEXT_H

#include "apps/report.h"
#include "base/err.h"

#include <stdio.h>

#define REPORT_SIGNINS_MAX 50 /* rows of the list of unusual sign-ins */
#define REPORT_LIST_MAX 20    /* rows of every other list */
#define REPORT_WIDTH_MIN 40   /* columns; narrower is printed as this */
#define REPORT_WIDTH_MAX 120  /* wider is printed as this: long lines are hard to read */

struct report_style {
    bool colour;    /* escape sequences; only for a terminal that asked for none of NO_COLOR */
    unsigned width; /* columns; 0 = 80 */
    bool all;       /* no bounded lists */
};

/* Prints the report. The lists hold the rows above at most unless s->all.
 *
 * errors   ERR_SYSTEM when the stream failed; ERR_CONFIG when r->zone is no time zone
 */
bool report_text(FILE *to, const struct report *r, const struct report_style *s,
                 struct err *e) MUST_CHECK;

#endif
