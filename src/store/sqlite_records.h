/* store/sqlite_records.h - the SQLite backend's accounts, lists and tokens, both ways. */
#ifndef STORE_SQLITE_RECORDS_H
#define STORE_SQLITE_RECORDS_H

#include "store/sqlite_db.h"

/* An account is as many rows as it has texts in lists, or one. */
#define SQLITE_DIRECTORY_ROWS                                                                      \
    "SELECT d.key, d.registered_name, d.member_id, d.language, d.grp, d.notice_phone,"             \
    " d.created_ms, d.updated_ms, t.list, t.value"                                                 \
    " FROM directory d LEFT JOIN directory_text t ON t.account = d.id "
#define SQLITE_DIRECTORY_ORDER " ORDER BY d.key, t.list, t.position"

/* One look for an account in the writer's thread and transaction. */
struct sqlite_look {
    enum sqlite_write which; /* WRITE_DIRECTORY_BY_KEY, WRITE_DIRECTORY_BY_NAME */
    struct span name;
    store_visit_account *visit;
    void *ctx;
    bool found; /* out: it was visited */
};
bool sqlite_directory_look(struct sqlite_store *q, struct sqlite_look *look,
                           struct err *e) MUST_CHECK;

bool sqlite_accounts_change(struct store *s, struct store_account_change *changes, size_t count,
                            struct err *e) MUST_CHECK;
bool sqlite_read_account(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                         struct err *e) MUST_CHECK;
bool sqlite_read_account_by(struct store *s, enum account_list list, struct span value,
                            store_visit_account *visit, void *ctx, struct err *e) MUST_CHECK;
bool sqlite_read_accounts(struct store *s, struct span after, size_t limit,
                          store_visit_account *visit, void *ctx, struct err *e) MUST_CHECK;
bool sqlite_listing_put(struct store *s, const struct listing *l, struct err *e) MUST_CHECK;
bool sqlite_listing_remove(struct store *s, const struct listing *l, bool *was_there,
                           struct err *e) MUST_CHECK;
bool sqlite_read_listings(struct store *s, store_visit_listing *visit, void *ctx,
                          struct err *e) MUST_CHECK;
bool sqlite_token_put(struct store *s, const struct token *t, struct err *e) MUST_CHECK;
bool sqlite_token_remove(struct store *s, struct span id, bool *was_there,
                         struct err *e) MUST_CHECK;
bool sqlite_read_tokens(struct store *s, store_visit_token *visit, void *ctx,
                        struct err *e) MUST_CHECK;

#endif
