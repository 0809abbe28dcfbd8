/* apps/replay_run.h - the protocol of the evaluation: who is scored when, who attacks whom.
 *
 * One pass in time order. The first 40 % of the period only learns. In the rest every sign-in of
 * an account with history is decided before it is learnt (the legitimate scores); for every k-th
 * of them one attacker of each kind is decided against the very same profile and service. Nothing
 * is learnt from attackers and nothing looks ahead. docs/decide.md has the protocol.
 */
#ifndef APPS_REPLAY_RUN_H
#define APPS_REPLAY_RUN_H

#include "apps/replay_data.h"
#include "decide/decide.h"

enum attacker {
    ATTACKER_NAIVE,    /* place and client of a random earlier sign-in of somebody else */
    ATTACKER_VPN,      /* the same, from the victim's usual country */
    ATTACKER_TARGETED, /* the victim's usual provider and client, another address */
    ATTACKER_TAKEOVER, /* a tail country with .88, a tail provider, somebody's client */
    ATTACKER_COUNT
};

struct replay_score {
    int32_t score;
    uint32_t user;
    uint16_t history; /* of the account, earlier sign-ins */
    uint8_t action;   /* under the policy */
    uint8_t strict;
};

struct replay_scores {
    struct replay_score *row;
    uint32_t count;
    uint32_t capacity;
};

struct replay_setup {
    struct policy policy;
    uint64_t seed;
    enum client_trust client;
};

struct replay_result {
    struct replay_scores legit; /* in time order */
    struct replay_scores attack[ATTACKER_COUNT];
    struct replay_scores first;                        /* legitimate first sign-ins */
    struct replay_scores first_attack[ATTACKER_COUNT]; /* NAIVE and TAKEOVER on such accounts */
    double user_years;                                 /* that accounts with history were watched */
    int32_t threshold[QUANTILE_COUNT];                 /* at the end */
};

bool replay_run(const struct replay_data *data, const struct replay_setup *setup,
                struct replay_result *out, struct err *e) MUST_CHECK;

void replay_result_free(struct replay_result *r);

#endif
