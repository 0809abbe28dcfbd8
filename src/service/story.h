/* service/story.h - what a help desk asks about an account: history, one event explained, habits.
 *
 * Duty      a name somebody typed -> the sign-in names that belong to it -> what the store keeps of
 *           them, with places in words that people know.
 * Owns      nothing; store and places are borrowed. Threads: any.
 */
#ifndef SERVICE_STORY_H
#define SERVICE_STORY_H

#include "base/arena.h"
#include "model/story.h"
#include "place/place.h"
#include "store/accounts.h"

#define STORY_ROWS_MAX 500              /* of one page */
#define STORY_BYTES ((size_t)256 << 10) /* of an arena; more than any story takes but a history */

struct story_setup {
    struct store *store;
    const struct places *places; /* NULL: providers are told by number */
};

/* The names whose history is the account's. */
struct story_names {
    size_t count;
    struct span at[STORY_NAMES_MAX];
};

/* Finds what `name` stands for: an account by ID or by any of its identifiers, and then every
 * identifier of it; else `name` itself, in lower case, as a sign-in name nobody has entered.
 *
 * out      spans live in `arena`
 * errors   ERR_STORE, ERR_SYSTEM
 */
bool story_names_find(const struct story_setup *s, struct span name, struct arena *arena,
                      struct story_names *out, struct err *e) MUST_CHECK;

struct story_page {
    int64_t before_ms; /* as store_page: the last row of the page before; 0: from the newest */
    int64_t before_id;
    size_t limit; /* 1..STORY_ROWS_MAX */
    bool more;    /* out: there are rows behind the last one visited */
};

/* False ends the visit. */
typedef bool story_visit(void *ctx, const struct history_entry *entry);

/* The histories of all names as one, newest last_ms first. page->more is set, also when the visitor ended
 * it.
 *
 * errors   ERR_ABSENT  no name was ever seen: neither history nor habits; ERR_STORE, ERR_SYSTEM
 * cost     names times limit rows read by index
 */
bool story_history(const struct story_setup *s, const struct story_names *names,
                   struct story_page *page, story_visit *visit, void *ctx,
                   struct err *e) MUST_CHECK;

/* One event with what is usual for its sign-in name and a sentence for each reason in every
 * language.
 *
 * out      spans live in `arena`
 * errors   ERR_ABSENT  no such event, or no more; ERR_STORE, ERR_SYSTEM
 */
bool story_event(const struct story_setup *s, int64_t id, struct arena *arena,
                 struct event_story *out, struct err *e) MUST_CHECK;

/* What one sign-in name usually does. out->account is `name`.
 *
 * errors   ERR_ABSENT  nothing was learnt of it; ERR_STORE, ERR_SYSTEM
 */
bool story_profile(const struct story_setup *s, struct span name, struct profile_story *out,
                   struct err *e) MUST_CHECK;

#endif
