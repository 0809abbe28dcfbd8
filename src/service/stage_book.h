/* service/stage_book.h - the stages as the live watch reads them: all of them, and who belongs where.
 *
 * Duty      which account a sign-in name belongs to, its group and its number, in memory: a question of a
 *           mail server never waits for the store.
 * Owns      everything in it; immutable once made. Threads: any number may read.
 * Limits    16 bytes of memory for each name of the directory, twice at most; STAGE_BOOK_GROUPS groups: an
 *           account of a later one counts as one of no group.
 */
#ifndef SERVICE_STAGE_BOOK_H
#define SERVICE_STAGE_BOOK_H

#include "decide/stage.h"
#include "store/store.h"

#define STAGE_BOOK_GROUPS 4096

struct stage_members;

struct stage_book {
    size_t count;
    struct stage stages[STAGES_MAX];
    struct hash_key key;
};

/* Reads the stages. NULL in *out when there is none. errors: as stages_each. */
bool stage_book_read(struct store *s, int64_t now_ms, struct stage_book **out,
                     struct err *e) MUST_CHECK;

/* Reads every account of the directory. cost: about 3 us an account. ERR_STORE, ERR_SYSTEM. */
bool stage_members_read(struct store *s, const struct hash_key *key, struct stage_members **out,
                        struct err *e) MUST_CHECK;
void stage_members_free(struct stage_members **m); /* NULL is fine; *m becomes NULL */

/* What is known of a sign-in name. One nobody entered has no group and a number of its own.
 * cost: about 100 ns. */
struct stage_member {
    uint16_t cohort;
    struct span group;
};
struct stage_member stage_member_find(const struct stage_members *m, const struct hash_key *key,
                                      struct span login);

#endif
