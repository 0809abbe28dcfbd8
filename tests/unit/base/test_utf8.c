#include "base/utf8.h"

#include "cmocka_all.h"

static void each_length_is_taken_up_to_its_bounds(void **state)
{
    static const struct {
        struct span in;
        size_t len;
        uint32_t point;
    } cases[] = {
        {SPAN_INIT("az"), 1, 'a'},
        {SPAN_INIT("\0"), 1, 0},
        {SPAN_INIT("\x7f"), 1, 0x7f},
        {SPAN_INIT("\xc2\x80"), 2, 0x80},
        {SPAN_INIT("\xdf\xbfx"), 2, 0x7ff},
        {SPAN_INIT("\xe0\xa0\x80"), 3, 0x800},
        {SPAN_INIT("\xef\xbf\xbf"), 3, 0xffff},
        {SPAN_INIT("\xf0\x90\x80\x80"), 4, 0x10000},
        {SPAN_INIT("\xf4\x8f\xbf\xbf"), 4, 0x10ffff},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t point = 1;

        assert_int_equal(utf8_take(cases[i].in, &point), cases[i].len);
        assert_int_equal(point, cases[i].point);
    }
}

static void what_is_not_utf8_is_not_taken(void **state)
{
    static const struct span cases[] = {
        SPAN_INIT(""),
        SPAN_INIT("\x80"),
        SPAN_INIT("\xc0\xaf"),
        SPAN_INIT("\xc1\xbf"),
        SPAN_INIT("\xe0\x9f\xbf"),
        SPAN_INIT("\xf0\x8f\xbf\xbf"),
        SPAN_INIT("\xed\xa0\x80"),
        SPAN_INIT("\xf4\x90\x80\x80"),
        SPAN_INIT("\xf8\x88\x80\x80\x80"),
        SPAN_INIT("\xff"),
        SPAN_INIT("\xe3\x81"),
        SPAN_INIT("\xe3\x81z"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t point = 1;

        assert_int_equal(utf8_take(cases[i], &point), 0);
        assert_int_equal(point, 1);
    }
}

static void controls_and_direction_marks_are_not_printable(void **state)
{
    (void)state;
    assert_true(utf8_printable(' '));
    assert_true(utf8_printable(0x3042));
    assert_true(utf8_printable(0x1f600));
    assert_false(utf8_printable('\n'));
    assert_false(utf8_printable(0x1b));
    assert_false(utf8_printable(0x85));
    assert_false(utf8_printable(0x2028));
    assert_false(utf8_printable(0x202e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_length_is_taken_up_to_its_bounds),
        cmocka_unit_test(what_is_not_utf8_is_not_taken),
        cmocka_unit_test(controls_and_direction_marks_are_not_printable),
    };

    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
