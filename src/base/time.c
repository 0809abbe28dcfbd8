#include "base/time.h"

int32_t time_days(int32_t year, int month, int day)
{
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t year_of_era = y - era * 400;
    int32_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

int64_t time_from_civil(const struct civil *c)
{
    int64_t days = time_days(c->year, c->month, c->day);

    return ((days * 24 + c->hour) * 60 + c->minute) * 60 * TIME_SECOND_MS +
           (int64_t)c->second * TIME_SECOND_MS;
}

int32_t time_day_of(int64_t at_ms)
{
    int64_t day = at_ms / TIME_DAY_MS;

    return (int32_t)(at_ms % TIME_DAY_MS < 0 ? day - 1 : day);
}

struct civil time_to_civil(int64_t at_ms)
{
    int32_t days = time_day_of(at_ms);
    int32_t rest_s = (int32_t)((at_ms - (int64_t)days * TIME_DAY_MS) / TIME_SECOND_MS);
    int32_t z = days + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t day_of_era = z - era * 146097;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month_from_march = (5 * day_of_year + 2) / 153;
    int32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

    return (struct civil){
        .year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
        .month = (int8_t)month,
        .day = (int8_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .hour = (int8_t)(rest_s / 3600),
        .minute = (int8_t)(rest_s / 60 % 60),
        .second = (int8_t)(rest_s % 60),
    };
}

int time_month_days(int32_t year, int month)
{
    return time_days(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
           time_days(year, month, 1);
}

void time_print_utc(struct buf *out, int64_t at_ms)
{
    struct civil c = time_to_civil(at_ms);

    buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, c.month, c.day, c.hour, c.minute,
             c.second);
}
