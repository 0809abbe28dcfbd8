#include "service/scan.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/quote.h"
#include "base/time.h"
#include "decide/decide.h"
#include "service/scan_state.h"

#include <stdlib.h>
#include <string.h>

#define FAILED_ONLY_MAX 65536 /* accounts known from failures alone: names are the attacker's */
#define FOUND_MAX 10000       /* found passwords told one by one */

static bool counter_kept(void *ctx, const struct store_counter *c)
{
    struct scan *s = ctx;

    return population_set(s->population, c->table, c->index, c->value);
}

bool scan_new(const struct scan_setup *setup, struct scan **out, struct err *e)
{
    struct scan *s = memory_new(1, sizeof *s);

    s->setup = *setup;
    s->hour = INT64_MIN;
    s->accounts = accounts_new();
    s->population = population_new();
    s->guess = guess_new(&setup->guess);
    s->seen = seen_new(setup->store);
    s->joins = joins_new();
    s->today = today_new();
    s->count = scan_count_new();
    if (setup->store != NULL) {
        s->pending = pending_new();
    }
    if (s->population == NULL) {
        scan_free(&s);
        return err_set(e, ERR_SYSTEM, "no memory for the counters of the service");
    }
    if (setup->store != NULL && !store_counters(setup->store, counter_kept, s, e)) {
        scan_free(&s);
        return err_context(e, "reading what earlier scans learnt");
    }
    *out = s;
    return true;
}

void scan_free(struct scan **s)
{
    if (*s == NULL) {
        return;
    }
    accounts_free(&(*s)->accounts);
    population_free(&(*s)->population);
    guess_free(&(*s)->guess);
    seen_free(&(*s)->seen);
    joins_free(&(*s)->joins);
    today_free(&(*s)->today);
    pending_free(&(*s)->pending);
    scan_count_free(&(*s)->count);
    free((*s)->troubles);
    free((*s)->sources);
    free(*s);
    *s = NULL;
}

/* --- accounts --------------------------------------------------------------------------------- */

static bool load(struct scan *s, struct account *a, struct err *e)
{
    uint8_t bytes[PROFILE_BYTES];

    if (s->setup.store == NULL || (a->flags & ACCOUNT_LOADED) != 0) {
        return true;
    }
    if (!store_profile(s->setup.store, account_name(a), bytes, e)) {
        if (e->code != ERR_ABSENT) {
            return false;
        }
    } else if (!profile_unpack(bytes, &a->profile, e)) {
        return err_context(e, "the stored profile of %s", quote(account_name(a)).text);
    }
    a->flags |= ACCOUNT_LOADED;
    return true;
}

/* The account's row. A name that only ever failed gets one while there is room: guessers invent
 * names, and what they invent must not fill our memory. *out is NULL when there is none. */
static bool account_of(struct scan *s, const struct signin *signin, struct account **out,
                       struct err *e)
{
    struct account *a = accounts_find(s->accounts, signin->account);

    if (a == NULL && signin->outcome != OUTCOME_SUCCESS && s->failed_only >= FAILED_ONLY_MAX) {
        *out = NULL;
        return true;
    }
    if (a == NULL) {
        a = accounts_get(s->accounts, signin->account);
        s->failed_only += signin->outcome != OUTCOME_SUCCESS ? 1 : 0;
    }
    *out = a;
    return load(s, a, e);
}

static bool knows_network(const struct profile *p, const struct place *place)
{
    for (size_t i = 0; i < p->network_count; i++) {
        if (p->networks.country[i] == place->country &&
            p->networks.provider[i] == place_provider(place)) {
            return true;
        }
    }
    return false;
}

static struct place usual_place(const struct profile *p, int64_t at_ms)
{
    struct profile_place places[PROFILE_NETWORKS];
    struct place unknown = {0};

    return profile_places(p, (uint32_t)time_day_of(at_ms), places) == 0 ? unknown : places[0].place;
}

/* --- telling ---------------------------------------------------------------------------------- */

static void tell(void *ctx, struct finding_signin *f)
{
    struct scan *s = ctx;

    f->where = scan_named(s, &f->where.place);
    f->usual = scan_named(s, &f->usual.place);
    if (s->setup.tell != NULL) {
        s->setup.tell(s->setup.tell_ctx, f);
    }
}

static void hold(struct scan *s, struct account *a, const struct facts *f,
                 const struct signin *signin, const struct decision *d)
{
    struct finding_signin finding = {
        .at_ms = signin->at_ms,
        .remote = signin->remote,
        .where = {.place = f->place},
        .service = signin->service,
        .outcome = signin->outcome,
        .client = signin->client,
        .decision = *d,
        .count = 1,
        .last_ms = signin->at_ms,
        .usual = {.place = usual_place(&a->profile, signin->at_ms)},
    };

    a->unusual_day = (uint16_t)time_day_of(signin->at_ms);
    a->flags |= ACCOUNT_TOLD;
    s->unusual++;
    scan_count_unusual(s->count, time_day_of(signin->at_ms));
    today_hold(s->today, a, &finding);
}

static void password_found(struct scan *s, struct account *a, const struct signin *signin,
                           const struct place *place, uint32_t failures)
{
    if (s->found_count >= FOUND_MAX) {
        return;
    }
    a->flags |= ACCOUNT_TOLD;
    s->found_count++;
    *scan_trouble_add(s) = (struct finding_account){
        .trouble = TROUBLE_PASSWORD_FOUND,
        .account = account_name(a),
        .failures = failures,
        .sources = 1,
        .first_ms = signin->at_ms,
        .last_ms = signin->at_ms,
        .remote = signin->remote,
        .where = scan_named(s, place),
        .service = signin->service,
        .at_ms = signin->at_ms,
    };
}

/* --- one event -------------------------------------------------------------------------------- */

static void note_history(struct scan *s, struct account *a, const struct signin *signin,
                         const struct place *place, const struct decision *d)
{
    struct history_row row = {
        .first_ms = signin->at_ms,
        .last_ms = signin->at_ms,
        .count = signin->attempts,
        .service = signin->service,
        .outcome = signin->outcome,
        .has_remote = signin->has_remote,
        .place = *place,
        .client = signin->client,
        .decision = *d,
        .latest_count = 1,
        .latest = {{.at_ms = signin->at_ms, .remote = signin->remote}},
    };

    if (s->pending != NULL) {
        pending_row(s->pending, a, &row);
    }
}

/* The older half counts half (docs/decide.md, "What is learnt, and when"). */
static void halve(struct scan *s)
{
    if (s->pending != NULL) {
        pending_population_all(s->pending, s->population); /* those that become 0 too */
    }
    population_age(s->population);
}

static void judge(struct scan *s, struct account *a, struct facts *f, const struct signin *signin,
                  struct decision *d)
{
    uint64_t account_hash = hash_span(&HASH_KEY_STABLE, signin->account);
    uint32_t pair = 0;
    struct learning learnt;
    bool stranger = !knows_network(&a->profile, &f->place);

    f->failures_last_hour = account_recent_failures(a, signin->at_ms);
    if (signin->has_remote && stranger) {
        pair = guess_pair_failures(s->guess, account_hash, &signin->remote, signin->at_ms);
        f->source_guesses = guess_is_source(s->guess, &signin->remote);
    }
    decide(f, &s->setup.policy, d);
    if (pair >= s->setup.attack.found_after || (pair > 0 && f->source_guesses)) {
        password_found(s, a, signin, &f->place, pair);
    }
    if (d->action != ACTION_ALLOW) {
        hold(s, a, f, signin, d);
    }
    learn(f, &s->setup.policy, d, &learnt);
    if (learnt.changed) {
        a->profile = learnt.profile;
        population_apply(s->population, &learnt.change);
        if (s->pending != NULL) {
            pending_profile(s->pending, a);
            pending_population(s->pending, &learnt.change);
        }
        if (population_is_full(s->population)) {
            halve(s);
        }
    }
}

static void count_success(struct scan *s, struct account *a, const struct signin *signin)
{
    uint32_t at_s = (uint32_t)(signin->at_ms / TIME_SECOND_MS);

    if ((a->flags & ACCOUNT_ACTIVE) == 0) {
        a->flags |= ACCOUNT_ACTIVE;
        a->first_s = at_s;
        s->active++;
        s->failed_only -= a->failures > 0 && s->failed_only > 0 ? 1 : 0;
    }
    a->last_s = at_s > a->last_s ? at_s : a->last_s;
    a->first_s = at_s < a->first_s ? at_s : a->first_s;
    a->signins += a->signins < UINT32_MAX ? 1 : 0;
}

static void success(struct scan *s, struct account *a, const struct signin *signin)
{
    struct decision d = {.action = ACTION_ALLOW, .strict = ACTION_ALLOW};
    struct facts f = {
        .profile = &a->profile,
        .population = s->population,
        .remote = signin->remote,
        .has_remote = signin->has_remote,
        .service = signin->service,
        .client = signin->client,
        .at_ms = signin->at_ms,
    };

    if (signin->has_remote) {
        f.place = places_find(s->setup.places, &signin->remote);
        guess_success(s->guess, signin);
    }
    count_success(s, a, signin);
    scan_count_signin(s->count, signin->at_ms, f.place.country);
    if (!decide_is_repeat(&f)) {
        judge(s, a, &f, signin, &d);
    } else if (a->unusual_day == (uint16_t)time_day_of(signin->at_ms)) {
        (void)today_repeat(s->today, a, signin, &f.place);
    }
    note_history(s, a, signin, &f.place, &d);
}

static void failure(struct scan *s, struct account *a, const struct signin *signin)
{
    struct place place = {0};
    const struct decision none = {.action = ACTION_ALLOW, .strict = ACTION_ALLOW};

    if (signin->has_remote) {
        place = places_find(s->setup.places, &signin->remote);
    }
    if (signin->has_remote && signin->outcome != OUTCOME_REFUSED) { /* refused: not a guess heard */
        guess_failure(s->guess, signin, hash_span(&HASH_KEY_STABLE, signin->account));
    }
    scan_count_failure(s->count, signin->at_ms, place.country, signin->attempts);
    if (a == NULL) {
        return;
    }
    a->failures += signin->attempts;
    if (signin->has_remote && !knows_network(&a->profile, &place)) {
        account_count_foreign(a, signin);
    }
    note_history(s, a, signin, &place, &none);
}

static bool turn_of_hour(struct scan *s, int64_t hour, struct err *e)
{
    s->hour = hour;
    today_tell(s->today, (hour - 1) / 24 * TIME_DAY_MS, tell, s);
    if (s->pending != NULL && !seen_holds(s->seen, hour)) {
        return pending_record(s->pending, s->setup.store, s->population, e);
    }
    return true;
}

bool scan_event(struct scan *s, const struct scan_event *event, struct err *e)
{
    struct signin signin = *event->signin;
    int64_t hour = signin.at_ms / TIME_HOUR_MS;
    uint64_t identity = event_identity(&signin, event->program, event->pid, event->detail);
    struct account *a = NULL;
    bool fresh;

    if (hour != s->hour && !turn_of_hour(s, hour, e)) {
        return false;
    }
    if (signin.account.len > 0 && !account_of(s, &signin, &a, e)) {
        return false;
    }
    if (!seen_add(s->seen, hour, identity, &fresh, e)) {
        return false;
    }
    if (!fresh) {
        s->repeated++;
        return true;
    }
    if (s->pending != NULL) {
        pending_event(s->pending, hour, identity);
    }
    if (signin.outcome == OUTCOME_SUCCESS) {
        if (a != NULL) {
            success(s, a, &signin);
        }
    } else {
        signin.attempts = joins_attempts(s->joins, &signin, event->detail);
        if (signin.attempts > 0) {
            failure(s, a, &signin);
        }
    }
    return s->pending == NULL || !pending_is_full(s->pending) ||
           pending_record(s->pending, s->setup.store, s->population, e);
}

bool scan_flush(struct scan *s, struct err *e)
{
    today_tell(s->today, INT64_MAX, tell, s);
    return s->pending == NULL || pending_record(s->pending, s->setup.store, s->population, e);
}

bool scan_expire(struct scan *s, uint32_t history_days, uint32_t identity_days, struct err *e)
{
    int64_t newest_ms = scan_count_last_ms(s->count);
    struct store_expiry expiry = {
        .identity_hour = newest_ms / TIME_HOUR_MS - (int64_t)identity_days * 24,
        .history_ms = newest_ms - (int64_t)history_days * TIME_DAY_MS,
    };

    return s->setup.store == NULL || newest_ms == 0 || store_expire(s->setup.store, &expiry, e);
}
