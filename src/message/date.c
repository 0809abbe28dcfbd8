#include "message/date.h"

#include "base/attr.h"
#include "base/number.h"
#include "base/time.h"
#include "message/ascii.h"

static const char MONTHS[] = "janfebmaraprmayjunjulaugsepoctnovdec";

static const struct {
    struct span name;
    int minutes;
} ZONES[] = {
    {SPAN_INIT("UT"), 0},     {SPAN_INIT("UTC"), 0},    {SPAN_INIT("GMT"), 0},
    {SPAN_INIT("Z"), 0},      {SPAN_INIT("JST"), 540},  {SPAN_INIT("EST"), -300},
    {SPAN_INIT("EDT"), -240}, {SPAN_INIT("CST"), -360}, {SPAN_INIT("CDT"), -300},
    {SPAN_INIT("MST"), -420}, {SPAN_INIT("MDT"), -360}, {SPAN_INIT("PST"), -480},
    {SPAN_INIT("PDT"), -420},
};

static struct span take_token(struct span *rest)
{
    struct span one;
    size_t len = 0;

    *rest = span_trim(*rest);
    while (len < rest->len && !ascii_is_space(rest->at[len]) && rest->at[len] != ',') {
        len++;
    }
    one = span_front(*rest, len);
    *rest = span_from(*rest, len < rest->len && rest->at[len] == ',' ? len + 1 : len);
    return one;
}

/* 1..12, 0 for no month. */
static int month_of(struct span name)
{
    for (size_t i = 0; name.len >= 3 && i < 12; i++) {
        if (ascii_begins(name, (struct span){.at = MONTHS + 3 * i, .len = 3})) {
            return (int)i + 1;
        }
    }
    return 0;
}

static bool read_clock(struct span text, struct civil *c)
{
    uint64_t part[3] = {0};
    struct span rest = text;

    for (size_t i = 0; i < COUNT(part) && rest.len > 0; i++) {
        if (!number_take(&rest, &part[i]) || part[i] > 60) {
            return false;
        }
        if (rest.len > 0 && rest.at[0] != ':') {
            return false;
        }
        rest = span_from(rest, 1);
    }
    c->hour = (int8_t)part[0];
    c->minute = (int8_t)part[1];
    c->second = (int8_t)part[2];
    return rest.len == 0 && part[0] < 24 && part[1] < 60;
}

static bool read_zone(struct span text, int *minutes)
{
    uint64_t value;

    if (text.len == 5 && (text.at[0] == '+' || text.at[0] == '-') &&
        number_parse(span_from(text, 1), 0, 9999, &value)) {
        int size = (int)(value / 100 * 60 + value % 100);

        *minutes = text.at[0] == '-' ? -size : size;
        return true;
    }
    for (size_t i = 0; i < COUNT(ZONES); i++) {
        if (ascii_same(text, ZONES[i].name)) {
            *minutes = ZONES[i].minutes;
            return true;
        }
    }
    return false;
}

int64_t date_read(struct span text)
{
    struct civil c = {0};
    struct span token = take_token(&text);
    uint64_t day = 0;
    uint64_t year = 0;
    int minutes = 0;

    if (token.len > 0 && ascii_is_alpha(token.at[0])) {
        token = take_token(&text);
    }
    if (!number_parse(token, 1, 31, &day)) {
        return 0;
    }
    c.day = (int8_t)day;
    c.month = (int8_t)month_of(take_token(&text));
    if (c.month == 0 || !number_parse(take_token(&text), 0, 9999, &year)) {
        return 0;
    }
    year += year < 50 ? 2000 : 0;
    year += year < 100 ? 1900 : 0;
    c.year = (int32_t)year;
    if (c.day > time_month_days(c.year, c.month) || !read_clock(take_token(&text), &c) ||
        !read_zone(take_token(&text), &minutes)) {
        return 0;
    }
    return time_from_civil(&c) - (int64_t)minutes * 60 * TIME_SECOND_MS;
}
