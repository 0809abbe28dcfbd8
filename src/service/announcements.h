/* service/announcements.h - what the operator publishes before something changes: read, add, change.
 *
 * Duty      makes the next version of an announcement out of the one before and what somebody states.
 * Owns      nothing; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_ANNOUNCEMENTS_H
#define SERVICE_ANNOUNCEMENTS_H

#include "base/arena.h"
#include "store/notices.h"

#define ANNOUNCEMENT_ARENA ((size_t)256 << 10) /* bytes; more than one takes */

/* Every version, newest published first, versions of one ID newest first. */
bool announcements_visit(struct store *s, store_visit_announcement *visit, void *ctx,
                         struct err *e) MUST_CHECK;

/* Version 1 of a new announcement, published now.
 *
 * out      what was stored; its spans live in `arena` or in the patch
 * errors   ERR_INPUT  the ID is taken, or announcement_check says so; ERR_STORE, ERR_SYSTEM */
bool announcement_add(struct store *s, const struct announcement_patch *p, int64_t now_ms,
                      struct arena *arena, struct announcement *out, struct err *e) MUST_CHECK;

/* The next version of p->id: what is not stated stays. A start that was stated before and is another
 * now is a postponement: the new version names the one it replaces and must carry an apology.
 *
 * errors   ERR_ABSENT  there is none of that ID; else as announcement_add, and ERR_INPUT too when
 *                      somebody else stored the same version meanwhile */
bool announcement_change(struct store *s, const struct announcement_patch *p, int64_t now_ms,
                         struct arena *arena, struct announcement *out, struct err *e) MUST_CHECK;

#endif
