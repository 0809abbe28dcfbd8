/* model/profile.h - what one account usually does, in 256 bytes.
 *
 * Duty      bounded slots for networks (country + provider), addresses and clients, each with a
 *           decayed weight and the day it was last used, and how often the account showed new
 *           values; a versioned, little-endian byte form; the usual places for people.
 * Owns      nothing: a plain value, copied by assignment. All zero is an account nothing is known of.
 * Threads   any. The layout is described in docs/decide.md.
 */
#ifndef MODEL_PROFILE_H
#define MODEL_PROFILE_H

#include "base/attr.h"
#include "base/err.h"
#include "model/place.h"

#include <stddef.h>
#include <stdint.h>

#define PROFILE_BYTES 256     /* of struct profile and of its byte form */
#define PROFILE_VERSION 1     /* of the byte form */
#define PROFILE_NETWORKS 6    /* slots */
#define PROFILE_ADDRESSES 8   /* slots, over all networks */
#define PROFILE_CLIENTS 6     /* slots */
#define PROFILE_WEIGHT 128    /* what one day of use adds to a slot's weight */
#define PROFILE_EXPECTED 1024 /* one expected new value in `expected` */

/* The levels of the model: what may be new about a sign-in. */
enum level {
    LEVEL_COUNTRY,
    LEVEL_PROVIDER, /* within the country */
    LEVEL_ADDRESS,  /* within the provider */
    LEVEL_CLIENT,   /* family: device, app password, browser x OS */
    LEVEL_VERSION,  /* within the family */
    LEVEL_COUNT
};

/* Slots of one kind lie side by side, one array for each field; the first `count` are in use, the
 * rest are zero. A day is days since 1970 (UTC), good until 2149. */
struct profile_networks {
    uint32_t provider[PROFILE_NETWORKS]; /* place_provider(); 0 = unknown */
    uint16_t country[PROFILE_NETWORKS];  /* 0 = unknown; never both unknown */
    uint16_t weight[PROFILE_NETWORKS];   /* as of `day`; at least 1 */
    uint16_t day[PROFILE_NETWORKS];      /* last used */
};

struct profile_addresses {
    uint32_t key[PROFILE_ADDRESSES];    /* hash of the subscriber's address */
    uint16_t weight[PROFILE_ADDRESSES]; /* as of `day`; at least 1 */
    uint16_t day[PROFILE_ADDRESSES];    /* last used */
    uint16_t near[PROFILE_ADDRESSES];   /* hash of the IPv6 /48; 0 for IPv4 */
    uint8_t network[PROFILE_ADDRESSES]; /* the network slot it belongs to */
};

struct profile_clients {
    uint32_t family[PROFILE_CLIENTS];
    uint32_t version[PROFILE_CLIENTS];
    uint16_t weight[PROFILE_CLIENTS]; /* as of `day`; at least 1 */
    uint16_t day[PROFILE_CLIENTS];    /* last used */
};

struct profile {
    uint32_t last_minute; /* minutes since 1970 of the latest sign-in learnt */
    uint16_t first_day;   /* of the first sign-in learnt */
    uint16_t signins; /* learnt, repeats of a day not counted; stays at 65535. 0: nothing known */
    uint16_t last_country;          /* of the latest sign-in learnt that had one; 0 = none */
    uint16_t expected[LEVEL_COUNT]; /* new values expected so far, PROFILE_EXPECTED each */
    uint8_t seen[LEVEL_COUNT];      /* new values seen so far */
    uint8_t network_count;
    uint8_t address_count;
    uint8_t client_count;
    struct profile_networks networks;
    struct profile_addresses addresses;
    struct profile_clients clients;
    uint8_t spare[8]; /* zero */
};
_Static_assert(sizeof(struct profile) == PROFILE_BYTES, "256 bytes an account");

/* The byte form: version first, every number little-endian, the same on every machine. */
void profile_pack(const struct profile *p, uint8_t out[static PROFILE_BYTES]);

/* Reads the byte form. ERR_INPUT, *out untouched, when it is of a newer version (the text names
 * it) or when any field is out of its bounds: counts, slot references, weights, days later than
 * the last sign-in, bytes set in unused slots, one value in two slots. */
bool profile_unpack(const uint8_t in[static PROFILE_BYTES], struct profile *out,
                    struct err *e) MUST_CHECK;

/* A weight `days` later: half after 180 days, never below 1 while it was above 0. */
uint32_t profile_decayed(uint32_t weight, uint32_t days);

/* The day of last_minute. */
static inline uint32_t profile_last_day(const struct profile *p)
{
    return p->last_minute / (24 * 60);
}

/* One usual place of an account, for people. */
struct profile_place {
    struct place place; /* country, asn or own; kind PUBLIC or OWN */
    uint32_t days;      /* days of use, decayed, rounded, at least 1 */
    uint16_t last_day;
};

/* Fills out[] with the places as of `day`, most used first; gives how many. */
size_t profile_places(const struct profile *p, uint32_t day,
                      struct profile_place out[static PROFILE_NETWORKS]);

#endif
