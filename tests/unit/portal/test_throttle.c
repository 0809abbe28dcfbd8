#include "portal/throttle.h"

#include "cmocka_all.h"

#define NOW_MS INT64_C(1795284000000) /* 2026-11-21 18:00:00 UTC */

static struct throttle *throttle;

static int open_throttle(void **state)
{
    (void)state;
    throttle = throttle_new();
    return throttle == NULL ? -1 : 0;
}

static int close_throttle(void **state)
{
    (void)state;
    throttle_free(&throttle);
    assert_null(throttle);
    return 0;
}

static struct address who(const char *text)
{
    struct address a;

    assert_true(address_parse((struct span){.at = text, .len = strlen(text)}, &a));
    return a;
}

static unsigned tries(const struct address *a, int64_t at_ms)
{
    unsigned n = 0;

    while (n < 5000 && throttle_take(throttle, a, at_ms)) {
        n++;
    }
    return n;
}

static void an_address_has_a_burst_and_then_one_try_at_a_time(void **state)
{
    struct address a = who("203.0.113.7");
    struct address other = who("203.0.113.8");

    (void)state;
    assert_int_equal(tries(&a, NOW_MS), THROTTLE_BURST);
    assert_int_equal(tries(&a, NOW_MS + THROTTLE_REFILL_MS - 1), 0);
    assert_int_equal(tries(&a, NOW_MS + THROTTLE_REFILL_MS), 1);
    assert_int_equal(tries(&other, NOW_MS), THROTTLE_BURST);
    assert_int_equal(tries(&a, NOW_MS + (int64_t)THROTTLE_BURST * THROTTLE_REFILL_MS * 2),
                     THROTTLE_BURST);
}

static void a_64_is_one_subscriber(void **state)
{
    struct address a = who("2001:db8:1:2::1");
    struct address same = who("2001:db8:1:2:ffff::9");
    struct address other = who("2001:db8:1:3::1");

    (void)state;
    assert_int_equal(tries(&a, NOW_MS), THROTTLE_BURST);
    assert_int_equal(tries(&same, NOW_MS), 0);
    assert_int_equal(tries(&other, NOW_MS), THROTTLE_BURST);
}

static void what_is_given_back_was_not_taken(void **state)
{
    struct address a = who("203.0.113.7");

    (void)state;
    for (int i = 0; i < 10 * THROTTLE_BURST; i++) {
        assert_true(throttle_take(throttle, &a, NOW_MS));
        throttle_return(throttle, &a, NOW_MS);
    }
    assert_int_equal(tries(&a, NOW_MS), THROTTLE_BURST);
}

static void however_many_addresses_guess_the_service_as_a_whole_has_a_limit(void **state)
{
    unsigned taken = 0;

    (void)state;
    for (unsigned i = 0; i < 65536; i++) {
        struct address a = who("2001:db8::1");

        a.bytes[4] = (uint8_t)(i >> 8);
        a.bytes[5] = (uint8_t)i;
        taken += throttle_take(throttle, &a, NOW_MS);
    }
    assert_int_equal(taken, THROTTLE_ALL_BURST);
}

static void a_clock_that_was_set_back_locks_nobody_out_for_long(void **state)
{
    struct address a = who("203.0.113.7");
    int64_t before = NOW_MS - INT64_C(86400000);

    (void)state;
    assert_int_equal(tries(&a, NOW_MS), THROTTLE_BURST);
    assert_int_equal(tries(&a, before), 0);
    assert_int_equal(tries(&a, before + THROTTLE_REFILL_MS), 1);
}

static void who_has_no_address_shares_one_bucket(void **state)
{
    (void)state;
    assert_int_equal(tries(NULL, NOW_MS), THROTTLE_BURST);
    assert_int_equal(tries(NULL, NOW_MS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_address_has_a_burst_and_then_one_try_at_a_time,
                                        open_throttle, close_throttle),
        cmocka_unit_test_setup_teardown(a_64_is_one_subscriber, open_throttle, close_throttle),
        cmocka_unit_test_setup_teardown(what_is_given_back_was_not_taken, open_throttle,
                                        close_throttle),
        cmocka_unit_test_setup_teardown(
            however_many_addresses_guess_the_service_as_a_whole_has_a_limit, open_throttle,
            close_throttle),
        cmocka_unit_test_setup_teardown(a_clock_that_was_set_back_locks_nobody_out_for_long,
                                        open_throttle, close_throttle),
        cmocka_unit_test_setup_teardown(who_has_no_address_shares_one_bucket, open_throttle,
                                        close_throttle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
