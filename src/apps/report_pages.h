/* apps/report_pages.h - the templates of the page, put into the program when it is built.
 *
 * Source    src/apps/pages/, by tools/embed.py: a page needs no file beside the program.
 */
#ifndef APPS_REPORT_PAGES_H
#define APPS_REPORT_PAGES_H

#include "base/span.h"

/* Whole arrays, without a NUL behind them. */
#define SPAN_BYTES(array)                                                                          \
    {                                                                                              \
        .at = (array), .len = sizeof(array)                                                        \
    }

extern const struct span page_report_html;
extern const struct span page_report_css;
extern const struct span page_signin_html;
extern const struct span page_trouble_html;

#endif
