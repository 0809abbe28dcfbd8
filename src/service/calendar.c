#include "service/calendar.h"

#include "base/time.h"

struct calendar calendar_new(int64_t newest_ms, int64_t steady_ms)
{
    return (struct calendar){.known_ms = newest_ms, .steady_ms = steady_ms};
}

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

static int64_t believe(struct calendar *c, int64_t wall_ms, int64_t steady_ms)
{
    *c = calendar_new(wall_ms, steady_ms);
    return wall_ms;
}

int64_t calendar_believed(struct calendar *c, int64_t wall_ms, int64_t steady_ms)
{
    int64_t expected_ms = c->known_ms + (steady_ms - c->steady_ms);
    int64_t ahead_ms = wall_ms - steady_ms;

    if (distance(wall_ms, expected_ms) <= TIME_DAY_MS) {
        return believe(c, wall_ms, steady_ms);
    }
    if (wall_ms < expected_ms) { /* nothing gets old too early by it; the way back is no jump */
        c->doubts = false;
        return wall_ms;
    }
    if (!c->doubts || distance(ahead_ms, c->ahead_ms) > TIME_HOUR_MS) {
        c->doubts = true;
        c->ahead_ms = ahead_ms;
        c->doubted_ms = steady_ms;
    }
    if (steady_ms - c->doubted_ms >= TIME_DAY_MS) {
        return believe(c, wall_ms, steady_ms);
    }
    return expected_ms;
}
