#include "store/sqlite_read.h"

#include "store/bytes.h"
#include "store/sqlite.h"
#include "store/sqlite_credentials.h"
#include "store/sqlite_documents.h"
#include "store/sqlite_notice.h"
#include "store/sqlite_records.h"

#include <errno.h>
#include <stdlib.h>

static const char *const texts[READ_COUNT] = {
    [READ_PROFILE] = "SELECT profile FROM account WHERE name = ?1",
    [READ_PROFILES] = "SELECT name, profile FROM account WHERE profile IS NOT NULL",
    [READ_NAMES] = "SELECT name FROM account WHERE name > ?1 ORDER BY name LIMIT ?2",
    [READ_COUNTERS] = "SELECT id, value FROM counter ORDER BY id",
    [READ_CHUNKS] = "SELECT hashes FROM identity WHERE id >= ?1 AND id < ?2",
    [READ_HISTORY] = "SELECT " SQLITE_ROW_COLUMNS " FROM history"
                     " WHERE account = (SELECT id FROM account WHERE name = ?1)"
                     " AND (last_ms, id) < (?2, ?3)"
                     " ORDER BY last_ms DESC, id DESC LIMIT ?4",
    [READ_ABOUT] = "SELECT (SELECT count(*) FROM account), (SELECT count(profile) FROM account),"
                   " (SELECT count(*) FROM history),"
                   " (SELECT coalesce(sum(length(hashes)), 0) / 8 FROM identity),"
                   " (SELECT count(*) FROM counter),"
                   " (SELECT page_count FROM pragma_page_count) *"
                   " (SELECT page_size FROM pragma_page_size)",
    [READ_EVENT] = "SELECT " SQLITE_ROW_COLUMNS
                   ", (SELECT name FROM account WHERE account.id = history.account)"
                   " FROM history WHERE id = ?1",
    [READ_DIRECTORY] = SQLITE_DIRECTORY_ROWS "WHERE d.key = ?1" SQLITE_DIRECTORY_ORDER,
    [READ_DIRECTORY_BY] = SQLITE_DIRECTORY_ROWS
    "WHERE d.id = (SELECT account FROM directory_text"
    " WHERE list < 3 AND list = ?1 AND value = ?2)" SQLITE_DIRECTORY_ORDER,
    [READ_DIRECTORY_ALL] =
        SQLITE_DIRECTORY_ROWS "WHERE d.id IN (SELECT id FROM directory WHERE key > ?1 ORDER BY key "
                              "LIMIT ?2)" SQLITE_DIRECTORY_ORDER,
    [READ_LISTINGS] = "SELECT kind, network, login, expires_ms, reason FROM listing",
    [READ_TOKENS] = "SELECT id, name, hash, scopes, created_ms, expires_ms FROM token ORDER BY id",
    [READ_NOTICE] = "SELECT " SQLITE_NOTICE_COLUMNS " FROM notice n WHERE n.reference = ?1",
    [READ_NOTICE_EVENT] = "SELECT " SQLITE_NOTICE_COLUMNS " FROM notice n"
                          " WHERE n.event > 0 AND n.event = ?1 ORDER BY n.id LIMIT 1",
    [READ_NOTICES] = "SELECT " SQLITE_NOTICE_COLUMNS " FROM notice n"
                     " WHERE n.account = ?1"
                     " AND (n.created_ms, n.id) < (?2, ?3)"
                     " ORDER BY n.created_ms DESC, n.id DESC LIMIT ?4",
    [READ_NOTICE_DELIVERIES] =
        "SELECT " SQLITE_DELIVERY_COLUMNS " FROM delivery d WHERE d.notice = ?1 ORDER BY d.id",
    [READ_DELIVERY] = "SELECT " SQLITE_NOTICE_COLUMNS ", " SQLITE_DELIVERY_COLUMNS
                      " FROM delivery d JOIN notice n ON n.id = d.notice WHERE d.id = ?1",
    [READ_DUE] = "SELECT " SQLITE_NOTICE_COLUMNS ", " SQLITE_DELIVERY_COLUMNS
                 " FROM delivery d JOIN notice n ON n.id = d.notice"
                 " WHERE d.state < 2 AND d.state = 1 AND d.channel = ?1"
                 " AND d.next_ms <= ?2 ORDER BY d.next_ms, d.id LIMIT ?3",
    [READ_HELD] = "SELECT account, count(*), min(created_ms), max(created_ms) FROM notice"
                  " WHERE fate = 2 AND digest = 0 GROUP BY account"
                  " ORDER BY min(created_ms), account LIMIT ?1",
    [READ_OUTBOX] = "SELECT what, a, b, n FROM tally"
                    " UNION ALL SELECT 2, 0, 0, min(next_ms) FROM delivery"
                    " WHERE state < 2 AND state = 1 AND channel = 0"
                    " UNION ALL SELECT 2, 1, 0, min(next_ms) FROM delivery"
                    " WHERE state < 2 AND state = 1 AND channel = 1"
                    " UNION ALL SELECT 2, 2, 0, min(next_ms) FROM delivery"
                    " WHERE state < 2 AND state = 1 AND channel = 2",
    [READ_SINCE] = "SELECT " SQLITE_ROW_COLUMNS
                   ", (SELECT name FROM account WHERE account.id = history.account)"
                   " FROM history WHERE action <> 0 AND last_ms >= ?1 ORDER BY first_ms, id",
    [READ_ANNOUNCEMENTS] = "SELECT " SQLITE_ANNOUNCEMENT_COLUMNS " FROM announcement"
                           " ORDER BY published_ms DESC, id, version DESC",
    [READ_APPS] = "SELECT " SQLITE_APP_COLUMNS " FROM app_password",
    [READ_APPS_OF] = "SELECT " SQLITE_APP_COLUMNS " FROM app_password WHERE account = ?1"
                     " ORDER BY created_ms, id",
    [READ_MAIN] = "SELECT " SQLITE_MAIN_COLUMNS " FROM main_password WHERE account = ?1",
    [READ_DOCUMENT] =
        "SELECT " SQLITE_DOCUMENT_COLUMNS " FROM document WHERE kind = ?1 AND key = ?2"
        " AND (?3 = 0 OR expires_ms = 0 OR expires_ms > ?3)",
    [READ_DOCUMENTS] = "SELECT " SQLITE_DOCUMENT_COLUMNS " FROM document"
                       " WHERE kind = ?1 AND key > ?2"
                       " AND (?3 = 0 OR expires_ms = 0 OR expires_ms > ?3) ORDER BY key LIMIT ?4",
    [READ_DOCUMENTS_OWNED] = "SELECT " SQLITE_DOCUMENT_COLUMNS " FROM document"
                             " WHERE length(owner) > 0 AND kind = ?1 AND owner = ?5 AND key > ?2"
                             " AND (?3 = 0 OR expires_ms = 0 OR expires_ms > ?3)"
                             " ORDER BY key LIMIT ?4",
};

static const char *const settings = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;"
                                    "PRAGMA temp_store = MEMORY;";

static bool reader_open(struct sqlite_store *q, struct sqlite_reader *r, struct err *e)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(
        q->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (rc == SQLITE_OK) {
        (void)sqlite3_busy_timeout(db, SQLITE_BUSY_MS);
        rc = sqlite3_exec(db, settings, NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        (void)sqlite_fail(e, db, q->path, rc);
        (void)sqlite3_close(db);
        return false;
    }
    r->db = db;
    return sqlite_prepare(db, q->path, texts, READ_COUNT, r->statements, e);
}

static void reader_close(struct sqlite_reader *r)
{
    for (size_t i = 0; i < READ_COUNT; i++) {
        (void)sqlite3_finalize(r->statements[i]);
        r->statements[i] = NULL;
    }
    (void)sqlite3_close(r->db);
    r->db = NULL;
}

void sqlite_readers_close(struct sqlite_store *q)
{
    for (size_t i = 0; i < SQLITE_READERS; i++) {
        reader_close(&q->readers[i]);
    }
}

static void reader_give(struct sqlite_store *q, struct sqlite_reader *r)
{
    (void)pthread_mutex_lock(&q->readers_lock);
    r->busy = false;
    (void)pthread_cond_signal(&q->readers_free);
    (void)pthread_mutex_unlock(&q->readers_lock);
}

/* The free reader, one already open first; NULL: all are busy. The lock is held. */
static struct sqlite_reader *reader_pick(struct sqlite_store *q)
{
    struct sqlite_reader *pick = NULL;

    for (size_t i = 0; i < SQLITE_READERS; i++) {
        struct sqlite_reader *r = &q->readers[i];

        if (!r->busy && (pick == NULL || (pick->db == NULL && r->db != NULL))) {
            pick = r;
        }
    }
    return pick;
}

/* Waits for a free reader; give it back with reader_give(). NULL: *e says why. */
static struct sqlite_reader *reader_take(struct sqlite_store *q, struct err *e)
{
    struct sqlite_reader *r;

    (void)pthread_mutex_lock(&q->readers_lock);
    while ((r = reader_pick(q)) == NULL) {
        (void)pthread_cond_wait(&q->readers_free, &q->readers_lock);
    }
    r->busy = true;
    (void)pthread_mutex_unlock(&q->readers_lock);
    if (r->db == NULL && !reader_open(q, r, e)) {
        reader_close(r);
        reader_give(q, r);
        return NULL;
    }
    return r;
}

bool sqlite_read_begin(struct sqlite_reading *r, struct store *s, enum sqlite_read which,
                       struct err *e)
{
    r->q = sqlite_self(s);
    r->reader = reader_take(r->q, e);
    if (r->reader == NULL) {
        return false;
    }
    r->stmt = r->reader->statements[which];
    r->rc = SQLITE_OK;
    return true;
}

bool sqlite_read_step(struct sqlite_reading *r)
{
    if (r->rc == SQLITE_OK || r->rc == SQLITE_ROW) {
        r->rc = sqlite3_step(r->stmt);
    }
    return r->rc == SQLITE_ROW;
}

bool sqlite_read_end(struct sqlite_reading *r, struct err *e)
{
    bool ok = r->rc == SQLITE_ROW || r->rc == SQLITE_DONE;

    if (!ok) {
        sqlite3 *db = r->rc == SQLITE_CORRUPT ? NULL : r->reader->db;

        (void)sqlite_fail(e, db, r->q->path, r->rc);
    }
    (void)sqlite3_reset(r->stmt);
    (void)sqlite3_clear_bindings(r->stmt);
    reader_give(r->q, r->reader);
    return ok;
}

void sqlite_read_bind(struct sqlite_reading *r, int rc)
{
    if (r->rc == SQLITE_OK) {
        r->rc = rc;
    }
}

struct span sqlite_read_text(const struct sqlite_reading *r, int at)
{
    const char *text = (const char *)sqlite3_column_text(r->stmt, at);

    return (struct span){.at = text, .len = (size_t)sqlite3_column_bytes(r->stmt, at)};
}

static void read_bind_account(struct sqlite_reading *r, struct span account)
{
    sqlite_read_bind(
        r, account.len > STORE_ACCOUNT_MAX
               ? sqlite3_bind_null(r->stmt, 1)
               : sqlite3_bind_text(r->stmt, 1, account.at, (int)account.len, SQLITE_STATIC));
}

/* The profile in a column; NULL when it is none of ours, and then the read has failed. */
static const uint8_t *profile_get(struct sqlite_reading *r, int at)
{
    const uint8_t *profile = sqlite3_column_blob(r->stmt, at);

    if (profile == NULL || sqlite3_column_bytes(r->stmt, at) != STORE_PROFILE_SIZE) {
        r->rc = SQLITE_CORRUPT;
        return NULL;
    }
    return profile;
}

bool sqlite_read_profile(struct store *s, struct span account, uint8_t *out, struct err *e)
{
    struct sqlite_reading r;
    bool found = false;

    if (!sqlite_read_begin(&r, s, READ_PROFILE, e)) {
        return false;
    }
    read_bind_account(&r, account);
    if (sqlite_read_step(&r) && sqlite3_column_type(r.stmt, 0) != SQLITE_NULL) {
        const uint8_t *profile = profile_get(&r, 0);

        if (profile != NULL) {
            memcpy(out, profile, STORE_PROFILE_SIZE);
            found = true;
        }
    }
    return sqlite_read_end(&r, e) &&
           (found || err_set(e, ERR_ABSENT, "the account has no profile"));
}

bool sqlite_read_profiles(struct store *s, store_visit_profile *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_PROFILES, e)) {
        return false;
    }
    while (on && sqlite_read_step(&r)) {
        const uint8_t *profile = profile_get(&r, 1);
        struct span name = {.at = (const char *)sqlite3_column_text(r.stmt, 0)};

        name.len = (size_t)sqlite3_column_bytes(r.stmt, 0);
        on = profile != NULL && visit(ctx, name, profile);
    }
    return sqlite_read_end(&r, e);
}

bool sqlite_read_names(struct store *s, struct span after, size_t limit, store_visit_name *visit,
                       void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_NAMES, e)) {
        return false;
    }
    read_bind_account(&r, after);
    sqlite_read_bind(&r,
                     sqlite3_bind_int64(r.stmt, 2, limit > INT32_MAX ? INT32_MAX : (int64_t)limit));
    while (on && sqlite_read_step(&r)) {
        on = visit(ctx, sqlite_read_text(&r, 0));
    }
    return sqlite_read_end(&r, e);
}

bool sqlite_read_counters(struct store *s, store_visit_counter *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_COUNTERS, e)) {
        return false;
    }
    while (on && sqlite_read_step(&r)) {
        int64_t id = sqlite3_column_int64(r.stmt, 0);
        struct store_counter counter = {
            .table = (uint8_t)(id >> 32),
            .index = (uint32_t)id,
            .value = (uint32_t)sqlite3_column_int64(r.stmt, 1),
        };

        on = visit(ctx, &counter);
    }
    return sqlite_read_end(&r, e);
}

/* A growing array of identities. */
struct hashes {
    uint64_t *at;
    size_t count;
    size_t cap;
};

static bool hashes_add(struct hashes *h, const uint8_t *bytes, size_t count)
{
    if (h->count + count > h->cap) {
        size_t cap = (h->count + count) * 2;
        uint64_t *at = realloc(h->at, cap * sizeof *at);

        if (at == NULL) {
            return false;
        }
        h->at = at;
        h->cap = cap;
    }
    for (size_t i = 0; i < count; i++) {
        h->at[h->count++] = bytes_get(bytes + 8 * i, 8);
    }
    return true;
}

bool sqlite_read_identities(struct store *s, int64_t hour, uint64_t **out, size_t *count,
                            struct err *e)
{
    const int64_t limit = INT64_C(1) << 40;
    int64_t from = hour < limit && hour > -limit ? hour : limit;
    struct hashes found = {0};
    struct sqlite_reading r;
    bool ok = true;

    if (!sqlite_read_begin(&r, s, READ_CHUNKS, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, from * SQLITE_CHUNKS_MAX));
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 2, (from + 1) * SQLITE_CHUNKS_MAX));
    while (ok && sqlite_read_step(&r)) {
        const uint8_t *bytes = sqlite3_column_blob(r.stmt, 0);

        ok = hashes_add(&found, bytes, (size_t)sqlite3_column_bytes(r.stmt, 0) / 8);
    }
    if (!ok) {
        r.rc = SQLITE_NOMEM;
    }
    if (!sqlite_read_end(&r, e)) {
        free(found.at);
        return false;
    }
    *count = identity_unique(found.at, found.count);
    *out = found.at;
    return true;
}

bool sqlite_read_history(struct store *s, struct span account, const struct store_page *page,
                         store_visit_row *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_HISTORY, e)) {
        return false;
    }
    read_bind_account(&r, account);
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 2, page->before_ms));
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 3, page->before_id));
    sqlite_read_bind(
        &r,
        sqlite3_bind_int64(r.stmt, 4, page->limit < INT64_MAX ? (int64_t)page->limit : INT64_MAX));
    while (on && sqlite_read_step(&r)) {
        struct history_row row;

        if (sqlite_row_get(r.stmt, &row)) {
            on = visit(ctx, &row);
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e);
}

bool sqlite_read_event(struct store *s, int64_t id, store_visit_event *visit, void *ctx,
                       struct err *e)
{
    struct sqlite_reading r;
    bool found = false;

    if (!sqlite_read_begin(&r, s, READ_EVENT, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, id));
    if (sqlite_read_step(&r)) {
        struct history_row row;

        if (sqlite_row_get(r.stmt, &row)) {
            found = true;
            (void)visit(ctx, sqlite_read_text(&r, SQLITE_ROW_COLUMN_COUNT), &row);
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e) &&
           (found ||
            err_set(e, ERR_ABSENT, "there is no event %lld in the history", (long long)id));
}

bool sqlite_read_about(struct store *s, struct store_about *out, struct err *e)
{
    struct sqlite_reading r;

    if (!sqlite_read_begin(&r, s, READ_ABOUT, e)) {
        return false;
    }
    if (sqlite_read_step(&r)) {
        out->version = STORE_SQLITE_VERSION;
        out->accounts = (uint64_t)sqlite3_column_int64(r.stmt, 0);
        out->profiles = (uint64_t)sqlite3_column_int64(r.stmt, 1);
        out->rows = (uint64_t)sqlite3_column_int64(r.stmt, 2);
        out->identities = (uint64_t)sqlite3_column_int64(r.stmt, 3);
        out->counters = (uint64_t)sqlite3_column_int64(r.stmt, 4);
        out->bytes = (uint64_t)sqlite3_column_int64(r.stmt, 5);
    }
    return sqlite_read_end(&r, e);
}
