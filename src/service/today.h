/* service/today.h - the day's sign-ins that do not fit, held until the day is over.
 *
 * Held, because the same client polls again: a finding tells how often and until when.
 * Owns: the list. Threads: one. cost: O(1) for each call but today_tell.
 */
#ifndef SERVICE_TODAY_H
#define SERVICE_TODAY_H

#include "model/finding.h"
#include "service/accounts.h"

struct today;

struct today *today_new(void) MUST_CHECK;
void today_free(struct today **t);

/* Holds a finding about `account`, which stays where it is. finding->account is ignored. */
void today_hold(struct today *t, const struct account *account,
                const struct finding_signin *finding);

/* Counts a further sign-in like one that is held: same account, place, service and client.
 * False when none is held. */
bool today_repeat(struct today *t, const struct account *account, const struct signin *s,
                  const struct place *place);

/* Calls `tell` for every held finding whose last sign-in is before `before_ms`, oldest first, and
 * lets go of it. */
void today_tell(struct today *t, int64_t before_ms,
                void (*tell)(void *ctx, struct finding_signin *finding), void *ctx);

#endif
