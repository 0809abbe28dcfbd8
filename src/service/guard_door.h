/* service/guard_door.h - what a door says to the guard beyond what a policy server does.
 *
 * A policy server's two questions look alike and come by themselves; a door states which one it asks, and
 * knows that it has asked all of them. Threads: any, as service/guard.h.
 */
#ifndef SERVICE_GUARD_DOOR_H
#define SERVICE_GUARD_DOOR_H

#include "service/guard.h"

/* The question before the password is looked at, whatever `checks` says. A session must be named.
 *
 * returns  false, *out untouched, when a policy server asks about the same sign-in: it asked before, and
 *          its own questions and report count */
bool guard_door_before(struct guard *g, const struct attempt *a, int64_t now_ms,
                       struct policy_answer *out) MUST_CHECK;

/* The question after it was found right. */
void guard_door_after(struct guard *g, const struct attempt *a, int64_t now_ms,
                      struct policy_answer *out);

/* The door has reported the sign-in: what a policy server asks about it afterwards hears `told`, what it
 * reports is acknowledged, and neither counts again: for SESSION_KEPT_MS, or until the next attempt. A
 * mail server may call the user by another name than was typed from then on: once for each name. */
void guard_door_told(struct guard *g, struct span login, struct span session,
                     const struct policy_answer *told, int64_t now_ms);

/* Nobody could tell whether the password is right: the failure that a policy server reports of it is none.
 * A session must be named. */
void guard_unanswered(struct guard *g, struct span login, struct span session, int64_t now_ms);

/* The address of the page about a refusal, "https://notice.example.jp/e/S1", into `out`; nothing when there
 * is no page, or the cause refuses nothing. */
void guard_help(struct guard *g, enum answer_cause cause, struct buf *out);

#endif
