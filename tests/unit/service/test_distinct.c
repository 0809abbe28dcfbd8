#include "service/distinct.h"

#include "base/hash.h"
#include "cmocka_all.h"

static uint64_t value(uint64_t i)
{
    return hash_mix(i * UINT64_C(0x9e3779b97f4a7c15) + 1);
}

static void few_values_are_counted_exactly_and_repeats_not_at_all(void **state)
{
    struct distinct d = {0};

    (void)state;
    for (uint64_t round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < DISTINCT_EXACT; i++) {
            distinct_add(&d, value(i));
        }
    }
    assert_int_equal(distinct_count(&d), DISTINCT_EXACT);
    assert_false(distinct_is_estimate(&d));
    distinct_clear(&d);
}

static void many_values_are_estimated_within_three_standard_errors(void **state)
{
    static const uint64_t sizes[] = {9, 30, 100, 1000, 10000, 200000};

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct distinct d = {0};
        double got;

        for (uint64_t i = 0; i < sizes[s]; i++) {
            distinct_add(&d, value(i + 1000000 * s));
            distinct_add(&d, value(i + 1000000 * s));
        }
        got = distinct_count(&d);
        assert_true(distinct_is_estimate(&d));
        assert_true(got >= (double)sizes[s] * (1 - 3 * 0.065));
        assert_true(got <= (double)sizes[s] * (1 + 3 * 0.065));
        distinct_clear(&d);
        assert_int_equal(distinct_count(&d), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_values_are_counted_exactly_and_repeats_not_at_all),
        cmocka_unit_test(many_values_are_estimated_within_three_standard_errors),
    };

    return cmocka_run_group_tests_name("service/distinct", tests, NULL, NULL);
}
