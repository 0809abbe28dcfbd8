#include "decide/compare.h"

#include "base/hash.h"
#include "base/time.h"

#include <string.h>

#define EXPIRE_DAYS 400 /* a value unused for longer is forgotten (docs/decide.md) */

/* With no known place to compare with, a country is new when fewer than one in so many of the
 * service's sign-ins come from it: the home country of an office that used to sign in from inside
 * is not news, another one is. */
#define COMMON_ONE_IN 16u

static const struct profile nobody;

static uint64_t half(const uint8_t *at, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

static void address_keys(const struct facts *f, struct comparison *c)
{
    struct address a;

    if (!f->has_remote) {
        return;
    }
    a = address_subscriber(&f->remote);
    c->key = (uint32_t)(hash_mix(half(a.bytes, 8) ^ hash_mix(half(a.bytes + 8, 8))) >> 32);
    if (!address_is_v4(&f->remote)) {
        c->near = (uint16_t)(hash_mix(half(a.bytes, 6)) >> 48);
        c->near = c->near == 0 ? 1 : c->near;
    }
}

/* Asks for the whole profile at once: an account met for the first time in a while is in no cache,
 * and its four lines would be waited for one after the other. */
static void fetch(const struct profile *known)
{
    const char *at = (const char *)known;

    for (size_t i = 0; i < sizeof *known; i += 64) {
        __builtin_prefetch(at + i);
    }
}

static void keys(const struct facts *f, const struct profile *known, struct comparison *c)
{
    int64_t minute = f->at_ms / (60 * TIME_SECOND_MS);
    const int64_t last = (int64_t)UINT16_MAX * 24 * 60;

    minute = minute < 0 ? 0 : minute;
    c->minute = (uint32_t)(minute > last ? last : minute);
    c->day = c->minute / (24 * 60);
    c->history = known->signins != 0;
    c->gap = c->history && c->minute > known->last_minute ? c->minute - known->last_minute : 0;
    c->pause = population_pause(c->gap);
    /* Where the country says nothing, as for anycast, nothing is concluded from it. */
    c->country = (f->place.flags & PLACE_ANYCAST) != 0 ? 0 : f->place.country;
    c->provider = place_provider(&f->place);
    address_keys(f, c);
}

static uint32_t weight_now(uint32_t weight, uint32_t slot_day, uint32_t day, bool expire)
{
    uint32_t days = day > slot_day ? day - slot_day : 0;

    return expire && days > EXPIRE_DAYS ? 0 : profile_decayed(weight, days);
}

static void networks(const struct profile *known, bool expire, struct comparison *c)
{
    const struct profile_networks *n = &known->networks;
    bool provider_found = false;
    bool country_found = false;

    c->network = SLOT_NONE;
    for (int i = 0; i < known->network_count; i++) {
        c->network_weight[i] = weight_now(n->weight[i], n->day[i], c->day, expire);
        if (n->country[i] == c->country && n->provider[i] == c->provider) {
            c->network = i;
        }
        country_found |= n->country[i] == c->country && c->network_weight[i] != 0;
        provider_found |= n->provider[i] == c->provider && c->network_weight[i] != 0;
    }
    if (c->country != 0 && !country_found) {
        c->never |= 1u << LEVEL_COUNTRY;
    }
    if (c->provider != 0 && !provider_found) {
        c->never |= 1u << LEVEL_PROVIDER;
    }
}

static void addresses(const struct profile *known, bool expire, struct comparison *c)
{
    const struct profile_addresses *a = &known->addresses;
    bool found = false;

    c->address = SLOT_NONE;
    for (int i = 0; i < known->address_count; i++) {
        bool here = a->network[i] == c->network;

        c->address_weight[i] = weight_now(a->weight[i], a->day[i], c->day, expire);
        if (here && a->key[i] == c->key) {
            c->address = i;
        }
        found |= a->key[i] == c->key && c->address_weight[i] != 0;
        c->near_known |= here && c->near != 0 && a->near[i] == c->near && c->address_weight[i] != 0;
    }
    if (!found) {
        c->never |= 1u << LEVEL_ADDRESS;
    }
}

/* The family, then the version within it; a client without version is its family alone. */
static void client_chain(const struct client *client, bool family_found, struct comparison *c)
{
    bool version_found = c->client != SLOT_NONE && c->client_weight[c->client] != 0;

    c->novelty[LEVEL_CLIENT] = family_found ? NOVELTY_KNOWN : NOVELTY_NEW;
    if (!family_found) {
        c->never |= 1u << LEVEL_CLIENT;
    }
    if (client->version == 0) {
        return;
    }
    if (family_found) {
        c->novelty[LEVEL_VERSION] = version_found ? NOVELTY_KNOWN : NOVELTY_NEW;
    }
    if (!version_found) {
        c->never |= 1u << LEVEL_VERSION;
    }
}

static void clients(const struct facts *f, const struct profile *known, bool expire,
                    struct comparison *c)
{
    const struct profile_clients *s = &known->clients;
    bool family_found = false;

    c->client = SLOT_NONE;
    if (f->client.trust == CLIENT_UNSEEN) {
        return;
    }
    for (int i = 0; i < known->client_count; i++) {
        bool family = s->family[i] == f->client.family;

        c->client_weight[i] = weight_now(s->weight[i], s->day[i], c->day, expire);
        family_found |= family && c->client_weight[i] != 0;
        if (family && s->version[i] == f->client.version) {
            c->client = i;
        }
    }
    client_chain(&f->client, family_found, c);
}

static bool country_is_rare(const struct population *p, uint16_t country)
{
    uint64_t all = population_get(p, POPULATION_TOTAL, TOTAL_PLACE);
    uint64_t here = population_get(p, POPULATION_COUNTRY, population_country_index(country));

    return here * COMMON_ONE_IN <= all;
}

static enum novelty country_novelty(const struct facts *f, bool any, struct comparison *c)
{
    if (c->country == 0) {
        return NOVELTY_SKIPPED;
    }
    if (any) {
        return comparison_never(c, LEVEL_COUNTRY) ? NOVELTY_NEW : NOVELTY_KNOWN;
    }
    return country_is_rare(f->population, c->country) ? NOVELTY_NEW : NOVELTY_SKIPPED;
}

/* Walks country, provider, address; a new value ends the chain. */
static void chain(const struct facts *f, const struct profile *known, struct comparison *c)
{
    const struct profile_networks *n = &known->networks;
    bool any = false;      /* some place is known */
    bool siblings = false; /* some provider of the same country is known */

    for (size_t i = 0; i < known->network_count; i++) {
        any |= c->network_weight[i] != 0;
        siblings |= c->network_weight[i] != 0 && n->country[i] == c->country && n->provider[i] != 0;
    }
    c->novelty[LEVEL_COUNTRY] = (uint8_t)country_novelty(f, any, c);
    if (c->novelty[LEVEL_COUNTRY] == NOVELTY_NEW || c->provider == 0 || !any) {
        return;
    }
    if (!siblings) {
        /* A named network without a country has only its own kind to compare with. */
        c->novelty[LEVEL_PROVIDER] = c->country == 0 ? NOVELTY_NEW : NOVELTY_SKIPPED;
        return;
    }
    if (c->network == SLOT_NONE || c->network_weight[c->network] == 0) {
        c->novelty[LEVEL_PROVIDER] = NOVELTY_NEW;
        return;
    }
    c->novelty[LEVEL_PROVIDER] = NOVELTY_KNOWN;
    if (f->has_remote) {
        bool known_address = c->address != SLOT_NONE && c->address_weight[c->address] != 0;

        c->novelty[LEVEL_ADDRESS] = known_address ? NOVELTY_KNOWN : NOVELTY_NEW;
    }
}

void comparison_make(const struct facts *f, const struct policy *p, struct comparison *out)
{
    const struct profile *known = f->profile == NULL ? &nobody : f->profile;
    bool expire = p->model.expire_400;

    fetch(known);
    memset(out, 0, sizeof *out);
    keys(f, known, out);
    networks(known, expire, out);
    addresses(known, expire, out);
    clients(f, known, expire, out);
    if (!out->history) {
        memset(out->novelty, NOVELTY_SKIPPED, sizeof out->novelty);
        out->never = 0;
        return;
    }
    if (!f->has_remote || (out->country == 0 && out->provider == 0)) {
        out->never &= (uint8_t) ~(1u << LEVEL_ADDRESS);
    }
    chain(f, known, out);
}

static bool used_network(const struct profile *known, const struct comparison *c, int *slot)
{
    const struct profile_networks *n = &known->networks;

    for (int i = 0; i < known->network_count; i++) {
        if (n->country[i] == c->country && n->provider[i] == c->provider) {
            *slot = i;
            return n->day[i] >= c->day;
        }
    }
    return false;
}

static bool used_address(const struct profile *known, const struct comparison *c, int network)
{
    const struct profile_addresses *a = &known->addresses;

    for (int i = 0; i < known->address_count; i++) {
        if (a->key[i] == c->key && a->network[i] == network) {
            return a->day[i] >= c->day;
        }
    }
    return false;
}

static bool used_client(const struct profile *known, const struct client *client, uint32_t day)
{
    const struct profile_clients *s = &known->clients;

    for (int i = 0; i < known->client_count; i++) {
        if (s->family[i] == client->family && s->version[i] == client->version) {
            return s->day[i] >= day;
        }
    }
    return false;
}

bool decide_is_repeat(const struct facts *f)
{
    const struct profile *known = f->profile;
    struct comparison c = {0};
    int network = SLOT_NONE;

    if (known == NULL) {
        return false;
    }
    fetch(known);
    if (known->signins == 0) {
        return false;
    }
    keys(f, known, &c);
    if (c.country == 0 && c.provider == 0) {
        if (profile_last_day(known) < c.day) {
            return false;
        }
    } else if (!used_network(known, &c, &network) ||
               (f->has_remote && !used_address(known, &c, network))) {
        return false;
    }
    return f->client.trust == CLIENT_UNSEEN || used_client(known, &f->client, c.day);
}
