/* apps/progress.h - a word of progress on standard error for what takes longer than a second. */
#ifndef APPS_PROGRESS_H
#define APPS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    int64_t start_ms; /* monotonic */
    int64_t last_ms;
    bool tty;
    bool shown;
};

struct progress progress_begin(void);

/* Says how far it is, at most once a second on a terminal and once in ten seconds elsewhere.
 * done, total: bytes; total 0 when unknown. */
void progress_say(struct progress *p, uint64_t done, uint64_t total, uint64_t lines);

/* Clears the line on a terminal. */
void progress_end(struct progress *p);

/* Seconds since progress_begin. */
double progress_seconds(const struct progress *p);

#endif
