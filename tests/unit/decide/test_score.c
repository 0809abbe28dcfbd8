/* How high sign-ins score, one against the other: the behaviours of docs/decide.md.6. */
#include "unit/decide/world.h"

static const struct visit home = {
    .country = "JP", .asn = 100, .from = "203.0.113.7", .family = 1, .version = 11};

static struct visit at(const struct visit *base, unsigned day)
{
    struct visit v = *base;

    v.day = day;
    return v;
}

static void the_usual_scores_far_below_zero(void **state)
{
    struct world *w = *state;
    struct visit v = at(&home, 30);

    world_days(w, &home, 30);
    assert_true(world_judge(w, &v).score < -6 * NAT);
}

static void each_new_thing_scores_above_the_usual(void **state)
{
    struct world *w = *state;
    struct visit usual = at(&home, 30);
    struct visit address = usual;
    struct visit version = usual;
    struct visit provider = usual;
    struct visit country = usual;
    int32_t base;

    world_days(w, &home, 30);
    address.from = "203.0.113.99";
    version.version = 12;
    provider.asn = 200;
    provider.from = "198.51.100.3";
    country.country = "BR";
    country.asn = 300;
    country.from = "192.0.2.9";
    base = world_judge(w, &usual).score;
    assert_true(world_judge(w, &version).score > base);
    assert_true(world_judge(w, &address).score > base);
    assert_true(world_judge(w, &provider).score > world_judge(w, &address).score);
    assert_true(world_judge(w, &country).score > world_judge(w, &provider).score);
}

static void a_known_client_speaks_for_the_owner_abroad(void **state)
{
    struct world *w = *state;
    struct visit known = at(&home, 30);
    struct visit strange;

    world_days(w, &home, 30);
    known.country = "BR";
    known.asn = 300;
    known.from = "192.0.2.9";
    strange = known;
    strange.family = 7;
    assert_true(world_judge(w, &strange).score > world_judge(w, &known).score + 4 * NAT);
    assert_true(world_judge(w, &strange).score > 5 * NAT);
}

static void a_homebody_abroad_scores_above_a_traveller(void **state)
{
    static const char *const countries[] = {"US", "FR", "DE", "GB", "KR", "TW"};
    struct world *w = *state;
    struct visit away = {.country = "BR", .asn = 300, .from = "192.0.2.9", .family = 1, .day = 60};
    struct visit traveller = away;

    world_days(w, &home, 60);
    for (unsigned day = 0; day < 60; day++) {
        struct visit v = at(&home, day);

        v.account = 1;
        if (day % 10 == 9) {
            v.country = countries[day / 10];
            v.asn = 500 + day;
        }
        (void)world_signin(w, &v);
    }
    traveller.account = 1;
    assert_true(world_judge(w, &away).score > world_judge(w, &traveller).score + NAT);
}

static void the_second_day_at_a_hotel_is_ordinary(void **state)
{
    struct world *w = *state;
    struct visit hotel = at(&home, 20);
    struct visit next;
    int32_t first;

    world_days(w, &home, 20);
    hotel.country = "US";
    hotel.asn = 900;
    hotel.from = "192.0.2.77";
    first = world_signin(w, &hotel).score;
    next = at(&hotel, 21);
    assert_true(world_judge(w, &next).score < first - 5 * NAT);
    assert_true(world_judge(w, &next).score < 0);
}

static void a_shared_address_proves_less_than_an_own_one(void **state)
{
    struct world *w = *state;
    struct visit own = {.country = "JP", .asn = 200, .from = "198.51.100.10"};
    struct visit shared = {.country = "JP", .asn = 200, .from = "198.51.100.20"};

    for (unsigned i = 10; i < 60; i++) {
        struct visit other = shared;

        other.account = i;
        world_days(w, &other, 5);
    }
    own.account = 1;
    shared.account = 2;
    world_days(w, &own, 20);
    world_days(w, &shared, 20);
    own.day = 20;
    shared.day = 20;
    assert_true(world_judge(w, &own).score < world_judge(w, &shared).score - NAT);
}

static void one_ipv6_64_is_one_subscriber(void **state)
{
    struct world *w = *state;
    struct visit v = {.country = "JP", .asn = 100, .from = "2001:db8:1:1::1"};
    struct visit other_interface = v;
    struct visit other_subscriber = v;
    struct decision d;

    world_days(w, &v, 10);
    other_interface.day = 10;
    other_interface.from = "2001:db8:1:1:abcd::9";
    d = world_judge(w, &other_interface);
    assert_false(world_has(&d, REASON_NEW_ADDRESS));
    other_subscriber.day = 10;
    other_subscriber.from = "2001:db8:1:2::1";
    d = world_judge(w, &other_subscriber);
    world_told(&d, REASON_NEW_ADDRESS, true);
}

static void a_known_48_halves_a_new_address_unless_switched_off(void **state)
{
    struct world *w = *state;
    struct visit v = {.country = "JP", .asn = 100, .from = "2001:db8:1:1::1"};
    struct visit near = v;
    struct decision off;
    struct decision on;

    world_days(w, &v, 30);
    near.day = 30;
    near.from = "2001:db8:1:2::1";
    on = world_judge(w, &near);
    w->policy.model.near_48 = false;
    off = world_judge(w, &near);
    assert_true(world_reason(&off, REASON_NEW_ADDRESS).term > 0);
    assert_int_equal(world_reason(&on, REASON_NEW_ADDRESS).term,
                     world_reason(&off, REASON_NEW_ADDRESS).term / 2);
}

static void no_level_says_more_than_six_nats(void **state)
{
    struct world *w = *state;
    struct visit v = at(&home, 1000);
    struct decision d;

    world_days(w, &home, 1000);
    v.country = "BR";
    v.asn = 300;
    v.from = "192.0.2.9";
    v.family = 7;
    d = world_judge(w, &v);
    assert_int_equal(d.reason_count, 6);
    for (size_t i = 0; i < d.reason_count; i++) {
        assert_in_range(d.reasons[i].term + 2216, 0, 2 * 2216);
    }
    assert_true(world_reason(&d, REASON_NEW_COUNTRY).term > 5 * NAT);
}

static void a_spoofable_client_speaks_for_the_owner_only_a_little(void **state)
{
    struct world *w = *state;
    struct visit bound = at(&home, 30);
    struct visit spoofable = bound;
    struct visit unseen = bound;

    world_days(w, &home, 30);
    spoofable.trust = CLIENT_SPOOFABLE;
    unseen.family = 0;
    assert_true(world_judge(w, &bound).score < world_judge(w, &spoofable).score);
    assert_int_equal(world_judge(w, &spoofable).score, world_judge(w, &unseen).score - 553);
}

static void without_a_client_only_the_place_counts(void **state)
{
    struct world *w = *state;
    struct visit v = at(&home, 30);
    struct decision d;

    world_days(w, &home, 30);
    v.family = 0;
    d = world_judge(w, &v);
    assert_int_equal(d.reason_count, 0);
    assert_true(d.score < 0);
}

static void a_client_without_version_is_judged_by_its_family(void **state)
{
    struct world *w = *state;
    struct visit v = {.country = "JP", .asn = 100, .from = "203.0.113.7", .family = 1};
    struct visit other = v;
    struct decision d;

    world_days(w, &v, 10);
    other.day = 10;
    other.family = 2;
    d = world_judge(w, &other);
    world_told(&d, REASON_NEW_CLIENT, true);
    assert_false(world_has(&d, REASON_NEW_VERSION));
}

static void a_long_pause_makes_new_things_less_surprising(void **state)
{
    struct world *w = *state;
    struct population *p = w->population;
    struct visit soon = at(&home, 31);
    struct visit late = at(&home, 200);

    /* The service has seen both: after long pauses many people come from elsewhere. */
    for (unsigned pause = 0; pause < POPULATION_PAUSES; pause++) {
        uint32_t index = population_pause_index(LEVEL_PROVIDER, pause);

        assert_true(population_set(p, POPULATION_ASKED, index, 100000));
        assert_true(population_set(p, POPULATION_NEW, index, 1000 + 5000 * pause));
    }
    world_days(w, &home, 30);
    soon.asn = 200;
    late.asn = 200;
    assert_true(world_judge(w, &soon).score > world_judge(w, &late).score);
}

static void the_same_facts_give_the_same_decision_byte_for_byte(void **state)
{
    struct world *w = *state;
    struct visit v = at(&home, 30);
    struct decision a;
    struct decision b;

    world_days(w, &home, 30);
    v.country = "BR";
    a = world_judge(w, &v);
    b = world_judge(w, &v);
    assert_memory_equal(&a, &b, sizeof a);
}

static void additions_count_only_when_switched_on(void **state)
{
    struct world *w = *state;
    struct visit dormant = at(&home, 130);
    struct visit hop = at(&home, 29);
    struct facts failed;
    struct decision d;
    int32_t before;

    world_days(w, &home, 30);
    dormant.family = 5;
    d = world_judge(w, &dormant);
    world_told(&d, REASON_DORMANT, false);
    assert_int_equal(world_reason(&d, REASON_DORMANT).value, 101);
    before = d.score;
    w->policy.model.dormant = true;
    d = world_judge(w, &dormant);
    world_told(&d, REASON_DORMANT, true);
    assert_in_range(d.score - before, NAT - 1, NAT + 1);

    hop.minute = 5;
    hop.country = "US";
    d = world_judge(w, &hop);
    world_told(&d, REASON_TWO_COUNTRIES, false);
    before = d.score;
    w->policy.model.two_countries = true;
    d = world_judge(w, &hop);
    world_told(&d, REASON_TWO_COUNTRIES, true);
    assert_in_range(d.score - before, 3 * NAT - 1, 3 * NAT + 2);

    failed = world_facts(w, &dormant);
    failed.failures_last_hour = 5;
    decide(&failed, &w->policy, &d);
    world_told(&d, REASON_AFTER_FAILURES, false);
    before = d.score;
    w->policy.model.after_failures = true;
    decide(&failed, &w->policy, &d);
    world_told(&d, REASON_AFTER_FAILURES, true);
    assert_in_range(d.score - before, NAT - 1, NAT + 1);
}

static void a_value_unused_for_400_days_is_new_again(void **state)
{
    struct world *w = *state;
    struct visit away = {.country = "US", .asn = 900, .from = "192.0.2.1"};
    struct visit back = away;
    struct decision d;

    world_days(w, &away, 3);
    for (unsigned day = 10; day < 420; day += 10) {
        struct visit v = at(&home, day);

        (void)world_signin(w, &v);
    }
    back.day = 402;
    d = world_judge(w, &back);
    assert_false(world_has(&d, REASON_NEW_COUNTRY));
    back.day = 420;
    d = world_judge(w, &back);
    world_told(&d, REASON_NEW_COUNTRY, true);
    w->policy.model.expire_400 = false;
    d = world_judge(w, &back);
    assert_false(world_has(&d, REASON_NEW_COUNTRY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST_GROWN(the_usual_scores_far_below_zero),
        WORLD_TEST_GROWN(each_new_thing_scores_above_the_usual),
        WORLD_TEST_GROWN(a_known_client_speaks_for_the_owner_abroad),
        WORLD_TEST_GROWN(a_homebody_abroad_scores_above_a_traveller),
        WORLD_TEST_GROWN(the_second_day_at_a_hotel_is_ordinary),
        WORLD_TEST_GROWN(a_shared_address_proves_less_than_an_own_one),
        WORLD_TEST_GROWN(one_ipv6_64_is_one_subscriber),
        WORLD_TEST_GROWN(a_known_48_halves_a_new_address_unless_switched_off),
        WORLD_TEST_GROWN(no_level_says_more_than_six_nats),
        WORLD_TEST_GROWN(a_spoofable_client_speaks_for_the_owner_only_a_little),
        WORLD_TEST_GROWN(without_a_client_only_the_place_counts),
        WORLD_TEST_GROWN(a_client_without_version_is_judged_by_its_family),
        WORLD_TEST_GROWN(a_long_pause_makes_new_things_less_surprising),
        WORLD_TEST_GROWN(the_same_facts_give_the_same_decision_byte_for_byte),
        WORLD_TEST_GROWN(additions_count_only_when_switched_on),
        WORLD_TEST_GROWN(a_value_unused_for_400_days_is_new_again),
    };

    return cmocka_run_group_tests_name("decide/score", tests, NULL, NULL);
}
