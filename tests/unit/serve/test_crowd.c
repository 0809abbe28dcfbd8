#include "serve/crowd.h"

#include "cmocka_all.h"

static struct address v4(unsigned n)
{
    struct address a = {.bytes = {[10] = 0xff, [11] = 0xff}};

    a.bytes[12] = 60;
    a.bytes[13] = (uint8_t)(n >> 16);
    a.bytes[14] = (uint8_t)(n >> 8);
    a.bytes[15] = (uint8_t)n;
    return a;
}

static void each_address_has_its_own_most(void **state)
{
    struct crowd *c = crowd_new(2);
    struct address a = v4(1);
    struct address b = v4(2);

    (void)state;
    assert_true(crowd_enter(c, &a));
    assert_true(crowd_enter(c, &a));
    assert_false(crowd_enter(c, &a));
    assert_true(crowd_enter(c, &b));
    crowd_leave(c, &a);
    assert_true(crowd_enter(c, &a));
    assert_false(crowd_enter(c, &a));
    crowd_free(&c);
    assert_null(c);
}

static void an_ipv6_64_is_one(void **state)
{
    struct crowd *c = crowd_new(1);
    struct address a;
    struct address b;

    (void)state;
    assert_true(address_parse(SPAN("2001:db8::1"), &a));
    assert_true(address_parse(SPAN("2001:db8::ffff:2"), &b));
    assert_true(crowd_enter(c, &a));
    assert_false(crowd_enter(c, &b));
    crowd_leave(c, &b);
    assert_true(crowd_enter(c, &b));
    crowd_free(&c);
}

static void a_full_crowd_lets_nobody_new_in_and_empties_again(void **state)
{
    struct crowd *c = crowd_new(3);

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        struct address late = v4(CROWD_MAX);

        for (unsigned i = 0; i < CROWD_MAX; i++) {
            struct address a = v4(i);

            assert_true(crowd_enter(c, &a));
        }
        assert_false(crowd_enter(c, &late));
        for (unsigned i = 0; i < CROWD_MAX; i++) {
            struct address a = v4((i * 7 + round) % CROWD_MAX);

            crowd_leave(c, &a);
        }
        assert_true(crowd_enter(c, &late));
        crowd_leave(c, &late);
    }
    crowd_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_has_its_own_most),
        cmocka_unit_test(an_ipv6_64_is_one),
        cmocka_unit_test(a_full_crowd_lets_nobody_new_in_and_empties_again),
    };

    return cmocka_run_group_tests_name("serve/crowd", tests, NULL, NULL);
}
