/* service/calendar.h - what day it is, as far as one may throw something away for it.
 *
 * Duty      holds the wall clock against the newest time that was ever recorded and against a clock
 *           that nobody sets. A wall clock that is suddenly a year ahead must not make a year of
 *           history old.
 * Owns      nothing: a plain value. Threads: one at a time.
 */
#ifndef SERVICE_CALENDAR_H
#define SERVICE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct calendar {
    int64_t known_ms;   /* wall clock that was believed last */
    int64_t steady_ms;  /* when, by the clock that nobody sets */
    int64_t ahead_ms;   /* wall minus steady of the time in doubt */
    int64_t doubted_ms; /* since when, by the clock that nobody sets */
    bool doubts;
};

/* newest_ms: the newest recorded time, wall clock; of an empty store the wall clock itself.
 * steady_ms: of a clock that runs on while the machine sleeps and that nobody sets. */
struct calendar calendar_new(int64_t newest_ms, int64_t steady_ms);

/* The time by which things may be old. It is wall_ms unless that is more than a day ahead of what
 * was known plus the steady time since: then it is that sum, until the wall clock has kept its new
 * time for a day of steady time, within an hour. A wall clock that is behind is taken as it is. */
int64_t calendar_believed(struct calendar *c, int64_t wall_ms, int64_t steady_ms);

#endif
