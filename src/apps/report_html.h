/* apps/report_html.h - the report as one self-contained page: no script, no request to anywhere.
 *
 * Owns      the page's values while it is made. Threads: any.
 * Limits    PAGE_*_MAX below; the page says how many more there are.
 */
#ifndef APPS_REPORT_HTML_H
#define APPS_REPORT_HTML_H

#include "apps/report.h"
#include "base/err.h"

#include <stdio.h>

#define PAGE_SIGNINS_MAX 500    /* unusual sign-ins, most unusual first */
#define PAGE_ACCOUNTS_MAX 200   /* accounts in each kind of trouble */
#define PAGE_SOURCES_MAX 200    /* guessing sources */
#define PAGE_SUMMARIES_MAX 1000 /* accounts with their usual places */
#define PAGE_COUNTRIES_MAX 40
#define PAGE_PROGRAMS_MAX 20

/* Writes the page. What was written before a failure stays written: write to a file of your own
 * and rename it when this gave true.
 *
 * errors   ERR_SYSTEM when the stream failed; ERR_CONFIG when r->zone is no time zone;
 *          ERR_LIMIT when the page would pass its limit or there is no memory
 */
bool report_html(FILE *to, const struct report *r, struct err *e) MUST_CHECK;

#endif
