/* tests/unit/decide/world.h - a small mail service for tests of the model. */
#ifndef TESTS_UNIT_DECIDE_WORLD_H
#define TESTS_UNIT_DECIDE_WORLD_H

#include "base/time.h"
#include "decide/decide.h"

#include "cmocka_all.h"

#include <string.h>

#define WORLD_ACCOUNTS 64
#define WORLD_DAY 20000 /* day 0 of the tests: 2024-10-04 */
#define NAT 369         /* in 1/256 bit */

struct world {
    struct population *population;
    struct policy policy;
    struct profile profile[WORLD_ACCOUNTS];
};

/* One sign-in of an account, filled by name. */
struct visit {
    unsigned account;
    unsigned day;
    unsigned minute;
    const char *country; /* "JP"; NULL: none known */
    uint32_t asn;
    const char *from; /* address; NULL: none */
    uint32_t family;  /* 0: the protocol shows no client */
    uint32_t version;
    enum client_trust trust; /* BOUND when a family is given and this is not */
    enum service service;    /* IMAP when not given */
    struct place place;      /* kind, own and flags when wanted */
};

static inline struct facts world_facts(const struct world *w, const struct visit *v)
{
    struct facts f = {
        .profile = &w->profile[v->account],
        .population = w->population,
        .place = v->place,
        .service = v->service == SERVICE_UNKNOWN ? SERVICE_IMAP : v->service,
        .at_ms = (WORLD_DAY + (int64_t)v->day) * TIME_DAY_MS + (int64_t)v->minute * 60 * 1000,
    };

    if (v->country != NULL) {
        f.place.country = place_country(v->country[0], v->country[1]);
        f.place.asn = v->asn;
        f.place.kind = f.place.kind == NETWORK_UNKNOWN ? NETWORK_PUBLIC : f.place.kind;
    }
    if (v->from != NULL) {
        struct span text = {.at = v->from, .len = strlen(v->from)};

        f.has_remote = true;
        assert_true(address_parse(text, &f.remote));
    }
    if (v->family != 0) {
        f.client = (struct client){
            .family = v->family,
            .version = v->version,
            .trust = (uint8_t)(v->trust == CLIENT_UNSEEN ? CLIENT_BOUND : v->trust)};
    }
    return f;
}

static inline struct decision world_judge(const struct world *w, const struct visit *v)
{
    struct facts f = world_facts(w, v);
    struct decision d;

    decide(&f, &w->policy, &d);
    return d;
}

static inline void world_keep(struct world *w, unsigned account, const struct learning *l)
{
    if (l->changed) {
        w->profile[account] = l->profile;
        population_apply(w->population, &l->change);
    }
}

/* Decides, learns what the policy let in, and gives the decision. */
static inline struct decision world_signin(struct world *w, const struct visit *v)
{
    struct facts f = world_facts(w, v);
    struct learning l;
    struct decision d;

    decide(&f, &w->policy, &d);
    learn(&f, &w->policy, &d, &l);
    world_keep(w, v->account, &l);
    return d;
}

/* The same sign-in on each of `days` days from v->day on. */
static inline void world_days(struct world *w, const struct visit *v, unsigned days)
{
    for (unsigned i = 0; i < days; i++) {
        struct visit today = *v;

        today.day += i;
        (void)world_signin(w, &today);
    }
}

static inline bool world_has(const struct decision *d, enum reason_code code)
{
    for (size_t i = 0; i < d->reason_count; i++) {
        if (d->reasons[i].code == (uint8_t)code) {
            return true;
        }
    }
    return false;
}

/* The reason, which must be there. */
static inline struct reason world_reason(const struct decision *d, enum reason_code code)
{
    for (size_t i = 0; i < d->reason_count; i++) {
        if (d->reasons[i].code == (uint8_t)code) {
            return d->reasons[i];
        }
    }
    fail_msg("%s is not among the reasons", reason_code_text(code));
    return (struct reason){0};
}

static inline void world_told(const struct decision *d, enum reason_code code, bool counted)
{
    assert_int_equal(world_reason(d, code).counted, counted);
}

/* A service of some size: 100,000 sign-ins counted, three in four from Japan, two providers with
 * most of them, ten client families alike. */
static inline void world_grow(struct world *w)
{
    const uint16_t jp = place_country('J', 'P');
    const uint16_t us = place_country('U', 'S');
    struct population *p = w->population;

    assert_true(population_set(p, POPULATION_TOTAL, TOTAL_PLACE, 100000));
    assert_true(population_set(p, POPULATION_TOTAL, TOTAL_CLIENT, 100000));
    assert_true(population_set(p, POPULATION_COUNTRY, population_country_index(jp), 75000));
    assert_true(population_set(p, POPULATION_COUNTRY, population_country_index(us), 5000));
    assert_true(population_set(p, POPULATION_PROVIDER, population_provider_index(jp, 100), 45000));
    assert_true(population_set(p, POPULATION_PROVIDER, population_provider_index(jp, 200), 20000));
    assert_true(population_set(p, POPULATION_PROVIDER, population_provider_index(us, 900), 2000));
    for (uint32_t family = 1; family <= 10; family++) {
        uint32_t index = population_family_index(family);

        assert_true(population_set(p, POPULATION_FAMILY, index, 10000));
    }
}

static inline int world_setup(void **state)
{
    static struct world w;

    w = (struct world){.population = population_new(), .policy = POLICY_DEFAULT};
    *state = &w;
    return w.population == NULL ? -1 : 0;
}

static inline int world_setup_grown(void **state)
{
    int failed = world_setup(state);

    if (failed == 0) {
        world_grow(*state);
    }
    return failed;
}

static inline int world_teardown(void **state)
{
    struct world *w = *state;

    population_free(&w->population);
    return 0;
}

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
#define WORLD_TEST_GROWN(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, world_setup_grown, world_teardown)

#endif
