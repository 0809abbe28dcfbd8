#include "service/guess.h"

#include "base/hash.h"
#include "base/time.h"
#include "cmocka_all.h"

#include <stdio.h>

static const struct guess_limits limits = {
    .accounts = 5,
    .failures = 10,
    .single_failures = 50,
    .wide_accounts = 8,
    .wide_failures = 20,
    .wide_addresses = 3,
};

static struct signin attempt(const char *from, int64_t at_s)
{
    struct signin s = {.at_ms = at_s * TIME_SECOND_MS, .has_remote = true, .attempts = 1};

    assert_true(address_parse((struct span){.at = from, .len = strlen(from)}, &s.remote));
    return s;
}

static uint64_t account(unsigned i)
{
    return hash_mix(i + 17);
}

struct told {
    size_t count;
    struct finding_source rows[16];
};

static void note(void *ctx, const struct finding_source *f)
{
    struct told *t = ctx;

    assert_true(t->count < 16);
    t->rows[t->count++] = *f;
}

static void one_address_that_fails_on_many_accounts_is_a_guessing_source(void **state)
{
    struct guess *g = guess_new(&limits);
    struct told told = {0};
    struct signin s = attempt("198.51.100.9", 1000);

    (void)state;
    for (unsigned i = 0; i < 9; i++) {
        guess_failure(g, &s, account(i));
        assert_false(guess_is_source(g, &s.remote));
    }
    guess_failure(g, &s, account(9));
    assert_true(guess_is_source(g, &s.remote));
    guess_visit(g, note, &told);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.rows[0].failures, 10);
    assert_int_equal(told.rows[0].width, SOURCE_ADDRESS);
    assert_true(told.rows[0].accounts >= 8 && told.rows[0].accounts <= 12);
    guess_free(&g);
}

static void the_owners_own_phone_with_an_old_password_is_no_guesser(void **state)
{
    struct guess *g = guess_new(&limits);
    struct signin s = attempt("203.0.113.7", 1000);

    (void)state;
    guess_failure(g, &s, account(1));
    for (unsigned i = 0; i < 200; i++) {
        guess_failure(g, &s, account(1));
        guess_success(g, &s);
    }
    assert_false(guess_is_source(g, &s.remote));
    guess_free(&g);
}

static void an_office_address_with_a_few_typos_is_no_guesser(void **state)
{
    struct guess *g = guess_new(&limits);
    struct signin s = attempt("203.0.113.8", 1000);

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        guess_failure(g, &s, account(i));
        for (unsigned k = 0; k < 10; k++) {
            guess_success(g, &s);
        }
    }
    assert_false(guess_is_source(g, &s.remote));
    guess_free(&g);
}

static void a_network_that_spreads_over_its_addresses_is_seen_as_a_whole(void **state)
{
    struct guess *g = guess_new(&limits);
    struct told told = {0};

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        char from[32];
        struct signin s;

        (void)snprintf(from, sizeof from, "198.51.100.%u", i + 1);
        s = attempt(from, 1000 + (int64_t)i);
        guess_failure(g, &s, account(i));
    }
    guess_visit(g, note, &told);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.rows[0].width, SOURCE_V4_24);
    assert_int_equal(told.rows[0].failures, 40);
    assert_true(told.rows[0].addresses >= 32 && told.rows[0].addresses <= 48);
    assert_int_equal(told.rows[0].first_ms, 1000 * TIME_SECOND_MS);
    assert_int_equal(told.rows[0].last_ms, 1039 * TIME_SECOND_MS);
    guess_free(&g);
}

static void ipv6_neighbours_within_one_64_are_one_subscriber(void **state)
{
    struct guess *g = guess_new(&limits);
    struct told told = {0};

    (void)state;
    for (unsigned i = 0; i < 12; i++) {
        char from[48];
        struct signin s;

        (void)snprintf(from, sizeof from, "2001:db8:1:2::%x", i + 1);
        s = attempt(from, 1000);
        guess_failure(g, &s, account(i));
    }
    guess_visit(g, note, &told);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.rows[0].width, SOURCE_V6_64);
    assert_int_equal(told.rows[0].failures, 12);
    guess_free(&g);
}

static void failures_of_a_pair_are_forgotten_after_an_hour(void **state)
{
    struct guess *g = guess_new(&limits);
    struct signin s = attempt("198.51.100.9", 10000);

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        guess_failure(g, &s, account(1));
    }
    assert_int_equal(guess_pair_failures(g, account(1), &s.remote, 13600 * TIME_SECOND_MS), 6);
    assert_int_equal(guess_pair_failures(g, account(1), &s.remote, 13601 * TIME_SECOND_MS), 0);
    assert_int_equal(guess_pair_failures(g, account(2), &s.remote, 10000 * TIME_SECOND_MS), 0);
    guess_free(&g);
}

static void an_attack_from_a_million_addresses_stays_within_its_table(void **state)
{
    struct guess *g = guess_new(&limits);
    struct signin loud = attempt("198.51.100.9", 1000);

    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        guess_failure(g, &loud, account(i));
    }
    for (uint32_t i = 0; i < 300000; i++) {
        struct signin s = attempt("1.0.0.1", 2000);

        s.remote.bytes[12] = (uint8_t)(20 + i % 100);
        s.remote.bytes[13] = (uint8_t)(i >> 16);
        s.remote.bytes[14] = (uint8_t)(i >> 8);
        s.remote.bytes[15] = (uint8_t)i;
        guess_failure(g, &s, account(i));
    }
    assert_true(guess_forgotten(g) > 0);
    assert_true(guess_is_source(g, &loud.remote)); /* the loudest is not the one forgotten */
    guess_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_that_fails_on_many_accounts_is_a_guessing_source),
        cmocka_unit_test(the_owners_own_phone_with_an_old_password_is_no_guesser),
        cmocka_unit_test(an_office_address_with_a_few_typos_is_no_guesser),
        cmocka_unit_test(a_network_that_spreads_over_its_addresses_is_seen_as_a_whole),
        cmocka_unit_test(ipv6_neighbours_within_one_64_are_one_subscriber),
        cmocka_unit_test(failures_of_a_pair_are_forgotten_after_an_hour),
        cmocka_unit_test(an_attack_from_a_million_addresses_stays_within_its_table),
    };

    return cmocka_run_group_tests_name("service/guess", tests, NULL, NULL);
}
