#include "apps/replay_report.h"

#include <errno.h>
#include <jansson.h>

static const char *const attacker_names[ATTACKER_COUNT] = {
    [ATTACKER_NAIVE] = "naive",
    [ATTACKER_VPN] = "vpn",
    [ATTACKER_TARGETED] = "targeted",
    [ATTACKER_TAKEOVER] = "takeover",
};
static const char *const tpr_names[TPR_COUNT] = {"90pct", "98pct", "99pct", "99_5pct"};
static const char *const history_names[HISTORY_GROUPS] = {"1", "2-4", "5+"};
static const char *const client_names[] = {
    [CLIENT_UNSEEN] = "unseen", [CLIENT_SPOOFABLE] = "spoofable", [CLIENT_BOUND] = "bound"};
static const char *const quantile_names[QUANTILE_COUNT] = {"q95", "q99", "q99_9"};

static void text_attackers(FILE *to, const struct replay_figures *figures)
{
    (void)fprintf(to, "%-9s %6s %6s %8s %8s | %s | %s\n", "attacker", "n", "AUC", "rec@1%",
                  "rec@.1%", "FPR at TPR 90/98/99/99.5 %",
                  "median re-auth in 12; 39 at TPR 98/99/99.5");
    for (size_t k = 0; k < ATTACKER_COUNT; k++) {
        const struct replay_figures *f = &figures[k];

        (void)fprintf(to, "%-9s %6u %6.3f %7.1f%% %7.1f%% | %5.1f%% %5.1f%% %5.1f%% %5.1f%% ",
                      attacker_names[k], f->n, f->auc, 100 * f->recall_1pct, 100 * f->recall_01pct,
                      100 * f->fpr[TPR_90], 100 * f->fpr[TPR_98], 100 * f->fpr[TPR_99],
                      100 * f->fpr[TPR_995]);
        (void)fprintf(to, "| %d/%d/%d; %d/%d/%d\n", f->median_12[TPR_98], f->median_12[TPR_99],
                      f->median_12[TPR_995], f->median_39[TPR_98], f->median_39[TPR_99],
                      f->median_39[TPR_995]);
    }
}

static void text_first(FILE *to, const struct replay_report *r, uint32_t legit)
{
    (void)fprintf(
        to, "\nfirst sign-ins, by rarity of the place: %u legitimate, strict acts on %.2f %%\n",
        legit, 100 * r->first_strict);
    for (size_t k = 0; k < ATTACKER_COUNT; k++) {
        const struct replay_figures *f = &r->first[k];

        if (f->n > 0) {
            (void)fprintf(to,
                          "%-9s %6u AUC %.3f, recall at 1 %% FPR %.1f %%, strict acts on %.1f %%\n",
                          attacker_names[k], f->n, f->auc, 100 * f->recall_1pct, 100 * f->strict);
        }
    }
}

static void text_history(FILE *to, const struct replay_report *r)
{
    (void)fprintf(to, "\n%-18s %8s %6s |", "earlier sign-ins", "legit", "FPR");
    for (size_t k = 0; k < ATTACKER_COUNT; k++) {
        (void)fprintf(to, " %9s", attacker_names[k]);
    }
    (void)fprintf(to, "   (recall at the overall 1 %% FPR)\n");
    for (size_t g = 0; g < HISTORY_GROUPS; g++) {
        (void)fprintf(to, "%-18s %8u %5.2f%% |", history_names[g], r->history_legit[g],
                      100 * r->history_fpr[g]);
        for (size_t k = 0; k < ATTACKER_COUNT; k++) {
            (void)fprintf(to, " %8.1f%%", 100 * r->attack[k].recall_history[g]);
        }
        (void)fprintf(to, "\n");
    }
}

void replay_report_text(FILE *to, const struct replay_about *about, const struct replay_report *r)
{
    const struct replay_result *result = about->result;

    (void)fprintf(
        to, "%s: %u sign-ins of %u accounts; %u legitimate ones scored; client %s; seed %llu\n\n",
        about->file, about->data->count, about->data->users, result->legit.count,
        client_names[about->setup->client], (unsigned long long)about->setup->seed);
    text_attackers(to, r->attack);
    text_history(to, r);
    (void)fprintf(to,
                  "\nnotices: %.1f per 1,000 sign-ins, %.2f per account and year; attackers told:",
                  r->notices_per_1000, r->notices_per_user_year);
    for (size_t k = 0; k < ATTACKER_COUNT; k++) {
        (void)fprintf(to, " %s %.1f %%", attacker_names[k], 100 * r->attack[k].noticed);
    }
    (void)fprintf(
        to, "\nstrict, of legitimate sign-ins: notice %.2f %%, challenge %.2f %%, refuse %.2f %%\n",
        100 * r->strict[ACTION_NOTICE], 100 * r->strict[ACTION_CHALLENGE],
        100 * r->strict[ACTION_REFUSE]);
    (void)fprintf(to, "thresholds at the end, nats: q95 %.2f, q99 %.2f, q99.9 %.2f\n",
                  result->threshold[QUANTILE_95] / SCORE_PER_NAT,
                  result->threshold[QUANTILE_99] / SCORE_PER_NAT,
                  result->threshold[QUANTILE_999] / SCORE_PER_NAT);
    if (about->setup->policy.model.first_rarity && result->first.count > 0) {
        text_first(to, r, result->first.count);
    }
}

static json_t *json_medians(const int32_t *median)
{
    json_t *out = json_object();

    for (size_t t = TPR_98; t < TPR_COUNT; t++) {
        char key[16];

        (void)snprintf(key, sizeof key, "tpr_%s", tpr_names[t]);
        (void)json_object_set_new(out, key, median[t] < 0 ? json_null() : json_integer(median[t]));
    }
    return out;
}

static json_t *json_figures(const struct replay_figures *f, bool medians)
{
    json_t *out = json_object();

    (void)json_object_set_new(out, "n", json_integer(f->n));
    (void)json_object_set_new(out, "auc", json_real(f->auc));
    (void)json_object_set_new(out, "recall_at_fpr_1pct", json_real(f->recall_1pct));
    (void)json_object_set_new(out, "recall_at_fpr_0_1pct", json_real(f->recall_01pct));
    for (size_t t = 0; t < TPR_COUNT; t++) {
        char key[32];

        (void)snprintf(key, sizeof key, "fpr_at_tpr_%s", tpr_names[t]);
        (void)json_object_set_new(out, key, json_real(f->fpr[t]));
    }
    if (medians) {
        (void)json_object_set_new(out, "median_reauth_12", json_medians(f->median_12));
        (void)json_object_set_new(out, "median_reauth_39", json_medians(f->median_39));
        (void)json_object_set_new(out, "told", json_real(f->noticed));
    }
    (void)json_object_set_new(out, "strict_acts", json_real(f->strict));
    return out;
}

static json_t *json_attackers(const struct replay_figures *figures, bool medians)
{
    json_t *out = json_object();

    for (size_t k = 0; k < ATTACKER_COUNT; k++) {
        if (figures[k].n > 0) {
            (void)json_object_set_new(out, attacker_names[k], json_figures(&figures[k], medians));
        }
    }
    return out;
}

static json_t *json_history(const struct replay_report *r)
{
    json_t *out = json_object();

    for (size_t g = 0; g < HISTORY_GROUPS; g++) {
        json_t *recall = json_object();

        for (size_t k = 0; k < ATTACKER_COUNT; k++) {
            (void)json_object_set_new(recall, attacker_names[k],
                                      json_real(r->attack[k].recall_history[g]));
        }
        (void)json_object_set_new(out, history_names[g],
                                  json_pack("{s:i, s:f, s:o}", "legit", (int)r->history_legit[g],
                                            "fpr_1pct", r->history_fpr[g], "recall_at_fpr_1pct",
                                            recall));
    }
    return out;
}

static json_t *json_thresholds(const struct replay_result *result)
{
    json_t *out = json_object();

    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        (void)json_object_set_new(out, quantile_names[q],
                                  json_real(result->threshold[q] / SCORE_PER_NAT));
    }
    return out;
}

static json_t *json_strict(const struct replay_report *r)
{
    json_t *out = json_object();

    for (enum action a = ACTION_ALLOW; a < ACTION_COUNT; a++) {
        (void)json_object_set_new(out, action_code(a), json_real(r->strict[a]));
    }
    return out;
}

bool replay_report_json(FILE *to, const struct replay_about *about, const struct replay_report *r,
                        struct err *e)
{
    json_t *out = json_object();
    bool ok;

    (void)json_object_set_new(out, "signins", json_integer(about->data->count));
    (void)json_object_set_new(out, "accounts", json_integer(about->data->users));
    (void)json_object_set_new(out, "legit", json_integer(about->result->legit.count));
    (void)json_object_set_new(out, "seed", json_integer((json_int_t)about->setup->seed));
    (void)json_object_set_new(out, "client", json_string(client_names[about->setup->client]));
    (void)json_object_set_new(out, "attackers", json_attackers(r->attack, true));
    (void)json_object_set_new(out, "history", json_history(r));
    (void)json_object_set_new(out, "notices_per_1000", json_real(r->notices_per_1000));
    (void)json_object_set_new(out, "notices_per_account_year", json_real(r->notices_per_user_year));
    (void)json_object_set_new(out, "strict", json_strict(r));
    (void)json_object_set_new(out, "thresholds_nats", json_thresholds(about->result));
    if (about->setup->policy.model.first_rarity) {
        (void)json_object_set_new(out, "first_signins",
                                  json_pack("{s:i, s:f, s:o}", "legit",
                                            (int)about->result->first.count, "strict_acts_on_legit",
                                            r->first_strict, "attackers",
                                            json_attackers(r->first, false)));
    }
    ok = json_dumpf(out, to, JSON_COMPACT | JSON_REAL_PRECISION(6)) == 0 && fputc('\n', to) != EOF;
    json_decref(out);
    return ok || err_set(e, ERR_SYSTEM, "writing the result: %s", strerror(errno));
}
