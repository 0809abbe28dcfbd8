#include "serve/timer.h"

#include "base/attr.h"
#include "cmocka_all.h"

static void timers_come_out_in_the_order_of_their_time(void **state)
{
    static const int due[] = {50, 10, 30, 30, 20, 60, 5};
    struct timer timers[COUNT(due)] = {0};
    struct timer_list list = {0};
    int64_t before = 0;
    size_t count = 0;
    struct timer *t;

    (void)state;
    for (size_t i = 0; i < COUNT(due); i++) {
        timer_set(&list, &timers[i], due[i]);
    }
    while ((t = timer_take_due(&list, 100)) != NULL) {
        assert_true(t->due_ms >= before);
        assert_null(t->in);
        before = t->due_ms;
        count++;
    }
    assert_int_equal(count, COUNT(due));
}

static void those_due_at_the_same_time_come_out_as_they_went_in(void **state)
{
    struct timer timers[3] = {0};
    struct timer_list list = {0};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        timer_set(&list, &timers[i], 7);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(timer_take_due(&list, 7), &timers[i]);
    }
}

static void nothing_is_taken_before_its_time(void **state)
{
    struct timer_list list = {0};
    struct timer one = {0};

    (void)state;
    timer_set(&list, &one, 100);
    assert_null(timer_take_due(&list, 99));
    assert_int_equal(timer_wait(&list, 40, 1000), 60);
    assert_int_equal(timer_wait(&list, 40, 10), 10);
    assert_int_equal(timer_wait(&list, 200, 1000), 0);
    assert_ptr_equal(timer_take_due(&list, 100), &one);
    assert_int_equal(timer_wait(&list, 0, 1000), 1000);
}

static void a_timer_moves_between_lists_and_out_of_them(void **state)
{
    struct timer_list a = {0};
    struct timer_list b = {0};
    struct timer timers[3] = {0};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        timer_set(&a, &timers[i], (int64_t)i);
    }
    timer_set(&b, &timers[1], 1);
    timer_clear(&timers[0]);
    timer_clear(&timers[0]);
    assert_ptr_equal(a.first, &timers[2]);
    assert_ptr_equal(a.last, &timers[2]);
    assert_ptr_equal(b.first, &timers[1]);
    timer_clear(&timers[2]);
    assert_null(a.first);
    assert_null(a.last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_come_out_in_the_order_of_their_time),
        cmocka_unit_test(those_due_at_the_same_time_come_out_as_they_went_in),
        cmocka_unit_test(nothing_is_taken_before_its_time),
        cmocka_unit_test(a_timer_moves_between_lists_and_out_of_them),
    };

    return cmocka_run_group_tests_name("serve/timer", tests, NULL, NULL);
}
