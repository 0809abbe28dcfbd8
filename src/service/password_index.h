/* service/password_index.h - every account's names and app passwords in memory.
 *
 * Duty      which account is meant by a name, and does one of its app passwords have this hash: without
 *           the store, in the same time whether there is one or not.
 * Owns      tables that grow; nothing but hashes of names and of app passwords, and the accounts' IDs.
 * Threads   none of its own: readers together, a writer alone.
 * Limits    INDEX_NONE - 1 of each. Two names of one kind are taken for one with probability 2^-64 a
 *           pair, with a key nobody outside knows.
 */
#ifndef SERVICE_PASSWORD_INDEX_H
#define SERVICE_PASSWORD_INDEX_H

#include "model/credential.h"

#define INDEX_NONE UINT32_MAX

struct password_index;

/* Where an app password may be used from, and whom it was bound to. */
struct index_rule {
    struct app_limits limits;
    struct app_bound bound;
};

/* One app password that is not revoked; 64 bytes. */
struct index_app {
    uint8_t hash[APP_PASSWORD_HASH_BYTES];
    int64_t expires_ms;
    uint32_t next; /* of the same account, or of the free ones */
    uint32_t rule; /* INDEX_NONE: no limits, not bound */
    char id[APP_PASSWORD_ID_BYTES];
    uint8_t scopes;
};

struct password_index *password_index_new(void) MUST_CHECK;
void password_index_free(struct password_index **ix); /* NULL is fine; *ix becomes NULL */

/* Takes the account's names in place of those it had; its app passwords stay. */
void password_index_set(struct password_index *ix, const struct account_record *a);

/* Forgets the account, its names and app passwords. */
void password_index_remove(struct password_index *ix, struct span id);

/* The account of a name, looked for as directory_find does: its ID, then as a sign-in name, a mail
 * address, a phone number. INDEX_NONE: nobody's. cost: four hashes, always. */
uint32_t password_index_find(const struct password_index *ix, struct span login);

/* Somebody else's account, always the same one for a name: what is looked at in place of nobody's, so that
 * as much memory is touched. INDEX_NONE: there are no accounts. */
uint32_t password_index_decoy(const struct password_index *ix, struct span login);

/* The account of that ID alone. */
uint32_t password_index_of(const struct password_index *ix, struct span id);

/* Lives until the account is removed. */
struct span password_index_id(const struct password_index *ix, uint32_t account);

/* A number that changes with everything that may make an old answer about the account's main password
 * wrong. */
uint32_t password_index_generation(const struct password_index *ix, uint32_t account);
void password_index_renew(struct password_index *ix, uint32_t account);

/* Adds it, or replaces the one with its ID; one of an unknown account, or revoked, is left out. */
void password_index_put(struct password_index *ix, const struct app_password *p);
void password_index_take(struct password_index *ix, uint32_t account, struct span id);

/* The app password of the account with that hash, INDEX_NONE when there is none; every one of the account is
 * compared, and INDEX_WALK at least. account: INDEX_NONE allowed. */
#define INDEX_WALK 4
uint32_t password_index_match(const struct password_index *ix, uint32_t account,
                              const uint8_t hash[static APP_PASSWORD_HASH_BYTES]);

/* Lives until the index changes. */
const struct index_app *password_index_app(const struct password_index *ix, uint32_t app);

/* NULL: it has none. */
const struct index_rule *password_index_rule(const struct password_index *ix, uint32_t app);

struct password_index_size {
    uint64_t accounts, names, apps, bytes;
};
struct password_index_size password_index_size(const struct password_index *ix);

#endif
