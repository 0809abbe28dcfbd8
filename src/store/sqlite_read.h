/* store/sqlite_read.h - one read of the SQLite backend: a reader, a statement, how it went. */
#ifndef STORE_SQLITE_READ_H
#define STORE_SQLITE_READ_H

#include "store/sqlite_db.h"

struct sqlite_reading {
    struct sqlite_store *q;
    struct sqlite_reader *reader;
    sqlite3_stmt *stmt;
    int rc;
};

/* Waits for a free reader. */
bool sqlite_read_begin(struct sqlite_reading *r, struct store *s, enum sqlite_read which,
                       struct err *e) MUST_CHECK;

/* Notes the result of binding a value. */
void sqlite_read_bind(struct sqlite_reading *r, int rc);

/* True when there is a row. */
bool sqlite_read_step(struct sqlite_reading *r) MUST_CHECK;

/* The text in a column of the row; lives until the next step. */
struct span sqlite_read_text(const struct sqlite_reading *r, int at);

/* Ends the read; false when any part of it failed. Stopping early is no failure. */
bool sqlite_read_end(struct sqlite_reading *r, struct err *e) MUST_CHECK;

bool sqlite_read_profile(struct store *s, struct span account, uint8_t *out,
                         struct err *e) MUST_CHECK;
bool sqlite_read_profiles(struct store *s, store_visit_profile *visit, void *ctx,
                          struct err *e) MUST_CHECK;
bool sqlite_read_names(struct store *s, struct span after, size_t limit, store_visit_name *visit,
                       void *ctx, struct err *e) MUST_CHECK;
bool sqlite_read_counters(struct store *s, store_visit_counter *visit, void *ctx,
                          struct err *e) MUST_CHECK;
bool sqlite_read_identities(struct store *s, int64_t hour, uint64_t **out, size_t *count,
                            struct err *e) MUST_CHECK;
bool sqlite_read_history(struct store *s, struct span account, const struct store_page *page,
                         store_visit_row *visit, void *ctx, struct err *e) MUST_CHECK;
bool sqlite_read_event(struct store *s, int64_t id, store_visit_event *visit, void *ctx,
                       struct err *e) MUST_CHECK;
bool sqlite_read_about(struct store *s, struct store_about *out, struct err *e) MUST_CHECK;

#endif
