/* decide/score.h - the terms of the score: how much each level speaks for a stranger. */
#ifndef DECIDE_SCORE_H
#define DECIDE_SCORE_H

#include "decide/compare.h"

/* Nats in 1/256 bit: 1 nat = 256 / ln 2. */
#define NATS(tenths) ((int32_t)((tenths)*3693 / 100))

#define SCORE_TERM_MAX NATS(60) /* of one level, either way */

/* Fills term[] for every level (0 where it was not compared). */
void score_terms(const struct facts *f, const struct policy *p, const struct comparison *c,
                 int32_t term[static LEVEL_COUNT]);

/* How rare the place is for the whole service, for an account without history: -2 to 4 nats; 0
 * for an unknown place and until the service has seen enough sign-ins. */
int32_t score_rarity(const struct facts *f, const struct policy *p, const struct comparison *c);

#endif
