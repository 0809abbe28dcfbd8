/* store/credentials.h - app passwords and main passwords: part of the store's contract.
 *
 * Duty      keeps struct app_password by its ID and by its account, struct main_password by its account.
 *           Both go with their account: removing it (store/accounts.h) removes them in the same commit,
 *           so that nobody who gets the ID later finds them.
 * Owns, Threads, Errors of reads: as store/store.h.
 */
#ifndef STORE_CREDENTIALS_H
#define STORE_CREDENTIALS_H

#include "model/credential.h"
#include "store/store.h"

/* Keeps it; the same ID again takes the place of the one before. ERR_BUG: not in order. */
bool store_app_password_put(struct store *s, const struct app_password *p,
                            struct err *e) MUST_CHECK;

/* One that was used, or revoked. */
struct store_app_change {
    const struct app_password *password; /* by its ID; last, bound and revoked_ms are taken */
    bool was_there;                      /* out */
};

/* Notes what happened to them, all in one commit; one that is not there any more is left out.
 * revoked_ms, once it is set, stays. cost: one commit */
bool store_app_passwords_change(struct store *s, struct store_app_change *changes, size_t count,
                                struct err *e) MUST_CHECK;

/* Revokes those of the account that are not revoked: all, the one with that ID, or those of that device
 * ("" each: does not matter). *count: how many. */
struct store_app_revoke {
    struct span account;
    struct span id;
    struct span device;
    int64_t at_ms; /* not 0 */
    size_t count;  /* out */
};
bool store_app_passwords_revoke(struct store *s, struct store_app_revoke *r,
                                struct err *e) MUST_CHECK;

/* Forgets those revoked or ended before then. *count: how many. */
bool store_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count,
                                struct err *e) MUST_CHECK;

/* Lives for the call only. */
typedef bool store_visit_app_password(void *ctx, const struct app_password *p);

/* Those of an account, by created_ms, then ID. account "": all there are, in no promised order. */
bool store_app_passwords(struct store *s, struct span account, store_visit_app_password *visit,
                         void *ctx, struct err *e) MUST_CHECK;

/* Keeps it whole, in place of the account's one before. ERR_BUG: not in order. */
bool store_main_password_put(struct store *s, const struct main_password *p,
                             struct err *e) MUST_CHECK;

/* ERR_ABSENT when nothing is kept of that account. cost: one look-up by index. */
bool store_main_password(struct store *s, struct span account, struct main_password *out,
                         struct err *e) MUST_CHECK;

typedef bool store_visit_main_password(void *ctx, const struct main_password *p);

/* All of them, in no promised order. */
bool store_main_passwords(struct store *s, store_visit_main_password *visit, void *ctx,
                          struct err *e) MUST_CHECK;

/* Called by the writer after the commit that changed or removed an account. Short; must not call the
 * store. */
typedef void store_accounts_told(void *ctx, const struct account_record *account, bool removed);

/* Who is told of changed accounts from now on; NULL: nobody. Waits until a call under way is over. */
void store_accounts_tell(struct store *s, store_accounts_told *told, void *ctx);

#endif
