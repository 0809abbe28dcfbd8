/* apps/report_json.h - findings as JSON lines: one object per line, UTF-8, documented in docs/scan.md.
 *
 * Duty      for machines: every number of a finding, codes beside the sentences.
 * Owns      nothing. Threads: any, one stream each.
 * Errors    the stream's own: the caller asks ferror() once at the end.
 */
#ifndef APPS_REPORT_JSON_H
#define APPS_REPORT_JSON_H

#include "model/finding.h"

#include <stdio.h>

void report_json_signin(FILE *to, const struct finding_signin *f);
void report_json_source(FILE *to, const struct finding_source *f);
void report_json_account(FILE *to, const struct finding_account *f);
void report_json_account_summary(FILE *to, const struct account_summary *s);
void report_json_summary(FILE *to, const struct scan_summary *s); /* always the last line */

#endif
