/* apps/report_items.h - the rows of the page's lists, each made when the page comes to it.
 *
 * Owns      nothing; what an item takes from a set goes back when the page has shown it.
 */
#ifndef APPS_REPORT_ITEMS_H
#define APPS_REPORT_ITEMS_H

#include "apps/report_chart.h"
#include "apps/report_words.h"
#include "base/template.h"

enum {
    TEMPLATE_PAGE,
    TEMPLATE_STYLE,
    TEMPLATE_SIGNIN,
    TEMPLATE_TROUBLE,
    TEMPLATE_COUNT
};

/* What is held while one page is made. */
struct maker {
    const struct report *r;
    struct report_voice voice;
    struct clock *zone;
    struct values *set;
    struct template *templates[TEMPLATE_COUNT];
    char scratch[CHART_PATH_MAX];
};

/* Items of value_stream(); ctx is a struct maker. NULL beyond the last row that is shown. */
const struct value *items_signin(void *ctx, size_t index, struct values *set);
const struct value *items_found(void *ctx, size_t index, struct values *set);
const struct value *items_attacked(void *ctx, size_t index, struct values *set);
const struct value *items_source(void *ctx, size_t index, struct values *set);
const struct value *items_country(void *ctx, size_t index, struct values *set);
const struct value *items_account(void *ctx, size_t index, struct values *set);
const struct value *items_program(void *ctx, size_t index, struct values *set);
const struct value *items_day(void *ctx, size_t index, struct values *set);

/* Sets a member to a number with separators. */
void items_number(struct values *set, struct value *object, const char *name, uint64_t n);

#endif
