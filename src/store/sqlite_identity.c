#include "store/bytes.h"
#include "store/sqlite_db.h"

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
        return sqlite_failed(q, e);
    }
    if (!sqlite_step_one(q, stmt, &row, e)) {
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

    return sqlite_run(q, WRITE_CHUNK_SET,
                      sqlite3_bind_int64(stmt, 1, id) == SQLITE_OK &&
                          sqlite_bind_bytes(stmt, 2, bytes, count * 8),
                      e);
}

/* The smaller of the heads of two ascending runs, taken off both when they are the same. */
static uint64_t merge_next(const struct chunk *last, size_t *ours, const struct identity *items,
                           size_t count, size_t *theirs)
{
    bool own =
        *theirs == count || (*ours < last->count && last->hashes[*ours] <= items[*theirs].hash);
    uint64_t hash = own ? last->hashes[*ours] : items[*theirs].hash;

    if (*theirs < count && items[*theirs].hash == hash) {
        ++*theirs;
    }
    *ours += own;
    return hash;
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
        bytes_put(bytes + 8 * n, merge_next(&last, &ours, items, count, &theirs), 8);
        n++;
        if (n < SQLITE_CHUNK_HASHES && (ours < last.count || theirs < count)) {
            continue;
        }
        if (!chunk_write(q, last.id, bytes, n, e)) {
            return false;
        }
        last.id++;
        n = 0;
    }
    return true;
}

bool sqlite_identities_write(struct sqlite_store *q, struct err *e)
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
