#include "store/sqlite_records.h"

#include "base/arena.h"
#include "store/record.h"
#include "store/sqlite_credentials.h"
#include "store/sqlite_read.h"

#define RECORD_BYTES ((size_t)64 << 10) /* more than all texts of one account */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* --- accounts, writing --------------------------------------------------------------------------- */

/* *id: the account's number, 0 when there is none. */
static bool directory_find(struct sqlite_store *q, struct span key, int64_t *id, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DIRECTORY_HAS];
    bool row;

    if (!sqlite_bind_text(stmt, 1, key)) {
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

/* Fills c->err when the identifier belongs to another account; false when the store failed. */
static bool identifier_check(struct sqlite_store *q, struct store_account_change *c, size_t list,
                             struct span value, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DIRECTORY_OTHER];
    bool row;

    if (sqlite3_bind_int64(stmt, 1, (int64_t)list) != SQLITE_OK ||
        !sqlite_bind_text(stmt, 2, value) ||
        !sqlite_bind_text(stmt, 3, c->account->text[ACCOUNT_ID])) {
        return sqlite_failed(q, e);
    }
    if (!sqlite_step_one(q, stmt, &row, e)) {
        return false;
    }
    if (row) {
        struct span other = {.at = (const char *)sqlite3_column_text(stmt, 0)};

        other.len = (size_t)sqlite3_column_bytes(stmt, 0);
        record_taken(&c->err, (enum account_list)list, value, other);
        (void)sqlite3_reset(stmt);
    }
    return true;
}

static bool identifiers_check(struct sqlite_store *q, struct store_account_change *c, struct err *e)
{
    for (size_t l = 0; l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        const struct account_texts *texts = &c->account->list[l];

        for (size_t i = 0; i < texts->count && c->err.code == ERR_NONE; i++) {
            if (!identifier_check(q, c, l, texts->at[i], e)) {
                return false;
            }
        }
    }
    return true;
}

static bool texts_remove(struct sqlite_store *q, int64_t id, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DIRECTORY_TEXTS_REMOVE];

    return sqlite_run(q, WRITE_DIRECTORY_TEXTS_REMOVE, sqlite3_bind_int64(stmt, 1, id) == SQLITE_OK,
                      e);
}

static bool text_add(struct sqlite_store *q, int64_t id, size_t list, size_t position,
                     struct span value, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DIRECTORY_TEXT_ADD];

    return sqlite_run(q, WRITE_DIRECTORY_TEXT_ADD,
                      sqlite3_bind_int64(stmt, 1, id) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 2, (int64_t)list) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 3, (int64_t)position) == SQLITE_OK &&
                          sqlite_bind_text(stmt, 4, value),
                      e);
}

static bool texts_add(struct sqlite_store *q, int64_t id, const struct account_record *a,
                      struct err *e)
{
    for (size_t l = 0; l < ACCOUNT_LIST_COUNT; l++) {
        for (size_t i = 0; i < a->list[l].count; i++) {
            if (!text_add(q, id, l, i, a->list[l].at[i], e)) {
                return false;
            }
        }
    }
    return true;
}

static bool account_put(struct sqlite_store *q, const struct account_record *a, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DIRECTORY_PUT];
    bool bound = true;
    int64_t id = 0;

    for (int i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        bound = bound && sqlite_bind_text(stmt, i + 1, a->text[i]);
    }
    bound = bound && sqlite3_bind_int64(stmt, 7, a->created_ms) == SQLITE_OK &&
            sqlite3_bind_int64(stmt, 8, a->updated_ms) == SQLITE_OK;
    return sqlite_run(q, WRITE_DIRECTORY_PUT, bound, e) &&
           directory_find(q, a->text[ACCOUNT_ID], &id, e) && texts_remove(q, id, e) &&
           texts_add(q, id, a, e);
}

static bool account_remove(struct sqlite_store *q, int64_t id, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DIRECTORY_REMOVE];

    return texts_remove(q, id, e) &&
           sqlite_run(q, WRITE_DIRECTORY_REMOVE, sqlite3_bind_int64(stmt, 1, id) == SQLITE_OK, e);
}

static bool account_change(struct sqlite_store *q, struct store_account_change *c, struct err *e)
{
    int64_t id = 0;

    if (!directory_find(q, c->account->text[ACCOUNT_ID], &id, e)) {
        return false;
    }
    c->was_there = id != 0;
    if (c->remove) {
        return sqlite_credentials_remove(q, c->account->text[ACCOUNT_ID], e) &&
               (id == 0 || account_remove(q, id, e));
    }
    return identifiers_check(q, c, e) && (c->err.code != ERR_NONE || account_put(q, c->account, e));
}

bool sqlite_accounts_change(struct store *s, struct store_account_change *changes, size_t count,
                            struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        ok = account_change(q, &changes[i], e);
    }
    return sqlite_end(q, ok, e);
}

/* --- accounts, reading --------------------------------------------------------------------------- */

/* Rows that are gathered until the next account begins. */
struct gathering {
    struct sqlite_reading r;
    struct arena *arena;
    struct account_record account;
    bool begun;
    store_visit_account *visit;
    void *ctx;
    size_t visited;
};

static void gather_begin(struct gathering *g)
{
    g->account = (struct account_record){0};
    g->begun = true;
    for (int i = 0; i < ACCOUNT_TEXT_COUNT; i++) {
        if (!arena_copy(g->arena, sqlite_read_text(&g->r, i), &g->account.text[i])) {
            g->r.rc = SQLITE_NOMEM;
        }
    }
    g->account.created_ms = sqlite3_column_int64(g->r.stmt, 6);
    g->account.updated_ms = sqlite3_column_int64(g->r.stmt, 7);
}

static void gather_text(struct gathering *g)
{
    int64_t list = sqlite3_column_int64(g->r.stmt, 8);
    struct account_texts *texts;

    if (sqlite3_column_type(g->r.stmt, 8) == SQLITE_NULL) {
        return;
    }
    if (list < 0 || list >= ACCOUNT_LIST_COUNT || g->account.list[list].count == ACCOUNT_LIST_MAX) {
        g->r.rc = SQLITE_CORRUPT;
        return;
    }
    texts = &g->account.list[list];
    if (!arena_copy(g->arena, sqlite_read_text(&g->r, 9), &texts->at[texts->count++])) {
        g->r.rc = SQLITE_NOMEM;
    }
}

/* Shows what was gathered; false when the visitor has enough. */
static bool gather_show(struct gathering *g, struct arena_mark empty)
{
    bool on;

    if (!g->begun) {
        return true;
    }
    g->visited++;
    on = g->visit(g->ctx, &g->account);
    arena_release(g->arena, empty);
    g->begun = false;
    return on;
}

static void gather_all(struct gathering *g)
{
    struct arena_mark empty = arena_mark(g->arena);
    bool on = true;

    while (on && sqlite_read_step(&g->r)) {
        if (g->begun &&
            !span_eq(g->account.text[ACCOUNT_ID], sqlite_read_text(&g->r, ACCOUNT_ID))) {
            on = gather_show(g, empty);
        }
        if (on && !g->begun) {
            gather_begin(g);
        }
        if (on) {
            gather_text(g);
        }
    }
    if (on && g->r.rc == SQLITE_DONE) {
        (void)gather_show(g, empty);
    }
}

static void gather_run(struct gathering *g)
{
    g->arena = arena_new(RECORD_BYTES);
    if (g->arena == NULL) {
        g->r.rc = SQLITE_NOMEM;
    } else {
        gather_all(g);
    }
    arena_free(&g->arena);
}

static bool gather_end(struct gathering *g, struct err *e)
{
    gather_run(g);
    return sqlite_read_end(&g->r, e);
}

bool sqlite_directory_look(struct sqlite_store *q, struct sqlite_look *look, struct err *e)
{
    struct gathering g = {
        .r = {.q = q, .stmt = q->statements[look->which]}, .visit = look->visit, .ctx = look->ctx};

    sqlite_read_bind(&g.r, sqlite_bind_text(g.r.stmt, 1, look->name) ? SQLITE_OK : SQLITE_NOMEM);
    gather_run(&g);
    (void)sqlite3_reset(g.r.stmt);
    look->found = g.visited > 0;
    return g.r.rc == SQLITE_ROW || g.r.rc == SQLITE_DONE ||
           sqlite_fail(e, g.r.rc == SQLITE_CORRUPT ? NULL : q->db, q->path, g.r.rc);
}

bool sqlite_read_account(struct store *s, struct span id, store_visit_account *visit, void *ctx,
                         struct err *e)
{
    struct gathering g = {.visit = visit, .ctx = ctx};

    if (!sqlite_read_begin(&g.r, s, READ_DIRECTORY, e)) {
        return false;
    }
    sqlite_read_bind(&g.r, sqlite_bind_text(g.r.stmt, 1, id) ? SQLITE_OK : SQLITE_NOMEM);
    return gather_end(&g, e) && (g.visited > 0 || record_absent(e, id));
}

bool sqlite_read_account_by(struct store *s, enum account_list list, struct span value,
                            store_visit_account *visit, void *ctx, struct err *e)
{
    struct gathering g = {.visit = visit, .ctx = ctx};

    if (!sqlite_read_begin(&g.r, s, READ_DIRECTORY_BY, e)) {
        return false;
    }
    sqlite_read_bind(&g.r, sqlite3_bind_int64(g.r.stmt, 1, (int64_t)list));
    sqlite_read_bind(&g.r, sqlite_bind_text(g.r.stmt, 2, value) ? SQLITE_OK : SQLITE_NOMEM);
    return gather_end(&g, e) && (g.visited > 0 || record_absent(e, value));
}

bool sqlite_read_accounts(struct store *s, struct span after, size_t limit,
                          store_visit_account *visit, void *ctx, struct err *e)
{
    struct gathering g = {.visit = visit, .ctx = ctx};

    if (!sqlite_read_begin(&g.r, s, READ_DIRECTORY_ALL, e)) {
        return false;
    }
    sqlite_read_bind(&g.r, sqlite_bind_text(g.r.stmt, 1, after) ? SQLITE_OK : SQLITE_NOMEM);
    sqlite_read_bind(
        &g.r, sqlite3_bind_int64(g.r.stmt, 2, limit < INT64_MAX ? (int64_t)limit : INT64_MAX));
    return gather_end(&g, e);
}

/* --- lists --------------------------------------------------------------------------------------- */

#define NETWORK_BYTES 17 /* prefix and length; none: no bytes */

static size_t network_pack(const struct listing *l, uint8_t out[static NETWORK_BYTES])
{
    if (!l->has_network) {
        return 0;
    }
    memcpy(out, l->prefix.bytes, sizeof l->prefix.bytes);
    out[NETWORK_BYTES - 1] = l->bits;
    return NETWORK_BYTES;
}

static bool listing_bind(sqlite3_stmt *stmt, const struct listing *l,
                         uint8_t network[static NETWORK_BYTES])
{
    size_t len = network_pack(l, network);

    return sqlite3_bind_int64(stmt, 1, (int64_t)l->kind) == SQLITE_OK &&
           sqlite_bind_bytes(stmt, 2, network, len) && sqlite_bind_text(stmt, 3, span_of(l->login));
}

bool sqlite_listing_put(struct store *s, const struct listing *l, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *stmt = q->statements[WRITE_LISTING_PUT];
    uint8_t network[NETWORK_BYTES];
    bool ok = sqlite_begin(q, e) &&
              sqlite_run(q, WRITE_LISTING_PUT,
                         listing_bind(stmt, l, network) &&
                             sqlite3_bind_int64(stmt, 4, l->expires_ms) == SQLITE_OK &&
                             sqlite_bind_text(stmt, 5, span_of(l->reason)),
                         e);

    return sqlite_end(q, ok, e);
}

bool sqlite_listing_remove(struct store *s, const struct listing *l, bool *was_there, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *stmt = q->statements[WRITE_LISTING_REMOVE];
    uint8_t network[NETWORK_BYTES];
    bool ok = sqlite_begin(q, e) &&
              sqlite_run(q, WRITE_LISTING_REMOVE, listing_bind(stmt, l, network), e);

    *was_there = ok && sqlite3_changes(q->db) > 0;
    return sqlite_end(q, ok, e);
}

/* Copies a column's text with its NUL; false when it is longer than it may be. */
static bool text_get(const struct sqlite_reading *r, int at, char *out, size_t cap)
{
    struct span text = sqlite_read_text(r, at);

    if (text.len >= cap) {
        return false;
    }
    if (text.len > 0) {
        memcpy(out, text.at, text.len);
    }
    out[text.len] = '\0';
    return true;
}

static bool listing_get(const struct sqlite_reading *r, struct listing *out)
{
    int64_t kind = sqlite3_column_int64(r->stmt, 0);
    const uint8_t *network = sqlite3_column_blob(r->stmt, 1);
    int len = sqlite3_column_bytes(r->stmt, 1);

    *out = (struct listing){.has_network = len > 0, .expires_ms = sqlite3_column_int64(r->stmt, 3)};
    if (kind < 0 || kind >= LISTING_KIND_COUNT || (len != 0 && len != NETWORK_BYTES) ||
        !text_get(r, 2, out->login, sizeof out->login) ||
        !text_get(r, 4, out->reason, sizeof out->reason)) {
        return false;
    }
    out->kind = (enum listing_kind)kind;
    out->has_login = out->login[0] != '\0';
    if (len > 0) {
        memcpy(out->prefix.bytes, network, sizeof out->prefix.bytes);
        out->bits = network[NETWORK_BYTES - 1];
    }
    return out->has_network || out->has_login;
}

bool sqlite_read_listings(struct store *s, store_visit_listing *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_LISTINGS, e)) {
        return false;
    }
    while (on && sqlite_read_step(&r)) {
        struct listing l;

        if (listing_get(&r, &l)) {
            on = visit(ctx, &l);
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e);
}

/* --- tokens -------------------------------------------------------------------------------------- */

bool sqlite_token_put(struct store *s, const struct token *t, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *stmt = q->statements[WRITE_TOKEN_PUT];
    bool ok = sqlite_begin(q, e) &&
              sqlite_run(q, WRITE_TOKEN_PUT,
                         sqlite_bind_text(stmt, 1, span_of(t->id)) &&
                             sqlite_bind_text(stmt, 2, span_of(t->name)) &&
                             sqlite_bind_bytes(stmt, 3, t->hash, sizeof t->hash) &&
                             sqlite3_bind_int64(stmt, 4, t->scopes) == SQLITE_OK &&
                             sqlite3_bind_int64(stmt, 5, t->created_ms) == SQLITE_OK &&
                             sqlite3_bind_int64(stmt, 6, t->expires_ms) == SQLITE_OK,
                         e);

    return sqlite_end(q, ok, e);
}

bool sqlite_token_remove(struct store *s, struct span id, bool *was_there, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e) &&
              sqlite_run(q, WRITE_TOKEN_REMOVE,
                         sqlite_bind_text(q->statements[WRITE_TOKEN_REMOVE], 1, id), e);

    *was_there = ok && sqlite3_changes(q->db) > 0;
    return sqlite_end(q, ok, e);
}

static bool token_get(const struct sqlite_reading *r, struct token *out)
{
    const uint8_t *hash = sqlite3_column_blob(r->stmt, 2);

    *out = (struct token){
        .scopes = (uint32_t)sqlite3_column_int64(r->stmt, 3),
        .created_ms = sqlite3_column_int64(r->stmt, 4),
        .expires_ms = sqlite3_column_int64(r->stmt, 5),
    };
    if (sqlite3_column_bytes(r->stmt, 2) != TOKEN_HASH_BYTES || hash == NULL) {
        return false;
    }
    memcpy(out->hash, hash, sizeof out->hash);
    return text_get(r, 0, out->id, sizeof out->id) && text_get(r, 1, out->name, sizeof out->name);
}

bool sqlite_read_tokens(struct store *s, store_visit_token *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_TOKENS, e)) {
        return false;
    }
    while (on && sqlite_read_step(&r)) {
        struct token t;

        if (token_get(&r, &t)) {
            on = visit(ctx, &t);
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e);
}
