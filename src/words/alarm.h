/* words/alarm.h - words a calm text does not use.
 *
 * Rule      a genuine notice must not read like the fakes, and must
 *           not promise what it cannot keep.
 * Owns      nothing. Threads: any.
 */
#ifndef WORDS_ALARM_H
#define WORDS_ALARM_H

#include "base/span.h"

/* The first alarm word in `text`, a view into it; empty when there is none. ASCII letters in either
 * case. cost: words times text.len. */
struct span alarm_find(struct span text);

#endif
