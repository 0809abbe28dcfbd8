/* store/accounts.h - the operator's accounts and the tokens of programs: part of the store's contract.
 *
 * Duty      keeps struct account_record by its ID and finds it by every name one can sign in with.
 *           History and profiles (store/store.h) are kept by sign-in name, not by account ID: the
 *           account's names say which of them are its own.
 * Owns, Threads, Errors of reads: as store/store.h.
 */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include "model/account.h"
#include "model/token.h"
#include "store/store.h"

/* One account to keep or to remove. */
struct store_account_change {
    const struct account_record *account; /* in order (account_check); for removing the ID alone */
    bool remove;
    bool was_there; /* out */
    struct err err; /* out: ERR_INPUT, an identifier belongs to another account, and nothing of this
                       change was kept; ERR_NONE otherwise */
};

/* Makes the changes in order, all in one commit, leaving out those whose err says so. An account
 * takes the place of the one with the same ID as a whole; created_ms stays the first one's.
 *
 * errors   ERR_BUG    an account is not in order; nothing was changed
 *          ERR_STORE, ERR_SYSTEM  nothing was changed
 * cost     one commit
 */
bool store_accounts_change(struct store *s, struct store_account_change *changes, size_t count,
                           struct err *e) MUST_CHECK;

/* The account and its spans live for the call only. */
typedef bool store_visit_account(void *ctx, const struct account_record *account);

/* The account of that ID. ERR_ABSENT when there is none. cost: by index. */
bool store_account(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                   struct err *e) MUST_CHECK;

/* The account that identifier belongs to. ERR_ABSENT when it is nobody's. cost: by index.
 *
 * list     one of the ACCOUNT_IDENTIFIER_COUNT first; value: in the form account_normal gives
 */
bool store_account_by(struct store *s, enum account_list list, struct span value,
                      store_visit_account *visit, void *ctx, struct err *e) MUST_CHECK;

/* At most `limit` accounts whose IDs are greater than `after`, ascending by bytes. */
bool store_accounts(struct store *s, struct span after, size_t limit, store_visit_account *visit,
                    void *ctx, struct err *e) MUST_CHECK;

typedef bool store_visit_name(void *ctx, struct span account);

/* At most `limit` sign-in names of which anything is kept, greater than `after`, ascending by bytes.
 * cost: by index, linear in the names visited (memory: a sort of all). */
bool store_names(struct store *s, struct span after, size_t limit, store_visit_name *visit,
                 void *ctx, struct err *e) MUST_CHECK;

/* Tokens by ID; the same ID again takes the place of the one before. */
bool store_token_put(struct store *s, const struct token *t, struct err *e) MUST_CHECK;
bool store_token_remove(struct store *s, struct span id, bool *was_there, struct err *e) MUST_CHECK;

typedef bool store_visit_token(void *ctx, const struct token *t);

/* Every token, by ID. */
bool store_tokens(struct store *s, store_visit_token *visit, void *ctx, struct err *e) MUST_CHECK;

#endif
