#include "apps/report_chart.h"

/* Everything in tenths of a unit, so that no floating point is printed. */
#define UNIT INT64_C(10)
#define LEFT (46 * UNIT) /* room for the scale's numbers */
#define EDGE (8 * UNIT)
#define MARK (12 * UNIT) /* where diamonds are */
#define SIGNINS_TOP (24 * UNIT)
#define SIGNINS_BASE (140 * UNIT)
#define FAILURES_TOP (160 * UNIT)
#define FAILURES_BASE (220 * UNIT)
#define TICK_TEXT (236 * UNIT)
#define HEIGHT 244
#define BAR_MAX (28 * UNIT)
#define TICK_WIDTH (90 * UNIT) /* a date and the space beside it */
#define TICK_HALF (34 * UNIT)

struct geometry {
    const struct chart *c;
    struct value *root;
    int64_t right;
    int32_t first; /* day */
    int32_t span;  /* days */
    uint64_t signins_top;
    uint64_t failures_top;
};

size_t chart_first(const struct scan_summary *s)
{
    size_t i = 0;

    while (s->days[s->day_count - 1].day - s->days[i].day >= CHART_DAYS_MAX) {
        i++;
    }
    return i;
}

void chart_day(struct buf *out, int32_t day)
{
    struct civil c = time_to_civil((int64_t)day * TIME_DAY_MS);

    buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* The least of 1, 2, 5, 10, 20, 50 ... that is not below n; at least 2, so that it has a half. */
static uint64_t round_up(uint64_t n)
{
    uint64_t unit = 1;

    if (n <= 2) {
        return 2;
    }
    while (unit < n / 10) {
        unit *= 10;
    }
    for (; unit < UINT64_MAX / 10; unit *= 10) {
        if (n <= unit) {
            return unit;
        }
        if (n <= 2 * unit) {
            return 2 * unit;
        }
        if (n <= 5 * unit) {
            return 5 * unit;
        }
    }
    return n;
}

static void put_tenths(struct buf *out, int64_t tenths)
{
    buf_addf(out, "%lld.%lld", (long long)(tenths / UNIT), (long long)(tenths % UNIT));
}

static void set_tenths(const struct geometry *g, struct value *object, const char *name,
                       int64_t tenths)
{
    char bytes[32];
    struct buf text = BUF_ON(bytes);

    put_tenths(&text, tenths);
    value_set_text(g->c->set, object, name, report_written(&text));
}

/* Left edge of a day's slot. */
static int64_t slot(const struct geometry *g, int32_t day)
{
    return LEFT + (g->right - LEFT) * (day - g->first) / g->span;
}

static int64_t middle(const struct geometry *g, int32_t day)
{
    return (slot(g, day) + slot(g, day + 1)) / 2;
}

/* A fifth of the slot stays free, as long as there is room for that. */
static int64_t bar_width(const struct geometry *g)
{
    int64_t width = (g->right - LEFT) * 4 / (5 * (int64_t)g->span);

    if (width < UNIT) {
        return (g->right - LEFT) / g->span + 1;
    }
    return width > BAR_MAX ? BAR_MAX : width;
}

/* One bar: nothing for zero, at least one unit high for anything else. */
static void put_bar(struct buf *path, const struct geometry *g, int32_t day, int64_t base,
                    int64_t height)
{
    int64_t width = bar_width(g);

    if (height == 0) {
        return;
    }
    buf_add(path, SPAN("M"));
    put_tenths(path, middle(g, day) - width / 2);
    buf_add(path, SPAN(" "));
    put_tenths(path, base);
    buf_add(path, SPAN("h"));
    put_tenths(path, width);
    buf_add(path, SPAN("V"));
    put_tenths(path, base - height);
    buf_add(path, SPAN("h-"));
    put_tenths(path, width);
    buf_add(path, SPAN("z"));
}

static int64_t scaled(uint64_t n, uint64_t top, int64_t room)
{
    int64_t height = (int64_t)((double)n / (double)top * (double)room);

    return n > 0 && height < UNIT ? UNIT : height;
}

static void put_bars(const struct geometry *g)
{
    const struct chart *c = g->c;
    struct buf path = {.at = c->scratch, .cap = CHART_PATH_MAX};

    for (size_t i = 0; i < c->count; i++) {
        put_bar(&path, g, c->days[i].day, SIGNINS_BASE,
                scaled(c->days[i].signins, g->signins_top, SIGNINS_BASE - SIGNINS_TOP));
    }
    value_set_text(c->set, g->root, "signins", report_written(&path));
    path.len = 0;
    for (size_t i = 0; i < c->count; i++) {
        put_bar(&path, g, c->days[i].day, FAILURES_BASE,
                scaled(c->days[i].failures, g->failures_top, FAILURES_BASE - FAILURES_TOP));
    }
    value_set_text(c->set, g->root, "failures", report_written(&path));
}

static void put_marks(const struct geometry *g)
{
    const struct chart *c = g->c;
    struct buf path = {.at = c->scratch, .cap = CHART_PATH_MAX};

    for (size_t i = 0; i < c->count; i++) {
        if (c->days[i].unusual > 0) {
            buf_add(&path, SPAN("M"));
            put_tenths(&path, middle(g, c->days[i].day));
            buf_add(&path, SPAN(" "));
            put_tenths(&path, MARK - 6 * UNIT);
            buf_add(&path, SPAN("l6 6 -6 6 -6 -6z"));
        }
    }
    value_set_text(c->set, g->root, "unusual", report_written(&path));
}

/* "1,000", "20k", "5M": short enough for the margin. */
static void put_short(struct buf *out, uint64_t n)
{
    if (n >= 10000000) {
        words_number(out, n / 1000000);
        buf_add(out, SPAN("M"));
    } else if (n >= 10000) {
        words_number(out, n / 1000);
        buf_add(out, SPAN("k"));
    } else {
        words_number(out, n);
    }
}

static void put_line(const struct geometry *g, struct value *grid, int64_t y, uint64_t n)
{
    struct value *line = value_object(g->c->set);
    char bytes[32];
    struct buf text = BUF_ON(bytes);

    set_tenths(g, line, "left", LEFT);
    set_tenths(g, line, "right", g->right);
    set_tenths(g, line, "y", y);
    set_tenths(g, line, "text_x", LEFT - 6 * UNIT);
    set_tenths(g, line, "text_y", y + 4 * UNIT);
    put_short(&text, n);
    value_set_text(g->c->set, line, "text", report_written(&text));
    value_add(g->c->set, grid, line);
}

static void put_grid(const struct geometry *g)
{
    struct value *grid = value_list(g->c->set);

    put_line(g, grid, SIGNINS_TOP, g->signins_top);
    put_line(g, grid, (SIGNINS_TOP + SIGNINS_BASE) / 2, g->signins_top / 2);
    put_line(g, grid, SIGNINS_BASE, 0);
    put_line(g, grid, FAILURES_TOP, g->failures_top);
    put_line(g, grid, FAILURES_BASE, 0);
    value_set(g->c->set, g->root, "grid", grid);
}

/* Days between two dates under the chart. */
static int32_t tick_step(const struct geometry *g)
{
    static const int32_t steps[] = {1, 2, 3, 5, 7, 14, 28, 35, 56, 91, 112};
    int64_t labels = (g->right - LEFT) / TICK_WIDTH;

    for (size_t i = 0; i < COUNT(steps); i++) {
        if ((g->span + steps[i] - 1) / steps[i] <= labels) {
            return steps[i];
        }
    }
    return CHART_DAYS_MAX / 2;
}

static void put_ticks(const struct geometry *g)
{
    struct value *ticks = value_list(g->c->set);
    int32_t step = tick_step(g);

    for (int32_t day = g->first; day < g->first + g->span; day += step) {
        struct value *tick = value_object(g->c->set);
        int64_t x = middle(g, day);
        char bytes[32];
        struct buf text = BUF_ON(bytes);

        set_tenths(g, tick, "x", x);
        set_tenths(g, tick, "text_x", x > g->right - TICK_HALF ? g->right - TICK_HALF : x);
        set_tenths(g, tick, "top", FAILURES_BASE);
        set_tenths(g, tick, "bottom", FAILURES_BASE + 4 * UNIT);
        set_tenths(g, tick, "y", TICK_TEXT);
        chart_day(&text, day);
        value_set_text(g->c->set, tick, "text", report_written(&text));
        value_add(g->c->set, ticks, tick);
    }
    value_set(g->c->set, g->root, "ticks", ticks);
}

static void find_most(const struct chart *c, uint64_t *signins, uint64_t *failures)
{
    *signins = 0;
    *failures = 0;
    for (size_t i = 0; i < c->count; i++) {
        *signins = c->days[i].signins > *signins ? c->days[i].signins : *signins;
        *failures = c->days[i].failures > *failures ? c->days[i].failures : *failures;
    }
}

struct value *chart_value(const struct chart *c, const char *class, unsigned width)
{
    struct geometry g = {
        .c = c,
        .root = value_object(c->set),
        .right = (int64_t)width * UNIT - EDGE,
        .first = c->days[0].day,
        .span = c->days[c->count - 1].day - c->days[0].day + 1,
    };

    find_most(c, &g.signins_top, &g.failures_top);
    g.signins_top = round_up(g.signins_top);
    g.failures_top = round_up(g.failures_top);
    value_set_textf(c->set, g.root, "class", "%s", class);
    value_set_textf(c->set, g.root, "width", "%u", width);
    value_set_textf(c->set, g.root, "height", "%d", HEIGHT);
    put_grid(&g);
    put_ticks(&g);
    put_bars(&g);
    put_marks(&g);
    return g.root;
}

void chart_told(struct buf *out, const struct report_voice *v, const struct chart *c)
{
    char bytes[4][32];
    struct buf first = BUF_ON(bytes[0]);
    struct buf last = BUF_ON(bytes[1]);
    struct buf signins = BUF_ON(bytes[2]);
    struct buf failures = BUF_ON(bytes[3]);
    uint64_t most_signins;
    uint64_t most_failures;

    find_most(c, &most_signins, &most_failures);
    chart_day(&first, c->days[0].day);
    chart_day(&last, c->days[c->count - 1].day);
    words_number(&signins, most_signins);
    words_number(&failures, most_failures);
    label_put(out, v->lang, LABEL_CHART_DAYS_TOLD,
              (const struct arg[]){{"first", report_written(&first)},
                                   {"last", report_written(&last)},
                                   {"signins", report_written(&signins)},
                                   {"failures", report_written(&failures)}},
              4);
}
