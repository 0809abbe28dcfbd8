/* service/directory.h - the operator's accounts: find one, change one, take in many.
 *
 * Duty      brings what was typed or sent to the form that is kept, joins it with what is there, says
 *           per record what is wrong with it.
 * Owns      nothing but what a function gives; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_DIRECTORY_H
#define SERVICE_DIRECTORY_H

#include "base/arena.h"
#include "model/account.h"
#include "model/listing.h"
#include "store/accounts.h"

#define DIRECTORY_ACCOUNT_BYTES ((size_t)64 << 10) /* of an arena; more than any account takes */

/* Finds the account `name` stands for: its ID, else a sign-in name, a mail address, a phone number of
 * it (in any case, with or without hyphens).
 *
 * out      its spans live in `arena`
 * errors   ERR_ABSENT  nobody's; ERR_STORE, ERR_SYSTEM as the store
 */
bool directory_find(struct store *s, struct span name, struct arena *arena,
                    struct account_record *out, struct err *e) MUST_CHECK;

/* The account an identifier belongs to, not by ID. list: ACCOUNT_SIGN_IN_NAMES, ... */
bool directory_find_by(struct store *s, enum account_list list, struct span value,
                       struct arena *arena, struct account_record *out, struct err *e) MUST_CHECK;

enum directory_result {
    DIRECTORY_ADDED,
    DIRECTORY_CHANGED,
    DIRECTORY_SAME, /* nothing was different: not written */
    DIRECTORY_REFUSED,
    DIRECTORY_RESULT_COUNT
};

/* One record of several. */
struct directory_item {
    struct account_patch patch;
    uint64_t line;                /* the caller's, for people */
    enum directory_result result; /* out */
    struct err err;               /* out, when refused: field, expected, came */
};

/* Takes the items in, in order, each wholly or not at all; a refused one stops nobody else. What a
 * patch does not state stays as it is stored.
 *
 * now_ms   becomes updated_ms, and created_ms of new accounts
 * errors   ERR_STORE, ERR_SYSTEM: results are undefined; items before may have been kept
 * cost     one commit for up to DIRECTORY_GROUP items
 */
#define DIRECTORY_GROUP 64
bool directory_import(struct store *s, struct directory_item *items, size_t count, int64_t now_ms,
                      struct err *e) MUST_CHECK;

/* Removes the account of that ID; its history and habits stay with its sign-in names. ERR_ABSENT when
 * there is none. */
bool directory_remove(struct store *s, struct span id, struct err *e) MUST_CHECK;

/* At most `limit` accounts behind the ID `after`, ascending by bytes. */
bool directory_visit(struct store *s, struct span after, size_t limit, store_visit_account *visit,
                     void *ctx, struct err *e) MUST_CHECK;

/* The lists while no guard runs (then guard_list_add and its like): store_listing_put, ... */
bool directory_listing_put(struct store *s, const struct listing *l, struct err *e) MUST_CHECK;
bool directory_listing_remove(struct store *s, const struct listing *l, bool *was_there,
                              struct err *e) MUST_CHECK;
bool directory_listings(struct store *s, store_visit_listing *visit, void *ctx,
                        struct err *e) MUST_CHECK;

#endif
