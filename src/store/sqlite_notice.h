/* store/sqlite_notice.h - notices, deliveries and announcements of the SQLite backend. */
#ifndef STORE_SQLITE_NOTICE_H
#define STORE_SQLITE_NOTICE_H

#include "store/sqlite_db.h"

/* sqlite_notice.c: in the writer's thread. */

/* Inside the transaction of the change: asks the composer and writes what it made. event: the row of
 * history just written; 0: none. */
bool sqlite_notice_write(struct sqlite_store *q, const struct store_change *c, int64_t event,
                         struct err *e) MUST_CHECK;

/* Inside the transaction: forgets the notices of the rows of history behind `from` up to `end` that
 * are about to be forgotten, and those of no row created before history_ms. */
bool sqlite_notices_expire(struct sqlite_store *q, int64_t from, int64_t end, int64_t history_ms,
                           struct err *e) MUST_CHECK;

bool sqlite_notice_put(struct store *s, struct notice_put *put, struct err *e) MUST_CHECK;
bool sqlite_deliveries_change(struct store *s, struct delivery_change *changes, size_t count,
                              struct err *e) MUST_CHECK;
bool sqlite_deliveries_release(struct store *s, int64_t now_ms, uint64_t *released,
                               struct err *e) MUST_CHECK;
bool sqlite_announcement_put(struct store *s, const struct announcement *a, bool *was_there,
                             struct err *e) MUST_CHECK;

/* sqlite_notice_read.c */
bool sqlite_read_notices(struct store *s, const struct notice_query *query,
                         store_visit_notice *visit, void *ctx, size_t *visited,
                         struct err *e) MUST_CHECK;
bool sqlite_read_deliveries(struct store *s, const struct delivery_query *query,
                            store_visit_delivery *visit, void *ctx, size_t *visited,
                            struct err *e) MUST_CHECK;
bool sqlite_read_held(struct store *s, size_t limit, store_visit_held *visit, void *ctx,
                      struct err *e) MUST_CHECK;
bool sqlite_read_outbox(struct store *s, struct store_outbox *out, struct err *e) MUST_CHECK;
bool sqlite_read_history_since(struct store *s, int64_t from_ms, store_visit_event *visit,
                               void *ctx, struct err *e) MUST_CHECK;
bool sqlite_read_announcements(struct store *s, store_visit_announcement *visit, void *ctx,
                               struct err *e) MUST_CHECK;

/* The columns every reader of notices and deliveries selects, in the order the functions expect. */
#define SQLITE_NOTICE_COLUMNS                                                                      \
    "n.id, n.event, n.reference, n.fate, n.lang, n.created_ms, n.account, n.digest, n.facts"
#define SQLITE_NOTICE_COLUMN_COUNT 9
#define SQLITE_DELIVERY_COLUMNS                                                                    \
    "d.id, d.notice, d.channel, d.state, d.tries, d.standby_s, d.next_ms, d.expires_ms,"           \
    " d.changed_ms, d.recipient, d.body, d.detail"
#define SQLITE_ANNOUNCEMENT_COLUMNS                                                                \
    "id, version, published_ms, updated_ms, starts_ms, replaced_ms, withdrawn, title_en,"          \
    " title_ja, reason_en, reason_ja, body_en, body_ja, apology_en, apology_ja"

#endif
