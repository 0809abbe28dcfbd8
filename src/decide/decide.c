#include "decide/decide.h"

#include "decide/score.h"

#include <string.h>

#define DORMANT_DAYS 90u          /* a pause worth telling */
#define TWO_COUNTRIES_MINUTES 10u /* no journey is shorter than that */
#define FAILURES_TOLD 5u          /* within the hour before */

/* What model_switches add (docs/decide.md). */
#define DORMANT_TERM NATS(10)
#define TWO_COUNTRIES_TERM NATS(30)
#define AFTER_FAILURES_TERM NATS(10)

#define RARE_FIRST NATS(32) /* rarity from which a first sign-in is remarkable under strict */

/* Thresholds until there are quantile_min legitimate scores, and the least they may become then: a
 * service whose people never do anything unusual must not see one in a hundred of their most
 * ordinary sign-ins flagged. Without a client signal it takes more than any one level can say
 * (SCORE_TERM_MAX), so that moving to another provider of one's own country is not told. */
static const int32_t least[SIGNAL_CLASS_COUNT][QUANTILE_COUNT] = {
    [SIGNAL_PLACE_ONLY] = {NATS(30), SCORE_TERM_MAX, NATS(70)},
    [SIGNAL_PLACE_AND_CLIENT] = {NATS(8), NATS(28), NATS(53)},
};

/* What a rule looks at. */
enum condition {
    CONDITION_NEW_COUNTRY,
    CONDITION_NEW_PROVIDER_AND_CLIENT,
    CONDITION_GUESSED,       /* the source guesses passwords, the account never used it */
    CONDITION_ABOVE_99,      /* score above the service's q99 */
    CONDITION_ABOVE_999_BAD, /* above q99.9, from a source that guesses */
    CONDITION_RARE_FIRST,    /* first sign-in, from a place rare for the service */
    CONDITION_COUNT
};

/* How the account was opened: the columns of strict in docs/decide.md. */
enum column {
    COLUMN_WEB,
    COLUMN_MAIL,
    COLUMN_TOKEN,
    COLUMN_COUNT
};

/* The strictest action of all rules whose condition holds is taken. */
static const struct rule {
    uint8_t watch;
    uint8_t strict[COLUMN_COUNT]; /* web or app; mail with main password; app password or OAuth */
} rules[] = {
    [CONDITION_NEW_COUNTRY] = {ACTION_NOTICE, {ACTION_NOTICE, ACTION_REFUSE, ACTION_NOTICE}},
    [CONDITION_NEW_PROVIDER_AND_CLIENT] = {ACTION_NOTICE,
                                           {ACTION_NOTICE, ACTION_NOTICE, ACTION_NOTICE}},
    [CONDITION_GUESSED] = {ACTION_NOTICE, {ACTION_CHALLENGE, ACTION_REFUSE, ACTION_NOTICE}},
    [CONDITION_ABOVE_99] = {ACTION_NOTICE, {ACTION_CHALLENGE, ACTION_REFUSE, ACTION_NOTICE}},
    [CONDITION_ABOVE_999_BAD] = {ACTION_NOTICE, {ACTION_REFUSE, ACTION_REFUSE, ACTION_REFUSE}},
    [CONDITION_RARE_FIRST] = {ACTION_ALLOW, {ACTION_CHALLENGE, ACTION_NOTICE, ACTION_NOTICE}},
};
_Static_assert(COUNT(rules) == CONDITION_COUNT, "every condition has its rule");

static enum signal_class signal_of(const struct facts *f)
{
    return f->client.trust == CLIENT_UNSEEN ? SIGNAL_PLACE_ONLY : SIGNAL_PLACE_AND_CLIENT;
}

static enum column column_of(const struct facts *f)
{
    switch (f->service) {
    case SERVICE_WEB:
        return COLUMN_WEB;
    case SERVICE_UNKNOWN:
    case SERVICE_IMAP:
    case SERVICE_POP3:
    case SERVICE_SUBMISSION:
    case SERVICE_SIEVE:
    case SERVICE_DAV:
    case SERVICE_COUNT:
        break;
    }
    return f->client.trust == CLIENT_BOUND ? COLUMN_TOKEN : COLUMN_MAIL;
}

int32_t decide_threshold(const struct population *population, const struct policy *p,
                         enum signal_class signal, enum quantile q)
{
    uint64_t needed = (uint64_t)p->quantile_min * (q == QUANTILE_999 ? 10 : 1);
    int32_t own;

    if (population_scores(population, signal) < needed) {
        return least[signal][q];
    }
    own = population_quantile(population, signal, q);
    return own > least[signal][q] ? own : least[signal][q];
}

/* REASONS_MAX holds every reason that can meet. */
static void tell(struct decision *d, enum reason_code code, bool counted, uint32_t value,
                 int32_t term)
{
    if (d->reason_count < REASONS_MAX) {
        d->reasons[d->reason_count++] = (struct reason){
            .code = (uint8_t)code, .counted = counted, .value = value, .term = (int16_t)term};
    }
}

static const uint8_t level_reason[LEVEL_COUNT] = {
    [LEVEL_COUNTRY] = REASON_NEW_COUNTRY, [LEVEL_PROVIDER] = REASON_NEW_PROVIDER,
    [LEVEL_ADDRESS] = REASON_NEW_ADDRESS, [LEVEL_CLIENT] = REASON_NEW_CLIENT,
    [LEVEL_VERSION] = REASON_NEW_VERSION,
};

/* One reason for each level that is new, also where the chain had ended above it. */
static void tell_levels(const struct comparison *c, const int32_t *term, struct decision *d)
{
    for (enum level l = LEVEL_COUNTRY; l < LEVEL_COUNT; l++) {
        bool counted = c->novelty[l] == NOVELTY_NEW;

        if (counted || (c->novelty[l] == NOVELTY_SKIPPED && comparison_never(c, l))) {
            tell(d, (enum reason_code)level_reason[l], counted, 0, term[l]);
        }
        d->score += term[l];
    }
}

/* A fact that adds to the score when its switch is on. */
static void tell_addition(struct decision *d, enum reason_code code, uint32_t value, bool on,
                          int32_t term)
{
    tell(d, code, on, value, on ? term : 0);
    d->score += on ? term : 0;
}

static bool two_countries(const struct facts *f, const struct comparison *c)
{
    const uint8_t roaming = PLACE_SATELLITE | PLACE_ANONYMISER;

    return c->history && c->country != 0 && f->profile->last_country != 0 &&
           c->country != f->profile->last_country && c->gap <= TWO_COUNTRIES_MINUTES &&
           (f->place.flags & roaming) == 0;
}

static void tell_context(const struct facts *f, const struct policy *p, const struct comparison *c,
                         struct decision *d)
{
    const struct model_switches *m = &p->model;
    uint32_t gap_days = c->gap / (24 * 60);

    if (gap_days >= DORMANT_DAYS) {
        tell_addition(d, REASON_DORMANT, gap_days,
                      m->dormant && c->novelty[LEVEL_CLIENT] == NOVELTY_NEW, DORMANT_TERM);
    }
    if (two_countries(f, c)) {
        tell_addition(d, REASON_TWO_COUNTRIES, c->gap, m->two_countries, TWO_COUNTRIES_TERM);
    }
    if (f->failures_last_hour >= FAILURES_TOLD) {
        tell_addition(d, REASON_AFTER_FAILURES, f->failures_last_hour,
                      m->after_failures && c->history, AFTER_FAILURES_TERM);
    }
}

static void tell_place(const struct facts *f, const struct comparison *c, bool guessed,
                       struct decision *d)
{
    bool named = f->place.kind != NETWORK_UNKNOWN && f->place.kind != NETWORK_PUBLIC;

    if (f->source_guesses) {
        tell(d, REASON_GUESSING_SOURCE, guessed, f->source_accounts, 0);
    }
    if ((f->place.flags & PLACE_ANONYMISER) != 0) {
        tell(d, REASON_ANONYMISER, false, 0, 0);
    }
    if ((f->place.flags & PLACE_HOSTILE) != 0) {
        tell(d, REASON_HOSTILE_NETWORK, false, 0, 0);
    }
    if (c->country == 0 && c->provider == 0 && !named) {
        tell(d, REASON_UNKNOWN_PLACE, false, 0, 0);
    }
}

/* Where nothing is known of the account: told, and judged only by how rare the place is. */
static void first_signin(const struct facts *f, const struct policy *p, const struct comparison *c,
                         bool holds[static CONDITION_COUNT], struct decision *d)
{
    tell(d, REASON_FIRST_SIGNIN, false, 0, 0);
    if (p->model.first_rarity) {
        d->score = score_rarity(f, p, c);
        holds[CONDITION_RARE_FIRST] = d->score > RARE_FIRST;
    }
    if (holds[CONDITION_RARE_FIRST]) {
        tell(d, REASON_RARE_PLACE, true, 0, d->score);
    }
}

static void known_account(const struct facts *f, const struct policy *p, const struct comparison *c,
                          bool holds[static CONDITION_COUNT], struct decision *d)
{
    enum signal_class signal = signal_of(f);
    int32_t term[LEVEL_COUNT];

    score_terms(f, p, c, term);
    d->scored = true;
    tell_levels(c, term, d);
    tell_context(f, p, c, d);
    holds[CONDITION_NEW_COUNTRY] = c->novelty[LEVEL_COUNTRY] == NOVELTY_NEW;
    holds[CONDITION_NEW_PROVIDER_AND_CLIENT] =
        c->novelty[LEVEL_PROVIDER] == NOVELTY_NEW && c->novelty[LEVEL_CLIENT] == NOVELTY_NEW;
    holds[CONDITION_GUESSED] = f->source_guesses && f->has_remote &&
                               c->novelty[LEVEL_ADDRESS] != NOVELTY_KNOWN &&
                               comparison_never(c, LEVEL_ADDRESS);
    holds[CONDITION_ABOVE_99] = d->score > decide_threshold(f->population, p, signal, QUANTILE_99);
    holds[CONDITION_ABOVE_999_BAD] =
        holds[CONDITION_GUESSED] &&
        d->score > decide_threshold(f->population, p, signal, QUANTILE_999);
    if (holds[CONDITION_ABOVE_99]) {
        tell(d, REASON_UNUSUAL_SCORE, true, (uint32_t)d->score, 0);
    }
}

static void act(const struct facts *f, const struct policy *p, const bool *holds,
                struct decision *d)
{
    enum column column = column_of(f);
    uint8_t watch = ACTION_ALLOW;

    d->strict = ACTION_ALLOW;
    for (size_t i = 0; i < CONDITION_COUNT; i++) {
        if (holds[i]) {
            watch = rules[i].watch > watch ? rules[i].watch : watch;
            d->strict = rules[i].strict[column] > d->strict ? rules[i].strict[column] : d->strict;
        }
    }
    d->action = p->mode == POLICY_STRICT ? d->strict : watch;
}

void decide(const struct facts *f, const struct policy *p, struct decision *out)
{
    bool holds[CONDITION_COUNT] = {false};
    struct comparison c;

    memset(out, 0, sizeof *out);
    comparison_make(f, p, &c);
    if (c.history) {
        known_account(f, p, &c, holds, out);
    } else {
        first_signin(f, p, &c, holds, out);
        tell_context(f, p, &c, out);
    }
    tell_place(f, &c, holds[CONDITION_GUESSED], out);
    act(f, p, holds, out);
}

enum acquaintance decide_acquaintance(const struct facts *f, const struct policy *p)
{
    struct comparison c;

    comparison_make(f, p, &c);
    if (!c.history || c.network == SLOT_NONE) {
        return ACQUAINTANCE_STRANGER;
    }
    return c.address == SLOT_NONE ? ACQUAINTANCE_NETWORK : ACQUAINTANCE_ADDRESS;
}
