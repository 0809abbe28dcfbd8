#include "store/row.h"
#include "store/sqlite_notice.h"

static bool name_flush(struct sqlite_store *q, struct cache_name *slot, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_PROFILE];
    const uint8_t *profile = slot->profile;

    slot->profile = NULL;
    return profile == NULL ||
           sqlite_run(q, WRITE_PROFILE,
                      sqlite3_bind_int64(stmt, 1, slot->id) == SQLITE_OK &&
                          sqlite_bind_bytes(stmt, 2, profile, STORE_PROFILE_SIZE),
                      e);
}

static bool row_flush(struct sqlite_store *q, struct cache_row *slot, struct err *e)
{
    bool dirty = slot->dirty;

    slot->dirty = false;
    return !dirty ||
           sqlite_run(q, WRITE_ROW_CHANGE,
                      sqlite_row_bind_change(q->statements[WRITE_ROW_CHANGE], &slot->row), e);
}

/* *id: the account's number, 0 when it has none. */
static bool account_find(struct sqlite_store *q, struct span name, int64_t *id, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_ACCOUNT_FIND];
    bool row;

    if (sqlite3_bind_text(stmt, 1, name.at, (int)name.len, SQLITE_STATIC) != SQLITE_OK) {
        return sqlite_failed(q, e);
    }
    if (!sqlite_step_one(q, stmt, &row, e)) {
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
                                     : sqlite_bind_bytes(stmt, 2, c->profile, STORE_PROFILE_SIZE));

    if (!sqlite_run(q, WRITE_ACCOUNT_ADD, bound, e)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(q->db);
    return true;
}

/* Gives the slot to the account of the change, which is found or made. *made: with its profile. */
static bool slot_take(struct sqlite_store *q, struct cache_name *slot, const struct store_change *c,
                      bool *made, struct err *e)
{
    int64_t id = 0;

    if (!name_flush(q, slot, e) || !account_find(q, c->account, &id, e)) {
        return false;
    }
    *made = id == 0;
    if (*made && !account_add(q, c, &id, e)) {
        return false;
    }
    slot->id = id;
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
        if (!slot_take(q, slot, c, &made, e)) {
            return false;
        }
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
        return sqlite_failed(q, e);
    }
    *hit = false;
    while (more && sound && !*hit) {
        struct history_row found = {0};

        if (!sqlite_step_one(q, stmt, &more, e)) {
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

    return sqlite_run(q, WRITE_ROW_ADD, sqlite_row_bind(stmt, account, row, group), e);
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

    if ((c->profile != NULL || c->row != NULL) &&
        !(account_write(q, c, &account, e) && (c->row == NULL || row_write(q, account, c, e)))) {
        return false;
    }
    /* A row with a notice stands alone: it is the last one written. */
    return c->notice == NULL ||
           sqlite_notice_write(q, c, c->row == NULL ? 0 : sqlite3_last_insert_rowid(q->db), e);
}

static bool counter_write(struct sqlite_store *q, const struct store_counter *c, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_COUNTER_SET];

    return sqlite_run(q, WRITE_COUNTER_SET,
                      sqlite3_bind_int64(stmt, 1, sqlite_counter_id(c)) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 2, c->value) == SQLITE_OK,
                      e);
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

bool sqlite_record(struct store *s, const struct store_batch *const *batches, size_t count,
                   struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = identity_gather(&q->gathered, batches, count, e) && sqlite_begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        ok = batch_write(q, batches[i], e);
    }
    ok = ok && sqlite_identities_write(q, e) && flush(q, e) && sqlite_run(q, WRITE_COMMIT, true, e);
    if (!ok) {
        sqlite_roll_back(q);
    }
    return ok;
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
