#include "decide/score.h"

#include "decide/log2.h"

/* Sign-ins from elsewhere counted before the first real one, so that a service of five accounts in
 * one country does not conclude that strangers all live there too. */
#define ELSEWHERE_PLACE 64u
#define ELSEWHERE_PROVIDER 16u
#define ELSEWHERE_ADDRESS 4u
#define ELSEWHERE_CLIENT 16u
#define ELSEWHERE_VERSION 4u

/* At least one in so many strangers has none of the account's values, however alike the service's
 * own people are: strangers need not be like them. */
#define STRANGER_ONE_IN 16u
/* A known value has at least one in so many of the account's own sign-ins. */
#define SHARE_ONE_IN 50u

/* Bounds of the account's own rate of new values, in 1/POPULATION_RATE_ONE. Addresses change by
 * themselves, so that one alone never says much. */
static const struct {
    uint32_t least;
    uint32_t most;
} rate_bounds[LEVEL_COUNT] = {
    [LEVEL_COUNTRY] = {POPULATION_RATE_ONE / 2000, POPULATION_RATE_ONE / 2},
    [LEVEL_PROVIDER] = {POPULATION_RATE_ONE / 2000, POPULATION_RATE_ONE / 2},
    [LEVEL_ADDRESS] = {POPULATION_RATE_ONE / 20, POPULATION_RATE_ONE / 50 * 49},
    [LEVEL_CLIENT] = {POPULATION_RATE_ONE / 2000, POPULATION_RATE_ONE / 2},
    [LEVEL_VERSION] = {POPULATION_RATE_ONE / 2000, POPULATION_RATE_ONE / 2},
};

#define RARITY_ORDINARY NATS(20) /* of half the places first sign-ins come from, about */
#define RARITY_MAX NATS(40)

#define SPOOFABLE_CREDIT NATS(15) /* what a known but spoofable client may speak for the owner */

/* What the service knows about one level. */
struct common {
    uint64_t all;    /* sign-ins within the parent value, those from elsewhere included */
    uint64_t here;   /* of those, with this value */
    uint64_t known;  /* of those, with any value the account is known for */
    uint32_t weight; /* of this value among the account's own */
    uint32_t weights;
};

/* p(new) of this account after this pause: the service's rate times seen / expected. */
static uint32_t own_rate(const struct facts *f, const struct comparison *c, enum level l)
{
    uint64_t rate = population_rate(f->population, l, c->pause);

    rate = rate * PROFILE_EXPECTED * (1u + f->profile->seen[l]) /
           (PROFILE_EXPECTED + (uint64_t)f->profile->expected[l]);
    rate = rate > rate_bounds[l].most ? rate_bounds[l].most : rate;
    return rate < rate_bounds[l].least ? rate_bounds[l].least : (uint32_t)rate;
}

static int32_t clip(int32_t value, int32_t least, int32_t most)
{
    value = value < least ? least : value;
    return value > most ? most : value;
}

/* new:   log2(sqrt(share of strangers with another value) / own rate of new values)
 * known: log2(share of strangers with this value / (own rate of old values * share of this one))
 *
 * The root: an owner who takes something new takes it from the same market as everybody else, so
 * whose values are common shows new ones seldom; a share alone would blame the owner for that. */
static int32_t term_of(enum novelty novelty, const struct common *g, uint32_t rate)
{
    int32_t value;

    if (novelty == NOVELTY_NEW) {
        uint64_t others = g->all > g->known ? g->all - g->known : 0;

        value = others * STRANGER_ONE_IN < g->all ? -log2_of(STRANGER_ONE_IN)
                                                  : log2_ratio(others, g->all);
        value = value / 2 - log2_ratio(rate, POPULATION_RATE_ONE);
    } else {
        uint32_t weight = g->weight;
        uint32_t weights = g->weights;

        if (weight * SHARE_ONE_IN < weights) {
            weight = 1;
            weights = SHARE_ONE_IN;
        }
        value = log2_ratio(g->here == 0 ? 1 : g->here, g->all) -
                log2_ratio(POPULATION_RATE_ONE - rate, POPULATION_RATE_ONE) -
                log2_ratio(weight, weights);
    }
    return clip(value, -SCORE_TERM_MAX, SCORE_TERM_MAX);
}

static uint64_t country_count(const struct facts *f, uint16_t country)
{
    return population_get(f->population, POPULATION_COUNTRY, population_country_index(country));
}

static uint64_t provider_count(const struct facts *f, uint16_t country, uint32_t provider)
{
    return population_get(f->population, POPULATION_PROVIDER,
                          population_provider_index(country, provider));
}

static uint64_t address_count(const struct facts *f, uint32_t key)
{
    return population_get(f->population, POPULATION_ADDRESS, population_address_index(key));
}

static uint64_t family_count(const struct facts *f, uint32_t family)
{
    return population_get(f->population, POPULATION_FAMILY, population_family_index(family));
}

static uint64_t version_count(const struct facts *f, uint32_t family, uint32_t version)
{
    return population_get(f->population, POPULATION_VERSION,
                          population_version_index(family, version));
}

static struct common country_common(const struct facts *f, const struct comparison *c)
{
    const struct profile_networks *n = &f->profile->networks;
    struct common g = {
        .all = population_get(f->population, POPULATION_TOTAL, TOTAL_PLACE) + ELSEWHERE_PLACE,
        .here = country_count(f, c->country),
    };

    for (size_t i = 0; i < f->profile->network_count; i++) {
        bool counted = c->network_weight[i] == 0 || n->country[i] == 0;

        if (counted) {
            continue;
        }
        g.weights += c->network_weight[i];
        g.weight += n->country[i] == c->country ? c->network_weight[i] : 0;
        for (size_t j = 0; j < i && !counted; j++) {
            counted = c->network_weight[j] != 0 && n->country[j] == n->country[i];
        }
        g.known += counted ? 0 : country_count(f, n->country[i]);
    }
    return g;
}

static struct common provider_common(const struct facts *f, const struct comparison *c)
{
    const struct profile_networks *n = &f->profile->networks;
    struct common g = {
        .all = country_count(f, c->country) + ELSEWHERE_PROVIDER,
        .here = provider_count(f, c->country, c->provider),
    };

    for (size_t i = 0; i < f->profile->network_count; i++) {
        if (c->network_weight[i] != 0 && n->country[i] == c->country && n->provider[i] != 0) {
            g.weights += c->network_weight[i];
            g.known += provider_count(f, c->country, n->provider[i]);
        }
    }
    g.weight = c->network == SLOT_NONE ? 0 : c->network_weight[c->network];
    return g;
}

static struct common address_common(const struct facts *f, const struct comparison *c)
{
    const struct profile_addresses *a = &f->profile->addresses;
    struct common g = {
        .all = provider_count(f, c->country, c->provider) + ELSEWHERE_ADDRESS,
        .here = address_count(f, c->key),
    };

    for (size_t i = 0; i < f->profile->address_count; i++) {
        if (a->network[i] == c->network && c->address_weight[i] != 0) {
            g.weights += c->address_weight[i];
            g.known += address_count(f, a->key[i]);
        }
    }
    g.weight = c->address == SLOT_NONE ? 0 : c->address_weight[c->address];
    return g;
}

static struct common client_common(const struct facts *f, const struct comparison *c)
{
    const struct profile_clients *s = &f->profile->clients;
    struct common g = {
        .all = population_get(f->population, POPULATION_TOTAL, TOTAL_CLIENT) + ELSEWHERE_CLIENT,
        .here = family_count(f, f->client.family),
    };

    for (size_t i = 0; i < f->profile->client_count; i++) {
        bool counted = c->client_weight[i] == 0;

        if (counted) {
            continue;
        }
        g.weights += c->client_weight[i];
        g.weight += s->family[i] == f->client.family ? c->client_weight[i] : 0;
        for (size_t j = 0; j < i && !counted; j++) {
            counted = c->client_weight[j] != 0 && s->family[j] == s->family[i];
        }
        g.known += counted ? 0 : family_count(f, s->family[i]);
    }
    return g;
}

static struct common version_common(const struct facts *f, const struct comparison *c)
{
    const struct profile_clients *s = &f->profile->clients;
    struct common g = {
        .all = family_count(f, f->client.family) + ELSEWHERE_VERSION,
        .here = version_count(f, f->client.family, f->client.version),
    };

    for (size_t i = 0; i < f->profile->client_count; i++) {
        if (c->client_weight[i] != 0 && s->family[i] == f->client.family) {
            g.weights += c->client_weight[i];
            g.known += version_count(f, s->family[i], s->version[i]);
        }
    }
    g.weight = c->client == SLOT_NONE ? 0 : c->client_weight[c->client];
    return g;
}

/* Asks for every counter the levels will look at before the first one is needed: they lie all
 * over 20 MB, and waiting for them one by one would cost more than all the arithmetic. */
static void fetch(const struct facts *f, const struct comparison *c)
{
    const struct profile *k = f->profile;

    for (size_t i = 0; c->novelty[LEVEL_PROVIDER] != NOVELTY_SKIPPED && i < k->network_count; i++) {
        population_fetch(f->population, POPULATION_PROVIDER,
                         population_provider_index(c->country, k->networks.provider[i]));
    }
    for (size_t i = 0; c->novelty[LEVEL_ADDRESS] != NOVELTY_SKIPPED && i < k->address_count; i++) {
        population_fetch(f->population, POPULATION_ADDRESS,
                         population_address_index(k->addresses.key[i]));
    }
    for (size_t i = 0; c->novelty[LEVEL_CLIENT] != NOVELTY_SKIPPED && i < k->client_count; i++) {
        population_fetch(f->population, POPULATION_FAMILY,
                         population_family_index(k->clients.family[i]));
        population_fetch(f->population, POPULATION_VERSION,
                         population_version_index(k->clients.family[i], k->clients.version[i]));
    }
}

typedef struct common common_of(const struct facts *f, const struct comparison *c);

static common_of *const levels[LEVEL_COUNT] = {
    [LEVEL_COUNTRY] = country_common, [LEVEL_PROVIDER] = provider_common,
    [LEVEL_ADDRESS] = address_common, [LEVEL_CLIENT] = client_common,
    [LEVEL_VERSION] = version_common,
};

void score_terms(const struct facts *f, const struct policy *p, const struct comparison *c,
                 int32_t term[static LEVEL_COUNT])
{
    int32_t credit;

    fetch(f, c);
    for (enum level l = LEVEL_COUNTRY; l < LEVEL_COUNT; l++) {
        struct common g;

        term[l] = 0;
        if (c->novelty[l] == NOVELTY_SKIPPED) {
            continue;
        }
        g = levels[l](f, c);
        term[l] = term_of((enum novelty)c->novelty[l], &g, own_rate(f, c, l));
    }
    term[LEVEL_VERSION] /= 2;
    if (p->model.near_48 && c->novelty[LEVEL_ADDRESS] == NOVELTY_NEW && c->near_known &&
        term[LEVEL_ADDRESS] > 0) {
        term[LEVEL_ADDRESS] /= 2;
    }
    credit = term[LEVEL_CLIENT] + term[LEVEL_VERSION];
    if (f->client.trust == CLIENT_SPOOFABLE && credit < -SPOOFABLE_CREDIT) {
        term[LEVEL_CLIENT] += -SPOOFABLE_CREDIT - credit;
    }
}

int32_t score_rarity(const struct facts *f, const struct policy *p, const struct comparison *c)
{
    uint64_t all = population_get(f->population, POPULATION_TOTAL, TOTAL_PLACE);
    uint64_t country = country_count(f, c->country);
    uint64_t provider = provider_count(f, c->country, c->provider);
    int32_t rarity;

    if (c->country == 0 || c->provider == 0 || all < p->quantile_min) {
        return 0;
    }
    rarity = log2_ratio(all + ELSEWHERE_PLACE, country == 0 ? 1 : country) +
             log2_ratio(country + ELSEWHERE_PROVIDER, provider == 0 ? 1 : provider);
    return clip(rarity / 2 - RARITY_ORDINARY, -RARITY_ORDINARY, RARITY_MAX);
}
