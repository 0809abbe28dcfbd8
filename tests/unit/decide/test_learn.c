/* What a sign-in leaves behind, and what leaves nothing. */
#include "unit/decide/world.h"

#include <stdio.h>

static const struct visit home = {.country = "JP", .asn = 100, .from = "203.0.113.7"};

static struct learning learnt(const struct world *w, const struct visit *v, enum action action)
{
    struct facts f = world_facts(w, v);
    struct learning l;
    struct decision d;

    decide(&f, &w->policy, &d);
    d.action = (uint8_t)action;
    learn(&f, &w->policy, &d, &l);
    return l;
}

static void the_first_signin_is_learnt(void **state)
{
    struct world *w = *state;
    struct learning l = learnt(w, &home, ACTION_ALLOW);

    assert_true(l.changed);
    assert_int_equal(l.profile.signins, 1);
    assert_int_equal(l.profile.first_day, WORLD_DAY);
    assert_int_equal(profile_last_day(&l.profile), WORLD_DAY);
    assert_int_equal(l.profile.network_count, 1);
    assert_int_equal(l.profile.networks.provider[0], 100);
    assert_int_equal(l.profile.networks.weight[0], PROFILE_WEIGHT);
    assert_int_equal(l.profile.address_count, 1);
    assert_int_equal(l.profile.client_count, 0);
}

static void a_refused_or_challenged_signin_is_never_learnt(void **state)
{
    struct world *w = *state;
    struct visit v = {.country = "BR", .asn = 4, .from = "192.0.2.1", .day = 10};

    world_days(w, &home, 10);
    assert_false(learnt(w, &v, ACTION_REFUSE).changed);
    assert_int_equal(learnt(w, &v, ACTION_REFUSE).change.count, 0);
    assert_false(learnt(w, &v, ACTION_CHALLENGE).changed);
    assert_true(learnt(w, &v, ACTION_NOTICE).changed);
}

static void a_client_polling_all_day_counts_once(void **state)
{
    struct world *w = *state;
    struct visit v = home;
    struct profile after_first;
    uint32_t total;

    world_days(w, &home, 5);
    v.day = 5;
    (void)world_signin(w, &v);
    after_first = w->profile[0];
    total = population_get(w->population, POPULATION_TOTAL, TOTAL_PLACE);
    for (v.minute = 1; v.minute < 1440; v.minute += 3) {
        struct facts f = world_facts(w, &v);

        assert_true(decide_is_repeat(&f));
        (void)world_signin(w, &v);
    }
    assert_memory_equal(&w->profile[0], &after_first, sizeof after_first);
    assert_int_equal(population_get(w->population, POPULATION_TOTAL, TOTAL_PLACE), total);
    v.day = 6;
    v.minute = 0;
    assert_true(learnt(w, &v, ACTION_ALLOW).changed);
}

static void anything_not_used_that_day_is_no_repeat(void **state)
{
    struct world *w = *state;
    const struct visit base = {
        .country = "JP", .asn = 100, .from = "203.0.113.7", .family = 1, .version = 1};
    struct visit other = base;
    struct facts f;

    f = world_facts(w, &base);
    assert_false(decide_is_repeat(&f));
    (void)world_signin(w, &base);
    f = world_facts(w, &base);
    assert_true(decide_is_repeat(&f));
    other.from = "203.0.113.8";
    f = world_facts(w, &other);
    assert_false(decide_is_repeat(&f));
    other = base;
    other.asn = 200;
    f = world_facts(w, &other);
    assert_false(decide_is_repeat(&f));
    other = base;
    other.version = 2;
    f = world_facts(w, &other);
    assert_false(decide_is_repeat(&f));
    other = base;
    other.family = 0;
    f = world_facts(w, &other);
    assert_true(decide_is_repeat(&f));
}

static void signins_from_unknown_places_repeat_within_the_day(void **state)
{
    struct world *w = *state;
    struct visit v = {.from = "10.0.0.1", .place.kind = NETWORK_PRIVATE};
    struct facts f = world_facts(w, &v);

    assert_false(decide_is_repeat(&f));
    (void)world_signin(w, &v);
    v.from = "10.0.0.2";
    f = world_facts(w, &v);
    assert_true(decide_is_repeat(&f));
    v.day = 1;
    f = world_facts(w, &v);
    assert_false(decide_is_repeat(&f));
    assert_int_equal(w->profile[0].signins, 1);
}

static void a_slot_gains_one_weight_a_day_whatever_else_changes(void **state)
{
    struct world *w = *state;
    struct visit v = home;
    char from[16];

    for (unsigned i = 0; i < 50; i++) {
        (void)snprintf(from, sizeof from, "203.0.113.%u", i + 1);
        v.from = from;
        (void)world_signin(w, &v);
    }
    assert_int_equal(w->profile[0].networks.weight[0], PROFILE_WEIGHT);
    assert_int_equal(w->profile[0].address_count, PROFILE_ADDRESSES);
}

static void time_going_backwards_is_no_pause_and_moves_nothing_back(void **state)
{
    struct world *w = *state;
    struct visit late = {.country = "JP", .asn = 200, .from = "198.51.100.4", .day = 3};
    struct visit same = home;
    struct facts f;
    uint32_t last;

    world_days(w, &home, 10);
    last = w->profile[0].last_minute;
    same.day = 4;
    f = world_facts(w, &same);
    assert_true(decide_is_repeat(&f));
    (void)world_signin(w, &late);
    assert_int_equal(w->profile[0].last_minute, last);
    assert_int_equal(w->profile[0].network_count, 2);
    assert_int_equal(w->profile[0].networks.day[1], WORLD_DAY + 3);
    assert_int_equal(
        population_get(w->population, POPULATION_NEW, population_pause_index(LEVEL_PROVIDER, 0)),
        1);
}

static void the_least_used_network_makes_room_and_takes_its_addresses_along(void **state)
{
    static const char *const from[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4",
                                       "192.0.2.5", "192.0.2.6", "192.0.2.7"};
    struct world *w = *state;
    const struct profile *p = &w->profile[0];

    for (uint32_t i = 0; i < 7; i++) {
        struct visit v = {.country = "JP", .asn = 100 + i, .from = from[i], .day = 20 * i};

        world_days(w, &v, i == 1 ? 1 : 5); /* the second one is used least */
    }
    assert_int_equal(p->network_count, PROFILE_NETWORKS);
    assert_int_equal(p->networks.provider[0], 100);
    assert_int_equal(p->networks.provider[1], 106);
    assert_int_equal(p->address_count, 6);
    for (size_t i = 0; i < p->address_count; i++) {
        assert_int_equal(p->addresses.weight[i] > PROFILE_WEIGHT, 1);
    }
}

/* Some sign-in, anywhere near in time, place and client. */
static struct visit any_visit(unsigned i, uint32_t random, char from[static 16])
{
    struct visit v = {.country = (random & 0x700) == 0 ? "US" : "JP", .from = from};

    (void)snprintf(from, 16, "203.0.113.%u", random >> 24);
    v.account = (random >> 8) % WORLD_ACCOUNTS;
    v.day = i / 20 + (random >> 16) % 3;
    v.asn = (random >> 12) % 9;
    v.family = (random >> 20) % 8;
    v.version = (random >> 5) % 4;
    return v;
}

static void profiles_learnt_at_random_keep_their_bounds(void **state)
{
    struct world *w = *state;
    uint32_t random = 1;
    char from[16];

    for (unsigned i = 0; i < 20000; i++) {
        uint8_t bytes[PROFILE_BYTES];
        struct profile out = {0};
        struct err e = {0};
        struct visit v;

        random = random * 1664525u + 1013904223u;
        v = any_visit(i, random, from);
        (void)world_signin(w, &v);
        profile_pack(&w->profile[v.account], bytes);
        assert_true(profile_unpack(bytes, &out, &e));
        assert_memory_equal(&out, &w->profile[v.account], sizeof out);
    }
}

static void the_service_learns_what_the_account_did(void **state)
{
    struct world *w = *state;
    const struct visit v = {
        .country = "JP", .asn = 100, .from = "203.0.113.7", .family = 3, .version = 4};
    uint16_t jp = place_country('J', 'P');

    world_days(w, &v, 3);
    assert_int_equal(population_get(w->population, POPULATION_TOTAL, TOTAL_PLACE), 3);
    assert_int_equal(population_get(w->population, POPULATION_TOTAL, TOTAL_CLIENT), 3);
    assert_int_equal(
        population_get(w->population, POPULATION_COUNTRY, population_country_index(jp)), 3);
    assert_int_equal(
        population_get(w->population, POPULATION_PROVIDER, population_provider_index(jp, 100)), 3);
    assert_int_equal(population_get(w->population, POPULATION_FAMILY, population_family_index(3)),
                     3);
    assert_int_equal(population_scores(w->population, SIGNAL_PLACE_AND_CLIENT), 2);
    assert_int_equal(population_scores(w->population, SIGNAL_PLACE_ONLY), 0);
}

static void signins_without_a_client_teach_nothing_about_clients(void **state)
{
    struct world *w = *state;

    world_days(w, &home, 3);
    assert_int_equal(population_get(w->population, POPULATION_TOTAL, TOTAL_CLIENT), 0);
    for (unsigned pause = 0; pause < POPULATION_PAUSES; pause++) {
        assert_int_equal(population_get(w->population, POPULATION_ASKED,
                                        population_pause_index(LEVEL_CLIENT, pause)),
                         0);
    }
    assert_int_equal(population_scores(w->population, SIGNAL_PLACE_ONLY), 2);
}

static void a_full_population_counts_no_further(void **state)
{
    struct world *w = *state;

    assert_true(population_set(w->population, POPULATION_TOTAL, TOTAL_PLACE, POPULATION_FULL));
    world_days(w, &home, 1);
    assert_true(population_get(w->population, POPULATION_TOTAL, TOTAL_PLACE) == POPULATION_FULL);
    assert_int_equal(w->profile[0].signins, 1);
}

static void long_counters_halve_and_keep_their_proportion(void **state)
{
    struct world *w = *state;
    struct visit v = home;
    uint32_t index = population_pause_index(LEVEL_COUNTRY, 1);

    (void)world_signin(w, &v);
    w->profile[0].expected[LEVEL_COUNTRY] = 60000;
    w->profile[0].seen[LEVEL_COUNTRY] = 100;
    assert_true(population_set(w->population, POPULATION_ASKED, index, 1u << 24));
    assert_true(population_set(w->population, POPULATION_NEW, index, 1u << 23));
    v.day = 1;
    (void)world_signin(w, &v);
    assert_in_range(w->profile[0].expected[LEVEL_COUNTRY], 30000, 30600);
    assert_int_equal(w->profile[0].seen[LEVEL_COUNTRY], 50);
    assert_int_equal(population_get(w->population, POPULATION_ASKED, index), (1u << 23) + 1);
    assert_int_equal(population_get(w->population, POPULATION_NEW, index), 1u << 22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_first_signin_is_learnt),
        WORLD_TEST(a_refused_or_challenged_signin_is_never_learnt),
        WORLD_TEST(a_client_polling_all_day_counts_once),
        WORLD_TEST(anything_not_used_that_day_is_no_repeat),
        WORLD_TEST(signins_from_unknown_places_repeat_within_the_day),
        WORLD_TEST(a_slot_gains_one_weight_a_day_whatever_else_changes),
        WORLD_TEST(time_going_backwards_is_no_pause_and_moves_nothing_back),
        WORLD_TEST(the_least_used_network_makes_room_and_takes_its_addresses_along),
        WORLD_TEST(profiles_learnt_at_random_keep_their_bounds),
        WORLD_TEST(the_service_learns_what_the_account_did),
        WORLD_TEST(signins_without_a_client_teach_nothing_about_clients),
        WORLD_TEST(a_full_population_counts_no_further),
        WORLD_TEST(long_counters_halve_and_keep_their_proportion),
    };

    return cmocka_run_group_tests_name("decide/learn", tests, NULL, NULL);
}
