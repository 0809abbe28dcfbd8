#include "model/population.h"

#include "base/hash.h"
#include "cmocka_all.h"

#include <string.h>

static int setup(void **state)
{
    *state = population_new();
    return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    struct population *p = *state;

    population_free(&p);
    return p == NULL ? 0 : -1;
}

static void put(struct population *p, uint8_t table, uint32_t index, int32_t delta)
{
    struct population_change change = {.count = 1};

    change.delta[0] = (struct population_delta){.table = table, .index = index, .delta = delta};
    population_apply(p, &change);
}

static void counters_add_up_and_stop_at_their_ends(void **state)
{
    struct population *p = *state;

    put(p, POPULATION_COUNTRY, 5, 3);
    put(p, POPULATION_COUNTRY, 5, 4);
    assert_int_equal(population_get(p, POPULATION_COUNTRY, 5), 7);
    put(p, POPULATION_COUNTRY, 5, -100);
    assert_int_equal(population_get(p, POPULATION_COUNTRY, 5), 0);
    assert_true(population_set(p, POPULATION_COUNTRY, 5, UINT32_MAX - 1));
    put(p, POPULATION_COUNTRY, 5, 9);
    assert_true(population_get(p, POPULATION_COUNTRY, 5) == UINT32_MAX);
}

static void rows_out_of_range_are_refused_and_change_nothing(void **state)
{
    struct population *p = *state;

    assert_false(population_set(p, POPULATION_TABLES, 0, 1));
    assert_false(population_set(p, 255, 0, 1));
    assert_false(population_set(p, POPULATION_TOTAL, TOTAL_COUNT, 1));
    assert_false(population_set(p, POPULATION_SCORES, SIGNAL_CLASS_COUNT * POPULATION_BINS, 1));
    put(p, POPULATION_TABLES, 0, 1);
    put(p, POPULATION_ADDRESS, UINT32_MAX, 1);
    for (unsigned table = 0; table < POPULATION_TABLES; table++) {
        assert_int_equal(population_get(p, (uint8_t)table, 0), 0);
    }
    assert_int_equal(population_get(p, 255, 0), 0);
    assert_int_equal(population_get(p, POPULATION_COUNTRY, UINT32_MAX), 0);
}

struct copy {
    struct population *to;
    unsigned rows;
};

static void copy_row(void *ctx, uint8_t table, uint32_t index, uint32_t value)
{
    struct copy *c = ctx;

    assert_true(population_set(c->to, table, index, value));
    c->rows++;
}

static void a_population_read_back_row_by_row_answers_the_same(void **state)
{
    struct population *p = *state;
    struct copy c = {.to = population_new()};

    assert_non_null(c.to);
    for (uint32_t i = 0; i < 5000; i++) {
        uint32_t random = (uint32_t)hash_mix(i);

        put(p, POPULATION_SCORES,
            population_score_index(SIGNAL_PLACE_ONLY, (int32_t)(random % 4000)), 1);
        put(p, POPULATION_ASKED, random % 50, 2);
        put(p, POPULATION_NEW, random % 50, (int32_t)(random >> 8 & 1));
        put(p, POPULATION_ADDRESS, population_address_index(random), 1);
    }
    population_visit(p, copy_row, &c);
    assert_true(c.rows > 1000);
    for (enum quantile q = QUANTILE_95; q < QUANTILE_COUNT; q++) {
        assert_int_equal(population_quantile(c.to, SIGNAL_PLACE_ONLY, q),
                         population_quantile(p, SIGNAL_PLACE_ONLY, q));
    }
    for (unsigned pause = 0; pause < POPULATION_PAUSES; pause++) {
        assert_int_equal(population_rate(c.to, LEVEL_CLIENT, pause),
                         population_rate(p, LEVEL_CLIENT, pause));
    }
    population_free(&c.to);
}

static void quantiles_leave_their_share_of_scores_above(void **state)
{
    struct population *p = *state;

    /* 1,000 scores, one in each of 1,000 bins. */
    for (int32_t i = 0; i < 1000; i++) {
        put(p, POPULATION_SCORES,
            population_score_index(SIGNAL_PLACE_AND_CLIENT, (i - 500) * POPULATION_BIN_WIDTH), 1);
    }
    assert_int_equal(population_scores(p, SIGNAL_PLACE_AND_CLIENT), 1000);
    assert_int_equal(population_scores(p, SIGNAL_PLACE_ONLY), 0);
    assert_int_equal(population_quantile(p, SIGNAL_PLACE_AND_CLIENT, QUANTILE_95),
                     450 * POPULATION_BIN_WIDTH);
    assert_int_equal(population_quantile(p, SIGNAL_PLACE_AND_CLIENT, QUANTILE_99),
                     490 * POPULATION_BIN_WIDTH);
    assert_int_equal(population_quantile(p, SIGNAL_PLACE_AND_CLIENT, QUANTILE_999),
                     499 * POPULATION_BIN_WIDTH);
}

static void quantiles_do_not_depend_on_the_order_of_scores(void **state)
{
    struct population *p = *state;
    struct population *back = population_new();

    assert_non_null(back);
    for (uint32_t i = 0; i < 3000; i++) {
        int32_t score = (int32_t)(hash_mix(i) % 9000) - 6000;
        int32_t mirror = (int32_t)(hash_mix(2999 - i) % 9000) - 6000;

        put(p, POPULATION_SCORES, population_score_index(SIGNAL_PLACE_ONLY, score), 1);
        put(back, POPULATION_SCORES, population_score_index(SIGNAL_PLACE_ONLY, mirror), 1);
    }
    for (enum quantile q = QUANTILE_95; q < QUANTILE_COUNT; q++) {
        assert_int_equal(population_quantile(p, SIGNAL_PLACE_ONLY, q),
                         population_quantile(back, SIGNAL_PLACE_ONLY, q));
    }
    population_free(&back);
}

static void scores_beyond_the_histogram_count_in_its_outer_bins(void **state)
{
    (void)state;
    assert_int_equal(population_score_index(SIGNAL_PLACE_ONLY, INT32_MIN / 2), 0);
    assert_int_equal(population_score_index(SIGNAL_PLACE_ONLY, INT32_MAX / 2), POPULATION_BINS - 1);
    assert_int_equal(population_score_index(SIGNAL_PLACE_AND_CLIENT, INT32_MIN / 2),
                     POPULATION_BINS);
}

static void rates_start_at_the_published_ones_and_follow_the_service(void **state)
{
    struct population *p = *state;
    uint32_t index = population_pause_index(LEVEL_ADDRESS, 3);

    assert_in_range(population_rate(p, LEVEL_COUNTRY, 0), POPULATION_RATE_ONE / 1000 * 12,
                    POPULATION_RATE_ONE / 1000 * 13);
    assert_int_equal(population_rate(p, LEVEL_ADDRESS, 3), POPULATION_RATE_ONE / 2);
    put(p, POPULATION_ASKED, index, 1000000);
    assert_true(population_rate(p, LEVEL_ADDRESS, 3) < POPULATION_RATE_ONE / 10000);
    assert_int_equal(population_rate(p, LEVEL_ADDRESS, 4), POPULATION_RATE_ONE / 2);
    put(p, POPULATION_NEW, index, 2000000);
    assert_int_equal(population_rate(p, LEVEL_ADDRESS, 3), POPULATION_RATE_ONE);
}

static void pauses_fall_into_ten_buckets(void **state)
{
    (void)state;
    assert_int_equal(population_pause(0), 0);
    assert_int_equal(population_pause(360), 0);
    assert_int_equal(population_pause(361), 1);
    assert_int_equal(population_pause(7 * 1440), 3);
    assert_int_equal(population_pause(240 * 1440), 8);
    assert_int_equal(population_pause(UINT32_MAX), POPULATION_PAUSES - 1);
}

static void ageing_halves_every_counter(void **state)
{
    struct population *p = *state;

    put(p, POPULATION_VERSION, 77, 9);
    put(p, POPULATION_COUNTRY, 3, 1);
    assert_true(population_set(p, POPULATION_TOTAL, TOTAL_PLACE, POPULATION_FULL / 2));
    assert_true(population_is_full(p));
    population_age(p);
    assert_false(population_is_full(p));
    assert_int_equal(population_get(p, POPULATION_VERSION, 77), 4);
    assert_int_equal(population_get(p, POPULATION_COUNTRY, 3), 0);
}

static void countries_never_share_a_counter(void **state)
{
    bool seen[1024] = {false};

    (void)state;
    for (int a = 'A'; a <= 'Z'; a++) {
        for (int b = 'A'; b <= 'Z'; b++) {
            uint32_t index = population_country_index(place_country((char)a, (char)b));

            assert_in_range(index, 1, 1023);
            assert_false(seen[index]);
            seen[index] = true;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counters_add_up_and_stop_at_their_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_out_of_range_are_refused_and_change_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_population_read_back_row_by_row_answers_the_same, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(quantiles_leave_their_share_of_scores_above, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(quantiles_do_not_depend_on_the_order_of_scores, setup,
                                        teardown),
        cmocka_unit_test(scores_beyond_the_histogram_count_in_its_outer_bins),
        cmocka_unit_test_setup_teardown(rates_start_at_the_published_ones_and_follow_the_service,
                                        setup, teardown),
        cmocka_unit_test(pauses_fall_into_ten_buckets),
        cmocka_unit_test_setup_teardown(ageing_halves_every_counter, setup, teardown),
        cmocka_unit_test(countries_never_share_a_counter),
    };

    return cmocka_run_group_tests_name("model/population", tests, NULL, NULL);
}
