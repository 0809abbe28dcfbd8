/* apps/report_html.h - the report as one self-contained page: no script, no request to anywhere.
 *
 * Owns      the page while it is made. Threads: any.
 * Limits    PAGE_* below; the page says how many more there are.
 */
#ifndef APPS_REPORT_HTML_H
#define APPS_REPORT_HTML_H

#include "apps/report.h"
#include "base/err.h"

#include <stdio.h>

/* Writes the whole page, or nothing.
 *
 * errors   ERR_SYSTEM when the stream failed; ERR_CONFIG when r->zone is no time zone;
 *          ERR_LIMIT when the page would pass its limit
 */
bool report_html(FILE *to, const struct report *r, struct err *e) MUST_CHECK;

#endif
