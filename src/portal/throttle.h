/* portal/throttle.h - how many references may be tried: by one subscriber, and by everybody together.
 *
 * Form      token buckets: THROTTLE_BURST tries at once, then one every THROTTLE_REFILL_MS; for the
 *           whole service THROTTLE_ALL_BURST and THROTTLE_ALL_REFILL_MS. A subscriber is an IPv4
 *           address or an IPv6 /64. Who typed a reference that exists gets the try back: only guessing
 *           costs, so that thousands behind one address of a phone network can check theirs.
 * Limits    THROTTLE_SLOTS subscribers; beyond, the one seen longest ago is forgotten. However many
 *           addresses guess, the whole service's bucket holds them.
 * Threads   any.
 */
#ifndef PORTAL_THROTTLE_H
#define PORTAL_THROTTLE_H

#include "base/attr.h"
#include "model/address.h"

#define THROTTLE_BURST 20
#define THROTTLE_REFILL_MS 6000
#define THROTTLE_ALL_BURST 1000
#define THROTTLE_ALL_REFILL_MS 20
#define THROTTLE_SLOTS 8192

struct throttle;

struct throttle *throttle_new(void) MUST_CHECK; /* NULL without memory */
void throttle_free(struct throttle **t);        /* NULL is fine; *t becomes NULL */

/* Takes a try; false when there is none. who NULL: somebody whose address is not known. */
bool throttle_take(struct throttle *t, const struct address *who, int64_t now_ms) MUST_CHECK;

/* Gives one back. */
void throttle_return(struct throttle *t, const struct address *who, int64_t now_ms);

#endif
