#include "store/sqlite_db.h"

#define TEXT_OF(n) TEXT_OF_(n)
#define TEXT_OF_(n) #n

const char *const sqlite_write_texts[WRITE_COUNT] = {
    [WRITE_BEGIN] = "BEGIN IMMEDIATE",
    [WRITE_COMMIT] = "COMMIT",
    [WRITE_ROLLBACK] = "ROLLBACK",
    [WRITE_DATA_VERSION] = "PRAGMA data_version",
    [WRITE_ACCOUNT_FIND] = "SELECT id FROM account WHERE name = ?1",
    [WRITE_ACCOUNT_ADD] = "INSERT INTO account(name, profile) VALUES(?1, ?2)",
    [WRITE_PROFILE] = "UPDATE account SET profile = ?2 WHERE id = ?1",
    [WRITE_ROW_FIND] = "SELECT " SQLITE_ROW_COLUMNS " FROM history"
                       " WHERE grp = ?1 AND account = ?2 ORDER BY id DESC",
    [WRITE_ROW_ADD] =
        "INSERT INTO history(account, first_ms, last_ms, count, service, outcome, country, asn,"
        " own, network, flags, family, version, trust, action, strict, score, reasons, remote,"
        " events, grp)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)",
    [WRITE_ROW_CHANGE] = "UPDATE history SET first_ms = ?2, last_ms = ?3, count = ?4, remote = ?5,"
                         " events = ?6 WHERE id = ?1",
    [WRITE_CHUNK_LAST] = "SELECT id, hashes FROM identity WHERE id >= ?1 AND id < ?2"
                         " ORDER BY id DESC LIMIT 1",
    [WRITE_CHUNK_SET] = "INSERT INTO identity(id, hashes) VALUES(?1, ?2)"
                        " ON CONFLICT(id) DO UPDATE SET hashes = excluded.hashes",
    [WRITE_COUNTER_SET] = "INSERT INTO counter(id, value) VALUES(?1, ?2)"
                          " ON CONFLICT(id) DO UPDATE SET value = excluded.value",
    [WRITE_EXPIRE_CHUNKS] = "DELETE FROM identity WHERE id IN (SELECT id FROM identity"
                            " WHERE id < ?1 ORDER BY id LIMIT " TEXT_OF(SQLITE_EXPIRE_CHUNKS) ")",
    [WRITE_EXPIRE_END] = "SELECT id FROM history WHERE id > ?1 ORDER BY id"
                         " LIMIT 1 OFFSET " TEXT_OF(SQLITE_EXPIRE_ROWS) " - 1",
    [WRITE_EXPIRE_ROWS] = "DELETE FROM history WHERE id > ?1 AND id <= ?2 AND last_ms < ?3",
    [WRITE_DIRECTORY_OTHER] = "SELECT key FROM directory JOIN directory_text ON account = id"
                              " WHERE list < 3 AND list = ?1 AND value = ?2 AND key <> ?3",
    [WRITE_DIRECTORY_HAS] = "SELECT id FROM directory WHERE key = ?1",
    [WRITE_DIRECTORY_PUT] =
        "INSERT INTO directory(key, registered_name, member_id, language, grp, notice_phone,"
        " created_ms, updated_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        " ON CONFLICT(key) DO UPDATE SET registered_name = excluded.registered_name,"
        " member_id = excluded.member_id, language = excluded.language, grp = excluded.grp,"
        " notice_phone = excluded.notice_phone, updated_ms = excluded.updated_ms",
    [WRITE_DIRECTORY_REMOVE] = "DELETE FROM directory WHERE id = ?1",
    [WRITE_DIRECTORY_TEXTS_REMOVE] = "DELETE FROM directory_text WHERE account = ?1",
    [WRITE_DIRECTORY_TEXT_ADD] =
        "INSERT INTO directory_text(account, list, position, value) VALUES(?1, ?2, ?3, ?4)",
    [WRITE_LISTING_PUT] = "INSERT INTO listing(kind, network, login, expires_ms, reason)"
                          " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(kind, network, login) DO UPDATE"
                          " SET expires_ms = excluded.expires_ms, reason = excluded.reason",
    [WRITE_LISTING_REMOVE] = "DELETE FROM listing WHERE kind = ?1 AND network = ?2 AND login = ?3",
    [WRITE_TOKEN_PUT] =
        "INSERT INTO token(id, name, hash, scopes, created_ms, expires_ms)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO UPDATE SET name = excluded.name,"
        " hash = excluded.hash, scopes = excluded.scopes, created_ms = excluded.created_ms,"
        " expires_ms = excluded.expires_ms",
    [WRITE_TOKEN_REMOVE] = "DELETE FROM token WHERE id = ?1",
};

bool sqlite_failed(struct sqlite_store *q, struct err *e)
{
    return sqlite_fail(e, q->db, q->path, sqlite3_extended_errcode(q->db));
}

bool sqlite_step_one(struct sqlite_store *q, sqlite3_stmt *stmt, bool *row, struct err *e)
{
    int rc = sqlite3_step(stmt);

    *row = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW) {
        return true;
    }
    if (rc == SQLITE_DONE) {
        (void)sqlite3_reset(stmt);
        return true;
    }
    (void)sqlite_failed(q, e);
    (void)sqlite3_reset(stmt);
    return false;
}

bool sqlite_run(struct sqlite_store *q, enum sqlite_write which, bool bound, struct err *e)
{
    bool row;

    if (!bound) {
        return sqlite_failed(q, e);
    }
    return sqlite_step_one(q, q->statements[which], &row, e);
}

bool sqlite_bind_bytes(sqlite3_stmt *stmt, int at, const void *bytes, size_t len)
{
    return sqlite3_bind_blob(stmt, at, bytes, (int)len, SQLITE_STATIC) == SQLITE_OK;
}

bool sqlite_begin(struct sqlite_store *q, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DATA_VERSION];
    int64_t version;
    bool row;

    if (!sqlite_run(q, WRITE_BEGIN, true, e) || !sqlite_step_one(q, stmt, &row, e)) {
        return false;
    }
    version = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_reset(stmt);
    if (version != q->data_version) {
        sqlite_cache_forget(q->cache);
        q->data_version = version;
    }
    return true;
}

void sqlite_roll_back(struct sqlite_store *q)
{
    /* SQLite has rolled back already after some errors: a full disk, no memory. */
    if (sqlite3_get_autocommit(q->db) == 0) {
        (void)sqlite3_step(q->statements[WRITE_ROLLBACK]);
        (void)sqlite3_reset(q->statements[WRITE_ROLLBACK]);
    }
    sqlite_cache_forget(q->cache);
}
