#include "decide/compare.h"

#include <string.h>

#define PAUSE_FULL (1u << 24) /* sign-ins compared after one pause; beyond, both counters halve */
#define EXPECTED_FULL 60000u  /* of an account's own counters; beyond, both halve */
#define SEEN_FULL 250u

static void change(struct learning *l, enum population_table table, uint32_t index, int32_t delta)
{
    if (delta != 0 && l->change.count < POPULATION_CHANGES_MAX) {
        l->change.delta[l->change.count++] =
            (struct population_delta){.table = (uint8_t)table, .index = index, .delta = delta};
    }
}

/* The account's and the service's counters of new values at one level. */
static void count_level(const struct facts *f, const struct comparison *c, enum level level,
                        struct learning *l)
{
    struct profile *p = &l->profile;
    uint32_t index = population_pause_index(level, c->pause);
    uint32_t asked = population_get(f->population, POPULATION_ASKED, index);
    uint32_t seen = population_get(f->population, POPULATION_NEW, index);
    uint64_t rate = population_rate(f->population, level, c->pause);
    uint32_t expected =
        p->expected[level] +
        (uint32_t)((rate * PROFILE_EXPECTED + POPULATION_RATE_ONE / 2) / POPULATION_RATE_ONE);
    uint32_t is_new = c->novelty[level] == NOVELTY_NEW ? 1 : 0;
    uint32_t own = p->seen[level] + is_new;
    bool halve = expected > EXPECTED_FULL || own > SEEN_FULL;

    p->expected[level] = (uint16_t)(halve ? expected / 2 : expected);
    p->seen[level] = (uint8_t)(halve ? own / 2 : own);
    halve = asked >= PAUSE_FULL;
    change(l, POPULATION_ASKED, index, 1 - (int32_t)(halve ? asked / 2 : 0));
    change(l, POPULATION_NEW, index, (int32_t)is_new - (int32_t)(halve ? seen / 2 : 0));
}

static void count_service(const struct facts *f, const struct comparison *c, struct learning *l)
{
    if (population_get(f->population, POPULATION_TOTAL, TOTAL_PLACE) >= POPULATION_FULL ||
        population_get(f->population, POPULATION_TOTAL, TOTAL_CLIENT) >= POPULATION_FULL) {
        return;
    }
    if (c->country != 0) {
        change(l, POPULATION_TOTAL, TOTAL_PLACE, 1);
    }
    if (c->country != 0 || c->provider != 0) {
        change(l, POPULATION_COUNTRY, population_country_index(c->country), 1);
        change(l, POPULATION_PROVIDER, population_provider_index(c->country, c->provider), 1);
        if (f->has_remote) {
            change(l, POPULATION_ADDRESS, population_address_index(c->key), 1);
        }
    }
    if (f->client.trust != CLIENT_UNSEEN) {
        change(l, POPULATION_TOTAL, TOTAL_CLIENT, 1);
        change(l, POPULATION_FAMILY, population_family_index(f->client.family), 1);
        change(l, POPULATION_VERSION, population_version_index(f->client.family, f->client.version),
               1);
    }
}

/* The slot to reuse: the lightest, unused ones first. */
static int lightest(const uint32_t *weight, int count)
{
    int best = 0;

    for (int i = 1; i < count; i++) {
        best = weight[i] < weight[best] ? i : best;
    }
    return best;
}

/* One more day of use. `now` is the weight as of the day, 0 when it had been forgotten. */
static void use(uint16_t *weight, uint16_t *day, uint32_t now, uint32_t today)
{
    if (now != 0 && *day >= today) {
        return;
    }
    now += PROFILE_WEIGHT;
    *weight = (uint16_t)(now > UINT16_MAX ? UINT16_MAX : now);
    *day = (uint16_t)(today > *day ? today : *day);
}

static void address_move(struct profile_addresses *a, int to, int from)
{
    a->key[to] = a->key[from];
    a->weight[to] = a->weight[from];
    a->day[to] = a->day[from];
    a->near[to] = a->near[from];
    a->network[to] = a->network[from];
}

static void address_clear(struct profile_addresses *a, int slot)
{
    a->key[slot] = 0;
    a->weight[slot] = 0;
    a->day[slot] = 0;
    a->near[slot] = 0;
    a->network[slot] = 0;
}

/* Forgets the addresses of a network slot that is about to hold another network. The comparison's
 * weights move with their slots. */
static void addresses_forget(struct profile *p, struct comparison *c, int network)
{
    for (int i = p->address_count - 1; i >= 0; i--) {
        if (p->addresses.network[i] == network) {
            int last = --p->address_count;

            address_move(&p->addresses, i, last);
            address_clear(&p->addresses, last);
            c->address_weight[i] = c->address_weight[last];
        }
    }
}

static int learn_network(struct profile *p, struct comparison *c)
{
    int slot = c->network;

    if (slot == SLOT_NONE) {
        if (p->network_count < PROFILE_NETWORKS) {
            slot = p->network_count++;
        } else {
            slot = lightest(c->network_weight, PROFILE_NETWORKS);
            addresses_forget(p, c, slot);
        }
        c->network_weight[slot] = 0;
        p->networks.country[slot] = c->country;
        p->networks.provider[slot] = c->provider;
        p->networks.day[slot] = 0;
    }
    use(&p->networks.weight[slot], &p->networks.day[slot], c->network_weight[slot], c->day);
    return slot;
}

static void learn_address(struct profile *p, struct comparison *c, int network)
{
    int slot = c->address;

    if (slot == SLOT_NONE) {
        slot = p->address_count < PROFILE_ADDRESSES
                   ? p->address_count++
                   : lightest(c->address_weight, PROFILE_ADDRESSES);
        c->address_weight[slot] = 0;
        p->addresses.key[slot] = c->key;
        p->addresses.near[slot] = c->near;
        p->addresses.network[slot] = (uint8_t)network;
        p->addresses.day[slot] = 0;
    }
    use(&p->addresses.weight[slot], &p->addresses.day[slot], c->address_weight[slot], c->day);
}

static void learn_client(const struct client *client, struct profile *p, struct comparison *c)
{
    int slot = c->client;

    if (slot == SLOT_NONE) {
        slot = p->client_count < PROFILE_CLIENTS ? p->client_count++
                                                 : lightest(c->client_weight, PROFILE_CLIENTS);
        c->client_weight[slot] = 0;
        p->clients.family[slot] = client->family;
        p->clients.version[slot] = client->version;
        p->clients.day[slot] = 0;
    }
    use(&p->clients.weight[slot], &p->clients.day[slot], c->client_weight[slot], c->day);
}

static void learn_profile(const struct facts *f, struct comparison *c, struct profile *p)
{
    if (c->country != 0 || c->provider != 0) {
        int network = learn_network(p, c);

        if (f->has_remote) {
            learn_address(p, c, network);
        }
    }
    if (f->client.trust != CLIENT_UNSEEN) {
        learn_client(&f->client, p, c);
    }
    p->first_day = (uint16_t)(c->history ? p->first_day : c->day);
    if (p->signins < UINT16_MAX) {
        p->signins++;
    }
    if (!c->history || c->minute >= p->last_minute) {
        p->last_minute = c->minute;
        p->last_country = c->country != 0 ? c->country : p->last_country;
    }
}

void learn(const struct facts *f, const struct policy *p, const struct decision *d,
           struct learning *out)
{
    struct comparison c;

    out->changed = false;
    out->change.count = 0;
    if (d->action == ACTION_REFUSE || d->action == ACTION_CHALLENGE || decide_is_repeat(f)) {
        return;
    }
    comparison_make(f, p, &c);
    memset(&out->profile, 0, sizeof out->profile);
    if (f->profile != NULL) {
        out->profile = *f->profile;
    }
    for (enum level l = LEVEL_COUNTRY; l < LEVEL_COUNT; l++) {
        if (c.novelty[l] != NOVELTY_SKIPPED) {
            count_level(f, &c, l, out);
        }
    }
    count_service(f, &c, out);
    if (d->scored) {
        enum signal_class signal =
            f->client.trust == CLIENT_UNSEEN ? SIGNAL_PLACE_ONLY : SIGNAL_PLACE_AND_CLIENT;

        change(out, POPULATION_SCORES, population_score_index(signal, d->score), 1);
    }
    learn_profile(f, &c, &out->profile);
    out->changed = true;
}
