#include "store/sqlite_notice.h"

static bool expire_chunks(struct sqlite_store *q, int64_t hour, bool *more, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_EXPIRE_CHUNKS];
    int64_t limit = INT64_C(1) << 42;
    int64_t from = hour > limit ? limit : hour < -limit ? -limit : hour;

    if (!sqlite_run(q, WRITE_EXPIRE_CHUNKS,
                    sqlite3_bind_int64(stmt, 1, from * SQLITE_CHUNKS_MAX) == SQLITE_OK, e)) {
        return false;
    }
    *more = sqlite3_changes(q->db) == SQLITE_EXPIRE_CHUNKS;
    return true;
}

/* Looks at the rows behind step->cursor. */
static bool expire_rows(struct sqlite_store *q, struct expiry_step *step, int *removed,
                        struct err *e)
{
    sqlite3_stmt *find = q->statements[WRITE_EXPIRE_END];
    sqlite3_stmt *drop = q->statements[WRITE_EXPIRE_ROWS];
    int64_t end = INT64_MAX;

    if (sqlite3_bind_int64(find, 1, step->cursor) != SQLITE_OK) {
        return sqlite_failed(q, e);
    }
    if (!sqlite_step_one(q, find, &step->more, e)) {
        return false;
    }
    if (step->more) {
        end = sqlite3_column_int64(find, 0);
        (void)sqlite3_reset(find);
    }
    if (!sqlite_notices_expire(q, step->cursor, end, step->expiry->history_ms, e) ||
        !sqlite_run(q, WRITE_EXPIRE_ROWS,
                    sqlite3_bind_int64(drop, 1, step->cursor) == SQLITE_OK &&
                        sqlite3_bind_int64(drop, 2, end) == SQLITE_OK &&
                        sqlite3_bind_int64(drop, 3, step->expiry->history_ms) == SQLITE_OK,
                    e)) {
        return false;
    }
    *removed = sqlite3_changes(q->db);
    step->cursor = end;
    return true;
}

bool sqlite_expire(struct store *s, struct expiry_step *step, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    struct expiry_step next = *step;
    bool chunks_left = false;
    int removed = 0;
    bool ok = sqlite_begin(q, e) && expire_chunks(q, next.expiry->identity_hour, &chunks_left, e) &&
              (chunks_left || expire_rows(q, &next, &removed, e)) &&
              sqlite_run(q, WRITE_COMMIT, true, e);

    if (!ok) {
        sqlite_roll_back(q);
        return false;
    }
    if (removed > 0) {
        sqlite_cache_forget_rows(q->cache);
    }
    next.expiry->rows += (uint64_t)removed;
    *step = next;
    return true;
}
