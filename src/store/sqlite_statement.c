#include "store/notice_form.h"
#include "store/sqlite_credentials.h"
#include "store/sqlite_notice.h"
#include "store/sqlite_records.h"

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
    [WRITE_DIRECTORY_BY_KEY] = SQLITE_DIRECTORY_ROWS "WHERE d.key = ?1" SQLITE_DIRECTORY_ORDER,
    [WRITE_DIRECTORY_BY_NAME] = SQLITE_DIRECTORY_ROWS
    "WHERE d.id = (SELECT account FROM directory_text WHERE list < 3 AND list IN (0, 1, 2)"
    " AND value = ?1 ORDER BY list LIMIT 1)" SQLITE_DIRECTORY_ORDER,
    [WRITE_NOTICE_PAST] = "SELECT created_ms, fate, facts FROM notice"
                          " WHERE account = ?1 AND created_ms >= ?2"
                          " ORDER BY created_ms DESC, id DESC LIMIT " TEXT_OF(NOTICE_PAST_MAX),
    [WRITE_NOTICE_HELD] = "SELECT count(*), min(created_ms) FROM notice"
                          " WHERE fate = 2 AND digest = 0 AND account = ?1",
    [WRITE_NOTICE_ADD] =
        "INSERT INTO notice(event, reference, kind, fate, lang, created_ms, account, digest, facts)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8) ON CONFLICT(reference) DO NOTHING",
    [WRITE_NOTICE_DIGEST] = "UPDATE notice SET digest = ?2 WHERE fate = 2 AND digest = 0"
                            " AND account = ?1 AND id <> ?2",
    [WRITE_DELIVERY_ADD] =
        "INSERT INTO delivery(notice, channel, state, tries, standby_s, next_ms, expires_ms,"
        " changed_ms, recipient, body, detail) VALUES(?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, x'')",
    [WRITE_DELIVERY_FIND] = "SELECT notice, state, tries, next_ms FROM delivery WHERE id = ?1",
    [WRITE_DELIVERY_CHANGE] = "UPDATE delivery SET state = ?2, tries = ?3, next_ms = ?4,"
                              " changed_ms = ?5, detail = ?6 WHERE id = ?1",
    [WRITE_DELIVERY_FOLLOW] = "UPDATE delivery SET state = ?2, next_ms = ?3, changed_ms = ?3"
                              " WHERE notice = ?1 AND state = 0",
    [WRITE_DELIVERY_RELEASE] = "UPDATE delivery SET state = 1, next_ms = ?1, changed_ms = ?1"
                               " WHERE state < 2 AND state = 0 AND channel IN (0, 1, 2) AND "
                               "next_ms <= ?1 AND NOT EXISTS(SELECT 1 FROM delivery f"
                               " WHERE f.notice = delivery.notice AND f.state BETWEEN 2 AND 4)",
    [WRITE_DELIVERY_LAPSE] = "UPDATE delivery SET state = 7, changed_ms = ?1"
                             " WHERE state < 2 AND state = 0 AND expires_ms <= ?1",
    [WRITE_EXPIRE_NOTICES] = "DELETE FROM notice WHERE event > 0 AND event > ?1 AND event <= ?2"
                             " AND (SELECT last_ms FROM history WHERE history.id = event) < ?3",
    [WRITE_EXPIRE_EVENTLESS] = "DELETE FROM notice WHERE event = 0 AND created_ms < ?1",
    [WRITE_ANNOUNCEMENT_ADD] = "INSERT INTO announcement(" SQLITE_ANNOUNCEMENT_COLUMNS ")"
                               " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)"
                               " ON CONFLICT(id, version) DO NOTHING",
    [WRITE_APP_PUT] =
        "INSERT OR REPLACE INTO app_password(" SQLITE_APP_COLUMNS ") VALUES(?1, ?2, ?3,"
        " ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
        " ?21, ?22)",
    [WRITE_APP_USED] =
        "UPDATE app_password SET last_ms = ?2, last_remote = ?3, last_country = ?4, last_asn = ?5,"
        " last_service = ?6, last_client = ?7 WHERE id = ?1 AND last_ms <= ?2",
    [WRITE_APP_BOUND] =
        "UPDATE app_password SET bound_ms = ?2, bound_provider = ?3, bound_prefix = ?4,"
        " bound_client = ?5 WHERE id = ?1 AND bound_ms = 0",
    [WRITE_APP_REVOKE] =
        "UPDATE app_password SET revoked_ms = ?1, sealed = x'' WHERE account = ?2"
        " AND revoked_ms = 0 AND (?3 = '' OR id = ?3) AND (?4 = '' OR device = ?4)",
    [WRITE_APP_EXPIRE_REVOKED] =
        "DELETE FROM app_password WHERE revoked_ms > 0 AND revoked_ms < ?1",
    [WRITE_APP_EXPIRE_ENDED] = "DELETE FROM app_password WHERE expires_ms > 0 AND expires_ms < ?1",
    [WRITE_APPS_REMOVE] = "DELETE FROM app_password WHERE account = ?1",
    [WRITE_MAIN_PUT] = "INSERT OR REPLACE INTO main_password(" SQLITE_MAIN_COLUMNS ")"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [WRITE_MAIN_REMOVE] = "DELETE FROM main_password WHERE account = ?1",
    [WRITE_DOCUMENT_FIND] = "SELECT version, created_ms, expires_ms FROM document"
                            " WHERE kind = ?1 AND key = ?2",
    [WRITE_DOCUMENT_PUT] =
        "INSERT INTO document(kind, key, owner, body, version, created_ms, changed_ms, expires_ms)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(kind, key) DO UPDATE SET"
        " owner = excluded.owner, body = excluded.body, version = excluded.version,"
        " created_ms = excluded.created_ms, changed_ms = excluded.changed_ms,"
        " expires_ms = excluded.expires_ms",
    [WRITE_DOCUMENT_REMOVE] = "DELETE FROM document WHERE kind = ?1 AND key = ?2",
    [WRITE_DOCUMENTS_EXPIRE] = "DELETE FROM document WHERE expires_ms > 0 AND expires_ms <= ?1",
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

bool sqlite_bind_text(sqlite3_stmt *stmt, int at, struct span text)
{
    return sqlite3_bind_text(stmt, at, text.len > 0 ? text.at : "", (int)text.len, SQLITE_STATIC) ==
           SQLITE_OK;
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

bool sqlite_end(struct sqlite_store *q, bool ok, struct err *e)
{
    if (!ok || !sqlite_run(q, WRITE_COMMIT, true, e)) {
        sqlite_roll_back(q);
        return false;
    }
    return true;
}
