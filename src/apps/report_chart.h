/* apps/report_chart.h - the time line of a scan as numbers for an SVG of the page.
 *
 * Duty      geometry only: the template draws. Two panels with scales of their own, sign-ins above,
 *           failed attempts below; a diamond over each day with an unusual sign-in.
 * Owns      nothing; values belong to the set.
 * Limits    CHART_DAYS_MAX: of a longer time the last days.
 */
#ifndef APPS_REPORT_CHART_H
#define APPS_REPORT_CHART_H

#include "apps/report_words.h"
#include "base/value.h"

#define CHART_DAYS_MAX 400
#define CHART_PATH_MAX ((size_t)32 << 10) /* bytes of one path: CHART_DAYS_MAX bars */

struct chart {
    struct values *set;
    const struct day_count *days; /* ascending, gaps left out; at least one */
    size_t count;
    char *scratch; /* CHART_PATH_MAX bytes */
};

/* The days that are shown: at most CHART_DAYS_MAX from the last one backwards. */
size_t chart_first(const struct scan_summary *s);

/* Makes the chart `width` units wide; class names it in the page ("wide", "narrow"). */
struct value *chart_value(const struct chart *c, const char *class, unsigned width);

/* The same in words, for those who do not see it. */
void chart_told(struct buf *out, const struct report_voice *v, const struct chart *c);

/* "2026-11-21" of a day number. */
void chart_day(struct buf *out, int32_t day);

#endif
