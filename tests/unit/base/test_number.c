#include "base/number.h"

#include "cmocka_all.h"

static void parse_takes_only_digits_within_bounds(void **state)
{
    static const struct {
        const char *in;
        bool ok;
        uint64_t value;
    } cases[] = {
        {"0", true, 0},    {"42", true, 42},  {"100", true, 100},
        {"101", false, 7}, {"", false, 7},    {"-1", false, 7},
        {"1 ", false, 7},  {"0x1", false, 7}, {"99999999999999999999", false, 7},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct span in = {.at = cases[i].in, .len = strlen(cases[i].in)};
        uint64_t value = 7;

        assert_int_equal(number_parse(in, 0, 100, &value), cases[i].ok);
        assert_int_equal(value, cases[i].value);
    }
}

static void take_leaves_what_follows_the_digits(void **state)
{
    struct span rest = SPAN("18446744073709551615 attempts");
    struct span over = SPAN("18446744073709551616");
    uint64_t value = 0;

    (void)state;
    assert_true(number_take(&rest, &value));
    assert_true(value == UINT64_MAX);
    assert_true(span_eq(rest, SPAN(" attempts")));
    assert_false(number_take(&over, &value));
    assert_int_equal(over.len, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_takes_only_digits_within_bounds),
        cmocka_unit_test(take_leaves_what_follows_the_digits),
    };

    return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
