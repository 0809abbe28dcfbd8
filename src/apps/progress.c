#include "apps/progress.h"

#include "base/monotonic.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define FIRST_MS 1000
#define TTY_EVERY_MS 200
#define LOG_EVERY_MS 10000

struct progress progress_begin(void)
{
    int64_t now = monotonic_ms();

    return (struct progress){.start_ms = now, .last_ms = now, .tty = isatty(STDERR_FILENO) == 1};
}

void progress_say(struct progress *p, uint64_t done, uint64_t total, uint64_t lines)
{
    int64_t now = monotonic_ms();

    if (now - p->start_ms < FIRST_MS ||
        (p->shown && now - p->last_ms < (p->tty ? TTY_EVERY_MS : LOG_EVERY_MS))) {
        return;
    }
    p->last_ms = now;
    p->shown = true;
    (void)fputs(p->tty ? "\r\033[K" : "", stderr);
    if (total > 0) {
        (void)fprintf(stderr, "%3.0f %%, ", 100.0 * (double)done / (double)total);
    }
    (void)fprintf(stderr, "%" PRIu64 " lines, %.0f MB, %.0f s%s", lines, (double)done / 1e6,
                  (double)(now - p->start_ms) / 1000.0, p->tty ? "" : "\n");
}

void progress_end(struct progress *p)
{
    if (p->shown && p->tty) {
        (void)fputs("\r\033[K", stderr);
    }
}

double progress_seconds(const struct progress *p)
{
    return (double)(monotonic_ms() - p->start_ms) / 1000.0;
}
