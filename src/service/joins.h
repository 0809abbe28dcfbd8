/* service/joins.h - one failed attempt, several lines: counted once.
 *
 * Dovecot's auth process logs each failed attempt with its reason; the login process then logs one
 * line for the session with their number; Postfix logs its own line for an attempt that Dovecot's
 * auth refused. The detail is counted when it comes (it knows the name and the reason); what
 * follows counts only what no detail has counted yet.
 *
 * Joined by the session when there is one, else by the address within JOIN_SECONDS.
 * Owns: a fixed table, newest first. Threads: one. cost: O(1).
 */
#ifndef SERVICE_JOINS_H
#define SERVICE_JOINS_H

#include "base/attr.h"
#include "model/signin.h"

#define JOIN_SECONDS 30     /* auth_failure_delay and a slow log together */
#define JOIN_SESSION_S 3600 /* a session with an ID may try for longer */

struct joins;

struct joins *joins_new(void) MUST_CHECK;
void joins_free(struct joins **j);

/* The attempts to count for this line: 0 when details before it counted them all. */
uint32_t joins_attempts(struct joins *j, const struct signin *s, bool detail);

#endif
