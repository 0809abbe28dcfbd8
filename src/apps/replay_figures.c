#include "apps/replay_report.h"

#include <stdlib.h>

static const double tpr[TPR_COUNT] = {
    [TPR_90] = 0.90, [TPR_98] = 0.98, [TPR_99] = 0.99, [TPR_995] = 0.995};

static int score_compare(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a;
    int32_t right = *(const int32_t *)b;

    return (left > right) - (left < right);
}

static int key_compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static int32_t *sorted(const struct replay_scores *s)
{
    int32_t *out = calloc(s->count == 0 ? 1 : s->count, sizeof *out);

    for (uint32_t i = 0; out != NULL && i < s->count; i++) {
        out[i] = s->row[i].score;
    }
    if (out != NULL) {
        qsort(out, s->count, sizeof *out, score_compare);
    }
    return out;
}

/* How many of the sorted scores are below `score`; with `equal`, or equal to it. */
static uint32_t below(const int32_t *scores, uint32_t count, int32_t score, bool equal)
{
    uint32_t from = 0;
    uint32_t to = count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (scores[middle] < score || (equal && scores[middle] == score)) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static int32_t at_share(const int32_t *scores, uint32_t count, double share)
{
    return scores[(uint32_t)(share * count)];
}

static double recall(const struct replay_scores *attack, int32_t threshold, int group,
                     int (*group_of)(uint16_t history))
{
    uint32_t all = 0;
    uint32_t caught = 0;

    for (uint32_t i = 0; i < attack->count; i++) {
        if (group >= 0 && group_of(attack->row[i].history) != group) {
            continue;
        }
        all++;
        caught += attack->row[i].score > threshold ? 1 : 0;
    }
    return all == 0 ? 0 : (double)caught / all;
}

static int history_group(uint16_t history)
{
    if (history <= 1) {
        return HISTORY_1;
    }
    return history < 5 ? HISTORY_2_4 : HISTORY_5;
}

/* The legitimate scores by account, each account's in time order. */
struct by_account {
    const struct replay_score *row;
    uint64_t *key; /* account, then index of its row */
    uint32_t count;
    int32_t *counts; /* room for one number an account */
};

/* Of accounts with at least `first` scored sign-ins: how often the median one would have been
 * challenged in that many; -1 when there is none. */
static int32_t median(const struct by_account *b, uint32_t first, int32_t threshold)
{
    uint32_t accounts = 0;
    uint32_t len = 0;
    int32_t hits = 0;

    for (uint32_t i = 0; i < b->count; i++) {
        bool last = i + 1 == b->count || b->key[i] >> 32 != b->key[i + 1] >> 32;

        hits += len < first && b->row[(uint32_t)b->key[i]].score >= threshold ? 1 : 0;
        len++;
        if (!last) {
            continue;
        }
        if (len >= first) {
            b->counts[accounts++] = hits;
        }
        len = 0;
        hits = 0;
    }
    qsort(b->counts, accounts, sizeof *b->counts, score_compare);
    return accounts == 0 ? -1 : b->counts[accounts / 2];
}

static bool figures_curve(const int32_t *legit, uint32_t legit_count,
                          const struct replay_scores *attack, struct replay_figures *out)
{
    int32_t *scores = sorted(attack);
    double sum = 0;

    if (scores == NULL) {
        return false;
    }
    out->n = attack->count;
    for (uint32_t i = 0; i < attack->count; i++) {
        sum += (double)below(legit, legit_count, scores[i], false) +
               (double)below(legit, legit_count, scores[i], true);
    }
    out->auc = sum / (2.0 * legit_count * attack->count);
    out->recall_1pct = recall(attack, at_share(legit, legit_count, 0.99), -1, NULL);
    out->recall_01pct = recall(attack, at_share(legit, legit_count, 0.999), -1, NULL);
    for (size_t t = 0; t < TPR_COUNT; t++) {
        int32_t threshold = at_share(scores, attack->count, 1 - tpr[t]);

        out->fpr[t] = 1 - (double)below(legit, legit_count, threshold, false) / legit_count;
        out->median_12[t] = threshold; /* replaced by figures_medians */
    }
    for (uint32_t i = 0; i < attack->count; i++) {
        out->noticed += attack->row[i].action >= ACTION_NOTICE ? 1.0 / attack->count : 0;
        out->strict += attack->row[i].strict >= ACTION_NOTICE ? 1.0 / attack->count : 0;
    }
    free(scores);
    return true;
}

static bool figures_medians(const struct replay_scores *legit, struct replay_report *out)
{
    struct by_account b = {.row = legit->row,
                           .key = calloc(legit->count, sizeof *b.key),
                           .count = legit->count,
                           .counts = calloc(legit->count, sizeof *b.counts)};
    bool ok = b.key != NULL && b.counts != NULL;

    for (uint32_t i = 0; ok && i < legit->count; i++) {
        b.key[i] = (uint64_t)legit->row[i].user << 32 | i;
    }
    if (ok) {
        qsort(b.key, legit->count, sizeof *b.key, key_compare);
    }
    for (size_t k = 0; ok && k < ATTACKER_COUNT; k++) {
        for (size_t t = 0; t < TPR_COUNT; t++) {
            int32_t threshold = out->attack[k].median_12[t];

            out->attack[k].median_12[t] = median(&b, 12, threshold);
            out->attack[k].median_39[t] = median(&b, 39, threshold);
        }
    }
    free(b.key);
    free(b.counts);
    return ok;
}

static void figures_owners(const struct replay_result *result, int32_t threshold,
                           struct replay_report *out)
{
    const struct replay_scores *legit = &result->legit;
    uint32_t notices = 0;

    for (uint32_t i = 0; i < legit->count; i++) {
        const struct replay_score *row = &legit->row[i];
        int group = history_group(row->history);

        notices += row->action >= ACTION_NOTICE ? 1 : 0;
        out->strict[row->strict] += 1.0 / legit->count;
        out->history_legit[group]++;
        out->history_fpr[group] += row->score > threshold ? 1 : 0;
    }
    for (size_t g = 0; g < HISTORY_GROUPS; g++) {
        out->history_fpr[g] /= out->history_legit[g] == 0 ? 1 : out->history_legit[g];
    }
    for (uint32_t i = 0; i < result->first.count; i++) {
        bool acts = result->first.row[i].strict >= ACTION_NOTICE;

        out->first_strict += acts ? 1.0 / result->first.count : 0;
    }
    out->notices_per_1000 = 1000.0 * notices / legit->count;
    out->notices_per_user_year = result->user_years > 0 ? notices / result->user_years : 0;
}

/* Fills what needs the legitimate scores in order. */
static bool figures_attacks(const struct replay_result *result, const int32_t *legit,
                            const int32_t *first, struct replay_report *out)
{
    int32_t threshold = at_share(legit, result->legit.count, 0.99);
    bool ok = true;

    for (size_t k = 0; ok && k < ATTACKER_COUNT; k++) {
        const struct replay_scores *attack = &result->attack[k];

        ok = figures_curve(legit, result->legit.count, attack, &out->attack[k]);
        for (int g = 0; g < HISTORY_GROUPS; g++) {
            out->attack[k].recall_history[g] = recall(attack, threshold, g, history_group);
        }
        if (ok && result->first.count > 0 && result->first_attack[k].count > 0) {
            ok =
                figures_curve(first, result->first.count, &result->first_attack[k], &out->first[k]);
        }
    }
    figures_owners(result, threshold, out);
    return ok;
}

bool replay_report_make(const struct replay_result *result, struct replay_report *out,
                        struct err *e)
{
    struct replay_report r = {0};
    int32_t *legit;
    int32_t *first;
    bool ok;

    for (size_t k = 0; k < ATTACKER_COUNT; k++) {
        if (result->legit.count == 0 || result->attack[k].count == 0) {
            return err_set(e, ERR_INPUT,
                           "too few sign-ins to evaluate: no account with history signs in after "
                           "the first 40 %% of the time");
        }
    }
    legit = sorted(&result->legit);
    first = sorted(&result->first);
    ok = legit != NULL && first != NULL && figures_attacks(result, legit, first, &r) &&
         figures_medians(&result->legit, &r);
    free(legit);
    free(first);
    if (!ok) {
        return err_set(e, ERR_LIMIT, "not enough memory for the figures");
    }
    *out = r;
    return true;
}
