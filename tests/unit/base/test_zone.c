#include "base/zone.h"

#include "base/time.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <time.h>

static int64_t local(int year, int month, int day, int hour, int minute)
{
    struct civil c = {.year = year,
                      .month = (int8_t)month,
                      .day = (int8_t)day,
                      .hour = (int8_t)hour,
                      .minute = (int8_t)minute};

    return time_from_civil(&c);
}

static int64_t offset_min(const char *name, int64_t at_local_ms, bool later)
{
    struct zone *z = NULL;
    struct err e = {0};
    int64_t utc_ms;

    assert_true(zone_new(name, &z, &e));
    utc_ms = zone_to_utc(z, at_local_ms, later);
    zone_free(&z);
    assert_null(z);
    return (at_local_ms - utc_ms) / 60000;
}

static void a_zone_by_name_follows_its_summer_time(void **state)
{
    (void)state;
    assert_int_equal(offset_min("Asia/Tokyo", local(2026, 7, 1, 12, 0), false), 540);
    assert_int_equal(offset_min("Europe/Berlin", local(2026, 1, 15, 12, 0), false), 60);
    assert_int_equal(offset_min("Europe/Berlin", local(2026, 7, 15, 12, 0), false), 120);
    assert_int_equal(offset_min("America/New_York", local(2026, 7, 15, 12, 0), false), -240);
    assert_int_equal(offset_min("UTC", local(2026, 7, 15, 12, 0), false), 0);
}

static void an_hour_that_occurs_twice_is_the_first_or_the_second_as_asked(void **state)
{
    (void)state;
    assert_int_equal(offset_min("America/New_York", local(2026, 11, 1, 1, 30), false), -240);
    assert_int_equal(offset_min("America/New_York", local(2026, 11, 1, 1, 30), true), -300);
}

static void an_hour_that_never_occurs_is_read_by_the_clock_before(void **state)
{
    (void)state;
    assert_int_equal(offset_min("America/New_York", local(2026, 3, 8, 2, 30), false), -300);
}

static void a_fixed_offset_needs_no_name(void **state)
{
    (void)state;
    assert_int_equal(offset_min("+09:00", local(2026, 7, 1, 12, 0), false), 540);
    assert_int_equal(offset_min("-0330", local(2026, 7, 1, 12, 0), false), -210);
    assert_int_equal(offset_min("+01", local(2026, 7, 1, 12, 0), true), 60);
}

static void the_empty_name_is_this_machine(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", "Asia/Kolkata", 1), 0);
    tzset();
    assert_int_equal(offset_min("", local(2026, 7, 1, 12, 0), false), 330);
    assert_int_equal(offset_min(NULL, local(2026, 7, 1, 12, 0), false), 330);
}

static void a_name_nobody_knows_is_refused(void **state)
{
    static const char *const names[] = {
        "Tokyo/Asia", "+25:00",
        "+9",         "09:00",
        "+09:00x",    "+09:99",
        "GMT+",       "Asia/Tokyo/x/y/z/x/y/z/x/y/z/x/y/z/x/y/z/x/y/z/x/y/z/x/y/z/x/y/z"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct zone *z = NULL;
        struct err e = {0};

        assert_false(zone_new(names[i], &z, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_null(z);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_by_name_follows_its_summer_time),
        cmocka_unit_test(an_hour_that_occurs_twice_is_the_first_or_the_second_as_asked),
        cmocka_unit_test(an_hour_that_never_occurs_is_read_by_the_clock_before),
        cmocka_unit_test(a_fixed_offset_needs_no_name),
        cmocka_unit_test(the_empty_name_is_this_machine),
        cmocka_unit_test(a_name_nobody_knows_is_refused),
    };

    return cmocka_run_group_tests_name("base/zone", tests, NULL, NULL);
}
