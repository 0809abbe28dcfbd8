/* decide/stage.h - what the stages of a restriction mean for one sign-in.
 *
 * Pure. An app password is never refused by a stage; a main password, and a password of which nobody has
 * said which one it is, are judged.
 *
 * Cohorts   every account has a number 0..STAGE_COHORTS-1, made of its ID with the installation's own key:
 *           the same for every stage and for ever. A stage of p percent is for the accounts whose number is
 *           below p/100 of all: raising the percentage adds accounts and frees nobody, and nobody outside
 *           can tell which account comes when.
 */
#ifndef DECIDE_STAGE_H
#define DECIDE_STAGE_H

#include "base/hash.h"
#include "model/place.h"
#include "model/stage.h"

#define STAGE_COHORTS 10000

/* Which password was used, as far as it is known. */
enum stage_credential {
    STAGE_CREDENTIAL_UNKNOWN, /* a policy server asked alone: taken for the main password */
    STAGE_CREDENTIAL_MAIN,
    STAGE_CREDENTIAL_APP,
};

struct stage_question {
    uint16_t cohort;
    struct span group; /* of the account; "" none */
    enum stage_origin origin;
    enum service service;
    enum stage_credential credential;
    struct address remote; /* only when has_remote */
    bool has_remote;
    int64_t now_ms;
};

/* Order is strength. */
enum stage_effect {
    STAGE_NOTHING,
    STAGE_COUNTED, /* would be refused, or told, if the stage went further */
    STAGE_TOLD,    /* allowed; the owner is told what will come */
    STAGE_REFUSED,
};

struct stage_ruling {
    enum stage_effect effect;
    const struct stage *stage; /* the one that decides; NULL with STAGE_NOTHING */
};

/* The number of the account with that ID. account: an ID, or a sign-in name nobody entered. */
uint16_t stage_cohort(const struct hash_key *key, struct span account);

/* home: the operator's home countries, as place.country; without any nothing is foreign. A network the
 * operator named counts by its stated country. Where the country says nothing (unknown, anycast,
 * satellite) the place is domestic. */
enum stage_origin stage_origin_of(const struct place *p, bool has_remote, const uint16_t *home,
                                  size_t count);

/* True when the stage is for accounts of that group and number, whatever its dates and state. */
bool stage_is_for(const struct stage *s, struct span group, uint16_t cohort);

/* True when the stage, were it in force, would ask an app password of that sign-in. */
bool stage_would_refuse(const struct stage *s, const struct stage_question *q);

/* The strongest effect of all stages; of two alike the one that starts first. cost: about 10 ns each. */
struct stage_ruling stage_decide(const struct stage *stages, size_t count,
                                 const struct stage_question *q);

#endif
