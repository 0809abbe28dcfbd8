/* message/lookups.h - DNS questions of a verification, and the answers somebody else fetched.
 *
 * Duty      the room asks here and never the network. What has no answer yet stays open: the caller
 *           fetches it, answers, and verifies again, until nothing is open or LOOKUPS_ROUNDS_MAX. So
 *           verifying works in a process without network, and offline is "every answer failed".
 * Owns      names and answers are copied.
 * Threads   one.
 * Limits    LOOKUPS_MAX questions; beyond, a question counts as failed and is not asked.
 */
#ifndef MESSAGE_LOOKUPS_H
#define MESSAGE_LOOKUPS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "model/lookup.h"

#include <stdbool.h>
#include <stddef.h>

#define LOOKUPS_MAX 64 /* questions of one message: SPF allows 10 mechanisms, RFC 7208 4.6.4 */
#define LOOKUPS_ROUNDS_MAX 16 /* an include inside an include is one round more */
#define LOOKUP_NAME_MAX 254   /* bytes with NUL: RFC 1035 2.3.4 */

struct lookup {
    char name[LOOKUP_NAME_MAX]; /* lower case, no dot at its end */
    enum lookup_type type;
    enum lookup_state state;
    size_t count; /* of values, when FOUND */
    struct span values[LOOKUP_VALUES_MAX];
};

struct lookups;

struct lookups *lookups_new(void) MUST_CHECK; /* NULL without memory */
void lookups_free(struct lookups **l);        /* NULL inside is fine */

/* What is known of a name; a question asked for the first time becomes open. NULL: too many
 * questions, or `name` is none (too long, empty, with a NUL): as LOOKUP_FAILED. */
const struct lookup *lookups_ask(struct lookups *l, struct span name, enum lookup_type type);

/* The first open question from `from` on; NULL: none is open. *index is what lookups_answer wants. */
const struct lookup *lookups_open(const struct lookups *l, size_t from, size_t *index);

/* Answers a question. state: not LOOKUP_OPEN. Values are copied; those beyond the limits are left out.
 * ERR_LIMIT without memory: the question counts as failed. */
bool lookups_answer(struct lookups *l, size_t index, enum lookup_state state,
                    const struct span *values, size_t count, struct err *e) MUST_CHECK;

/* Makes every open question failed: there is no network. */
void lookups_offline(struct lookups *l);

#define LOOKUPS_PACKED_MAX ((size_t)1 << 19) /* bytes of lookups_pack at most */

/* Questions and answers as bytes, to and from a process that has no network. What does not fit `out`
 * makes it full. */
void lookups_pack(const struct lookups *l, struct buf *out);

/* ERR_INPUT: the bytes are not in order; *l is untouched. */
bool lookups_unpack(struct span bytes, struct lookups **l, struct err *e) MUST_CHECK;

#endif
