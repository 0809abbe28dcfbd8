/* apps/check_print.h - a verdict for a terminal, and as a line of JSON. */
#ifndef APPS_CHECK_PRINT_H
#define APPS_CHECK_PRINT_H

#include "apps/report_page.h"
#include "model/verdict.h"

/* The verdict first, then the evidence in the order a person checks, then what to do now.
 * name: the file's; empty when it is the only one. */
void check_print_text(const struct page *p, enum lang l, struct span name, const struct verdict *v);

/* One line: docs/checker.md. */
void check_print_json(FILE *to, struct span name, const struct verdict *v);

#endif
