/* store/sqlite_credentials.h - the SQLite backend's app passwords and main passwords, both ways. */
#ifndef STORE_SQLITE_CREDENTIALS_H
#define STORE_SQLITE_CREDENTIALS_H

#include "store/sqlite_db.h"

/* In the order sqlite_credentials.c binds and reads them. */
#define SQLITE_APP_COLUMNS                                                                         \
    "id, account, name, device, scopes, created_ms, expires_ms, revoked_ms, hash, sealed, "        \
    "network, country, bound_ms, bound_provider, bound_prefix, bound_client, last_ms, "            \
    "last_remote, last_country, last_asn, last_service, last_client"
#define SQLITE_MAIN_COLUMNS                                                                        \
    "account, hash, changed_ms, pin, pin_changed_ms, pin_failures, pin_failed_ms, mail_off, "      \
    "mail_ms"

bool sqlite_app_passwords_put(struct store *s, const struct app_password *p, size_t count,
                              struct err *e) MUST_CHECK;
bool sqlite_app_passwords_used(struct store *s, const struct store_app_use *uses, size_t count,
                               struct err *e) MUST_CHECK;
bool sqlite_app_passwords_revoke(struct store *s, struct store_app_revoke *r,
                                 struct err *e) MUST_CHECK;
bool sqlite_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count,
                                 struct err *e) MUST_CHECK;
bool sqlite_read_app_passwords(struct store *s, struct span account,
                               store_visit_app_password *visit, void *ctx,
                               struct err *e) MUST_CHECK;
bool sqlite_main_passwords_put(struct store *s, const struct main_password *p, size_t count,
                               struct err *e) MUST_CHECK;
bool sqlite_read_main_password(struct store *s, struct span account, struct main_password *out,
                               struct err *e) MUST_CHECK;

/* Forgets everything of an account, in the writer's transaction. */
bool sqlite_credentials_remove(struct sqlite_store *q, struct span account,
                               struct err *e) MUST_CHECK;

#endif
