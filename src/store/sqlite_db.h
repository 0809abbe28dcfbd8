/* store/sqlite_db.h - what the SQLite backend's files share: the store, its file, its statements. */
#ifndef STORE_SQLITE_DB_H
#define STORE_SQLITE_DB_H

#include "store/backend.h"
#include "store/identity.h"
#include "store/sqlite_cache.h"
#include "store/sqlite_statement.h"

#include <pthread.h>
#include <sqlite3.h>

#define SQLITE_READERS 4          /* reads at the same time; more wait */
#define SQLITE_BUSY_MS 5000       /* how long another program may hold the file */
#define SQLITE_WAL_PAGES 4096     /* log pages (16 MiB) before they are copied into the file */
#define SQLITE_WRITER_CACHE 32768 /* KiB */
#define SQLITE_READER_CACHE 2048  /* KiB each */

#define SQLITE_EXPIRE_ROWS 4096   /* rows looked at in one transaction: some 10 ms */
#define SQLITE_EXPIRE_CHUNKS 4096 /* 16 MiB of identities */

struct sqlite_reader {
    sqlite3 *db; /* NULL until first used */
    sqlite3_stmt *statements[READ_COUNT];
    bool busy;
};

/* The lock beside the file that makes this store its only one. */
struct sqlite_lock {
    char *path;
    int fd; /* -1: none */
};

struct sqlite_store {
    struct store base;
    char *path;
    struct sqlite_lock lock;

    /* the writer thread's own */
    sqlite3 *db;
    sqlite3_stmt *statements[WRITE_COUNT];
    int64_t data_version;
    int wal_pages; /* in the log since it began anew */
    int wal_mark;  /* and when they were last copied into the file */
    struct sqlite_cache *cache;
    struct identity_list gathered;

    pthread_mutex_t readers_lock;
    pthread_cond_t readers_free;
    struct sqlite_reader readers[SQLITE_READERS];
};

static inline struct sqlite_store *sqlite_self(struct store *s)
{
    return (struct sqlite_store *)(void *)s;
}

/* sqlite_file.c: the file, its lock, and what to say when SQLite refuses. */

/* Fills *e from what `db` (NULL allowed) met last; always false. `rc` is its extended code. */
bool sqlite_fail(struct err *e, sqlite3 *db, const char *path, int rc);

/* Fills *e with ERR_SYSTEM, "<what> <path>: <errno in words>"; always false. */
bool sqlite_fail_errno(struct err *e, const char *what, const char *path, int code);

/* Takes the lock or says who holds it: ERR_STORE after SQLITE_BUSY_MS. */
bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, struct err *e) MUST_CHECK;
void sqlite_lock_give(struct sqlite_lock *lock);

/* True when `path` is a file, or nothing yet; looks only. */
bool sqlite_file_kind(const char *path, struct err *e) MUST_CHECK;

/* True when `path` may become or is a database; makes the file, readable by its owner only, when it
 * is not there (*made). The lock must be held. */
bool sqlite_file_ready(const char *path, bool *made, struct err *e) MUST_CHECK;

/* sqlite_schema.c */

/* Opens the writing connection, checks whose file it is, brings its tables up to date. */
bool sqlite_schema_open(const char *path, sqlite3 **out, struct err *e) MUST_CHECK;

/* Prepares every text; on failure those prepared so far stay in `out`. */
bool sqlite_prepare(sqlite3 *db, const char *path, const char *const *texts, size_t count,
                    sqlite3_stmt **out, struct err *e) MUST_CHECK;

/* sqlite_statement.c: the writer's statements and transactions. */
extern const char *const sqlite_write_texts[WRITE_COUNT];

/* Says what the writing connection met; always false. */
bool sqlite_failed(struct sqlite_store *q, struct err *e);

/* Steps a statement that is bound. *row: it gave a row and must be reset by the caller. */
bool sqlite_step_one(struct sqlite_store *q, sqlite3_stmt *stmt, bool *row,
                     struct err *e) MUST_CHECK;

/* Runs a statement that gives no rows; bound says whether binding it went well. */
bool sqlite_run(struct sqlite_store *q, enum sqlite_write which, bool bound,
                struct err *e) MUST_CHECK;

/* The bytes must live until the statement ran. */
bool sqlite_bind_bytes(sqlite3_stmt *stmt, int at, const void *bytes, size_t len) MUST_CHECK;

/* As sqlite_bind_bytes; no text is the empty one, never NULL. */
bool sqlite_bind_text(sqlite3_stmt *stmt, int at, struct span text) MUST_CHECK;

/* Begins a transaction; what the cache holds is true in it. */
bool sqlite_begin(struct sqlite_store *q, struct err *e) MUST_CHECK;

/* Ends a transaction the way it went so far. */
bool sqlite_end(struct sqlite_store *q, bool ok, struct err *e) MUST_CHECK;

/* Ends a transaction that failed, and forgets what the cache holds. */
void sqlite_roll_back(struct sqlite_store *q);

/* sqlite_identity.c: writes what is gathered. */
bool sqlite_identities_write(struct sqlite_store *q, struct err *e) MUST_CHECK;

/* sqlite_expire.c */
bool sqlite_expire(struct store *s, struct expiry_step *step, struct err *e) MUST_CHECK;

/* sqlite_write.c */
bool sqlite_record(struct store *s, const struct store_batch *const *batches, size_t count,
                   struct err *e) MUST_CHECK;
void sqlite_settle(struct store *s);

/* sqlite_read.c; more of it in sqlite_read.h */
void sqlite_readers_close(struct sqlite_store *q);

/* sqlite_row.c: a row of the table history. */

/* The columns every reader of rows selects, in the order sqlite_row_get() expects. */
#define SQLITE_ROW_COLUMNS                                                                         \
    "id, first_ms, last_ms, count, service, outcome, country, asn, own, network, flags, family, "  \
    "version, trust, action, strict, score, reasons, remote, events"
#define SQLITE_ROW_COLUMN_COUNT 20

/* Binds ?1 account, ?2.. the columns but id in that order, then the group. */
bool sqlite_row_bind(sqlite3_stmt *stmt, int64_t account, const struct history_row *row,
                     uint64_t group) MUST_CHECK;

/* Binds ?1 id, ?2 first_ms, ?3 last_ms, ?4 count, ?5 remote, ?6 events. */
bool sqlite_row_bind_change(sqlite3_stmt *stmt, const struct history_row *row) MUST_CHECK;

/* False, *out undefined, when the columns hold what no Mioboe wrote. */
bool sqlite_row_get(sqlite3_stmt *stmt, struct history_row *out) MUST_CHECK;

/* Identities are kept in chunks; the chunks of an hour are numbered hour * 2^20, + 1, ... */
#define SQLITE_CHUNK_HASHES 480 /* 3,840 bytes: one row to a page of 4,096 */
#define SQLITE_CHUNKS_MAX (INT64_C(1) << 20)

/* Table and index of a counter in one number. */
static inline int64_t sqlite_counter_id(const struct store_counter *c)
{
    return (int64_t)c->table << 32 | c->index;
}

#endif
