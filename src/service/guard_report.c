#include "service/guard_state.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

/* A report in the store's hands. */
struct ticket {
    struct guard *g;
    struct shard *shard;
    struct account *account; /* rows never move */
    bool learnt;
    bool told;              /* a notice goes with the report */
    struct session session; /* as it was; refused: at the second question, the password was right */
    struct signin signin;
    struct profile before;
    struct learning learning;
    guard_done *done;
    void *ctx;
};

static struct signin signin_of(const struct attempt *a, int64_t now_ms, const struct facts *f)
{
    struct signin s = {
        .at_ms = now_ms,
        .account = a->login,
        .remote = a->remote,
        .has_remote = a->has_remote,
        .tls = a->tls,
        .service = a->service,
        .outcome = OUTCOME_WRONG_PASSWORD,
        .attempts = 1,
        .session = a->session,
        .client = f->client,
    };

    if (a->policy_reject || span_eq(a->fail_type, SPAN("policy")) ||
        span_eq(a->fail_type, SPAN("expired")) || span_eq(a->fail_type, SPAN("disabled"))) {
        s.outcome = OUTCOME_REFUSED;
    } else if (a->success) {
        s.outcome = OUTCOME_SUCCESS;
    } else if (span_eq(a->fail_type, SPAN("account"))) {
        s.outcome = OUTCOME_UNKNOWN_ACCOUNT;
    }
    return s;
}

/* The account's row; NULL when the name only ever failed and there is no room for more such names. */
static struct account *account_of(struct shard *shard, const struct signin *s)
{
    struct account *a = s->account.len == 0 ? NULL : accounts_find(shard->accounts, s->account);

    if (a != NULL || s->account.len == 0) {
        return a;
    }
    if (s->outcome != OUTCOME_SUCCESS) {
        if (shard->failed_only >= GUARD_FAILED_ONLY_MAX) {
            return NULL;
        }
        shard->failed_only++;
    }
    return accounts_get(shard->accounts, s->account);
}

static uint32_t password_hash(const struct attempt *a)
{
    return a->pwhash.len == 0 ? 0 : (uint32_t)hash_span(&HASH_KEY_STABLE, a->pwhash) | 1;
}

/* The owner's own phone repeats one wrong password; a guesser tries others. A hash that also came
 * with a success is no hash of the password (CRAM-MD5 and its like send one constant): every failure
 * counts then. */
static void count_failure(struct guard *g, struct account *account, const struct attempt *a,
                          const struct signin *s, const struct facts *f)
{
    uint32_t hash = password_hash(a);
    bool constant = account != NULL && hash != 0 && hash == account->right_hash;
    uint64_t who = guard_account_hash(a);
    bool same = false;

    if (!s->has_remote) {
        return;
    }
    (void)pthread_mutex_lock(&g->guess_lock);
    if (hash != 0 && !constant) {
        same = guess_pair_same(g->guess, who, &s->remote, hash, s->at_ms);
    }
    if (!same) {
        guess_failure(g->guess, s, who);
    }
    (void)pthread_mutex_unlock(&g->guess_lock);
    if (!same && account != NULL &&
        decide_acquaintance(f, &g->setup.policy) == ACQUAINTANCE_STRANGER) {
        account_count_foreign(account, s);
    }
}

static void judge(struct guard *g, struct account *account, struct facts *f, const struct signin *s,
                  struct decision *d, struct learning *l)
{
    *d = (struct decision){.action = ACTION_ALLOW, .strict = ACTION_ALLOW};
    l->changed = false;
    if (decide_is_repeat(f)) {
        return;
    }
    f->failures_last_hour = account_recent_failures(account, s->at_ms);
    if (s->has_remote) {
        (void)pthread_mutex_lock(&g->guess_lock);
        f->source_guesses = guess_is_source(g->guess, &s->remote);
        (void)pthread_mutex_unlock(&g->guess_lock);
    }
    (void)pthread_rwlock_rdlock(&g->population_lock);
    decide(f, &g->setup.policy, d);
    learn(f, &g->setup.policy, d, l);
    (void)pthread_rwlock_unlock(&g->population_lock);
}

static void population_learn(struct guard *g, const struct population_change *change)
{
    (void)pthread_rwlock_wrlock(&g->population_lock);
    population_apply(g->population, change);
    pending_population(g->counters, change);
    (void)pthread_rwlock_unlock(&g->population_lock);
}

/* What was not recorded must not have been learnt either. */
static void unlearn(struct ticket *t)
{
    struct population_change back = t->learning.change;

    (void)pthread_mutex_lock(&t->shard->lock);
    if (memcmp(&t->account->profile, &t->learning.profile, sizeof t->before) == 0) {
        t->account->profile = t->before;
    }
    (void)pthread_mutex_unlock(&t->shard->lock);
    for (uint8_t i = 0; i < back.count; i++) {
        back.delta[i].delta = -back.delta[i].delta;
    }
    population_learn(t->g, &back);
}

/* Nor told: the next attempt is. */
static void untell(struct ticket *t)
{
    (void)pthread_mutex_lock(&t->shard->lock);
    t->account->stage_told = 0;
    (void)pthread_mutex_unlock(&t->shard->lock);
}

static void landed(void *ctx, const struct err *e)
{
    struct ticket *t = ctx;
    struct guard *g = t->g;

    if (e != NULL) {
        g->failed++;
        if (t->learnt) {
            unlearn(t);
        }
        if (t->told) {
            untell(t);
        }
    }
    if (t->done != NULL) {
        t->done(t->ctx, e);
    }
    free(t);
    (void)pthread_mutex_lock(&g->flight_lock);
    g->in_flight--;
    if (g->in_flight == 0) {
        (void)pthread_cond_broadcast(&g->landed);
    }
    (void)pthread_mutex_unlock(&g->flight_lock);
}

static bool hand_over(struct guard *g, struct ticket *t, const struct history_row *row,
                      const struct notice_facts *notice, struct err *e)
{
    uint8_t bytes[PROFILE_BYTES];
    struct store_change change = {
        .account = account_name(t->account),
        .row = row,
        .row_extends = true,
        .notice = t->told ? notice : NULL,
    };
    struct store_batch batch = {.changes = &change, .change_count = 1};

    if (t->learnt) {
        profile_pack(&t->learning.profile, bytes);
        change.profile = bytes;
    }
    (void)pthread_mutex_lock(&g->flight_lock);
    g->in_flight++;
    (void)pthread_mutex_unlock(&g->flight_lock);
    if (!store_submit(g->setup.store, &batch, landed, t, e)) {
        (void)pthread_mutex_lock(&g->flight_lock);
        g->in_flight--;
        (void)pthread_cond_broadcast(&g->landed);
        (void)pthread_mutex_unlock(&g->flight_lock);
        return false;
    }
    return true;
}

enum taken {
    TAKEN,   /* the ticket is the store's */
    NOBODYS, /* counted, and no account to record it with; or nothing new */
    REFUSED, /* by the store: *e says why */
};

/* Refused at the second question: the password was right, and the owner is told why. What was known
 * then is judged once more; the profile is the same, because a refusal teaches it nothing. */
static void judge_refused(struct guard *g, struct account *account, struct facts *f,
                          const struct ticket *t, struct decision *d)
{
    struct learning unused;

    judge(g, account, f, &t->signin, d, &unused);
    d->action = ACTION_REFUSE;
}

static struct history_row row_of(const struct signin *s, const struct facts *f)
{
    return (struct history_row){
        .first_ms = s->at_ms,
        .last_ms = s->at_ms,
        .count = 1,
        .service = s->service,
        .outcome = s->outcome,
        .has_remote = s->has_remote,
        .place = f->place,
        .client = f->client,
        .decision = {.action = ACTION_ALLOW, .strict = ACTION_ALLOW},
        .latest_count = 1,
        .latest = {{.at_ms = s->at_ms, .remote = s->remote}},
    };
}

/* The ticket may be gone the moment it is handed over, so what memory learns is taken from copies,
 * and before: a failure that comes back at once finds it and takes it back. */
static enum taken take_learnt(struct guard *g, struct ticket *t, const struct history_row *row,
                              const struct notice_facts *notice, struct err *e)
{
    struct learning learning = t->learning;
    struct account *account = t->account;
    struct profile before = t->before;

    account->profile = learning.profile;
    if (!hand_over(g, t, row, notice, e)) {
        account->profile = before;
        return REFUSED;
    }
    population_learn(g, &learning.change);
    return TAKEN;
}

static enum taken take(struct guard *g, struct shard *shard, const struct attempt *reported,
                       int64_t now_ms, struct ticket *t, struct err *e)
{
    struct attempt a = guard_attempt(reported, &t->session);
    struct facts f = guard_facts(g, &a, NULL, now_ms);
    struct guard_ruling ruling = {.effect = STAGE_NOTHING};
    struct notice_facts notice;
    struct history_row row;

    t->signin = signin_of(&a, now_ms, &f);
    row = row_of(&t->signin, &f);
    t->account = account_of(shard, &t->signin);
    f.profile = t->account == NULL ? NULL : &t->account->profile;
    if (row.outcome == OUTCOME_SUCCESS && t->account != NULL) {
        judge(g, t->account, &f, &t->signin, &row.decision, &t->learning);
        t->learnt = t->learning.changed;
        t->account->right_hash = password_hash(&a);
        ruling = guard_rule(g, &a, &f, &t->session);
        guard_ruling_count(g, ruling.effect == STAGE_REFUSED ? STAGE_COUNTED : ruling.effect);
        guard_stage_told(t->account, &ruling, &row);
    } else if (row.outcome == OUTCOME_REFUSED && t->session.refused && t->account != NULL) {
        judge_refused(g, t->account, &f, t, &row.decision);
        guard_stage_refused(t->account, (enum answer_cause)t->session.cause, &row);
    } else if (row.outcome != OUTCOME_REFUSED) {
        count_failure(g, t->account, &a, &t->signin, &f);
    }
    atomic_fetch_add_explicit(&g->reports[row.outcome], 1, memory_order_relaxed);
    if (t->account == NULL) {
        return NOBODYS;
    }
    t->before = t->account->profile;
    t->told = guard_notice(g, &a, &row, &t->account->profile, &notice);
    if (t->told && notice.kind == NOTICE_WARNING) {
        notice.first_ms = ruling.starts_ms;
    }
    if (row.decision.action != ACTION_ALLOW) {
        atomic_fetch_add_explicit(&g->notices, 1, memory_order_relaxed);
    }
    return t->learnt                           ? take_learnt(g, t, &row, &notice, e)
           : hand_over(g, t, &row, &notice, e) ? TAKEN
                                               : REFUSED;
}

/* A door has reported the sign-in, or nobody could tell whether its password is right: what a mail server
 * says of it now is nothing new. */
static bool says_nothing(const struct session *session, const struct attempt *a)
{
    return session != NULL && (session->told || (session->unanswered && !a->success));
}

bool guard_report(struct guard *g, const struct attempt *a, int64_t now_ms, guard_done *done,
                  void *ctx, struct err *e)
{
    struct shard *shard = guard_shard(g, a->login);
    struct ticket *t = memory_new(1, sizeof *t);
    enum taken taken = NOBODYS;
    bool nothing = false;

    *t = (struct ticket){.g = g, .shard = shard, .done = done, .ctx = ctx};
    (void)pthread_rwlock_rdlock(&g->setup_lock);
    (void)pthread_mutex_lock(&shard->lock);
    if (a->session.len > 0) {
        struct session *session = sessions_find(shard->sessions, guard_session_key(g, a), now_ms);

        if (session != NULL) {
            t->session = *session;
        }
        nothing = says_nothing(session, a);
        sessions_end(session);
    }
    taken = nothing ? NOBODYS : take(g, shard, a, now_ms, t, e);
    (void)pthread_mutex_unlock(&shard->lock);
    (void)pthread_rwlock_unlock(&g->setup_lock);
    if (taken != TAKEN) {
        free(t);
    }
    if (taken == NOBODYS && done != NULL) {
        done(ctx, NULL);
    }
    return taken != REFUSED;
}
