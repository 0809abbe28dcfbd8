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

/* --- app passwords -------------------------------------------------------------------------------- */

/* Keeps them, all in one commit; the same ID again takes the place of the one before.
 *
 * errors   ERR_BUG  one is not in order; ERR_STORE, ERR_SYSTEM: nothing was kept */
bool store_app_passwords_put(struct store *s, const struct app_password *p, size_t count,
                             struct err *e) MUST_CHECK;

/* One that was used. */
struct store_app_use {
    const char *id;
    const struct app_use *use;     /* kept unless a later one is */
    const struct app_bound *bound; /* NULL: nothing new; kept unless it is bound already */
};

/* Notes uses, all in one commit; one that is not there any more is left out. */
bool store_app_passwords_used(struct store *s, const struct store_app_use *uses, size_t count,
                              struct err *e) MUST_CHECK;

/* Which ones of an account are revoked: all, the one with that ID, those of that device ("" each: does
 * not matter). */
struct store_app_revoke {
    struct span account;
    struct span id;
    struct span device;
    int64_t at_ms;  /* not 0 */
    uint64_t count; /* out: those that were not revoked before */
};

/* Revokes them; what was sealed of them is forgotten. */
bool store_app_passwords_revoke(struct store *s, struct store_app_revoke *r,
                                struct err *e) MUST_CHECK;

/* Forgets those revoked or ended before then. */
bool store_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count,
                                struct err *e) MUST_CHECK;

/* Lives for the call only. */
typedef bool store_visit_app_password(void *ctx, const struct app_password *p);

/* Those of an account, by created_ms, then ID. account "": all there are, in no promised order. */
bool store_app_passwords(struct store *s, struct span account, store_visit_app_password *visit,
                         void *ctx, struct err *e) MUST_CHECK;

/* --- main passwords, PINs, switches --------------------------------------------------------------- */

/* Keeps them whole, all in one commit, each in place of its account's one before. Errors: as
 * store_app_passwords_put. */
bool store_main_passwords_put(struct store *s, const struct main_password *p, size_t count,
                              struct err *e) MUST_CHECK;

/* ERR_ABSENT when nothing is kept of that account. cost: one look-up by index. */
bool store_main_password(struct store *s, struct span account, struct main_password *out,
                         struct err *e) MUST_CHECK;

/* --- who has which names -------------------------------------------------------------------------- */

/* Called by the writer: once for every account there is, then after every commit that changed or removed
 * one, before whoever changed it hears of it. Short; must not call the store. */
typedef void store_accounts_told(void *ctx, const struct account_record *account, bool removed);

/* Who is told from now on; NULL: nobody. Nothing else is written until it was told of every account: for
 * start-up. When it returns the one before is told nothing any more. ERR_STORE, ERR_SYSTEM.
 * cost: about 2 us an account */
bool store_accounts_tell(struct store *s, store_accounts_told *told, void *ctx,
                         struct err *e) MUST_CHECK;

#endif
