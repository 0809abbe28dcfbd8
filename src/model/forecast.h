/* model/forecast.h - how many notices there would have been, counted from the history. */
#ifndef MODEL_FORECAST_H
#define MODEL_FORECAST_H

#include <stddef.h>
#include <stdint.h>

#define FORECAST_DAYS_MAX 92
#define FORECAST_GROUPS_MAX 32 /* of accounts; the others are counted in the last row */
#define FORECAST_GROUP_BYTES 64

struct forecast_group {
    char name[FORECAST_GROUP_BYTES]; /* "" accounts of no group, or that nobody entered */
    uint64_t accounts;               /* that would have been told */
    uint64_t told;
};

struct forecast {
    int64_t from_ms; /* midnight, UTC */
    int64_t to_ms;
    uint32_t days;      /* of day[], the last one begun */
    uint64_t events;    /* sign-ins decided otherwise than "allow" */
    uint64_t learning;  /* of them: the account was new */
    uint64_t silent;    /* of them: the same was told before */
    uint64_t held;      /* of them: beyond the budget, told together */
    uint64_t told;      /* of them: one notice each */
    uint64_t high_risk; /* of those told */
    uint64_t digests;
    uint64_t accounts;               /* that would have been told */
    uint64_t day[FORECAST_DAYS_MAX]; /* notices told on each */
    size_t group_count;
    struct forecast_group groups[FORECAST_GROUPS_MAX];
};

#endif
