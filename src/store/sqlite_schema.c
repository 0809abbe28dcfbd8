#include "store/sqlite.h"

#include "store/sqlite_db.h"

#include <stdio.h>
#include <sys/stat.h>

#define TEXT_OF(n) TEXT_OF_(n)
#define TEXT_OF_(n) #n

/* What brings the tables from version i to i + 1. docs/store.md explains every column. */
static const char *const migrations[STORE_SQLITE_VERSION] = {
    "CREATE TABLE account("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " profile BLOB"
    ") STRICT;"
    "CREATE TABLE history("
    " id INTEGER PRIMARY KEY,"
    " account INTEGER NOT NULL,"
    " first_ms INTEGER NOT NULL,"
    " last_ms INTEGER NOT NULL,"
    " count INTEGER NOT NULL,"
    " service INTEGER NOT NULL,"
    " outcome INTEGER NOT NULL,"
    " country INTEGER NOT NULL,"
    " asn INTEGER NOT NULL,"
    " own INTEGER NOT NULL,"
    " network INTEGER NOT NULL,"
    " flags INTEGER NOT NULL,"
    " family INTEGER NOT NULL,"
    " version INTEGER NOT NULL,"
    " trust INTEGER NOT NULL,"
    " action INTEGER NOT NULL,"
    " strict INTEGER NOT NULL,"
    " score INTEGER,"
    " reasons BLOB,"
    " remote BLOB,"
    " events BLOB,"
    " grp INTEGER"
    ") STRICT;"
    "CREATE INDEX history_account ON history(account, last_ms);"
    "CREATE INDEX history_group ON history(grp) WHERE grp IS NOT NULL;"
    "CREATE TABLE identity(id INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;"
    "CREATE TABLE counter(id INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;",
    "CREATE TABLE directory("
    " id INTEGER PRIMARY KEY,"
    " key TEXT NOT NULL UNIQUE,"
    " registered_name TEXT NOT NULL,"
    " member_id TEXT NOT NULL,"
    " language TEXT NOT NULL,"
    " grp TEXT NOT NULL,"
    " notice_phone TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE directory_text("
    " account INTEGER NOT NULL,"
    " list INTEGER NOT NULL,"
    " position INTEGER NOT NULL,"
    " value TEXT NOT NULL,"
    " PRIMARY KEY(account, list, position)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX directory_identifier ON directory_text(list, value) WHERE list < 3;"
    "CREATE TABLE listing("
    " kind INTEGER NOT NULL,"
    " network BLOB NOT NULL,"
    " login TEXT NOT NULL,"
    " expires_ms INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " PRIMARY KEY(kind, network, login)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE token("
    " id TEXT PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " scopes INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " expires_ms INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;",
    "CREATE TABLE notice("
    " id INTEGER PRIMARY KEY,"
    " event INTEGER NOT NULL,"
    " reference TEXT NOT NULL UNIQUE,"
    " kind INTEGER NOT NULL,"
    " fate INTEGER NOT NULL,"
    " lang INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " account TEXT NOT NULL,"
    " digest INTEGER NOT NULL,"
    " facts BLOB NOT NULL"
    ") STRICT;"
    "CREATE INDEX notice_account ON notice(account, created_ms);"
    "CREATE INDEX notice_event ON notice(event) WHERE event > 0;"
    "CREATE INDEX notice_eventless ON notice(created_ms) WHERE event = 0;"
    "CREATE INDEX notice_held ON notice(account, created_ms) WHERE fate = 2 AND digest = 0;"
    "CREATE TABLE delivery("
    " id INTEGER PRIMARY KEY,"
    " notice INTEGER NOT NULL,"
    " channel INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " tries INTEGER NOT NULL,"
    " standby_s INTEGER NOT NULL,"
    " next_ms INTEGER NOT NULL,"
    " expires_ms INTEGER NOT NULL,"
    " changed_ms INTEGER NOT NULL,"
    " recipient TEXT NOT NULL,"
    " body BLOB NOT NULL,"
    " detail BLOB NOT NULL"
    ") STRICT;"
    "CREATE INDEX delivery_notice ON delivery(notice);"
    "CREATE INDEX delivery_open ON delivery(state, channel, next_ms) WHERE state < 2;"
    "CREATE TABLE announcement("
    " id TEXT NOT NULL,"
    " version INTEGER NOT NULL,"
    " published_ms INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL,"
    " starts_ms INTEGER NOT NULL,"
    " replaced_ms INTEGER NOT NULL,"
    " withdrawn INTEGER NOT NULL,"
    " title_en TEXT NOT NULL,"
    " title_ja TEXT NOT NULL,"
    " reason_en TEXT NOT NULL,"
    " reason_ja TEXT NOT NULL,"
    " body_en TEXT NOT NULL,"
    " body_ja TEXT NOT NULL,"
    " apology_en TEXT NOT NULL,"
    " apology_ja TEXT NOT NULL,"
    " PRIMARY KEY(id, version)"
    ") STRICT, WITHOUT ROWID;"
    /* Counts kept ready for metrics: what 0 deliveries by channel and state, 1 notices by kind and
     * fate. */
    "CREATE TABLE tally("
    " what INTEGER NOT NULL,"
    " a INTEGER NOT NULL,"
    " b INTEGER NOT NULL,"
    " n INTEGER NOT NULL,"
    " PRIMARY KEY(what, a, b)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER delivery_added AFTER INSERT ON delivery BEGIN"
    " INSERT INTO tally VALUES(0, new.channel, new.state, 1)"
    " ON CONFLICT(what, a, b) DO UPDATE SET n = n + 1; END;"
    "CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery"
    " WHEN old.state <> new.state BEGIN"
    " UPDATE tally SET n = n - 1 WHERE what = 0 AND a = old.channel AND b = old.state;"
    " INSERT INTO tally VALUES(0, new.channel, new.state, 1)"
    " ON CONFLICT(what, a, b) DO UPDATE SET n = n + 1; END;"
    "CREATE TRIGGER delivery_removed AFTER DELETE ON delivery BEGIN"
    " UPDATE tally SET n = n - 1 WHERE what = 0 AND a = old.channel AND b = old.state; END;"
    "CREATE TRIGGER notice_added AFTER INSERT ON notice BEGIN"
    " INSERT INTO tally VALUES(1, new.kind, new.fate, 1)"
    " ON CONFLICT(what, a, b) DO UPDATE SET n = n + 1; END;"
    "CREATE TRIGGER notice_removed AFTER DELETE ON notice BEGIN"
    " UPDATE tally SET n = n - 1 WHERE what = 1 AND a = old.kind AND b = old.fate;"
    " DELETE FROM delivery WHERE notice = old.id; END;",
    "CREATE TABLE document("
    " id INTEGER PRIMARY KEY,"
    " kind INTEGER NOT NULL,"
    " key BLOB NOT NULL,"
    " owner BLOB NOT NULL,"
    " body BLOB NOT NULL,"
    " version INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " changed_ms INTEGER NOT NULL,"
    " expires_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX document_key ON document(kind, key);"
    "CREATE INDEX document_owner ON document(kind, owner, key) WHERE length(owner) > 0;"
    "CREATE INDEX document_expires ON document(expires_ms) WHERE expires_ms > 0;",
    "CREATE TABLE app_password("
    " id TEXT PRIMARY KEY,"
    " account TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " device TEXT NOT NULL,"
    " scopes INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " expires_ms INTEGER NOT NULL,"
    " revoked_ms INTEGER NOT NULL,"
    " hash BLOB NOT NULL,"
    " sealed BLOB NOT NULL,"
    " network BLOB NOT NULL,"
    " country INTEGER NOT NULL,"
    " bound_ms INTEGER NOT NULL,"
    " bound_provider INTEGER NOT NULL,"
    " bound_prefix BLOB NOT NULL,"
    " bound_client INTEGER NOT NULL,"
    " last_ms INTEGER NOT NULL,"
    " last_remote BLOB NOT NULL,"
    " last_country INTEGER NOT NULL,"
    " last_asn INTEGER NOT NULL,"
    " last_service INTEGER NOT NULL,"
    " last_client TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX app_password_account ON app_password(account);"
    "CREATE INDEX app_password_revoked ON app_password(revoked_ms) WHERE revoked_ms > 0;"
    "CREATE INDEX app_password_expires ON app_password(expires_ms) WHERE expires_ms > 0;"
    "CREATE TABLE main_password("
    " account TEXT PRIMARY KEY,"
    " hash TEXT NOT NULL,"
    " changed_ms INTEGER NOT NULL,"
    " pin TEXT NOT NULL,"
    " pin_changed_ms INTEGER NOT NULL,"
    " pin_failures INTEGER NOT NULL,"
    " pin_failed_ms INTEGER NOT NULL,"
    " mail_off INTEGER NOT NULL,"
    " mail_ms INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;",
};

static const char *const settings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA journal_size_limit = 134217728;"
    "PRAGMA cache_size = -" TEXT_OF(SQLITE_WRITER_CACHE) ";"
                                                         "PRAGMA temp_store = MEMORY;"
                                                         "PRAGMA trusted_schema = OFF;";

static bool number_ask(sqlite3 *db, const char *path, const char *text, int64_t *out, struct err *e)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db, text, -1, &stmt, NULL);

    if (rc == SQLITE_OK) {
        rc = sqlite3_step(stmt);
    }
    if (rc != SQLITE_ROW) {
        bool no_database = (rc & 0xff) == SQLITE_NOTADB;

        (void)sqlite_fail(e, db, path, rc);
        (void)sqlite3_finalize(stmt);
        return no_database
                   ? err_set(e, ERR_CONFIG,
                             "%.100s is not a readable SQLite database; nothing was changed", path)
                   : false;
    }
    *out = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return true;
}

/* Whose file is it? *version: what its tables are, 0 for an empty one. */
static bool owner_check(sqlite3 *db, const char *path, int64_t *version, struct err *e)
{
    int64_t application = 0;
    int64_t tables = 0;

    if (!number_ask(db, path, "PRAGMA application_id", &application, e) ||
        !number_ask(db, path, "PRAGMA user_version", version, e) ||
        !number_ask(db, path, "SELECT count(*) FROM sqlite_schema", &tables, e)) {
        return false;
    }
    if (application != STORE_SQLITE_APPLICATION &&
        (application != 0 || *version != 0 || tables != 0)) {
        return err_set(e, ERR_CONFIG,
                       "%.100s is a database of another program; name the file Mioboe made, or a "
                       "new one; nothing was changed",
                       path);
    }
    if (*version > STORE_SQLITE_VERSION) {
        return err_set(e, ERR_CONFIG,
                       "%.80s was made by a newer Mioboe (its version %lld, this program reads up "
                       "to %d); use that program or another file; nothing was changed",
                       path, (long long)*version, STORE_SQLITE_VERSION);
    }
    if (*version < 0) {
        return sqlite_fail(e, NULL, path, SQLITE_CORRUPT);
    }
    return true;
}

static bool execute(sqlite3 *db, const char *path, const char *text, struct err *e)
{
    int rc = sqlite3_exec(db, text, NULL, NULL, NULL);

    return rc == SQLITE_OK || sqlite_fail(e, db, path, rc);
}

/* One transaction for all steps: a program that dies half-way leaves the old version. */
static bool migrate(sqlite3 *db, const char *path, int64_t version, struct err *e)
{
    char mark[96];
    bool ok;

    if (version == STORE_SQLITE_VERSION) {
        return true;
    }
    (void)snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                   STORE_SQLITE_APPLICATION, STORE_SQLITE_VERSION);
    ok = execute(db, path, "BEGIN IMMEDIATE", e);
    for (int64_t step = version; ok && step < STORE_SQLITE_VERSION; step++) {
        ok = execute(db, path, migrations[step], e);
    }
    ok = ok && execute(db, path, mark, e) && execute(db, path, "COMMIT", e);
    if (!ok && sqlite3_get_autocommit(db) == 0) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return ok;
}

/* True when a log that was not yet copied into the file stands beside it. */
static bool has_log(const char *path)
{
    char *log = sqlite3_mprintf("%s-wal", path);
    struct stat st;
    bool has = log != NULL && stat(log, &st) == 0 && st.st_size > 0;

    sqlite3_free(log);
    return has;
}

static bool set_up(sqlite3 *db, const char *path, struct err *e)
{
    bool log = has_log(path);
    int64_t version = 0;

    (void)sqlite3_busy_timeout(db, SQLITE_BUSY_MS);
    if (sqlite3_db_readonly(db, "main") == 1) {
        return sqlite_fail(e, NULL, path, SQLITE_READONLY);
    }
    /* Until the file is known to be ours, closing it must not copy its log into it. */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)log, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (!owner_check(db, path, &version, e)) {
        return false;
    }
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return execute(db, path, settings, e) && migrate(db, path, version, e);
}

bool sqlite_schema_open(const char *path, sqlite3 **out, struct err *e)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(
        path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (rc != SQLITE_OK || !set_up(db, path, e)) {
        if (rc != SQLITE_OK) {
            (void)sqlite_fail(e, db, path, rc);
        }
        (void)sqlite3_close(db);
        return false;
    }
    *out = db;
    return true;
}

bool sqlite_prepare(sqlite3 *db, const char *path, const char *const *texts, size_t count,
                    sqlite3_stmt **out, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        int rc = sqlite3_prepare_v3(db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &out[i], NULL);

        if (rc != SQLITE_OK) {
            return sqlite_fail(e, db, path, rc);
        }
    }
    return true;
}
