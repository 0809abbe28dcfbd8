#include "service/guard_state.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/quote.h"
#include "base/time.h"
#include "words/refusal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GIVE_UP_EVERY 4096 /* profiles: some milliseconds */

/* --- life ------------------------------------------------------------------------------------- */

static bool counter_kept(void *ctx, const struct store_counter *c)
{
    struct guard *g = ctx;

    return population_set(g->population, c->table, c->index, c->value);
}

struct warming {
    struct guard *g;
    struct err *e;
    int64_t newest_ms; /* of the sign-ins learnt */
    uint64_t read;     /* profiles */
    bool ok;
};

static bool given_up(struct warming *w)
{
    const struct guard_setup *setup = &w->g->setup;

    return w->read++ % GIVE_UP_EVERY == 0 && setup->give_up != NULL &&
           setup->give_up(setup->give_up_ctx);
}

static bool profile_kept(void *ctx, struct span login,
                         const uint8_t bytes[static STORE_PROFILE_SIZE])
{
    struct warming *w = ctx;
    struct account *a = accounts_get(guard_shard(w->g, login)->accounts, login);
    int64_t learnt_ms;

    if (given_up(w)) {
        w->ok = err_set(w->e, ERR_LIMIT, "asked to end before it was ready");
        return false;
    }
    w->ok = profile_unpack(bytes, &a->profile, w->e);
    if (!w->ok) {
        (void)err_context(w->e, "the stored profile of %s", quote(login).text);
        return false;
    }
    learnt_ms = (int64_t)a->profile.last_minute * 60 * TIME_SECOND_MS;
    w->newest_ms = learnt_ms > w->newest_ms ? learnt_ms : w->newest_ms;
    return true;
}

static bool listing_kept(void *ctx, const struct listing *l)
{
    struct warming *w = ctx;

    w->ok = lists_put(w->g->lists, l, w->e);
    return w->ok;
}

static bool warm(struct guard *g, struct err *e)
{
    struct warming w = {.g = g, .e = e, .ok = true};
    struct store *store = g->setup.store;
    bool ok = store_counters(store, counter_kept, g, e) &&
              store_profiles(store, profile_kept, &w, e) && w.ok &&
              store_listings(store, listing_kept, &w, e) && w.ok;

    guard_calendar_begin(g, w.newest_ms);
    return ok && (guard_stages_read(g, g->calendar.known_ms, e) || err_context(e, "stages"));
}

static void locks_new(struct guard *g)
{
    pthread_condattr_t monotonic;

    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_rwlock_init(&g->setup_lock, NULL);
    (void)pthread_rwlock_init(&g->population_lock, NULL);
    (void)pthread_mutex_init(&g->guess_lock, NULL);
    (void)pthread_rwlock_init(&g->lists_lock, NULL);
    (void)pthread_mutex_init(&g->stages_turn, NULL);
    (void)pthread_rwlock_init(&g->stages_lock, NULL);
    (void)pthread_mutex_init(&g->flight_lock, NULL);
    (void)pthread_cond_init(&g->landed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    for (size_t i = 0; i < GUARD_SHARDS; i++) {
        (void)pthread_mutex_init(&g->shards[i].lock, NULL);
    }
}

static void parts_free(struct guard *g)
{
    for (size_t i = 0; i < GUARD_SHARDS; i++) {
        accounts_free(&g->shards[i].accounts);
        sessions_free(&g->shards[i].sessions);
        (void)pthread_mutex_destroy(&g->shards[i].lock);
    }
    population_free(&g->population);
    pending_free(&g->counters);
    guess_free(&g->guess);
    lists_free(&g->lists);
    guard_stages_free(g);
    (void)pthread_rwlock_destroy(&g->setup_lock);
    (void)pthread_rwlock_destroy(&g->population_lock);
    (void)pthread_mutex_destroy(&g->guess_lock);
    (void)pthread_rwlock_destroy(&g->lists_lock);
    (void)pthread_mutex_destroy(&g->flight_lock);
    (void)pthread_cond_destroy(&g->landed);
}

bool guard_new(const struct guard_setup *setup, struct guard **out, struct err *e)
{
    struct guard *g = memory_new(1, sizeof *g);
    bool ok;

    g->setup = *setup;
    hash_key_random(&g->key);
    locks_new(g);
    for (size_t i = 0; i < GUARD_SHARDS; i++) {
        g->shards[i].accounts = accounts_new();
        g->shards[i].sessions = sessions_new();
    }
    g->population = population_new();
    g->counters = pending_new();
    g->guess = guess_new(&setup->guess);
    g->lists = lists_new();
    ok = g->population != NULL || err_set(e, ERR_SYSTEM, "no memory for the service's counters");
    ok = ok && (warm(g, e) || err_context(e, "reading what was learnt before"));
    if (ok && pthread_create(&g->keeper, NULL, guard_keep, g) != 0) {
        ok = err_set(e, ERR_SYSTEM, "cannot start the thread that records counters");
    }
    if (!ok) {
        parts_free(g);
        free(g);
        return false;
    }
    *out = g;
    return true;
}

void guard_free(struct guard **g)
{
    if (*g == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&(*g)->flight_lock);
    while ((*g)->in_flight > 0) {
        (void)pthread_cond_wait(&(*g)->landed, &(*g)->flight_lock);
    }
    (*g)->closing = true;
    (void)pthread_cond_broadcast(&(*g)->landed);
    (void)pthread_mutex_unlock(&(*g)->flight_lock);
    (void)pthread_join((*g)->keeper, NULL);
    parts_free(*g);
    free(*g);
    *g = NULL;
}

void guard_reload(struct guard *g, const struct guard_setup *setup)
{
    (void)pthread_rwlock_wrlock(&g->setup_lock);
    g->setup = *setup;
    (void)pthread_rwlock_unlock(&g->setup_lock);
    (void)pthread_mutex_lock(&g->guess_lock);
    guess_limits_set(g->guess, &setup->guess);
    (void)pthread_mutex_unlock(&g->guess_lock);
}

/* --- shared ----------------------------------------------------------------------------------- */

struct shard *guard_shard(struct guard *g, struct span login)
{
    return &g->shards[hash_span(&g->key, login) % GUARD_SHARDS];
}

uint64_t guard_session_key(const struct guard *g, const struct attempt *a)
{
    uint64_t key = hash_span(&g->key, a->session) ^ hash_mix(hash_span(&g->key, a->login));

    return key == 0 ? 1 : key;
}

uint64_t guard_account_hash(const struct attempt *a)
{
    return hash_span(&HASH_KEY_STABLE, a->login);
}

struct facts guard_facts(const struct guard *g, const struct attempt *a,
                         const struct account *account, int64_t now_ms)
{
    struct facts f = {
        .profile = account == NULL ? NULL : &account->profile,
        .population = g->population,
        .remote = a->remote,
        .has_remote = a->has_remote,
        .service = a->service,
        .at_ms = now_ms,
    };

    if (a->has_remote) {
        f.place = places_find(g->setup.places, &a->remote);
    }
    if (a->client_key.len > 0) {
        f.client.trust = CLIENT_BOUND;
        f.client.family = (uint32_t)(hash_span(&HASH_KEY_STABLE, a->client_key) >> 32) | 1;
        f.client.version = f.client.family;
    }
    return f;
}

/* --- questions -------------------------------------------------------------------------------- */

/* The page is named where there is room for it; the code always is. */
static void answer(const struct guard *g, int status, enum answer_cause cause,
                   struct policy_answer *out)
{
    struct buf text = {.at = out->message, .cap = sizeof out->message - 1};
    const char *code = words_refusal_code(cause);

    *out = (struct policy_answer){.status = status, .cause = cause};
    if (status != POLICY_STATUS_REFUSE) {
        return;
    }
    buf_addf(&text, "%s", words_refusal(g->setup.lang, cause));
    if (g->setup.help[0] != '\0' &&
        text.len + 1 + strlen(g->setup.help) + strlen(code) <= text.cap) {
        buf_addf(&text, " %s%s", g->setup.help, code);
    }
}

struct policy_answer guard_outage_answer(void)
{
    return (struct policy_answer){.status = POLICY_STATUS_GO_ON, .cause = CAUSE_OUTAGE};
}

static bool listed(struct guard *g, const struct attempt *a, int64_t now_ms,
                   struct policy_answer *out)
{
    const struct listing *l;
    bool found;
    enum listing_kind kind = LISTING_ALLOW;

    (void)pthread_rwlock_rdlock(&g->lists_lock);
    l = lists_find(g->lists, a->has_remote ? &a->remote : NULL, a->login, now_ms);
    found = l != NULL;
    if (found) {
        kind = l->kind;
    }
    (void)pthread_rwlock_unlock(&g->lists_lock);
    if (found && kind == LISTING_ALLOW) {
        answer(g, POLICY_STATUS_GO_ON, CAUSE_ALLOW_LISTED, out);
    } else if (found) {
        answer(g, POLICY_STATUS_REFUSE, CAUSE_BLOCK_LISTED, out);
    }
    return found;
}

/* Lists aside, what speaks against asking for the password at all. An address the account knows is
 * let through while others are slowed; an address shared with a guesser is slowed, not refused, for
 * accounts that use its network. */
static void first_question(struct guard *g, const struct attempt *a, const struct account *account,
                           int64_t now_ms, struct policy_answer *out)
{
    struct facts f = guard_facts(g, a, account, now_ms);
    enum acquaintance known = decide_acquaintance(&f, &g->setup.policy);
    uint32_t pair;
    bool guessing;

    answer(g, POLICY_STATUS_GO_ON, CAUSE_NONE, out);
    if (known == ACQUAINTANCE_ADDRESS || !a->has_remote) {
        return;
    }
    (void)pthread_mutex_lock(&g->guess_lock);
    guessing = guess_is_source(g->guess, &a->remote);
    pair = guess_pair_failures(g->guess, guard_account_hash(a), &a->remote, now_ms);
    (void)pthread_mutex_unlock(&g->guess_lock);
    if (guessing && known == ACQUAINTANCE_STRANGER) {
        answer(g, POLICY_STATUS_REFUSE, CAUSE_GUESSING, out);
    } else if (guessing || pair >= g->setup.attack.found_after) {
        answer(g, (int)g->setup.delay_s, CAUSE_GUESSING, out);
    } else if (account != NULL && known == ACQUAINTANCE_STRANGER &&
               account_recent_failures(account, now_ms) >= g->setup.attack.failures_a_day) {
        answer(g, (int)g->setup.delay_s, CAUSE_ATTACKED, out);
    }
}

/* The password was right: only now may the place refuse. */
static void second_question(struct guard *g, const struct attempt *asked,
                            const struct account *account, const struct session *session,
                            int64_t now_ms, struct policy_answer *out)
{
    struct attempt a = guard_attempt(asked, session);
    struct facts f = guard_facts(g, &a, account, now_ms);
    struct guard_ruling ruling = guard_rule(g, &a, &f, session);
    struct decision d = {.action = ACTION_ALLOW};

    if (ruling.effect == STAGE_REFUSED) {
        guard_ruling_count(g, ruling.effect);
        answer(g, POLICY_STATUS_REFUSE, guard_ruling_cause(&ruling), out);
        return;
    }
    answer(g, POLICY_STATUS_GO_ON, CAUSE_NONE, out);
    if (decide_is_repeat(&f)) {
        return;
    }
    (void)pthread_rwlock_rdlock(&g->population_lock);
    decide(&f, &g->setup.policy, &d);
    (void)pthread_rwlock_unlock(&g->population_lock);
    if (d.action == ACTION_REFUSE) {
        answer(g, POLICY_STATUS_REFUSE, CAUSE_PLACE, out);
    }
}

static bool is_second(const struct guard *g, const struct session *session)
{
    return g->setup.checks == GUARD_CHECK_AFTER ||
           (g->setup.checks == GUARD_CHECK_BOTH && session != NULL);
}

/* The report will say no more than "refused": that the password was right is known only here. */
static void remember_refusal(struct shard *shard, uint64_t key, enum answer_cause cause,
                             int64_t now_ms)
{
    struct session *session = sessions_find(shard->sessions, key, now_ms);

    if (session == NULL) {
        session = sessions_begin(shard->sessions, key, now_ms);
    }
    session->refused = true;
    session->cause = (uint8_t)cause;
}

static void count_answer(struct guard *g, const struct policy_answer *out, bool known)
{
    enum allow_result result = out->status < 0   ? ALLOW_REFUSED
                               : out->status > 0 ? ALLOW_DELAYED
                                                 : ALLOW_WENT_ON;

    atomic_fetch_add_explicit(&g->allow[out->cause][result], 1, memory_order_relaxed);
    if (known) {
        atomic_fetch_add_explicit(&g->known, 1, memory_order_relaxed);
    }
}

/* Which question it is: a policy server does not say. */
static bool question_is_second(const struct guard *g, enum guard_asked asked,
                               const struct session *session)
{
    return asked == GUARD_ASKED_BY_POLICY ? is_second(g, session) : asked == GUARD_ASKED_AFTER;
}

/* A door has judged, counted and reported it: one sign-in has one answer. */
static bool answered_before(struct guard *g, const struct attempt *a, int64_t now_ms,
                            struct policy_answer *out)
{
    struct shard *shard = guard_shard(g, a->login);
    const struct session *session;
    bool told;

    (void)pthread_rwlock_rdlock(&g->setup_lock);
    (void)pthread_mutex_lock(&shard->lock);
    session = a->session.len == 0 ? NULL
                                  : sessions_find(shard->sessions, guard_session_key(g, a), now_ms);
    told = session != NULL && session->told;
    if (told && session->refused) {
        answer(g, POLICY_STATUS_REFUSE, (enum answer_cause)session->cause, out);
    } else if (told) {
        answer(g, POLICY_STATUS_GO_ON, CAUSE_NONE, out);
    }
    (void)pthread_mutex_unlock(&shard->lock);
    (void)pthread_rwlock_unlock(&g->setup_lock);
    return told;
}

void guard_ask(struct guard *g, const struct attempt *a, enum guard_asked asked, int64_t now_ms,
               struct policy_answer *out)
{
    struct shard *shard = guard_shard(g, a->login);
    uint64_t key = guard_session_key(g, a);
    const struct account *account;
    struct session *session;
    bool second;
    bool known;

    (void)pthread_rwlock_rdlock(&g->setup_lock);
    (void)pthread_mutex_lock(&shard->lock);
    account = a->login.len == 0 ? NULL : accounts_find(shard->accounts, a->login);
    known = account != NULL && account->profile.signins > 0;
    session = a->session.len == 0 ? NULL : sessions_find(shard->sessions, key, now_ms);
    second = question_is_second(g, asked, session);
    if (asked == GUARD_ASKED_BEFORE) { /* whatever was there is of another attempt */
        sessions_begin(shard->sessions, key, now_ms)->door = true;
    }
    if (listed(g, a, now_ms, out)) {
        /* the list has spoken, at either question */
    } else if (second) {
        second_question(g, a, account, session, now_ms, out);
    } else {
        if (asked == GUARD_ASKED_BY_POLICY && a->session.len > 0) {
            (void)sessions_begin(shard->sessions, key, now_ms);
        }
        first_question(g, a, account, now_ms, out);
    }
    if (second && out->status == POLICY_STATUS_REFUSE && a->session.len > 0) {
        remember_refusal(shard, key, out->cause, now_ms);
    }
    (void)pthread_mutex_unlock(&shard->lock);
    (void)pthread_rwlock_unlock(&g->setup_lock);
    count_answer(g, out, known);
}

void guard_allow(struct guard *g, const struct attempt *a, int64_t now_ms,
                 struct policy_answer *out)
{
    if (!answered_before(g, a, now_ms, out)) {
        guard_ask(g, a, GUARD_ASKED_BY_POLICY, now_ms, out);
    }
}

/* --- looking ---------------------------------------------------------------------------------- */

void guard_counts(struct guard *g, struct guard_counts *out)
{
    *out = (struct guard_counts){
        .notices = g->notices,
        .known = g->known,
        .failed = g->failed,
    };
    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        for (size_t r = 0; r < 3; r++) {
            out->allow[c][r] = g->allow[c][r];
        }
    }
    for (size_t s = 0; s < COUNT(out->stages); s++) {
        out->stages[s] = g->staged[s];
    }
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        out->reports[o] = g->reports[o];
    }
    for (size_t i = 0; i < GUARD_SHARDS; i++) {
        (void)pthread_mutex_lock(&g->shards[i].lock);
        out->accounts += accounts_count(g->shards[i].accounts);
        (void)pthread_mutex_unlock(&g->shards[i].lock);
    }
    (void)pthread_mutex_lock(&g->guess_lock);
    out->forgotten_sources = guess_forgotten(g->guess);
    (void)pthread_mutex_unlock(&g->guess_lock);
}
