/* serve/crowd.h - how many connections each address of a crowd has open.
 *
 * Limits    CROWD_MAX addresses at a time; beyond it nobody new of the crowd is let in.
 * Threads   any.
 */
#ifndef SERVE_CROWD_H
#define SERVE_CROWD_H

#include "base/attr.h"
#include "model/address.h"

#define CROWD_MAX 8192

struct crowd;

struct crowd *crowd_new(uint32_t most_each) MUST_CHECK; /* never NULL */
void crowd_free(struct crowd **c);

/* One connection more of this subscriber (an IPv6 /64 is one); false when it has its most. */
bool crowd_enter(struct crowd *c, const struct address *a) MUST_CHECK;
void crowd_leave(struct crowd *c, const struct address *a);

#endif
