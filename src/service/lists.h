/* service/lists.h - the operator's lists: who is let through, who is refused.
 *
 * Precedence: an entry for a login at a network beats one for the login alone, which beats one for a
 * network alone; of those with a network the longer prefix beats the shorter; between equals "allow"
 * beats "block".
 *
 * Owns      its entries. Threads: one writer or many readers, the caller locks.
 * Limits    LISTS_MAX entries. cost: one probe for each prefix length in use.
 */
#ifndef SERVICE_LISTS_H
#define SERVICE_LISTS_H

#include "base/err.h"
#include "base/span.h"
#include "model/listing.h"

#define LISTS_MAX 1000000

struct lists;

struct lists *lists_new(void) MUST_CHECK;
void lists_free(struct lists **l);

/* Adds the entry, or replaces the one with the same kind, network and login.
 * errors   ERR_LIMIT LISTS_MAX entries are there already */
bool lists_put(struct lists *l, const struct listing *entry, struct err *e) MUST_CHECK;

/* Takes the entry of that kind, network and login away; false when there was none. */
bool lists_remove(struct lists *l, const struct listing *entry);

/* The entry that decides, or NULL. remote NULL: no address; login may be empty. */
const struct listing *lists_find(const struct lists *l, const struct address *remote,
                                 struct span login, int64_t now_ms);

/* Calls row for every entry of that kind that has not ended. */
void lists_visit(const struct lists *l, enum listing_kind kind, int64_t now_ms,
                 void (*row)(void *ctx, const struct listing *entry), void *ctx);

#endif
