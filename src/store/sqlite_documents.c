#include "store/sqlite_documents.h"

#include "store/sqlite_read.h"

/* Never NULL: an empty blob is one, too. */
static bool bind_blob(sqlite3_stmt *stmt, int at, struct span bytes)
{
    return sqlite_bind_bytes(stmt, at, bytes.len > 0 ? bytes.at : "", bytes.len);
}

static bool bind_name(sqlite3_stmt *stmt, enum document_kind kind, struct span key)
{
    return sqlite3_bind_int64(stmt, 1, kind) == SQLITE_OK && bind_blob(stmt, 2, key);
}

/* --- writing -------------------------------------------------------------------------------------- */

/* What is there now; version 0: nothing, or what has expired. */
struct there {
    uint32_t version;
    int64_t created_ms;
};

static bool look(struct sqlite_store *q, const struct document *d, int64_t now_ms,
                 struct there *out, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DOCUMENT_FIND];
    bool row;

    *out = (struct there){0};
    if (!bind_name(stmt, d->kind, d->key)) {
        return sqlite_failed(q, e);
    }
    if (!sqlite_step_one(q, stmt, &row, e)) {
        return false;
    }
    if (row) {
        int64_t expires_ms = sqlite3_column_int64(stmt, 2);

        if (expires_ms == 0 || expires_ms > now_ms) {
            out->version = (uint32_t)sqlite3_column_int64(stmt, 0);
            out->created_ms = sqlite3_column_int64(stmt, 1);
        }
        (void)sqlite3_reset(stmt);
    }
    return true;
}

static bool put(struct sqlite_store *q, const struct document *d, const struct there *there,
                int64_t now_ms, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DOCUMENT_PUT];
    bool fresh = there->version == 0;

    return sqlite_run(q, WRITE_DOCUMENT_PUT,
                      bind_name(stmt, d->kind, d->key) && bind_blob(stmt, 3, d->owner) &&
                          bind_blob(stmt, 4, d->body) &&
                          sqlite3_bind_int64(stmt, 5, (int64_t)there->version + 1) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 6, fresh ? now_ms : there->created_ms) ==
                              SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 7, now_ms) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 8, d->expires_ms) == SQLITE_OK,
                      e);
}

static bool change_one(struct sqlite_store *q, struct store_document_change *c, int64_t now_ms,
                       bool *made, struct err *e)
{
    const struct document *d = c->document;
    struct there there;

    if (!look(q, d, now_ms, &there, e)) {
        return false;
    }
    c->was_there = there.version != 0;
    *made = c->expected == DOCUMENT_ANY || c->expected == there.version;
    if (!*made) {
        return true;
    }
    if (c->remove) {
        return sqlite_run(q, WRITE_DOCUMENT_REMOVE,
                          bind_name(q->statements[WRITE_DOCUMENT_REMOVE], d->kind, d->key), e);
    }
    return put(q, d, &there, now_ms, e);
}

bool sqlite_documents_change(struct store *s, struct documents_write *write, bool *made,
                             struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e);

    *made = true;
    for (size_t i = 0; ok && *made && i < write->count; i++) {
        ok = change_one(q, &write->changes[i], write->now_ms, made, e);
    }
    if (ok && !*made) {
        sqlite_roll_back(q);
        return true;
    }
    return sqlite_end(q, ok, e);
}

bool sqlite_documents_expire(struct store *s, int64_t now_ms, uint64_t *removed, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *stmt = q->statements[WRITE_DOCUMENTS_EXPIRE];
    bool ok = sqlite_begin(q, e) && sqlite_run(q, WRITE_DOCUMENTS_EXPIRE,
                                               sqlite3_bind_int64(stmt, 1, now_ms) == SQLITE_OK, e);

    *removed = ok ? (uint64_t)sqlite3_changes(q->db) : 0;
    return sqlite_end(q, ok, e);
}

/* --- reading -------------------------------------------------------------------------------------- */

static struct span column_blob(const struct sqlite_reading *r, int at)
{
    const char *bytes = sqlite3_column_blob(r->stmt, at);

    return (struct span){.at = bytes, .len = (size_t)sqlite3_column_bytes(r->stmt, at)};
}

static bool document_get(const struct sqlite_reading *r, struct document *out)
{
    int64_t kind = sqlite3_column_int64(r->stmt, 0);

    *out = (struct document){
        .kind = (enum document_kind)kind,
        .key = column_blob(r, 1),
        .owner = column_blob(r, 2),
        .body = column_blob(r, 3),
        .version = (uint32_t)sqlite3_column_int64(r->stmt, 4),
        .created_ms = sqlite3_column_int64(r->stmt, 5),
        .changed_ms = sqlite3_column_int64(r->stmt, 6),
        .expires_ms = sqlite3_column_int64(r->stmt, 7),
    };
    return out->key.len > 0;
}

/* Visits the rows; *visited: how many. */
static bool visit_rows(struct sqlite_reading *r, store_visit_document *visit, void *ctx,
                       size_t *visited, struct err *e)
{
    bool on = true;

    *visited = 0;
    while (on && sqlite_read_step(r)) {
        struct document d;

        if (document_get(r, &d)) {
            ++*visited;
            on = visit(ctx, &d);
        } else {
            r->rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(r, e);
}

static void bind_bytes(struct sqlite_reading *r, int at, struct span bytes)
{
    sqlite_read_bind(r, sqlite3_bind_blob(r->stmt, at, bytes.len > 0 ? bytes.at : "",
                                          (int)bytes.len, SQLITE_STATIC));
}

bool sqlite_read_document(struct store *s, const struct store_document_name *name,
                          store_visit_document *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    size_t visited;

    if (!sqlite_read_begin(&r, s, READ_DOCUMENT, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, name->kind));
    bind_bytes(&r, 2, name->key);
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 3, name->now_ms));
    return visit_rows(&r, visit, ctx, &visited, e) &&
           (visited > 0 || err_set(e, ERR_ABSENT, "there is no such document"));
}

bool sqlite_read_documents(struct store *s, const struct store_document_query *query,
                           store_visit_document *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool owned = query->owner.len > 0;
    size_t visited;

    if (!sqlite_read_begin(&r, s, owned ? READ_DOCUMENTS_OWNED : READ_DOCUMENTS, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, query->kind));
    bind_bytes(&r, 2, query->after);
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 3, query->now_ms));
    sqlite_read_bind(
        &r, sqlite3_bind_int64(r.stmt, 4,
                               query->limit > INT32_MAX ? INT32_MAX : (sqlite3_int64)query->limit));
    if (owned) {
        bind_bytes(&r, 5, query->owner);
    }
    return visit_rows(&r, visit, ctx, &visited, e);
}
