/* service/scan_state.h - what a scan holds; shared by scan.c (events in) and scan_result.c (results out). */
#ifndef SERVICE_SCAN_STATE_H
#define SERVICE_SCAN_STATE_H

#include "model/population.h"
#include "service/accounts.h"
#include "service/joins.h"
#include "service/pending.h"
#include "service/scan.h"
#include "service/scan_count.h"
#include "service/seen.h"
#include "service/today.h"

struct scan {
    struct scan_setup setup;
    struct accounts *accounts;
    struct population *population;
    struct guess *guess;
    struct seen *seen;
    struct joins *joins;
    struct today *today;
    struct pending *pending; /* NULL without a store */
    struct scan_count *count;
    struct finding_account *troubles;
    struct finding_source *sources;
    size_t trouble_count;
    size_t trouble_cap;
    size_t found_count; /* the first of `troubles` */
    size_t source_count;
    size_t source_cap;
    uint32_t failed_only;
    uint32_t active;
    int64_t hour; /* of the last event; findings of past days are told when it changes */
    uint64_t repeated;
    uint64_t unusual;
};

/* The place with its provider's name. */
struct named_place scan_named(const struct scan *s, const struct place *place);

/* Room for one more trouble. */
struct finding_account *scan_trouble_add(struct scan *s);

#endif
