#include "service/guard_state.h"

#include "base/hash.h"

bool guard_list_add(struct guard *g, const struct listing *l, struct err *e)
{
    bool ok;

    if (!store_listing_put(g->setup.store, l, e)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&g->lists_lock);
    ok = lists_put(g->lists, l, e);
    (void)pthread_rwlock_unlock(&g->lists_lock);
    return ok;
}

bool guard_list_remove(struct guard *g, const struct listing *l, bool *was_there, struct err *e)
{
    if (!store_listing_remove(g->setup.store, l, was_there, e)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&g->lists_lock);
    *was_there = lists_remove(g->lists, l) || *was_there;
    (void)pthread_rwlock_unlock(&g->lists_lock);
    return true;
}

void guard_list_visit(struct guard *g, enum listing_kind kind, int64_t now_ms,
                      void (*row)(void *ctx, const struct listing *l), void *ctx)
{
    (void)pthread_rwlock_rdlock(&g->lists_lock);
    lists_visit(g->lists, kind, now_ms, row, ctx);
    (void)pthread_rwlock_unlock(&g->lists_lock);
}

void guard_reset(struct guard *g, const struct address *remote, struct span login)
{
    if (remote != NULL) {
        (void)pthread_mutex_lock(&g->guess_lock);
        guess_reset(g->guess, remote, login.len == 0 ? 0 : hash_span(&HASH_KEY_STABLE, login));
        (void)pthread_mutex_unlock(&g->guess_lock);
    }
    if (login.len > 0) {
        struct shard *shard = guard_shard(g, login);
        struct account *a;

        (void)pthread_mutex_lock(&shard->lock);
        a = accounts_find(shard->accounts, login);
        if (a != NULL) {
            a->fail_today = 0;
            a->fail_peak = 0;
            a->fail_sources = 0;
        }
        (void)pthread_mutex_unlock(&shard->lock);
    }
}

static void look_at_source(struct guard *g, const struct address *remote, struct span login,
                           int64_t now_ms, struct guard_state *out)
{
    struct finding_source source;

    (void)pthread_mutex_lock(&g->guess_lock);
    source = guess_look(g->guess, remote);
    out->source_failures = (uint32_t)source.failures;
    out->source_accounts = source.accounts;
    out->source_guesses = guess_is_source(g->guess, remote);
    if (login.len > 0) {
        out->pair_failures =
            guess_pair_failures(g->guess, hash_span(&HASH_KEY_STABLE, login), remote, now_ms);
    }
    (void)pthread_mutex_unlock(&g->guess_lock);
}

struct guard_state guard_look(struct guard *g, const struct address *remote, struct span login,
                              int64_t now_ms)
{
    struct guard_state out = {0};
    const struct listing *l;

    if (remote != NULL) {
        look_at_source(g, remote, login, now_ms, &out);
    }
    if (login.len > 0) {
        struct shard *shard = guard_shard(g, login);
        const struct account *a;

        (void)pthread_mutex_lock(&shard->lock);
        a = accounts_find(shard->accounts, login);
        out.account_failures_today = a == NULL ? 0 : account_recent_failures(a, now_ms);
        (void)pthread_mutex_unlock(&shard->lock);
    }
    (void)pthread_rwlock_rdlock(&g->lists_lock);
    l = lists_find(g->lists, remote, login, now_ms);
    out.allow_listed = l != NULL && l->kind == LISTING_ALLOW;
    out.block_listed = l != NULL && l->kind == LISTING_BLOCK;
    if (l != NULL) {
        out.listing = *l;
    }
    (void)pthread_rwlock_unlock(&g->lists_lock);
    return out;
}
