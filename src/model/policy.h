/* model/policy.h - what the operator decided about decisions. Immutable once built. */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

enum policy_mode {
    POLICY_WATCH,  /* a correct main password is never refused for its place: allow, and tell */
    POLICY_STRICT, /* refuses what is new where no second factor can be asked for; docs/decide.md */
};

/* Scores of sign-ins with and without a client signal have different shapes, so thresholds and
 * their histograms are kept apart. */
enum signal_class {
    SIGNAL_PLACE_ONLY,
    SIGNAL_PLACE_AND_CLIENT,
    SIGNAL_CLASS_COUNT
};

/* Additions to the model; docs/decide.md holds what each costs and brings. */
struct model_switches {
    bool near_48;        /* a known IPv6 /48 counts half */
    bool expire_400;     /* values unused for 400 days are forgotten */
    bool first_rarity;   /* first sign-ins are judged by how rare their place is */
    bool dormant;        /* a pause of 90 days and a new client adds */
    bool two_countries;  /* another country within travel time adds */
    bool after_failures; /* a success after failures is told, and adds */
};

struct policy {
    enum policy_mode mode;
    struct model_switches model;
    uint32_t quantile_min; /* legitimate scores needed before quantiles replace fixed thresholds */
};

/* What holds when the operator says nothing; docs/decide.md tells why each switch is as it is. */
#define POLICY_DEFAULT                                                                             \
    ((struct policy){                                                                              \
        .mode = POLICY_WATCH,                                                                      \
        .model = {.near_48 = true, .expire_400 = true, .first_rarity = true},                      \
        .quantile_min = 2000,                                                                      \
    })

#endif
