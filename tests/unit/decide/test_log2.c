#include "decide/log2.h"

#include "cmocka_all.h"

#include <math.h>

static void powers_of_two_are_exact(void **state)
{
    (void)state;
    for (int32_t i = 0; i < 64; i++) {
        assert_int_equal(log2_of(UINT64_C(1) << i), i * 256);
    }
}

static void every_other_number_is_near_its_logarithm(void **state)
{
    uint64_t x = 3;

    (void)state;
    for (int i = 0; i < 20000 && x < UINT64_MAX / 3; i++, x += 1 + x / 1000) {
        double exact = 256 * log2((double)x);

        assert_true(log2_of(x) > exact - 2.0);
        assert_true(log2_of(x) < exact + 1.0);
    }
}

static void it_never_falls(void **state)
{
    (void)state;
    for (uint64_t x = 1; x < 100000; x++) {
        assert_true(log2_of(x) <= log2_of(x + 1));
    }
}

static void nothing_has_logarithm_zero(void **state)
{
    (void)state;
    assert_int_equal(log2_of(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_of_two_are_exact),
        cmocka_unit_test(every_other_number_is_near_its_logarithm),
        cmocka_unit_test(it_never_falls),
        cmocka_unit_test(nothing_has_logarithm_zero),
    };

    return cmocka_run_group_tests_name("decide/log2", tests, NULL, NULL);
}
