/* base/time.h - civil time without the C library's hidden state.
 *
 * Duty      milliseconds since 1970 (UTC) <-> year, month, day, hour, minute, second; days.
 * Source    proleptic Gregorian calendar; Howard Hinnant, "chrono-compatible low-level date
 *           algorithms" (days_from_civil and its inverse).
 * Owns      nothing. Threads: any. No clock is read here: time is an argument everywhere.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/buf.h"

#include <stdint.h>

#define TIME_SECOND_MS INT64_C(1000)
#define TIME_HOUR_MS (3600 * TIME_SECOND_MS)
#define TIME_DAY_MS (24 * TIME_HOUR_MS)

struct civil {
    int32_t year;
    int8_t month;  /* 1..12 */
    int8_t day;    /* 1..31 */
    int8_t hour;   /* 0..23 */
    int8_t minute; /* 0..59 */
    int8_t second; /* 0..60 */
};

/* Days since 1970-01-01; month and day must be in range. */
int32_t time_days(int32_t year, int month, int day);

/* Milliseconds since 1970 of a UTC civil time. */
int64_t time_from_civil(const struct civil *c);

struct civil time_to_civil(int64_t at_ms);

/* Day number since 1970 (UTC), rounded down also before 1970. */
int32_t time_day_of(int64_t at_ms);

/* 29 for February of a leap year and so on. */
int time_month_days(int32_t year, int month);

/* "2026-11-21T18:05:09Z"; milliseconds are dropped. */
void time_print_utc(struct buf *out, int64_t at_ms);

#endif
