/* message/random.h - does a name look as if a program had made it up?
 *
 * Source    pairs of letters that make up less than 0.6 % of what follows their first letter in
 *           3,188 legitimate domain names (two such pairs in one name: 0.4 % of those, 14 % of
 *           5,543 reported phishing hosts).
 * Threads   any. cost: name.len.
 */
#ifndef MESSAGE_RANDOM_H
#define MESSAGE_RANDOM_H

#include "base/attr.h"
#include "base/span.h"

/* name: one label of a host or the local part of an address, ASCII. Names under 5 letters never do. */
bool random_looks(struct span name) MUST_CHECK;

#endif
