/* base/zone.h - local clock times of a named zone -> UTC, and back.
 *
 * Source    the zone rules inside ICU (IANA tz database), or a fixed offset. TZ, /etc/localtime and
 *           the C library's hidden state are consulted for "" only, once.
 * Owns      an ICU calendar. Threads: one at a time.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

/* name: "" or NULL this machine's zone, "UTC", a fixed "+09:00" or "-0330", or an IANA name such as
 * "Asia/Tokyo". ERR_CONFIG: none of these. */
bool zone_new(const char *name, struct zone **out, struct err *e) MUST_CHECK;

/* Frees; *z becomes NULL. NULL inside is fine. */
void zone_free(struct zone **z);

/* A local clock reading (milliseconds since 1970 as if the clock showed UTC) -> UTC. A reading that
 * occurs twice, when clocks are put back, is the first of the two, or with `later` the second; one
 * that never occurs is taken as if the clocks had not been put forward yet. cost: about 1 us. */
int64_t zone_to_utc(struct zone *z, int64_t local_ms, bool later);

/* How far the zone's clocks are ahead of UTC at an instant, daylight saving included. cost: about 1 us. */
int64_t zone_offset_ms(struct zone *z, int64_t at_ms);

/* "Asia/Tokyo", "UTC", "+09:00": its name as given, or for this machine's zone its IANA name. Lives
 * as long as the zone. */
const char *zone_name(const struct zone *z);

#endif
