#include "words/clock.h"

#include "cmocka_all.h"

#include <stdlib.h>

#define AT INT64_C(1795284309000) /* 2026-11-21T18:05:09Z */

static struct clock *open_zone(const char *name)
{
    struct clock *z = NULL;
    struct err e = {0};

    assert_true(clock_open(name, &z, &e));
    return z;
}

static void a_zone_shifts_civil_time_also_into_the_next_day(void **state)
{
    struct clock *z = open_zone("Asia/Tokyo");
    struct civil c = clock_civil(z, AT);

    (void)state;
    assert_int_equal(c.day, 22);
    assert_int_equal(c.hour, 3);
    assert_int_equal(c.minute, 5);
    assert_int_equal(c.second, 9);
    assert_int_equal(clock_offset_ms(z, AT), 9 * TIME_HOUR_MS);
    clock_free(&z);
    assert_null(z);
}

static void daylight_saving_begins_and_ends(void **state)
{
    struct clock *z = open_zone("Europe/Berlin");

    (void)state;
    /* 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC */
    assert_int_equal(clock_offset_ms(z, INT64_C(1774745999000)), TIME_HOUR_MS);
    assert_int_equal(clock_offset_ms(z, INT64_C(1774746000000)), 2 * TIME_HOUR_MS);
    assert_int_equal(clock_offset_ms(z, INT64_C(1792889999000)), 2 * TIME_HOUR_MS);
    assert_int_equal(clock_offset_ms(z, INT64_C(1792890000000)), TIME_HOUR_MS);
    clock_free(&z);
}

static void zones_are_named_in_both_languages(void **state)
{
    const struct {
        const char *name;
        const char *en;
        const char *ja;
    } cases[] = {
        {"Asia/Tokyo", "Japan time", "日本時間"},
        {"UTC", "UTC", "協定世界時"},
        {"Etc/UTC", "UTC", "協定世界時"},
        {"Europe/Berlin", "Germany time", "ドイツ時間"},
        {"America/New_York", "New York time", "ニューヨーク時間"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct clock *z = open_zone(cases[i].name);

        assert_string_equal(clock_words(z, LANG_EN), cases[i].en);
        assert_string_equal(clock_words(z, LANG_JA), cases[i].ja);
        assert_string_equal(clock_name(z), cases[i].name);
        clock_free(&z);
    }
}

static void an_unknown_zone_is_refused_and_nothing_changes(void **state)
{
    struct clock *z = NULL;
    struct err e = {0};

    (void)state;
    assert_false(clock_open("Asia/Atlantis", &z, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.text, "Asia/Atlantis"));
    assert_null(z);
}

static void without_a_name_the_zone_of_the_process_is_taken(void **state)
{
    struct clock *z;

    (void)state;
    assert_int_equal(setenv("TZ", "Asia/Kolkata", 1), 0);
    z = open_zone(NULL);
    assert_int_equal(clock_offset_ms(z, AT), 5 * TIME_HOUR_MS + TIME_HOUR_MS / 2);
    clock_free(&z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_name_the_zone_of_the_process_is_taken),
        cmocka_unit_test(a_zone_shifts_civil_time_also_into_the_next_day),
        cmocka_unit_test(daylight_saving_begins_and_ends),
        cmocka_unit_test(zones_are_named_in_both_languages),
        cmocka_unit_test(an_unknown_zone_is_refused_and_nothing_changes),
    };

    return cmocka_run_group_tests_name("words/zone", tests, NULL, NULL);
}
