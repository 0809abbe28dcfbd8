/* decide/compare.h - a sign-in laid beside its account's profile: what is known, what is new.
 *
 * Duty      the one place that finds slots; the score, the reasons and learning all read its
 *           answer, so that they can never disagree about what is new.
 */
#ifndef DECIDE_COMPARE_H
#define DECIDE_COMPARE_H

#include "decide/decide.h"

enum novelty {
    NOVELTY_SKIPPED, /* not compared: unknown, nothing to compare with, or the chain ended above */
    NOVELTY_KNOWN,
    NOVELTY_NEW,
};

#define SLOT_NONE (-1)

struct comparison {
    uint32_t day;    /* of the sign-in, since 1970 */
    uint32_t minute; /* of the sign-in, since 1970 */
    uint32_t gap;    /* minutes since the account's latest; 0 when time goes backwards */
    unsigned pause;  /* its bucket */
    bool history;    /* the account has signed in before */

    uint16_t country;  /* 0 = none to go by */
    uint32_t provider; /* 0 = none */
    uint32_t key;      /* of the subscriber's address */
    uint16_t near;     /* of its IPv6 /48; 0 for IPv4 */

    int network; /* slot with this country and provider, unused for long or not; or SLOT_NONE */
    int address; /* slot with this address in that network */
    int client;  /* slot with this family and version */

    uint8_t novelty[LEVEL_COUNT]; /* enum novelty, by level, along the chains */
    uint8_t never;                /* bit by level: no slot at all holds the value (also below a
                                     chain's end); only where there is a value and a history */
    bool near_known;              /* an address of that network shares the /48 */

    /* Weights as of the day; 0 for slots not in use and for those unused for too long. */
    uint32_t network_weight[PROFILE_NETWORKS];
    uint32_t address_weight[PROFILE_ADDRESSES];
    uint32_t client_weight[PROFILE_CLIENTS];
};

void comparison_make(const struct facts *f, const struct policy *p, struct comparison *out);

/* The level's value was never seen with this account. */
static inline bool comparison_never(const struct comparison *c, enum level l)
{
    return (c->never >> l & 1) != 0;
}

#endif
