/* apps/report.h - what a scan found, as one value which every form of the report prints. */
#ifndef APPS_REPORT_H
#define APPS_REPORT_H

#include "model/finding.h"
#include "words/lang.h"

/* Everything is borrowed. */
struct report {
    const struct finding_signin *signins; /* most unusual first */
    size_t signin_count;
    const struct finding_source *sources; /* most failures first */
    size_t source_count;
    const struct finding_account *accounts;
    size_t account_count;
    const struct account_summary *summaries; /* accounts to show, most interesting first */
    size_t summary_count;
    size_t summary_total; /* accounts there are; >= summary_count */
    const struct scan_summary *summary;
    enum lang lang;
    const char *zone; /* IANA name; NULL = the process's own */
};

#endif
