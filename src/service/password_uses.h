/* service/password_uses.h - last uses of app passwords, written behind the answers.
 *
 * Duty      takes a use without waiting, gathers those of one app password, writes all of them in one
 *           commit every USES_WRITE_MS. Hourly it forgets app passwords that are over since
 *           USES_KEPT_DAYS.
 * Owns      a thread and two tables of USES_MAX; the store is borrowed.
 * Threads   password_uses_note from any. Never blocks on the store.
 * Limits    beyond USES_MAX different app passwords between two commits a use is not noted (and counted):
 *           the answer does not wait for it.
 */
#ifndef SERVICE_PASSWORD_USES_H
#define SERVICE_PASSWORD_USES_H

#include "place/place.h"
#include "store/credentials.h"

#define USES_WRITE_MS 2000 /* a use is in the store 5 s later at most */
#define USES_MAX 16384
#define USES_KEPT_DAYS 90

struct password_uses;

/* Where an address is, when the uses are written. */
typedef struct place uses_place(void *ctx, const struct address *a);

/* ERR_SYSTEM: no thread. */
bool password_uses_new(struct store *s, uses_place *place, void *ctx, struct password_uses **out,
                       struct err *e) MUST_CHECK;

/* Notes that it was used; country and asn are filled when it is written. */
void password_uses_note(struct password_uses *u, const char id[static APP_PASSWORD_ID_BYTES],
                        const struct app_use *use);

/* Writes what was noted before. False: the store did not take it; it is tried again. */
bool password_uses_write(struct password_uses *u, struct err *e) MUST_CHECK;

/* Uses that found no room. */
uint64_t password_uses_lost(struct password_uses *u);

/* Writes what is left, ends the thread. *u becomes NULL; NULL is fine. */
void password_uses_free(struct password_uses **u);

#endif
