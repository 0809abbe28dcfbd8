/* service/stages.h - the stages an operator keeps: read, add, change.
 *
 * Duty      joins what somebody states with what is stored, keeps the announcement of a stage at its date
 *           a start that moves is a new version with the old date and an apology).
 * Owns      nothing; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_STAGES_H
#define SERVICE_STAGES_H

#include "base/hash.h"
#include "model/stage.h"
#include "store/store.h"

/* False ends the visit. */
typedef bool stages_visit(void *ctx, const struct stage *s);

/* Every stage, by ID. errors: ERR_STORE, ERR_SYSTEM; ERR_INPUT: one is stored in a form nobody knows */
bool stages_each(struct store *s, stages_visit *visit, void *ctx, struct err *e) MUST_CHECK;

/* errors   ERR_ABSENT, else as stages_each */
bool stages_find(struct store *s, struct span id, struct stage *out, struct err *e) MUST_CHECK;

/* A new stage.
 *
 * errors   ERR_INPUT  the ID is taken, there are STAGES_MAX already, its announcement does not exist, or
 *                     as stage_make; ERR_STORE, ERR_SYSTEM */
bool stages_add(struct store *s, const struct stage_patch *p, int64_t now_ms, struct stage *out,
                struct err *e) MUST_CHECK;

/* Changes the stage of p->stage.id. Its announcement, if any, gets the stage's start when it has another;
 * when that fails the stage is changed all the same, and changing it again mends the announcement.
 *
 * errors   ERR_ABSENT there is none; ERR_INPUT as stages_add and stage_change; ERR_STORE, ERR_SYSTEM */
bool stages_change(struct store *s, const struct stage_patch *p, int64_t now_ms, struct stage *out,
                   struct err *e) MUST_CHECK;

/* The key of the accounts' numbers (decide/stage.h): made once for an installation, and stored. */
bool stages_key(struct store *s, int64_t now_ms, struct hash_key *out, struct err *e) MUST_CHECK;

#endif
