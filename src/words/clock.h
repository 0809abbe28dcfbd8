/* words/clock.h - civil time in a time zone, with the zone's name in words.
 *
 * Source    base/zone.h for the rules; CLDR inside ICU for the zone's name.
 * Owns      one zone. Threads: one handle per thread.
 */
#ifndef WORDS_CLOCK_H
#define WORDS_CLOCK_H

#include "base/time.h"
#include "words/lang.h"

struct clock;

/* Opens a zone by its name as zone_new reads it.
 *
 * errors   ERR_CONFIG when there is no zone of that name; *out untouched
 */
bool clock_open(const char *name, struct clock **out, struct err *e) MUST_CHECK;

/* NULL is allowed; leaves NULL. */
void clock_free(struct clock **c);

/* Civil time there, and how far it is from UTC in milliseconds, daylight saving included. */
struct civil clock_civil(const struct clock *c, int64_t at_ms);
int64_t clock_offset_ms(const struct clock *c, int64_t at_ms);

/* "Japan time", "日本時間"; "UTC", "協定世界時"; "UTC+09:00". Lives as long as the clock. */
const char *clock_words(const struct clock *c, enum lang l);

/* "Asia/Tokyo", "+09:00": as clock_name. Lives as long as the clock. */
const char *clock_name(const struct clock *c);

#endif
