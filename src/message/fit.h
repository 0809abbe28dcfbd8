/* message/fit.h - the weights that explain a set of messages best.
 *
 * Duty      logistic regression over the kinds of evidence found: the same rows give the same weights,
 *           to the last digit. What speaks for a fake never gets a weight below 0, what speaks for
 *           genuine none above 0, what is neutral keeps 0.
 * Source    docs/checker.md: maximum of the likelihood less RIDGE times the squared distance to the
 *           prior weights, by gradient ascent with a fixed number of steps.
 * Owns      nothing but its own working memory. Threads: any.
 */
#ifndef MESSAGE_FIT_H
#define MESSAGE_FIT_H

#include "message/observe.h"
#include "message/weights.h"

#define FIT_FOLDS 5
#define FIT_WORDS ((EVIDENCE_COUNT + 63) / 64)

/* One message of the set. */
struct fit_row {
    uint64_t kinds[FIT_WORDS]; /* bit k: the kind is there */
    float weight;              /* how much it counts */
    uint8_t fold;              /* 0..FIT_FOLDS-1 */
    bool fake;
    bool is_sms;
};

void fit_row_set(struct fit_row *row, const struct observation *o);

/* Fits on every row whose fold is not `without` (FIT_FOLDS: on all). out->prior is prior's.
 * ERR_INPUT: no row of one of the two classes. ERR_LIMIT: no memory. */
bool fit_weights(const struct fit_row *rows, size_t count, unsigned without,
                 const struct weights *prior, struct weights *out, struct err *e) MUST_CHECK;

/* The score of a row as judge() would make it. */
int32_t fit_score(const struct fit_row *row, const struct weights *w);

#endif
