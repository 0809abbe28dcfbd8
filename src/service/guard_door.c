#include "service/guard_door.h"

#include "service/guard_state.h"
#include "words/refusal.h"

/* What a policy server's question began, and no report has ended. */
static bool policy_asks(struct guard *g, const struct attempt *a, int64_t now_ms)
{
    struct shard *shard = guard_shard(g, a->login);
    const struct session *session;
    bool asks;

    (void)pthread_mutex_lock(&shard->lock);
    session = sessions_find(shard->sessions, guard_session_key(g, a), now_ms);
    asks = session != NULL && !session->door && !session->told;
    (void)pthread_mutex_unlock(&shard->lock);
    return asks;
}

bool guard_door_before(struct guard *g, const struct attempt *a, int64_t now_ms,
                       struct policy_answer *out)
{
    if (policy_asks(g, a, now_ms)) {
        return false;
    }
    guard_ask(g, a, GUARD_ASKED_BEFORE, now_ms, out);
    return true;
}

void guard_door_after(struct guard *g, const struct attempt *a, int64_t now_ms,
                      struct policy_answer *out)
{
    guard_ask(g, a, GUARD_ASKED_AFTER, now_ms, out);
}

/* The row anew: the report ended the one before. */
static void mark(struct guard *g, struct span login, struct span name, int64_t now_ms,
                 const struct session *as)
{
    const struct attempt a = {.login = login, .session = name};
    struct shard *shard = guard_shard(g, login);
    uint64_t key = guard_session_key(g, &a);
    struct session *session;

    (void)pthread_mutex_lock(&shard->lock);
    session = sessions_begin(shard->sessions, key, now_ms);
    session->door = as->door;
    session->told = as->told;
    session->unanswered = as->unanswered;
    session->refused = as->refused;
    session->cause = as->cause;
    (void)pthread_mutex_unlock(&shard->lock);
}

void guard_door_told(struct guard *g, struct span login, struct span session,
                     const struct policy_answer *told, int64_t now_ms)
{
    const struct session as = {
        .door = true,
        .told = true,
        .refused = told->status == POLICY_STATUS_REFUSE,
        .cause = (uint8_t)told->cause,
    };

    mark(g, login, session, now_ms, &as);
}

void guard_unanswered(struct guard *g, struct span login, struct span session, int64_t now_ms)
{
    const struct session as = {.unanswered = true};

    mark(g, login, session, now_ms, &as);
}

void guard_help(struct guard *g, enum answer_cause cause, struct buf *out)
{
    const char *code = words_refusal_code(cause);

    (void)pthread_rwlock_rdlock(&g->setup_lock);
    if (g->setup.help[0] != '\0' && code[0] != '\0') {
        buf_addf(out, "%s%s", g->setup.help, code);
    }
    (void)pthread_rwlock_unlock(&g->setup_lock);
}
