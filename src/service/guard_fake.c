/* Stands in until service/guard.c is there: lets everybody go on, keeps nothing. */
#include "service/guard.h"

#include "base/memory.h"

#include <stdlib.h>

struct guard {
    _Atomic uint64_t allows;
    _Atomic uint64_t reports;
};

bool guard_new(const struct guard_setup *setup, struct guard **out, struct err *e)
{
    (void)setup;
    (void)e;
    *out = memory_new(1, sizeof **out);
    return true;
}
void guard_free(struct guard **g)
{
    free(*g);
    *g = NULL;
}
void guard_reload(struct guard *g, const struct guard_setup *setup)
{
    (void)g;
    (void)setup;
}
void guard_allow(struct guard *g, const struct attempt *a, int64_t now_ms,
                 struct policy_answer *out)
{
    (void)a;
    (void)now_ms;
    g->allows++;
    *out = (struct policy_answer){0};
}
bool guard_report(struct guard *g, const struct attempt *a, int64_t now_ms, guard_done *done,
                  void *ctx, struct err *e)
{
    (void)a;
    (void)now_ms;
    (void)e;
    g->reports++;
    done(ctx, NULL);
    return true;
}
struct policy_answer guard_outage_answer(void)
{
    return (struct policy_answer){.cause = CAUSE_OUTAGE};
}
bool guard_list_add(struct guard *g, const struct listing *l, struct err *e)
{
    (void)g;
    (void)l;
    (void)e;
    return true;
}
bool guard_list_remove(struct guard *g, const struct listing *l, bool *was_there, struct err *e)
{
    (void)g;
    (void)l;
    (void)e;
    *was_there = false;
    return true;
}
void guard_list_visit(struct guard *g, enum listing_kind kind, int64_t now_ms,
                      void (*row)(void *ctx, const struct listing *l), void *ctx)
{
    (void)g;
    (void)kind;
    (void)now_ms;
    (void)row;
    (void)ctx;
}
void guard_reset(struct guard *g, const struct address *remote, struct span login)
{
    (void)g;
    (void)remote;
    (void)login;
}
struct guard_state guard_look(struct guard *g, const struct address *remote, struct span login,
                              int64_t now_ms)
{
    (void)g;
    (void)remote;
    (void)login;
    (void)now_ms;
    return (struct guard_state){0};
}
void guard_counts(struct guard *g, struct guard_counts *out)
{
    *out = (struct guard_counts){0};
    out->allow[CAUSE_NONE][1] = g->allows;
    out->reports[OUTCOME_SUCCESS] = g->reports;
}
