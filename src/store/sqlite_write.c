#include "store/bytes.h"
#include "store/row.h"
#include "store/sqlite_db.h"

#define EXPIRE_ROWS 4096   /* rows looked at in one transaction: some 10 ms */
#define EXPIRE_CHUNKS 4096 /* 16 MiB of identities */
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
                            " WHERE id < ?1 ORDER BY id LIMIT " TEXT_OF(EXPIRE_CHUNKS) ")",
    [WRITE_EXPIRE_END] = "SELECT id FROM history WHERE id > ?1 ORDER BY id"
                         " LIMIT 1 OFFSET " TEXT_OF(EXPIRE_ROWS) " - 1",
    [WRITE_EXPIRE_ROWS] = "DELETE FROM history WHERE id > ?1 AND id <= ?2 AND last_ms < ?3",
};

/* Says what the writing connection met. */
static bool failed(struct sqlite_store *q, struct err *e)
{
    return sqlite_fail(e, q->db, q->path, sqlite3_extended_errcode(q->db));
}

/* Steps a statement that is bound. *row: it gave a row and must be reset by the caller. */
static bool step(struct sqlite_store *q, sqlite3_stmt *stmt, bool *row, struct err *e)
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
    (void)failed(q, e);
    (void)sqlite3_reset(stmt);
    return false;
}

/* Runs a statement that gives no rows; bound says whether binding it went well. */
static bool run(struct sqlite_store *q, enum sqlite_write which, bool bound, struct err *e)
{
    bool row;

    if (!bound) {
        return failed(q, e);
    }
    return step(q, q->statements[which], &row, e);
}

static bool bind_bytes(sqlite3_stmt *stmt, int at, const void *bytes, size_t len)
{
    return sqlite3_bind_blob(stmt, at, bytes, (int)len, SQLITE_STATIC) == SQLITE_OK;
}

static bool name_flush(struct sqlite_store *q, struct cache_name *slot, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_PROFILE];
    const uint8_t *profile = slot->profile;

    slot->profile = NULL;
    return profile == NULL || run(q, WRITE_PROFILE,
                                  sqlite3_bind_int64(stmt, 1, slot->id) == SQLITE_OK &&
                                      bind_bytes(stmt, 2, profile, STORE_PROFILE_SIZE),
                                  e);
}

static bool row_flush(struct sqlite_store *q, struct cache_row *slot, struct err *e)
{
    bool dirty = slot->dirty;

    slot->dirty = false;
    return !dirty || run(q, WRITE_ROW_CHANGE,
                         sqlite_row_bind_change(q->statements[WRITE_ROW_CHANGE], &slot->row), e);
}

/* *id: the account's number, 0 when it has none. */
static bool account_find(struct sqlite_store *q, struct span name, int64_t *id, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_ACCOUNT_FIND];
    bool row;

    if (sqlite3_bind_text(stmt, 1, name.at, (int)name.len, SQLITE_STATIC) != SQLITE_OK) {
        return failed(q, e);
    }
    if (!step(q, stmt, &row, e)) {
        return false;
    }
    *id = 0;
    if (row) {
        *id = sqlite3_column_int64(stmt, 0);
        (void)sqlite3_reset(stmt);
    }
    return true;
}

static bool account_add(struct sqlite_store *q, const struct store_change *c, int64_t *id,
                        struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_ACCOUNT_ADD];
    bool bound = sqlite3_bind_text(stmt, 1, c->account.at, (int)c->account.len, SQLITE_STATIC) ==
                     SQLITE_OK &&
                 (c->profile == NULL ? sqlite3_bind_null(stmt, 2) == SQLITE_OK
                                     : bind_bytes(stmt, 2, c->profile, STORE_PROFILE_SIZE));

    if (!run(q, WRITE_ACCOUNT_ADD, bound, e)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(q->db);
    return true;
}

/* Finds or makes the account and notes its new profile. */
static bool account_write(struct sqlite_store *q, const struct store_change *c, int64_t *id,
                          struct err *e)
{
    uint64_t hash[2];
    struct cache_name *slot = sqlite_cache_name(q->cache, c->account, hash);
    bool made = false;

    if (slot->id == 0 || slot->hash[0] != hash[0] || slot->hash[1] != hash[1]) {
        int64_t found = 0;

        if (!name_flush(q, slot, e) || !account_find(q, c->account, &found, e)) {
            return false;
        }
        if (found == 0) {
            made = true;
            if (!account_add(q, c, &found, e)) {
                return false;
            }
        }
        slot->id = found;
        slot->hash[0] = hash[0];
        slot->hash[1] = hash[1];
    }
    if (c->profile != NULL && !made) {
        slot->profile = c->profile;
        sqlite_cache_list_name(q->cache, slot);
    }
    *id = slot->id;
    return true;
}

/* Looks the newest row up that `row` belongs to; *out is the slot's when *hit. */
static bool row_find(struct sqlite_store *q, struct cache_row *slot, int64_t account,
                     const struct history_row *row, bool *hit, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_ROW_FIND];
    uint64_t group = row_group(account, row);
    bool more = true;
    bool sound = true;

    if (sqlite3_bind_int64(stmt, 1, (int64_t)group) != SQLITE_OK ||
        sqlite3_bind_int64(stmt, 2, account) != SQLITE_OK) {
        return failed(q, e);
    }
    *hit = false;
    while (more && sound && !*hit) {
        struct history_row found;

        if (!step(q, stmt, &more, e)) {
            return false;
        }
        sound = !more || sqlite_row_get(stmt, &found);
        if (more && sound && rows_belong(&found, row)) {
            slot->account = account;
            slot->group = group;
            slot->row = found;
            *hit = true;
        }
    }
    (void)sqlite3_reset(stmt);
    return sound || sqlite_fail(e, NULL, q->path, SQLITE_CORRUPT);
}

static bool row_add(struct sqlite_store *q, int64_t account, const struct history_row *row,
                    uint64_t group, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_ROW_ADD];

    return run(q, WRITE_ROW_ADD, sqlite_row_bind(stmt, account, row, group), e);
}

static bool row_write(struct sqlite_store *q, int64_t account, const struct store_change *c,
                      struct err *e)
{
    const struct history_row *row = c->row;
    uint64_t group;
    struct cache_row *slot;
    bool hit;

    if (!row_groups(row)) {
        return row_add(q, account, row, 0, e);
    }
    group = row_group(account, row);
    slot = sqlite_cache_row(q->cache, group);
    hit = slot->account == account && slot->group == group && rows_belong(&slot->row, row);
    if (!hit || !c->row_extends) {
        if (!row_flush(q, slot, e) ||
            (c->row_extends && !row_find(q, slot, account, row, &hit, e))) {
            return false;
        }
    }
    if (hit && c->row_extends) {
        row_extend(&slot->row, row);
        slot->dirty = true;
        sqlite_cache_list_row(q->cache, slot);
        return true;
    }
    if (!row_add(q, account, row, group, e)) {
        return false;
    }
    slot->account = account;
    slot->group = group;
    slot->row = *row;
    slot->row.id = sqlite3_last_insert_rowid(q->db);
    return true;
}

static bool change_write(struct sqlite_store *q, const struct store_change *c, struct err *e)
{
    int64_t account;

    if (c->profile == NULL && c->row == NULL) {
        return true;
    }
    return account_write(q, c, &account, e) && (c->row == NULL || row_write(q, account, c, e));
}

static bool counter_write(struct sqlite_store *q, const struct store_counter *c, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_COUNTER_SET];

    return run(q, WRITE_COUNTER_SET,
               sqlite3_bind_int64(stmt, 1, sqlite_counter_id(c)) == SQLITE_OK &&
                   sqlite3_bind_int64(stmt, 2, c->value) == SQLITE_OK,
               e);
}

/* The hour's last chunk that has room: its number and what is in it. */
struct chunk {
    int64_t id;
    size_t count;
    uint64_t hashes[SQLITE_CHUNK_HASHES];
};

static bool chunk_last(struct sqlite_store *q, int64_t hour, struct chunk *out, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_CHUNK_LAST];
    const uint8_t *bytes;
    size_t len;
    bool row;

    out->id = hour * SQLITE_CHUNKS_MAX;
    out->count = 0;
    if (sqlite3_bind_int64(stmt, 1, out->id) != SQLITE_OK ||
        sqlite3_bind_int64(stmt, 2, out->id + SQLITE_CHUNKS_MAX) != SQLITE_OK) {
        return failed(q, e);
    }
    if (!step(q, stmt, &row, e)) {
        return false;
    }
    if (!row) {
        return true;
    }
    out->id = sqlite3_column_int64(stmt, 0);
    bytes = sqlite3_column_blob(stmt, 1);
    len = (size_t)sqlite3_column_bytes(stmt, 1) / 8;
    if (len >= SQLITE_CHUNK_HASHES) {
        out->id++;
    } else {
        for (size_t i = 0; i < len; i++) {
            out->hashes[i] = bytes_get(bytes + 8 * i, 8);
        }
        out->count = len;
    }
    (void)sqlite3_reset(stmt);
    return true;
}

static bool chunk_write(struct sqlite_store *q, int64_t id, const uint8_t *bytes, size_t count,
                        struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_CHUNK_SET];

    return run(
        q, WRITE_CHUNK_SET,
        sqlite3_bind_int64(stmt, 1, id) == SQLITE_OK && bind_bytes(stmt, 2, bytes, count * 8), e);
}

/* Merges ascending items into the hour: its last chunk is filled up, then new ones follow. */
static bool hour_write(struct sqlite_store *q, const struct identity *items, size_t count,
                       struct err *e)
{
    struct chunk last;
    uint8_t bytes[SQLITE_CHUNK_HASHES * 8];
    size_t ours = 0;
    size_t theirs = 0;
    size_t n = 0;

    if (!chunk_last(q, items[0].hour, &last, e)) {
        return false;
    }
    while (ours < last.count || theirs < count) {
        bool own =
            theirs == count || (ours < last.count && last.hashes[ours] <= items[theirs].hash);
        uint64_t hash = own ? last.hashes[ours] : items[theirs].hash;

        theirs += !own || (theirs < count && items[theirs].hash == hash);
        ours += own;
        bytes_put(bytes + 8 * n++, hash, 8);
        if (n == SQLITE_CHUNK_HASHES) {
            if (!chunk_write(q, last.id++, bytes, n, e)) {
                return false;
            }
            n = 0;
        }
    }
    return n == 0 || chunk_write(q, last.id, bytes, n, e);
}

static bool identities_write(struct sqlite_store *q, struct err *e)
{
    const struct identity_list *list = &q->gathered;

    for (size_t i = 0; i < list->count;) {
        size_t count = identity_run(list, i);

        if (!hour_write(q, &list->items[i], count, e)) {
            return false;
        }
        i += count;
    }
    return true;
}

static bool flush(struct sqlite_store *q, struct err *e)
{
    struct cache_name *name;
    struct cache_row *row;

    while ((name = sqlite_cache_next_name(q->cache)) != NULL) {
        if (!name_flush(q, name, e)) {
            return false;
        }
    }
    while ((row = sqlite_cache_next_row(q->cache)) != NULL) {
        if (!row_flush(q, row, e)) {
            return false;
        }
    }
    return true;
}

static bool batch_write(struct sqlite_store *q, const struct store_batch *batch, struct err *e)
{
    for (size_t i = 0; i < batch->change_count; i++) {
        if (!change_write(q, &batch->changes[i], e)) {
            return false;
        }
    }
    for (size_t i = 0; i < batch->counter_count; i++) {
        if (!counter_write(q, &batch->counters[i], e)) {
            return false;
        }
    }
    return true;
}

/* Begins a transaction; what the cache holds is true in it. */
static bool begin(struct sqlite_store *q, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DATA_VERSION];
    int64_t version;
    bool row;

    if (!run(q, WRITE_BEGIN, true, e) || !step(q, stmt, &row, e)) {
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

/* Ends a transaction that failed; *e keeps why. */
static void roll_back(struct sqlite_store *q)
{
    struct err ignored = {0};

    if (sqlite3_get_autocommit(q->db) == 0) {
        (void)run(q, WRITE_ROLLBACK, true, &ignored);
    }
    sqlite_cache_forget(q->cache);
}

bool sqlite_record(struct store *s, const struct store_batch *const *batches, size_t count,
                   struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = identity_gather(&q->gathered, batches, count, e) && begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        ok = batch_write(q, batches[i], e);
    }
    ok = ok && identities_write(q, e) && flush(q, e) && run(q, WRITE_COMMIT, true, e);
    if (!ok) {
        roll_back(q);
    }
    return ok;
}

static bool expire_chunks(struct sqlite_store *q, int64_t hour, bool *more, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_EXPIRE_CHUNKS];
    int64_t limit = INT64_C(1) << 42;
    int64_t from = hour > limit ? limit : hour < -limit ? -limit : hour;

    if (!run(q, WRITE_EXPIRE_CHUNKS,
             sqlite3_bind_int64(stmt, 1, from * SQLITE_CHUNKS_MAX) == SQLITE_OK, e)) {
        return false;
    }
    *more = sqlite3_changes(q->db) == EXPIRE_CHUNKS;
    return true;
}

/* Looks at the rows behind step->cursor. */
static bool expire_rows(struct sqlite_store *q, struct expiry_step *step_, int *removed,
                        struct err *e)
{
    sqlite3_stmt *find = q->statements[WRITE_EXPIRE_END];
    sqlite3_stmt *drop = q->statements[WRITE_EXPIRE_ROWS];
    int64_t end = INT64_MAX;

    if (sqlite3_bind_int64(find, 1, step_->cursor) != SQLITE_OK) {
        return failed(q, e);
    }
    if (!step(q, find, &step_->more, e)) {
        return false;
    }
    if (step_->more) {
        end = sqlite3_column_int64(find, 0);
        (void)sqlite3_reset(find);
    }
    if (!run(q, WRITE_EXPIRE_ROWS,
             sqlite3_bind_int64(drop, 1, step_->cursor) == SQLITE_OK &&
                 sqlite3_bind_int64(drop, 2, end) == SQLITE_OK &&
                 sqlite3_bind_int64(drop, 3, step_->expiry->history_ms) == SQLITE_OK,
             e)) {
        return false;
    }
    *removed = sqlite3_changes(q->db);
    step_->cursor = end;
    return true;
}

bool sqlite_expire(struct store *s, struct expiry_step *step_, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    struct expiry_step next = *step_;
    bool chunks_left = false;
    int removed = 0;
    bool ok = begin(q, e) && expire_chunks(q, next.expiry->identity_hour, &chunks_left, e) &&
              (chunks_left || expire_rows(q, &next, &removed, e)) && run(q, WRITE_COMMIT, true, e);

    if (!ok) {
        roll_back(q);
        return false;
    }
    if (removed > 0) {
        sqlite_cache_forget_rows(q->cache);
    }
    next.expiry->rows += (uint64_t)removed;
    *step_ = next;
    return true;
}

void sqlite_settle(struct store *s)
{
    struct sqlite_store *q = sqlite_self(s);

    if (q->wal_pages < q->wal_mark) {
        q->wal_mark = 0;
    }
    if (q->wal_pages - q->wal_mark >= SQLITE_WAL_PAGES) {
        /* When it fails, the log grows and the next attempt does it; nothing is lost. */
        (void)sqlite3_wal_checkpoint_v2(q->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        q->wal_mark = q->wal_pages;
    }
}
