/* message/date.h - the Date header (RFC 5322 section 3.3) -> an instant (private to message). */
#ifndef MESSAGE_DATE_H
#define MESSAGE_DATE_H

#include "base/span.h"

#include <stdint.h>

/* Milliseconds since 1970; 0 when the text is no date with a zone. Two-digit years and the zone
 * names of RFC 5322 section 4.3 and JST are read. */
int64_t date_read(struct span text);

#endif
