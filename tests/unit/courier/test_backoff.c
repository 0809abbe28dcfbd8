#include "courier/backoff.h"

#include "cmocka_all.h"

static const struct backoff steps = {.count = 3, .wait_ms = {1000, 10000, 100000}};

static void waits_follow_the_table_and_the_last_goes_on(void **state)
{
    const uint32_t wanted[] = {1000, 10000, 100000, 100000, 100000};

    (void)state;
    for (uint32_t tries = 1; tries <= 5; tries++) {
        uint32_t wait = backoff_wait_ms(&steps, tries, 7, 1);

        assert_true(wait >= wanted[tries - 1] / 10 * 8);
        assert_true(wait <= wanted[tries - 1] / 10 * 12);
    }
}

static void the_same_message_waits_the_same_and_another_one_not(void **state)
{
    unsigned same = 0;

    (void)state;
    for (int64_t id = 1; id <= 100; id++) {
        assert_int_equal(backoff_wait_ms(&steps, 3, id, 9), backoff_wait_ms(&steps, 3, id, 9));
        same += backoff_wait_ms(&steps, 3, id, 9) == backoff_wait_ms(&steps, 3, id + 1, 9);
    }
    assert_true(same < 5);
}

static void many_messages_spread_over_the_whole_range(void **state)
{
    unsigned thirds[3] = {0};

    (void)state;
    for (int64_t id = 1; id <= 3000; id++) {
        uint32_t wait = backoff_wait_ms(&steps, 3, id, 9);

        thirds[wait < 93334 ? 0 : wait < 106667 ? 1 : 2]++;
    }
    for (int i = 0; i < 3; i++) {
        assert_true(thirds[i] > 850 && thirds[i] < 1150);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_follow_the_table_and_the_last_goes_on),
        cmocka_unit_test(the_same_message_waits_the_same_and_another_one_not),
        cmocka_unit_test(many_messages_spread_over_the_whole_range),
    };

    return cmocka_run_group_tests_name("courier/backoff", tests, NULL, NULL);
}
