#include "base/time.h"

#include "cmocka_all.h"

#include <time.h>

static void civil_time_agrees_with_the_c_library_for_four_centuries(void **state)
{
    (void)state;
    for (int64_t s = -6000000000; s < 7000000000; s += INT64_C(86399) * 17) {
        time_t t = (time_t)s;
        struct tm want;
        struct civil got = time_to_civil(s * 1000);

        assert_non_null(gmtime_r(&t, &want));
        assert_int_equal(got.year, want.tm_year + 1900);
        assert_int_equal(got.month, want.tm_mon + 1);
        assert_int_equal(got.day, want.tm_mday);
        assert_int_equal(got.hour, want.tm_hour);
        assert_int_equal(got.second, want.tm_sec);
        assert_true(time_from_civil(&got) == s * 1000);
    }
}

static void utc_prints_as_rfc_3339(void **state)
{
    char bytes[32];
    struct buf b = BUF_ON(bytes);
    struct span out;
    struct err e = {0};

    (void)state;
    time_print_utc(&b, INT64_C(951782399999));
    assert_true(buf_span(&b, &out, &e));
    assert_true(span_eq(out, SPAN("2000-02-28T23:59:59Z")));
    assert_int_equal(time_month_days(2000, 2), 29);
    assert_int_equal(time_month_days(2100, 2), 28);
    assert_int_equal(time_day_of(-1), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_time_agrees_with_the_c_library_for_four_centuries),
        cmocka_unit_test(utc_prints_as_rfc_3339),
    };

    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
