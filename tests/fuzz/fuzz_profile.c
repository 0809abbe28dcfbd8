/* The byte form of a profile, and what the model does with any profile that can be read.
 *
 * A refusal says why and leaves the output alone; what is accepted packs to the same bytes; the
 * model decides and learns within its bounds whatever the profile and the sign-in hold, and what it
 * learns can be read again.
 */
#include "decide/decide.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TERM_MAX 2216 /* of one level; the additions are smaller */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *at;
    size_t left;
};

static uint64_t take(struct input *in, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes && in->left > 0; i++, in->left--) {
        value = value << 8 | *in->at++;
    }
    return value;
}

/* Puts the fields of any bytes within their bounds, so that most inputs get past the reader: unused
 * slots are emptied, used ones get a value of their own, a weight and a day that can be. */
static void repair_networks(struct profile *p, uint32_t days)
{
    struct profile_networks old = p->networks;

    p->network_count %= PROFILE_NETWORKS + 1;
    memset(&p->networks, 0, sizeof p->networks);
    for (uint32_t i = 0; i < p->network_count; i++) {
        p->networks.provider[i] = (old.provider[i] & ~7u) | (i + 1);
        p->networks.country[i] = old.country[i];
        p->networks.weight[i] = old.weight[i] | 1;
        p->networks.day[i] = (uint16_t)(old.day[i] % days);
    }
}

static void repair_addresses(struct profile *p, uint32_t days)
{
    struct profile_addresses old = p->addresses;

    p->address_count = p->network_count == 0 ? 0 : p->address_count % (PROFILE_ADDRESSES + 1);
    memset(&p->addresses, 0, sizeof p->addresses);
    for (uint32_t i = 0; i < p->address_count; i++) {
        p->addresses.key[i] = (old.key[i] & ~7u) | i;
        p->addresses.near[i] = old.near[i];
        p->addresses.network[i] = old.network[i] % p->network_count;
        p->addresses.weight[i] = old.weight[i] | 1;
        p->addresses.day[i] = (uint16_t)(old.day[i] % days);
    }
}

static void repair_clients(struct profile *p, uint32_t days)
{
    struct profile_clients old = p->clients;

    p->client_count %= PROFILE_CLIENTS + 1;
    memset(&p->clients, 0, sizeof p->clients);
    for (uint32_t i = 0; i < p->client_count; i++) {
        p->clients.family[i] = old.family[i];
        p->clients.version[i] = (old.version[i] & ~7u) | i;
        p->clients.weight[i] = old.weight[i] | 1;
        p->clients.day[i] = (uint16_t)(old.day[i] % days);
    }
}

static void repair(struct profile *p)
{
    uint32_t days;

    p->last_minute %= (UINT16_MAX + 1u) * 1440u;
    days = profile_last_day(p) + 1;
    p->first_day = (uint16_t)(p->first_day % days);
    p->signins |= 1;
    memset(p->spare, 0, sizeof p->spare);
    repair_networks(p, days);
    repair_addresses(p, days);
    repair_clients(p, days);
}

/* A sign-in of any kind, often one with values the profile holds. */
static struct facts facts_of(struct input *in, const struct profile *p,
                             const struct population *population)
{
    uint64_t pick = take(in, 1);
    struct facts f = {.profile = p, .population = population};

    f.place = (struct place){.country = (uint16_t)take(in, 2),
                             .own = (uint16_t)(take(in, 1) % 3),
                             .asn = (uint32_t)take(in, 4),
                             .kind = (uint8_t)(take(in, 1) % NETWORK_KIND_COUNT),
                             .flags = (uint8_t)take(in, 1)};
    if (p->network_count > 0 && (pick & 1) != 0) {
        f.place.country = p->networks.country[pick % p->network_count];
        f.place.asn = p->networks.provider[pick % p->network_count];
        f.place.own = 0;
    }
    f.has_remote = (pick & 2) != 0;
    for (size_t i = 0; i < sizeof f.remote.bytes; i++) {
        f.remote.bytes[i] = (uint8_t)take(in, 1);
    }
    f.client.trust = (uint8_t)(pick >> 2) % (CLIENT_BOUND + 1);
    if (f.client.trust != CLIENT_UNSEEN) {
        f.client.family = (uint32_t)take(in, 4);
        f.client.version = (uint32_t)take(in, 4);
        if (p->client_count > 0 && (pick & 16) != 0) {
            f.client.family = p->clients.family[pick % p->client_count];
        }
    }
    f.service = (enum service)(take(in, 1) % SERVICE_COUNT);
    f.source_guesses = (pick & 32) != 0;
    f.failures_last_hour = (uint32_t)take(in, 1);
    f.at_ms = (int64_t)(take(in, 8) >> ((pick & 64) != 0 ? 24 : 0));
    return f;
}

static void check_decision(const struct decision *d)
{
    int32_t sum = 0;

    assert(d->action < ACTION_COUNT && d->strict < ACTION_COUNT);
    assert(d->reason_count <= REASONS_MAX);
    assert(d->score >= -5 * TERM_MAX && d->score <= 8 * TERM_MAX);
    for (size_t i = 0; i < d->reason_count; i++) {
        assert(d->reasons[i].code < REASON_COUNT);
        assert(abs(d->reasons[i].term) <= TERM_MAX);
        assert(d->reasons[i].counted || d->reasons[i].term == 0);
        for (size_t j = 0; j < i; j++) {
            assert(d->reasons[j].code != d->reasons[i].code);
        }
        sum += d->reasons[i].term;
    }
    assert(!d->scored || sum <= 8 * TERM_MAX);
}

static void check_learning(const struct facts *f, const struct decision *d,
                           const struct learning *l, struct population *population)
{
    uint8_t bytes[PROFILE_BYTES];
    struct profile again;
    struct err e;
    struct facts next = *f;

    assert(l->change.count <= POPULATION_CHANGES_MAX);
    if (!l->changed) {
        assert(l->change.count == 0);
        return;
    }
    assert(d->action < ACTION_CHALLENGE);
    profile_pack(&l->profile, bytes);
    assert(profile_unpack(bytes, &again, &e));
    assert(memcmp(&again, &l->profile, sizeof again) == 0);
    population_apply(population, &l->change);
    /* The same sign-in again teaches nothing. */
    next.profile = &again;
    assert(decide_is_repeat(&next));
}

static void check_model(struct input *in, const struct profile *p, struct population *population)
{
    uint64_t bits = take(in, 1);
    const struct policy policy = {
        .mode = (bits & 1) != 0 ? POLICY_STRICT : POLICY_WATCH,
        .model = {.near_48 = (bits & 2) != 0,
                  .expire_400 = (bits & 4) != 0,
                  .first_rarity = (bits & 8) != 0,
                  .dormant = (bits & 16) != 0,
                  .two_countries = (bits & 32) != 0,
                  .after_failures = (bits & 64) != 0},
        .quantile_min = (uint32_t)take(in, 1),
    };
    struct facts f = facts_of(in, p, population);
    struct learning l;
    struct decision d;
    struct decision again;

    decide(&f, &policy, &d);
    check_decision(&d);
    decide(&f, &policy, &again);
    assert(memcmp(&d, &again, sizeof d) == 0);
    learn(&f, &policy, &d, &l);
    check_learning(&f, &d, &l, population);
}

static void check_bytes(const uint8_t *bytes, struct profile *out)
{
    const struct profile untouched = *out;
    uint8_t packed[PROFILE_BYTES];
    struct err e = {0};

    if (!profile_unpack(bytes, out, &e)) {
        assert(e.code == ERR_INPUT && e.text[0] != '\0');
        assert(memcmp(out, &untouched, sizeof untouched) == 0);
        return;
    }
    profile_pack(out, packed);
    assert(memcmp(packed, bytes, sizeof packed) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct population *population;
    struct profile_place places[PROFILE_NETWORKS];
    struct profile p = {0};
    struct input in = {.at = data, .left = size};
    uint8_t bytes[PROFILE_BYTES] = {0};

    population = population == NULL ? population_new() : population;
    assert(population != NULL);
    memcpy(bytes, data, size < sizeof bytes ? size : sizeof bytes);
    check_bytes(bytes, &p);
    memcpy(&p, data, size < sizeof p ? size : sizeof p);
    repair(&p);
    profile_pack(&p, bytes);
    check_bytes(bytes, &p);
    assert(profile_places(&p, profile_last_day(&p), places) == p.network_count);
    in.at += size < sizeof p ? size : sizeof p;
    in.left -= size < sizeof p ? size : sizeof p;
    for (int i = 0; i < 4; i++) {
        check_model(&in, &p, population);
    }
    return 0;
}
