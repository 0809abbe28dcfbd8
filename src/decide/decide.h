/* decide/decide.h - the model: one sign-in judged against what its account and the service know.
 *
 * Duty      decide() gives score, reasons and action; learn() gives what a sign-in that succeeded
 *           changes. Both are pure: no clock, no memory of their own, integers only, the same
 *           answer everywhere.
 * Threads   any.
 * Source    docs/decide.md explains the model from the beginning.
 */
#ifndef DECIDE_DECIDE_H
#define DECIDE_DECIDE_H

#include "model/address.h"
#include "model/client.h"
#include "model/decision.h"
#include "model/place.h"
#include "model/policy.h"
#include "model/population.h"
#include "model/profile.h"
#include "model/signin.h"

/* What is known when a sign-in with the right credential arrives. */
struct facts {
    const struct profile *profile;       /* NULL: nothing is known of the account */
    const struct population *population; /* never NULL */
    struct place place;                  /* of the address */
    struct address remote;               /* only when has_remote */
    bool has_remote;
    bool source_guesses; /* the source is known to be guessing passwords */
    enum service service;
    struct client client;
    int64_t at_ms; /* wall clock of the sign-in */
    uint32_t
        failures_last_hour;   /* of this account, from anywhere it does not usually sign in from */
    uint32_t source_accounts; /* accounts the source failed on; told with source_guesses */
};

/* Fills all of *out. cost: below 1 us with cold caches. */
void decide(const struct facts *f, const struct policy *p, struct decision *out);

/* The score above which a sign-in of that class is told: the quantile of the service's own
 * legitimate scores, never below a fixed one, which holds alone until there are p->quantile_min of
 * them (ten times as many for QUANTILE_999). 1/256 bit. */
int32_t decide_threshold(const struct population *population, const struct policy *p,
                         enum signal_class signal, enum quantile q);

/* What learning one sign-in changes. */
struct learning {
    struct profile profile;          /* the account's new profile; only when changed */
    struct population_change change; /* empty unless changed */
    bool changed;
};

/* Learns a sign-in that succeeded. Changes nothing when the decision refused or challenged it
 * (after a passed challenge or "it was me" the caller sets d->action to ACTION_ALLOW), and nothing
 * when it repeats one of the same day (decide_is_repeat). */
void learn(const struct facts *f, const struct policy *p, const struct decision *d,
           struct learning *out);

/* True when this account signed in from the same provider and address with the same client on
 * this day before: learn() would change nothing and the day's first decision stands. A sign-in
 * older than the newest known counts as a repeat of what was used since. cost: about 10 ns. */
bool decide_is_repeat(const struct facts *f);

/* How well the account knows where this sign-in comes from. */
enum acquaintance {
    ACQUAINTANCE_STRANGER, /* neither address nor network, or nothing is known of the account */
    ACQUAINTANCE_NETWORK,  /* the provider, from another address */
    ACQUAINTANCE_ADDRESS,  /* the subscriber's own address */
};

/* cost: about 50 ns. */
enum acquaintance decide_acquaintance(const struct facts *f, const struct policy *p);

#endif
