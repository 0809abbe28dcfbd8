/* words/zone.h - civil time in a time zone, with the zone's name in words.
 *
 * Source    the time zone data inside ICU (IANA tz).
 * Owns      one zone's calendar. Threads: one handle per thread.
 */
#ifndef WORDS_ZONE_H
#define WORDS_ZONE_H

#include "base/time.h"
#include "words/lang.h"

struct zone;

/* Opens a zone by its IANA name ("Asia/Tokyo", "UTC").
 *
 * name     NULL or "": the one the process runs in (TZ, else the system's)
 * errors   ERR_CONFIG when there is no zone of that name; *out untouched
 */
bool zone_open(const char *name, struct zone **out, struct err *e) MUST_CHECK;

/* NULL is allowed; leaves NULL. */
void zone_free(struct zone **z);

/* Civil time there, and how far it is from UTC in milliseconds, daylight saving included. */
struct civil zone_civil(const struct zone *z, int64_t at_ms);
int64_t zone_offset_ms(const struct zone *z, int64_t at_ms);

/* "Japan time", "日本時間"; "UTC", "協定世界時". Lives as long as the zone. */
const char *zone_words(const struct zone *z, enum lang l);

/* "Asia/Tokyo": the IANA name. Lives as long as the zone. */
const char *zone_name(const struct zone *z);

#endif
