/* model/decision.h - what was decided about one sign-in, and why. */
#ifndef MODEL_DECISION_H
#define MODEL_DECISION_H

#include "model/reason.h"

#include <stdbool.h>

enum action {
    ACTION_ALLOW,     /* nothing to say */
    ACTION_NOTICE,    /* allow, and tell the owner */
    ACTION_CHALLENGE, /* ask for a second factor, and tell the owner */
    ACTION_REFUSE,    /* refuse, and tell the owner */
    ACTION_COUNT
};

/* "allow", "notice", "challenge", "refuse": stable, for machines. */
const char *action_code(enum action a);

/* Scores are integers in 1/256 bit (log2), so that every machine gets the same ones; people and
 * documents read nats: 1 nat = 256 / ln 2 = 369.33 units. */
#define SCORE_PER_NAT 369.3299304675746

struct decision {
    uint8_t action; /* enum action under the policy in force */
    uint8_t strict; /* enum action `policy = strict` would have taken */
    bool scored;    /* false for an account's first sign-in: score has no history to rest on */
    uint8_t reason_count;
    int32_t score; /* sum of terms, 1/256 bit */
    struct reason reasons[REASONS_MAX];
};

#endif
