#include "model/profile.h"

#include <string.h>

#define HALF_LIFE_DAYS 180

/* 65536 * 2^(-day / 180), the first one less 1 to fit. */
static const uint16_t fading[HALF_LIFE_DAYS] = {
    65535, 65284, 65033, 64783, 64534, 64286, 64039, 63793, 63548, 63304, 63060, 62818, 62576,
    62336, 62096, 61858, 61620, 61383, 61147, 60912, 60678, 60445, 60213, 59981, 59751, 59521,
    59292, 59064, 58837, 58611, 58386, 58162, 57938, 57715, 57493, 57273, 57052, 56833, 56615,
    56397, 56180, 55964, 55749, 55535, 55322, 55109, 54897, 54686, 54476, 54267, 54058, 53850,
    53643, 53437, 53232, 53027, 52823, 52620, 52418, 52217, 52016, 51816, 51617, 51419, 51221,
    51024, 50828, 50633, 50438, 50244, 50051, 49859, 49667, 49476, 49286, 49097, 48908, 48720,
    48533, 48346, 48160, 47975, 47791, 47607, 47424, 47242, 47060, 46879, 46699, 46520, 46341,
    46163, 45985, 45809, 45633, 45457, 45283, 45108, 44935, 44762, 44590, 44419, 44248, 44078,
    43909, 43740, 43572, 43404, 43238, 43071, 42906, 42741, 42577, 42413, 42250, 42088, 41926,
    41765, 41604, 41444, 41285, 41126, 40968, 40811, 40654, 40498, 40342, 40187, 40033, 39879,
    39726, 39573, 39421, 39269, 39118, 38968, 38818, 38669, 38520, 38372, 38225, 38078, 37932,
    37786, 37641, 37496, 37352, 37208, 37065, 36923, 36781, 36639, 36499, 36358, 36219, 36079,
    35941, 35803, 35665, 35528, 35391, 35255, 35120, 34985, 34850, 34716, 34583, 34450, 34318,
    34186, 34054, 33924, 33793, 33663, 33534, 33405, 33277, 33149, 33021, 32894,
};

uint32_t profile_decayed(uint32_t weight, uint32_t days)
{
    uint32_t halvings = days / HALF_LIFE_DAYS;
    uint32_t left;

    if (days == 0 || weight == 0) {
        return weight;
    }
    if (halvings > 15) {
        return 1;
    }
    left = (weight >> halvings) * fading[days % HALF_LIFE_DAYS] >> 16;
    return left == 0 ? 1 : left;
}

/* One cursor for both directions keeps the two layouts the same by construction. */
struct writer {
    uint8_t *at;
};

static void put8(struct writer *w, uint8_t value)
{
    *w->at++ = value;
}

static void put16(struct writer *w, uint16_t value)
{
    put8(w, (uint8_t)(value & 0xff));
    put8(w, (uint8_t)(value >> 8));
}

static void put32(struct writer *w, uint32_t value)
{
    put16(w, (uint16_t)(value & 0xffff));
    put16(w, (uint16_t)(value >> 16));
}

static void put_networks(struct writer *w, const struct profile_networks *n)
{
    for (size_t i = 0; i < PROFILE_NETWORKS; i++) {
        put32(w, n->provider[i]);
        put16(w, n->country[i]);
        put16(w, n->weight[i]);
        put16(w, n->day[i]);
    }
}

static void put_addresses(struct writer *w, const struct profile_addresses *a)
{
    for (size_t i = 0; i < PROFILE_ADDRESSES; i++) {
        put32(w, a->key[i]);
        put16(w, a->weight[i]);
        put16(w, a->day[i]);
        put16(w, a->near[i]);
        put8(w, a->network[i]);
    }
}

static void put_clients(struct writer *w, const struct profile_clients *c)
{
    for (size_t i = 0; i < PROFILE_CLIENTS; i++) {
        put32(w, c->family[i]);
        put32(w, c->version[i]);
        put16(w, c->weight[i]);
        put16(w, c->day[i]);
    }
}

void profile_pack(const struct profile *p, uint8_t out[static PROFILE_BYTES])
{
    struct writer w = {.at = out};

    memset(out, 0, PROFILE_BYTES);
    put8(&w, PROFILE_VERSION);
    put8(&w, p->network_count);
    put8(&w, p->address_count);
    put8(&w, p->client_count);
    put32(&w, p->last_minute);
    put16(&w, p->first_day);
    put16(&w, p->signins);
    put16(&w, p->last_country);
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        put16(&w, p->expected[i]);
        put8(&w, p->seen[i]);
    }
    put_networks(&w, &p->networks);
    put_addresses(&w, &p->addresses);
    put_clients(&w, &p->clients);
}

struct reader {
    const uint8_t *at;
};

static uint8_t get8(struct reader *r)
{
    return *r->at++;
}

static uint16_t get16(struct reader *r)
{
    uint16_t low = get8(r);

    return (uint16_t)(low | (uint16_t)(get8(r) << 8));
}

static uint32_t get32(struct reader *r)
{
    uint32_t low = get16(r);

    return low | (uint32_t)get16(r) << 16;
}

static void get_networks(struct reader *r, struct profile_networks *n)
{
    for (size_t i = 0; i < PROFILE_NETWORKS; i++) {
        n->provider[i] = get32(r);
        n->country[i] = get16(r);
        n->weight[i] = get16(r);
        n->day[i] = get16(r);
    }
}

static void get_addresses(struct reader *r, struct profile_addresses *a)
{
    for (size_t i = 0; i < PROFILE_ADDRESSES; i++) {
        a->key[i] = get32(r);
        a->weight[i] = get16(r);
        a->day[i] = get16(r);
        a->near[i] = get16(r);
        a->network[i] = get8(r);
    }
}

static void get_clients(struct reader *r, struct profile_clients *c)
{
    for (size_t i = 0; i < PROFILE_CLIENTS; i++) {
        c->family[i] = get32(r);
        c->version[i] = get32(r);
        c->weight[i] = get16(r);
        c->day[i] = get16(r);
    }
}

/* Every byte after the version, unchecked. */
static void get_fields(struct reader *r, struct profile *p)
{
    p->network_count = get8(r);
    p->address_count = get8(r);
    p->client_count = get8(r);
    p->last_minute = get32(r);
    p->first_day = get16(r);
    p->signins = get16(r);
    p->last_country = get16(r);
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        p->expected[i] = get16(r);
        p->seen[i] = get8(r);
    }
    get_networks(r, &p->networks);
    get_addresses(r, &p->addresses);
    get_clients(r, &p->clients);
}

static bool twin_network(const struct profile_networks *n, size_t slot)
{
    bool found = false;

    for (size_t j = 0; j < slot; j++) {
        found |= n->provider[j] == n->provider[slot] && n->country[j] == n->country[slot];
    }
    return found;
}

static const char *wrong_networks(const struct profile *p)
{
    const struct profile_networks *n = &p->networks;

    for (size_t i = 0; i < p->network_count; i++) {
        if ((n->provider[i] == 0 && n->country[i] == 0) || n->weight[i] == 0 ||
            n->day[i] > profile_last_day(p)) {
            return "a network slot is out of bounds";
        }
        if (twin_network(n, i)) {
            return "one network has two slots";
        }
    }
    return NULL;
}

static bool twin_address(const struct profile_addresses *a, size_t slot)
{
    bool found = false;

    for (size_t j = 0; j < slot; j++) {
        found |= a->key[j] == a->key[slot] && a->network[j] == a->network[slot];
    }
    return found;
}

static const char *wrong_addresses(const struct profile *p)
{
    const struct profile_addresses *a = &p->addresses;

    for (size_t i = 0; i < p->address_count; i++) {
        if (a->weight[i] == 0 || a->day[i] > profile_last_day(p) ||
            a->network[i] >= p->network_count) {
            return "an address slot is out of bounds";
        }
        if (twin_address(a, i)) {
            return "one address has two slots";
        }
    }
    return NULL;
}

static bool twin_client(const struct profile_clients *c, size_t slot)
{
    bool found = false;

    for (size_t j = 0; j < slot; j++) {
        found |= c->family[j] == c->family[slot] && c->version[j] == c->version[slot];
    }
    return found;
}

static const char *wrong_clients(const struct profile *p)
{
    const struct profile_clients *c = &p->clients;

    for (size_t i = 0; i < p->client_count; i++) {
        if (c->weight[i] == 0 || c->day[i] > profile_last_day(p)) {
            return "a client slot is out of bounds";
        }
        if (twin_client(c, i)) {
            return "one client has two slots";
        }
    }
    return NULL;
}

/* A slot not in use must hold nothing, so that equal profiles have equal bytes. */
static const char *wrong_unused(const struct profile *p)
{
    uint32_t bits = 0;

    for (size_t i = p->network_count; i < PROFILE_NETWORKS; i++) {
        const struct profile_networks *n = &p->networks;

        bits |= n->provider[i] | n->country[i] | n->weight[i] | n->day[i];
    }
    for (size_t i = p->address_count; i < PROFILE_ADDRESSES; i++) {
        const struct profile_addresses *a = &p->addresses;

        bits |= a->key[i] | a->weight[i] | a->day[i] | a->near[i] | a->network[i];
    }
    for (size_t i = p->client_count; i < PROFILE_CLIENTS; i++) {
        const struct profile_clients *c = &p->clients;

        bits |= c->family[i] | c->version[i] | c->weight[i] | c->day[i];
    }
    return bits == 0 ? NULL : "an unused slot is not empty";
}

/* What is out of bounds, or NULL. */
static const char *wrong(const struct profile *p)
{
    static const char *(*const checks[])(const struct profile *p) = {
        wrong_unused, wrong_networks, wrong_addresses, wrong_clients};
    const char *what = NULL;

    if (p->network_count > PROFILE_NETWORKS || p->address_count > PROFILE_ADDRESSES ||
        p->client_count > PROFILE_CLIENTS) {
        return "more slots than there are";
    }
    if (profile_last_day(p) > UINT16_MAX || p->first_day > profile_last_day(p)) {
        return "the first day is after the last sign-in";
    }
    if (p->signins == 0 && (p->network_count | p->address_count | p->client_count) != 0) {
        return "slots of an account that never signed in";
    }
    for (size_t i = 0; i < COUNT(checks) && what == NULL; i++) {
        what = checks[i](p);
    }
    return what;
}

bool profile_unpack(const uint8_t in[static PROFILE_BYTES], struct profile *out, struct err *e)
{
    struct reader r = {.at = in};
    struct profile p = {0};
    uint8_t version = get8(&r);
    const char *what;

    if (version != PROFILE_VERSION) {
        return err_set(e, ERR_INPUT, "a profile of version %u, this program knows version %d%s",
                       version, PROFILE_VERSION,
                       version > PROFILE_VERSION ? ": a newer program wrote it" : "");
    }
    get_fields(&r, &p);
    while (r.at < in + PROFILE_BYTES) {
        if (get8(&r) != 0) {
            return err_set(e, ERR_INPUT, "a damaged profile: bytes after its end");
        }
    }
    what = wrong(&p);
    if (what != NULL) {
        return err_set(e, ERR_INPUT, "a damaged profile: %s", what);
    }
    *out = p;
    return true;
}

static struct profile_place place_of(const struct profile *p, size_t slot, uint32_t weight)
{
    uint32_t provider = p->networks.provider[slot];
    bool own = provider > PLACE_OWN_PROVIDER;
    uint32_t days = (weight + PROFILE_WEIGHT / 2) / PROFILE_WEIGHT;

    return (struct profile_place){
        .place = {.country = p->networks.country[slot],
                  .own = own ? (uint16_t)(provider & 0xffff) : 0,
                  .asn = own ? 0 : provider,
                  .kind = own ? NETWORK_OWN : NETWORK_PUBLIC},
        .days = days == 0 ? 1 : days,
        .last_day = p->networks.day[slot],
    };
}

size_t profile_places(const struct profile *p, uint32_t day,
                      struct profile_place out[static PROFILE_NETWORKS])
{
    uint32_t weight[PROFILE_NETWORKS];
    size_t count = 0;

    for (size_t i = 0; i < p->network_count && i < PROFILE_NETWORKS; i++) {
        uint32_t since = day > p->networks.day[i] ? day - p->networks.day[i] : 0;
        uint32_t w = profile_decayed(p->networks.weight[i], since);
        size_t at = count++;

        /* Insertion keeps the most used first; of two alike the older slot stays first. */
        while (at > 0 && weight[at - 1] < w) {
            weight[at] = weight[at - 1];
            out[at] = out[at - 1];
            at--;
        }
        weight[at] = w;
        out[at] = place_of(p, i, w);
    }
    return count;
}
