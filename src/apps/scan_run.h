/* apps/scan_run.h - one run of `mioboe scan`; shared by scan.c (reading) and scan_report.c (telling). */
#ifndef APPS_SCAN_RUN_H
#define APPS_SCAN_RUN_H

#include "apps/options.h"
#include "apps/progress.h"
#include "apps/scan_collect.h"
#include "apps/scan_input.h"
#include "config/settings.h"
#include "service/scan.h"
#include "words/lang.h"

enum scan_option {
    SCAN_JSON,
    SCAN_HTML,
    SCAN_DB,
    SCAN_CONFIG,
    SCAN_LANG,
    SCAN_FOLLOW,
    SCAN_ACCOUNTS,
    SCAN_ALL,
    SCAN_POLICY,
    SCAN_YEAR,
    SCAN_ZONE,
    SCAN_OPTION_COUNT
};

struct scan_run {
    struct options options;
    struct settings *settings;
    struct places *places;
    struct store *store;
    struct scan *scan;
    struct scan_input *input;
    struct collect findings;
    struct progress progress;
    enum lang lang;
    bool json;
    int exit_code; /* of the first trouble with one input */
};

/* The zone of times without one, and of the report; "" this machine's. */
const char *scan_zone(const struct scan_run *run);

/* Prints and writes the reports that were asked for. Gives the exit code; when it is not EX_OK, *e
 * says why. */
int scan_report(struct scan_run *run, struct err *e) MUST_CHECK;

#endif
