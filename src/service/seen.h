/* service/seen.h - which events were counted already, so that no line counts twice.
 *
 * An event is known by the hash of what it says (event_identity), not by the file it came in: a log
 * scanned again, rotated, compressed, or written to two files by the log daemon counts once.
 *
 * Owns      a hash set for each of the SEEN_HOURS hours used last; older ones are asked of the store.
 * Threads   one.
 * Limits    two events that agree in second, program, process, account, address, service, outcome,
 *           attempts and session are one event. 64-bit hashes: with 10 million events in one
 *           hour the probability of a wrong match is below 3e-6 for the whole hour.
 */
#ifndef SERVICE_SEEN_H
#define SERVICE_SEEN_H

#include "base/err.h"
#include "model/signin.h"
#include "store/store.h"

#define SEEN_HOURS 6

struct seen;

/* store: where earlier runs kept their identities; NULL when nothing is kept. Borrowed. */
struct seen *seen_new(struct store *store) MUST_CHECK;
void seen_free(struct seen **s);

/* The identity of an event. detail: not an attempt itself but a line that belongs to one. */
uint64_t event_identity(const struct signin *s, struct span program, uint32_t pid, bool detail);

/* Are the identities of that hour at hand? Otherwise seen_add asks the store, so that what this run
 * has not recorded yet must be recorded first. */
bool seen_holds(const struct seen *s, int64_t hour);

/* *fresh: true when the identity was not there before in that hour; it is now.
 * errors   ERR_STORE the store could not be asked. */
bool seen_add(struct seen *s, int64_t hour, uint64_t identity, bool *fresh,
              struct err *e) MUST_CHECK;

#endif
