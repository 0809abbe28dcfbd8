/* What stages mean for the live watch: which of them hold, for whom, and which password was used. */
#include "service/guard_state.h"

#include "base/time.h"
#include "service/notice_budget.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define READ_SHARE 10 /* members are read a tenth of the time at most */

/* --- reading -------------------------------------------------------------------------------------- */

static void swap(struct guard *g, struct stage_book *book, struct stage_members *members)
{
    struct stage_members *old_members = g->members;
    struct stage_book *old_book = g->stages;

    (void)pthread_rwlock_wrlock(&g->stages_lock);
    g->stages = book;
    g->members = members;
    (void)pthread_rwlock_unlock(&g->stages_lock);
    if (old_members != members) {
        stage_members_free(&old_members);
    }
    if (old_book != book) {
        free(old_book);
    }
}

bool guard_stages_read(struct guard *g, int64_t now_ms, struct err *e)
{
    struct stage_book *book = NULL;
    struct stage_members *members;
    bool ok;

    (void)pthread_mutex_lock(&g->stages_turn);
    members = g->members;
    ok = stage_book_read(g->setup.store, now_ms, &book, e);
    if (ok && book != NULL && members == NULL) {
        g->members_old = false;
        ok = stage_members_read(g->setup.store, &book->key, &members, e);
    }
    if (ok) {
        swap(g, book, book == NULL ? NULL : members);
    } else {
        free(book);
    }
    (void)pthread_mutex_unlock(&g->stages_turn);
    return ok;
}

void guard_accounts_changed(struct guard *g)
{
    g->members_old = true;
}

static int64_t steady_now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void guard_stages_keep(struct guard *g, int64_t steady_ms)
{
    struct stage_members *fresh = NULL;
    struct err e = {0};

    if (!g->members_old || steady_ms < g->members_next_ms) {
        return;
    }
    (void)pthread_mutex_lock(&g->stages_turn);
    if (g->stages != NULL) {
        g->members_old = false;
        if (stage_members_read(g->setup.store, &g->stages->key, &fresh, &e)) {
            swap(g, g->stages, fresh);
        } else {
            g->members_old = true;
            atomic_fetch_add_explicit(&g->failed, 1, memory_order_relaxed);
        }
    }
    (void)pthread_mutex_unlock(&g->stages_turn);
    g->members_next_ms = steady_now_ms() + READ_SHARE * (steady_now_ms() - steady_ms);
}

void guard_stages_free(struct guard *g)
{
    stage_members_free(&g->members);
    free(g->stages);
    (void)pthread_mutex_destroy(&g->stages_turn);
    (void)pthread_rwlock_destroy(&g->stages_lock);
}

/* --- which password ------------------------------------------------------------------------------- */

void guard_credential(struct guard *g, struct span login, struct span session,
                      const struct used_credential *used, int64_t now_ms)
{
    const struct attempt a = {.login = login, .session = session};
    struct shard *shard = guard_shard(g, login);
    uint64_t key = guard_session_key(g, &a);
    struct session *row;

    if (session.len == 0) {
        return;
    }
    (void)pthread_mutex_lock(&shard->lock);
    row = sessions_find(shard->sessions, key, now_ms);
    row = row == NULL ? sessions_begin(shard->sessions, key, now_ms) : row;
    row->credential =
        used->kind == CREDENTIAL_APP_PASSWORD ? SESSION_CREDENTIAL_APP : SESSION_CREDENTIAL_MAIN;
    row->app_password[0] = '\0';
    if (used->kind == CREDENTIAL_APP_PASSWORD &&
        used->app_password.len < sizeof row->app_password) {
        memcpy(row->app_password, used->app_password.at, used->app_password.len);
        row->app_password[used->app_password.len] = '\0';
    }
    (void)pthread_mutex_unlock(&shard->lock);
}

struct attempt guard_attempt(const struct attempt *a, const struct session *session)
{
    struct attempt known = *a;

    if (session == NULL || session->credential == SESSION_CREDENTIAL_UNKNOWN) {
        return known;
    }
    /* What we verified ourselves counts before what a mail server says. */
    known.client_key =
        (struct span){.at = session->app_password, .len = strlen(session->app_password)};
    return known;
}

static enum stage_credential credential_of(const struct attempt *a, const struct session *session)
{
    if (session != NULL && session->credential != SESSION_CREDENTIAL_UNKNOWN) {
        return session->credential == SESSION_CREDENTIAL_APP ? STAGE_CREDENTIAL_APP
                                                             : STAGE_CREDENTIAL_MAIN;
    }
    return a->client_key.len > 0 ? STAGE_CREDENTIAL_APP : STAGE_CREDENTIAL_UNKNOWN;
}

/* --- ruling --------------------------------------------------------------------------------------- */

struct guard_ruling guard_rule(struct guard *g, const struct attempt *a, const struct facts *f,
                               const struct session *session)
{
    struct guard_ruling out = {.effect = STAGE_NOTHING};

    (void)pthread_rwlock_rdlock(&g->stages_lock);
    if (g->stages != NULL && a->login.len > 0) {
        struct stage_member who = stage_member_find(g->members, &g->stages->key, a->login);
        const struct stage_question q = {
            .cohort = who.cohort,
            .group = who.group,
            .origin =
                stage_origin_of(&f->place, f->has_remote, g->setup.home.at, g->setup.home.count),
            .service = f->service,
            .credential = credential_of(a, session),
            .remote = f->remote,
            .has_remote = f->has_remote,
            .now_ms = f->at_ms,
        };
        struct stage_ruling ruling = stage_decide(g->stages->stages, g->stages->count, &q);

        out = (struct guard_ruling){
            .effect = ruling.effect,
            .origin = q.origin,
            .starts_ms = ruling.stage == NULL ? 0 : ruling.stage->starts_ms,
        };
    }
    (void)pthread_rwlock_unlock(&g->stages_lock);
    return out;
}

void guard_ruling_count(struct guard *g, enum stage_effect effect)
{
    if (effect != STAGE_NOTHING) {
        atomic_fetch_add_explicit(&g->staged[effect - 1], 1, memory_order_relaxed);
    }
}

enum answer_cause guard_ruling_cause(const struct guard_ruling *r)
{
    return r->origin == STAGE_FOREIGN ? CAUSE_STAGE_ABROAD : CAUSE_STAGE_HOME;
}

/* --- telling -------------------------------------------------------------------------------------- */

static void reason_put(struct decision *d, enum answer_cause cause)
{
    enum reason_code code = cause == CAUSE_STAGE_ABROAD ? REASON_STAGE_ABROAD : REASON_STAGE_HOME;

    d->reason_count = d->reason_count < REASONS_MAX ? d->reason_count : REASONS_MAX - 1;
    memmove(d->reasons + 1, d->reasons, d->reason_count * sizeof d->reasons[0]);
    d->reasons[0] = (struct reason){.code = (uint8_t)code, .counted = true};
    d->reason_count++;
}

/* Abroad every country and provider is news: it may be somebody else. */
static bool is_next(struct account *account, const struct history_row *row)
{
    enum notice_kind kind = notice_kind_of(row);
    bool abroad = kind == NOTICE_REFUSED;
    const uint64_t what[] = {(uint64_t)time_day_of(row->last_ms), kind,
                             abroad ? row->place.country : 0,
                             abroad ? place_provider(&row->place) : 0};
    uint32_t told = (uint32_t)hash_bytes(&HASH_KEY_STABLE, what, sizeof what) | 1;

    if (account->stage_told == told) {
        return false;
    }
    account->stage_told = told;
    return true;
}

void guard_stage_refused(struct account *account, enum answer_cause cause, struct history_row *row)
{
    if (cause == CAUSE_STAGE_ABROAD || cause == CAUSE_STAGE_HOME) {
        reason_put(&row->decision, cause);
        row->decision.action = is_next(account, row) ? ACTION_REFUSE : ACTION_ALLOW;
    }
}

void guard_stage_told(struct account *account, const struct guard_ruling *r,
                      struct history_row *row)
{
    struct history_row told = *row;

    if (r->effect != STAGE_TOLD || row->decision.action != ACTION_ALLOW) {
        return;
    }
    reason_put(&told.decision, guard_ruling_cause(r));
    told.decision.action = ACTION_NOTICE;
    if (is_next(account, &told)) {
        *row = told;
    }
}
