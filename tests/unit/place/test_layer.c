#include "place/layer.h"

#include "model/address.h"

#include "cmocka_all.h"

static void assert_runs(const struct layer *l, const struct run *want, size_t count)
{
    assert_int_equal(l->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_true(l->at[i].start == want[i].start);
        assert_true(l->at[i].cell == want[i].cell);
    }
}

static void the_narrowest_network_counts_and_what_follows_it_is_the_wider_one_again(void **state)
{
    static const struct run want[] = {{0, 0},  {10, 1}, {20, 2}, {25, 3}, {26, 2},
                                      {30, 1}, {40, 0}, {90, 4}, {95, 5}};
    struct layer l;
    struct err e = {0};

    (void)state;
    assert_true(layer_begin(&l, 99, &e));
    assert_true(layer_add(&l, 10, 39, 1, &e));
    assert_true(layer_add(&l, 20, 29, 2, &e));
    assert_true(layer_add(&l, 25, 25, 3, &e));
    assert_true(layer_add(&l, 90, 99, 4, &e));
    assert_true(layer_add(&l, 95, 99, 5, &e));
    assert_true(layer_end(&l, &e));
    assert_runs(&l, want, COUNT(want));
    layer_free(&l);
}

static void neighbours_that_say_the_same_become_one_run(void **state)
{
    static const struct run want[] = {{0, 7}, {50, 0}};
    struct layer l;
    struct err e = {0};

    (void)state;
    assert_true(layer_begin(&l, LAYER_SIX_MAX, &e));
    assert_true(layer_add(&l, 0, 9, 7, &e));
    assert_true(layer_add(&l, 3, 5, 7, &e));
    assert_true(layer_add(&l, 10, 49, 1, &e));
    assert_true(layer_add(&l, 10, 49, 7, &e)); /* the same network again: the later one counts */
    assert_true(layer_end(&l, &e));
    assert_runs(&l, want, COUNT(want));
    layer_free(&l);
}

static void networks_out_of_order_or_crossing_are_refused(void **state)
{
    struct layer l;
    struct err e = {0};

    (void)state;
    assert_true(layer_begin(&l, 99, &e));
    assert_true(layer_add(&l, 10, 39, 1, &e));
    assert_false(layer_add(&l, 9, 9, 2, &e));
    assert_int_equal(e.code, ERR_INPUT);
    e.code = ERR_NONE;
    assert_false(layer_add(&l, 30, 40, 2, &e));
    assert_int_equal(e.code, ERR_INPUT);
    e.code = ERR_NONE;
    assert_false(layer_add(&l, 60, 100, 2, &e));
    assert_int_equal(e.code, ERR_INPUT);
    layer_free(&l);
}

static void merging_takes_country_and_provider_each_from_who_knows_it(void **state)
{
    cell jp = cell_make(place_country('J', 'P'), 0, 0);
    cell us = cell_make(place_country('U', 'S'), 7922, PLACE_ANYCAST);
    cell both = cell_make(place_country('J', 'P'), 7922, PLACE_ANYCAST);
    struct run want[] = {{0, 0}, {10, us}, {20, both}, {40, jp}, {50, 0}};
    struct layer over;
    struct layer under;
    struct layer out;
    struct err e = {0};

    (void)state;
    assert_true(layer_begin(&over, 99, &e));
    assert_true(layer_begin(&under, 99, &e));
    assert_true(layer_add(&over, 20, 49, jp, &e));
    assert_true(layer_add(&under, 10, 39, us, &e));
    assert_true(layer_end(&over, &e));
    assert_true(layer_end(&under, &e));
    assert_true(layer_merge(&over, &under, &out, &e));
    assert_runs(&out, want, COUNT(want));
    layer_free(&over);
    layer_free(&under);
    layer_free(&out);
}

static void codes_that_are_no_country_become_flags_or_nothing(void **state)
{
    static const struct {
        const char *code;
        uint16_t country;
        uint8_t flags;
    } cases[] = {
        {"JP", 'J' << 8 | 'P', 0},
        {"XK", 'X' << 8 | 'K', 0},
        {"A1", 0, PLACE_ANONYMISER},
        {"T1", 0, PLACE_ANONYMISER},
        {"A2", 0, PLACE_SATELLITE},
        {"A3", 0, PLACE_ANYCAST},
        {"XD", 0, PLACE_HOSTILE},
        {"EU", 0, 0},
        {"AP", 0, 0},
        {"", 0, 0},
        {"J", 0, 0},
        {"JPN", 0, 0},
        {"jp", 0, 0},
        {"\x1b[", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        cell c = cell_from_code(cases[i].code, 64500, PLACE_ANYCAST);

        assert_int_equal(cell_country(c), cases[i].country);
        assert_int_equal(cell_flags(c), cases[i].flags | PLACE_ANYCAST);
        assert_int_equal(cell_asn(c), 64500);
    }
}

static void only_global_unicast_is_on_the_ipv6_line(void **state)
{
    struct address a;
    uint64_t key = 42;

    (void)state;
    assert_true(address_parse(SPAN("2000::"), &a));
    assert_true(layer_six(a.bytes, &key));
    assert_true(key == 0);
    assert_true(address_parse(SPAN("3fff:ffff:ffff:ffff::1"), &a));
    assert_true(layer_six(a.bytes, &key));
    assert_true(key == LAYER_SIX_MAX);
    assert_true(address_parse(SPAN("4000::"), &a));
    assert_false(layer_six(a.bytes, &key));
    assert_true(key == LAYER_SIX_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_narrowest_network_counts_and_what_follows_it_is_the_wider_one_again),
        cmocka_unit_test(neighbours_that_say_the_same_become_one_run),
        cmocka_unit_test(networks_out_of_order_or_crossing_are_refused),
        cmocka_unit_test(merging_takes_country_and_provider_each_from_who_knows_it),
        cmocka_unit_test(codes_that_are_no_country_become_flags_or_nothing),
        cmocka_unit_test(only_global_unicast_is_on_the_ipv6_line),
    };

    return cmocka_run_group_tests_name("place/layer", tests, NULL, NULL);
}
