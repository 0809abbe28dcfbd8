/* What is done about a sign-in, and which reasons are given. */
#include "unit/decide/world.h"

static const struct visit home = {.country = "JP", .asn = 100, .from = "203.0.113.7"};
static const struct visit browser = {.country = "JP",
                                     .asn = 100,
                                     .from = "203.0.113.7",
                                     .family = 1,
                                     .version = 11,
                                     .service = SERVICE_WEB};

/* The same on another day from another place; what is NULL or 0 stays. */
static struct visit elsewhere(const struct visit *base, const char *country, uint32_t asn,
                              const char *from)
{
    struct visit v = *base;

    v.day = 30;
    v.country = country == NULL ? v.country : country;
    v.asn = asn == 0 ? v.asn : asn;
    v.from = from == NULL ? v.from : from;
    return v;
}

/* Five accounts at home for `days` days, one of them a new address now and then. */
static void small_service(struct world *w, unsigned days)
{
    static const char *const addresses[] = {"203.0.113.1", "203.0.113.2", "203.0.113.3",
                                            "203.0.113.4", "203.0.113.5"};

    for (unsigned day = 0; day < days; day++) {
        for (unsigned account = 0; account < 5; account++) {
            struct visit v = home;

            v.account = account;
            v.day = day;
            v.asn = account < 3 ? 100 : 200;
            v.from = addresses[(account + day / 20) % 5];
            assert_int_equal(world_signin(w, &v).action, ACTION_ALLOW);
        }
    }
}

static void the_usual_is_allowed_without_a_word(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&home, NULL, 0, NULL);
    struct decision d;

    world_days(w, &home, 30);
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_int_equal(d.strict, ACTION_ALLOW);
    assert_int_equal(d.reason_count, 0);
    assert_true(d.scored);
    assert_true(d.score < 0);
}

static void a_new_country_is_told_with_all_that_is_new_below_it(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&home, "US", 900, "192.0.2.1");
    struct decision d;

    world_days(w, &home, 30);
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_NOTICE);
    assert_int_equal(d.reasons[0].code, REASON_NEW_COUNTRY);
    world_told(&d, REASON_NEW_COUNTRY, true);
    world_told(&d, REASON_NEW_PROVIDER, false);
    world_told(&d, REASON_NEW_ADDRESS, false);
    assert_int_equal(d.score, world_reason(&d, REASON_NEW_COUNTRY).term);
    assert_int_equal(world_reason(&d, REASON_NEW_PROVIDER).term, 0);
}

static void a_new_provider_alone_is_a_fact_but_not_told_without_a_client(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&home, NULL, 200, "198.51.100.4");
    struct decision d;

    world_days(w, &home, 30);
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    world_told(&d, REASON_NEW_PROVIDER, true);
    world_told(&d, REASON_NEW_ADDRESS, false);
    assert_false(world_has(&d, REASON_NEW_COUNTRY));
}

static void a_new_provider_with_a_new_client_is_told(void **state)
{
    struct world *w = *state;
    struct visit known = elsewhere(&browser, NULL, 200, "198.51.100.4");
    struct visit strange = known;
    struct decision d;

    world_days(w, &browser, 30);
    strange.family = 7;
    d = world_judge(w, &known);
    assert_int_equal(d.action, ACTION_ALLOW);
    d = world_judge(w, &strange);
    assert_int_equal(d.action, ACTION_NOTICE);
    world_told(&d, REASON_NEW_PROVIDER, true);
    world_told(&d, REASON_NEW_CLIENT, true);
    world_told(&d, REASON_NEW_VERSION, false);
}

static void a_new_client_at_the_usual_place_is_not_told(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&browser, NULL, 0, NULL);
    struct decision d;

    world_days(w, &browser, 30);
    v.family = 7;
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    world_told(&d, REASON_NEW_CLIENT, true);
}

static void a_first_signin_is_never_told(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&home, NULL, 0, NULL);
    struct facts f = world_facts(w, &v);
    struct decision d = world_judge(w, &v);

    assert_int_equal(d.action, ACTION_ALLOW);
    assert_false(d.scored);
    assert_int_equal(d.reason_count, 1);
    world_told(&d, REASON_FIRST_SIGNIN, false);
    f.profile = NULL;
    decide(&f, &w->policy, &d);
    assert_int_equal(d.action, ACTION_ALLOW);
    world_told(&d, REASON_FIRST_SIGNIN, false);
}

static void the_rarity_of_a_first_place_is_told_but_only_strict_acts(void **state)
{
    struct world *w = *state;
    struct visit rare = elsewhere(&browser, "BR", 4, "192.0.2.1");
    struct visit common = elsewhere(&browser, NULL, 0, NULL);
    struct decision d;

    d = world_judge(w, &rare);
    world_told(&d, REASON_RARE_PLACE, true);
    assert_false(d.scored);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_int_equal(d.strict, ACTION_CHALLENGE);
    assert_in_range(d.score, 3 * NAT, 4 * NAT + 2);
    d = world_judge(w, &common);
    assert_false(world_has(&d, REASON_RARE_PLACE));
    assert_int_equal(d.strict, ACTION_ALLOW);
    w->policy.model.first_rarity = false;
    d = world_judge(w, &rare);
    assert_false(world_has(&d, REASON_RARE_PLACE));
    assert_int_equal(d.score, 0);
    assert_int_equal(d.strict, ACTION_ALLOW);
}

static void a_young_service_calls_no_first_place_rare(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&browser, "BR", 4, "192.0.2.1");
    struct decision d;

    small_service(w, 14);
    v.account = 9;
    d = world_judge(w, &v);
    assert_false(world_has(&d, REASON_RARE_PLACE));
    assert_int_equal(d.strict, ACTION_ALLOW);
}

static void an_unknown_place_is_never_risky(void **state)
{
    struct world *w = *state;
    struct visit v = {.day = 30, .from = "192.0.2.1"};
    struct visit nowhere = {.day = 30};
    struct decision d;

    world_days(w, &home, 30);
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_int_equal(d.strict, ACTION_ALLOW);
    assert_int_equal(d.score, 0);
    assert_int_equal(d.reason_count, 1);
    world_told(&d, REASON_UNKNOWN_PLACE, false);
    d = world_judge(w, &nowhere);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_int_equal(d.score, 0);
}

static void a_private_address_forms_no_country(void **state)
{
    struct world *w = *state;
    struct visit v = {.day = 30, .from = "192.168.1.4", .place.kind = NETWORK_PRIVATE};
    struct decision d;

    world_days(w, &home, 30);
    d = world_signin(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_int_equal(d.reason_count, 0);
    assert_int_equal(w->profile[0].network_count, 1);
}

static void an_anycast_address_says_nothing_of_its_country(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&home, "US", 900, "192.0.2.1");
    struct decision d;

    world_days(w, &home, 30);
    v.place.flags = PLACE_ANYCAST;
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_false(world_has(&d, REASON_NEW_COUNTRY));
    world_told(&d, REASON_NEW_PROVIDER, true);
}

static void an_own_network_is_one_provider_whatever_its_asn(void **state)
{
    struct world *w = *state;
    struct visit office = {.country = "JP", .asn = 100, .from = "203.0.113.7"};
    struct visit moved;
    struct decision d;

    office.place = (struct place){.own = 2, .kind = NETWORK_OWN};
    world_days(w, &office, 30);
    moved = elsewhere(&office, NULL, 200, "203.0.113.7");
    d = world_judge(w, &moved);
    assert_int_equal(d.reason_count, 0);
    moved.place.own = 3;
    d = world_judge(w, &moved);
    world_told(&d, REASON_NEW_PROVIDER, true);
}

static void from_inside_to_the_home_country_is_not_told_but_to_another_is(void **state)
{
    struct world *w = *state;
    struct visit inside = {.from = "10.0.0.7", .place.kind = NETWORK_PRIVATE};
    struct visit out = elsewhere(&home, NULL, 0, NULL);
    struct visit abroad = elsewhere(&home, "BR", 4, "192.0.2.1");
    struct decision d;

    world_days(w, &inside, 30);
    d = world_judge(w, &out);
    assert_int_equal(d.action, ACTION_ALLOW);
    assert_false(world_has(&d, REASON_FIRST_SIGNIN));
    d = world_judge(w, &abroad);
    assert_int_equal(d.action, ACTION_NOTICE);
    world_told(&d, REASON_NEW_COUNTRY, true);
}

static void a_guessing_source_is_told_unless_the_account_uses_it(void **state)
{
    struct world *w = *state;
    struct visit own = elsewhere(&home, NULL, 0, NULL);
    struct visit other = elsewhere(&home, NULL, 0, "203.0.113.66");
    struct facts f;
    struct decision d;

    world_days(w, &home, 30);
    f = world_facts(w, &own);
    f.source_guesses = true;
    f.source_accounts = 40;
    decide(&f, &w->policy, &d);
    assert_int_equal(d.action, ACTION_ALLOW);
    world_told(&d, REASON_GUESSING_SOURCE, false);
    assert_int_equal(world_reason(&d, REASON_GUESSING_SOURCE).value, 40);
    f = world_facts(w, &other);
    f.source_guesses = true;
    decide(&f, &w->policy, &d);
    assert_int_equal(d.action, ACTION_NOTICE);
    assert_int_equal(d.strict, ACTION_REFUSE);
    world_told(&d, REASON_GUESSING_SOURCE, true);
}

static void what_the_database_says_of_the_network_is_a_fact_beside(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&home, NULL, 0, NULL);
    struct decision d;

    world_days(w, &home, 30);
    v.place.flags = PLACE_ANONYMISER | PLACE_HOSTILE;
    d = world_judge(w, &v);
    assert_int_equal(d.action, ACTION_ALLOW);
    world_told(&d, REASON_ANONYMISER, false);
    world_told(&d, REASON_HOSTILE_NETWORK, false);
}

static void strict_follows_the_columns_of_its_table(void **state)
{
    static const struct {
        const char *country;
        uint32_t asn;
        uint32_t family;
        enum service service;
        enum action strict;
    } cases[] = {
        /* usual place, usual client */
        {"JP", 100, 1, SERVICE_WEB, ACTION_ALLOW},
        {"JP", 100, 1, SERVICE_IMAP, ACTION_ALLOW},
        {"JP", 100, 0, SERVICE_POP3, ACTION_ALLOW},
        /* new country, known client: no high score */
        {"US", 900, 1, SERVICE_WEB, ACTION_NOTICE},
        {"US", 900, 1, SERVICE_SUBMISSION, ACTION_NOTICE},
        {"US", 900, 0, SERVICE_SUBMISSION, ACTION_REFUSE},
        {"US", 900, 0, SERVICE_SIEVE, ACTION_REFUSE},
        /* new country, new client: a high score */
        {"BR", 4, 7, SERVICE_WEB, ACTION_CHALLENGE},
        {"BR", 4, 7, SERVICE_IMAP, ACTION_NOTICE},
        /* new provider at home */
        {"JP", 200, 1, SERVICE_WEB, ACTION_ALLOW},
        {"JP", 200, 0, SERVICE_IMAP, ACTION_ALLOW},
    };
    struct world *w = *state;

    world_days(w, &browser, 30);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct visit v = elsewhere(&browser, cases[i].country, cases[i].asn,
                                   cases[i].asn == 100 ? NULL : "192.0.2.1");
        struct decision d;

        v.family = cases[i].family;
        v.service = cases[i].service;
        w->policy.mode = POLICY_WATCH;
        d = world_judge(w, &v);
        assert_int_equal(d.strict, cases[i].strict);
        assert_true(d.action <= ACTION_NOTICE);
        w->policy.mode = POLICY_STRICT;
        d = world_judge(w, &v);
        assert_int_equal(d.action, cases[i].strict);
    }
}

static void fixed_thresholds_hold_until_there_are_scores_enough(void **state)
{
    struct world *w = *state;
    const enum signal_class both = SIGNAL_PLACE_AND_CLIENT;
    uint32_t high = population_score_index(both, 8 * NAT);
    int32_t fixed = decide_threshold(w->population, &w->policy, both, QUANTILE_99);

    assert_in_range(fixed, 2 * NAT, 3 * NAT);
    assert_true(population_set(w->population, POPULATION_SCORES, high, w->policy.quantile_min - 1));
    assert_int_equal(decide_threshold(w->population, &w->policy, both, QUANTILE_99), fixed);
    assert_true(population_set(w->population, POPULATION_SCORES, high, w->policy.quantile_min));
    assert_true(decide_threshold(w->population, &w->policy, both, QUANTILE_99) > 7 * NAT);
    assert_in_range(decide_threshold(w->population, &w->policy, both, QUANTILE_999), 5 * NAT,
                    6 * NAT);
    assert_true(
        population_set(w->population, POPULATION_SCORES, high, w->policy.quantile_min * 10));
    assert_true(decide_threshold(w->population, &w->policy, both, QUANTILE_999) > 7 * NAT);
    assert_in_range(decide_threshold(w->population, &w->policy, SIGNAL_PLACE_ONLY, QUANTILE_99),
                    6 * NAT, 7 * NAT);
}

static void thresholds_never_fall_below_the_fixed_ones(void **state)
{
    struct world *w = *state;

    for (enum signal_class s = SIGNAL_PLACE_ONLY; s < SIGNAL_CLASS_COUNT; s++) {
        for (enum quantile q = QUANTILE_95; q < QUANTILE_COUNT; q++) {
            int32_t fixed = decide_threshold(w->population, &w->policy, s, q);
            uint32_t low = population_score_index(s, -8 * NAT);

            assert_true(population_set(w->population, POPULATION_SCORES, low, 1000000));
            assert_int_equal(decide_threshold(w->population, &w->policy, s, q), fixed);
            assert_true(population_set(w->population, POPULATION_SCORES, low, 0));
        }
    }
}

static void a_service_without_surprises_sees_none_of_them_told(void **state)
{
    struct world *w = *state;

    for (unsigned day = 0; day < 100; day++) {
        for (unsigned account = 0; account < WORLD_ACCOUNTS; account++) {
            struct visit v = browser;
            struct decision d;

            v.account = account;
            v.day = day;
            v.family = 1 + account % 5;
            d = world_signin(w, &v);
            assert_int_equal(d.action, ACTION_ALLOW);
            assert_int_equal(d.strict, ACTION_ALLOW);
        }
    }
    assert_true(population_scores(w->population, SIGNAL_PLACE_AND_CLIENT) > w->policy.quantile_min);
}

static void five_accounts_at_home_do_not_hide_a_new_country(void **state)
{
    static const unsigned days[] = {1, 3, 14, 42, 200, 600};

    for (size_t i = 0; i < COUNT(days); i++) {
        struct visit v = elsewhere(&home, "US", 900, "192.0.2.1");
        struct world *w;
        struct decision d;

        if (i > 0) {
            world_teardown(state);
            assert_int_equal(world_setup(state), 0);
        }
        w = *state;
        small_service(w, days[i]);
        v.day = days[i];
        d = world_judge(w, &v);
        assert_int_equal(d.action, ACTION_NOTICE);
        assert_true(d.score > 2 * NAT);
    }
}

static void moving_to_another_provider_at_home_is_never_told_to_mail_users(void **state)
{
    static const unsigned days[] = {1, 3, 14, 42, 200, 600};

    for (size_t i = 0; i < COUNT(days); i++) {
        struct visit v = elsewhere(&home, NULL, 300, "198.51.100.9");
        struct world *w;
        struct decision d;

        if (i > 0) {
            world_teardown(state);
            assert_int_equal(world_setup(state), 0);
        }
        w = *state;
        small_service(w, days[i]);
        v.day = days[i];
        d = world_judge(w, &v);
        world_told(&d, REASON_NEW_PROVIDER, true);
        assert_int_equal(d.action, ACTION_ALLOW);
        assert_int_equal(d.strict, ACTION_ALLOW);
    }
}

static void an_unusual_score_is_a_reason_with_its_value(void **state)
{
    struct world *w = *state;
    struct visit v = elsewhere(&browser, "BR", 4, "192.0.2.1");
    struct decision d;

    world_days(w, &browser, 30);
    v.family = 7;
    d = world_judge(w, &v);
    world_told(&d, REASON_UNUSUAL_SCORE, true);
    assert_int_equal(world_reason(&d, REASON_UNUSUAL_SCORE).value, d.score);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST_GROWN(the_usual_is_allowed_without_a_word),
        WORLD_TEST_GROWN(a_new_country_is_told_with_all_that_is_new_below_it),
        WORLD_TEST_GROWN(a_new_provider_alone_is_a_fact_but_not_told_without_a_client),
        WORLD_TEST_GROWN(a_new_provider_with_a_new_client_is_told),
        WORLD_TEST_GROWN(a_new_client_at_the_usual_place_is_not_told),
        WORLD_TEST_GROWN(a_first_signin_is_never_told),
        WORLD_TEST_GROWN(the_rarity_of_a_first_place_is_told_but_only_strict_acts),
        WORLD_TEST_GROWN(an_unknown_place_is_never_risky),
        WORLD_TEST_GROWN(a_private_address_forms_no_country),
        WORLD_TEST_GROWN(an_anycast_address_says_nothing_of_its_country),
        WORLD_TEST_GROWN(an_own_network_is_one_provider_whatever_its_asn),
        WORLD_TEST_GROWN(from_inside_to_the_home_country_is_not_told_but_to_another_is),
        WORLD_TEST_GROWN(a_guessing_source_is_told_unless_the_account_uses_it),
        WORLD_TEST_GROWN(what_the_database_says_of_the_network_is_a_fact_beside),
        WORLD_TEST_GROWN(strict_follows_the_columns_of_its_table),
        WORLD_TEST(a_young_service_calls_no_first_place_rare),
        WORLD_TEST(fixed_thresholds_hold_until_there_are_scores_enough),
        WORLD_TEST(thresholds_never_fall_below_the_fixed_ones),
        WORLD_TEST(a_service_without_surprises_sees_none_of_them_told),
        WORLD_TEST(five_accounts_at_home_do_not_hide_a_new_country),
        WORLD_TEST(moving_to_another_provider_at_home_is_never_told_to_mail_users),
        WORLD_TEST_GROWN(an_unusual_score_is_a_reason_with_its_value),
    };

    return cmocka_run_group_tests_name("decide/decide", tests, NULL, NULL);
}
