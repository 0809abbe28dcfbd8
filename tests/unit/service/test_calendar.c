#include "service/calendar.h"

#include "base/time.h"
#include "cmocka_all.h"

#define NOW (INT64_C(20000) * TIME_DAY_MS)
#define YEAR (365 * TIME_DAY_MS)
#define BOOT INT64_C(5000) /* the steady clock begins anywhere */

static void a_clock_that_goes_on_is_believed(void **state)
{
    struct calendar c = calendar_new(NOW, BOOT);

    (void)state;
    for (int64_t day = 0; day < 400; day++) {
        int64_t more = day * TIME_DAY_MS;

        assert_int_equal(calendar_believed(&c, NOW + more + 5, BOOT + more), NOW + more + 5);
    }
}

static void small_corrections_are_believed_at_once(void **state)
{
    struct calendar c = calendar_new(NOW, BOOT);

    (void)state;
    assert_int_equal(calendar_believed(&c, NOW + TIME_DAY_MS, BOOT), NOW + TIME_DAY_MS);
    assert_int_equal(calendar_believed(&c, NOW, BOOT), NOW);
    assert_int_equal(calendar_believed(&c, NOW - TIME_HOUR_MS, BOOT), NOW - TIME_HOUR_MS);
}

static void a_jump_ahead_makes_nothing_old_before_a_day_went_by(void **state)
{
    struct calendar c = calendar_new(NOW, BOOT);
    int64_t hour;

    (void)state;
    for (hour = 1; hour <= 24; hour++) {
        int64_t more = hour * TIME_HOUR_MS;

        assert_int_equal(calendar_believed(&c, NOW + YEAR + more, BOOT + more), NOW + more);
    }
    assert_int_equal(
        calendar_believed(&c, NOW + YEAR + hour * TIME_HOUR_MS, BOOT + hour * TIME_HOUR_MS),
        NOW + YEAR + hour * TIME_HOUR_MS);
}

static void a_clock_that_keeps_jumping_is_never_believed(void **state)
{
    struct calendar c = calendar_new(NOW, BOOT);

    (void)state;
    for (int64_t hour = 1; hour < 100; hour++) {
        int64_t more = hour * TIME_HOUR_MS;

        assert_int_equal(calendar_believed(&c, NOW + hour * YEAR, BOOT + more), NOW + more);
    }
}

static void the_way_back_ends_the_doubt(void **state)
{
    struct calendar c = calendar_new(NOW, BOOT);
    int64_t later = 20 * TIME_HOUR_MS;

    (void)state;
    assert_int_equal(calendar_believed(&c, NOW + YEAR, BOOT), NOW);
    assert_int_equal(calendar_believed(&c, NOW + later, BOOT + later), NOW + later);
    /* The same jump again is a new one: its day begins anew. */
    later += 6 * TIME_HOUR_MS;
    assert_int_equal(calendar_believed(&c, NOW + YEAR + later, BOOT + later), NOW + later);
}

static void a_clock_far_behind_is_taken_and_its_return_is_no_jump(void **state)
{
    struct calendar c = calendar_new(NOW, BOOT);

    (void)state;
    assert_int_equal(calendar_believed(&c, NOW - YEAR, BOOT + 1000), NOW - YEAR);
    assert_int_equal(calendar_believed(&c, NOW + 2000, BOOT + 2000), NOW + 2000);
}

static void a_daemon_that_stood_still_for_weeks_waits_a_day(void **state)
{
    int64_t newest = NOW - 30 * TIME_DAY_MS;
    struct calendar c = calendar_new(newest, BOOT);

    (void)state;
    assert_int_equal(calendar_believed(&c, NOW, BOOT), newest);
    assert_int_equal(calendar_believed(&c, NOW + TIME_DAY_MS, BOOT + TIME_DAY_MS),
                     NOW + TIME_DAY_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_goes_on_is_believed),
        cmocka_unit_test(small_corrections_are_believed_at_once),
        cmocka_unit_test(a_jump_ahead_makes_nothing_old_before_a_day_went_by),
        cmocka_unit_test(a_clock_that_keeps_jumping_is_never_believed),
        cmocka_unit_test(the_way_back_ends_the_doubt),
        cmocka_unit_test(a_clock_far_behind_is_taken_and_its_return_is_no_jump),
        cmocka_unit_test(a_daemon_that_stood_still_for_weeks_waits_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
