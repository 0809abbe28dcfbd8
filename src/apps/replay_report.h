/* apps/replay_report.h - the figures of an evaluation, for people and for programs. */
#ifndef APPS_REPLAY_REPORT_H
#define APPS_REPLAY_REPORT_H

#include "apps/replay_run.h"

#include <stdio.h>

enum {
    TPR_90,
    TPR_98,
    TPR_99,
    TPR_995,
    TPR_COUNT
};

/* Groups of accounts by how much is known of them. */
enum {
    HISTORY_1,
    HISTORY_2_4,
    HISTORY_5,
    HISTORY_GROUPS
};

/* How the score tells one kind of attacker from the owners. Shares are 0..1. */
struct replay_figures {
    uint32_t n;
    double auc;
    double recall_1pct;    /* attackers above the score that 1 % of legitimate sign-ins exceed */
    double recall_01pct;   /* the same with 0.1 % */
    double fpr[TPR_COUNT]; /* legitimate sign-ins challenged when that share of attackers is */
    int32_t median_12[TPR_COUNT]; /* challenges of the median account in its first 12 scored
                                     sign-ins; -1 when no account has that many */
    int32_t median_39[TPR_COUNT];
    double noticed;                        /* attackers the policy tells, challenges or refuses */
    double strict;                         /* attackers `policy = strict` would */
    double recall_history[HISTORY_GROUPS]; /* recall_1pct by the victim's history */
};

struct replay_report {
    struct replay_figures attack[ATTACKER_COUNT];
    struct replay_figures first[ATTACKER_COUNT]; /* on first sign-ins; n = 0 where not made */
    uint32_t history_legit[HISTORY_GROUPS];
    double history_fpr[HISTORY_GROUPS]; /* share above the overall 1 % threshold */
    double notices_per_1000;
    double notices_per_user_year;
    double first_strict; /* legitimate first sign-ins strict would tell, challenge or refuse */
    double strict[ACTION_COUNT]; /* share of legitimate sign-ins by what strict would do */
};

/* ERR_LIMIT when memory is short, ERR_INPUT when there is nothing to evaluate. */
bool replay_report_make(const struct replay_result *result, struct replay_report *out,
                        struct err *e) MUST_CHECK;

/* What the figures were made from, printed with them. */
struct replay_about {
    const char *file;
    const struct replay_data *data;
    const struct replay_setup *setup;
    const struct replay_result *result;
};

void replay_report_text(FILE *to, const struct replay_about *about, const struct replay_report *r);
bool replay_report_json(FILE *to, const struct replay_about *about, const struct replay_report *r,
                        struct err *e) MUST_CHECK;

#endif
