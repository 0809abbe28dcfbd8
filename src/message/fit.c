#include "message/fit.h"

#include <math.h>
#include <stdlib.h>

#define RIDGE 0.0006 /* pull towards the prior, for each unit of weight in the rows */
#define STEPS 6000
#define RATE 2.0
#define HUNDREDTHS 100.0
#define BIASES 2 /* of mails, of SMS */

struct model {
    double of[EVIDENCE_COUNT];
    double bias[BIASES];
};

static bool row_has(const struct fit_row *row, size_t kind)
{
    return (row->kinds[kind / 64] >> (kind % 64) & 1) != 0;
}

void fit_row_set(struct fit_row *row, const struct observation *o)
{
    memset(row->kinds, 0, sizeof row->kinds);
    for (size_t i = 0; i < o->evidence.count; i++) {
        unsigned kind = o->evidence.at[i].kind;

        if (observation_weighs(o, (enum evidence_kind)kind)) {
            row->kinds[kind / 64] |= (uint64_t)1 << (kind % 64);
        }
    }
    row->is_sms = o->is_sms;
}

static double score(const struct model *m, const struct fit_row *row)
{
    double sum = m->bias[row->is_sms];

    for (size_t w = 0; w < FIT_WORDS; w++) {
        for (uint64_t bits = row->kinds[w]; bits != 0; bits &= bits - 1) {
            sum += m->of[w * 64 + (size_t)__builtin_ctzll(bits)];
        }
    }
    return sum;
}

static void add_row(struct model *gradient, const struct model *m, const struct fit_row *row)
{
    double expected = 1.0 / (1.0 + exp(-score(m, row)));
    double step = (double)row->weight * ((row->fake ? 1.0 : 0.0) - expected);

    gradient->bias[row->is_sms] += step;
    for (size_t w = 0; w < FIT_WORDS; w++) {
        for (uint64_t bits = row->kinds[w]; bits != 0; bits &= bits - 1) {
            gradient->of[w * 64 + (size_t)__builtin_ctzll(bits)] += step;
        }
    }
}

static double within_direction(enum evidence_kind k, double weight)
{
    double most = WEIGHT_MAX / HUNDREDTHS;

    switch (evidence_direction(k)) {
    case DIRECTION_FAKE:
        return fmin(fmax(weight, 0), most);
    case DIRECTION_GENUINE:
        return fmax(fmin(weight, 0), -most);
    case DIRECTION_NEUTRAL:
        break;
    }
    return 0;
}

static void prior_model(const struct weights *w, struct model *out)
{
    for (size_t k = 0; k < EVIDENCE_COUNT; k++) {
        out->of[k] = w->of[k].prior / HUNDREDTHS;
    }
    out->bias[0] = w->bias.prior / HUNDREDTHS;
    out->bias[1] = w->bias_sms.prior / HUNDREDTHS;
}

static void climb(struct model *m, const struct model *gradient, const struct model *prior,
                  double total)
{
    for (size_t k = 0; k < EVIDENCE_COUNT; k++) {
        double pull = RIDGE * (prior->of[k] - m->of[k]);

        m->of[k] = within_direction((enum evidence_kind)k,
                                    m->of[k] + RATE * (gradient->of[k] / total + pull));
    }
    for (size_t b = 0; b < BIASES; b++) {
        m->bias[b] += RATE * gradient->bias[b] / total;
    }
}

static void to_weights(const struct model *m, const struct weights *prior, struct weights *out)
{
    *out = *prior;
    for (size_t k = 0; k < EVIDENCE_COUNT; k++) {
        out->of[k].now = (int16_t)lround(m->of[k] * HUNDREDTHS);
    }
    out->bias.now = (int16_t)lround(m->bias[0] * HUNDREDTHS);
    out->bias_sms.now = (int16_t)lround(m->bias[1] * HUNDREDTHS);
}

static double total_weight(const struct fit_row *rows, size_t count, unsigned without, bool fake)
{
    double total = 0;

    for (size_t i = 0; i < count; i++) {
        total += rows[i].fold != without && rows[i].fake == fake ? (double)rows[i].weight : 0;
    }
    return total;
}

bool fit_weights(const struct fit_row *rows, size_t count, unsigned without,
                 const struct weights *prior, struct weights *out, struct err *e)
{
    double fakes = total_weight(rows, count, without, true);
    double others = total_weight(rows, count, without, false);
    struct model m;
    struct model before;

    if (fakes <= 0 || others <= 0) {
        return err_set(e, ERR_INPUT, "a fit needs fakes and genuine messages");
    }
    prior_model(prior, &before);
    m = before;
    for (size_t i = 0; i < STEPS; i++) {
        struct model gradient = {0};

        for (size_t r = 0; r < count; r++) {
            if (rows[r].fold != without) {
                add_row(&gradient, &m, &rows[r]);
            }
        }
        climb(&m, &gradient, &before, fakes + others);
    }
    to_weights(&m, prior, out);
    return true;
}

int32_t fit_score(const struct fit_row *row, const struct weights *w)
{
    int32_t sum = row->is_sms ? w->bias_sms.now : w->bias.now;

    for (size_t k = 0; k < EVIDENCE_COUNT; k++) {
        sum += row_has(row, k) ? w->of[k].now : 0;
    }
    return sum;
}
