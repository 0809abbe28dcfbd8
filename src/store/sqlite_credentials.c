#include "store/sqlite_credentials.h"

#include "store/record.h"
#include "store/row.h"
#include "store/sqlite_read.h"

#define NETWORK_BYTES 17 /* prefix and length; none: no bytes */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* Never NULL: an empty blob is one, too. */
static bool bind_blob(sqlite3_stmt *stmt, int at, const void *bytes, size_t len)
{
    return sqlite_bind_bytes(stmt, at, len > 0 ? bytes : "", len);
}

static bool bind_number(sqlite3_stmt *stmt, int at, int64_t n)
{
    return sqlite3_bind_int64(stmt, at, n) == SQLITE_OK;
}

/* --- app passwords, writing ----------------------------------------------------------------------- */

/* Bytes that must live until a statement ran. */
struct app_bytes {
    uint8_t network[NETWORK_BYTES];
    uint8_t bound[ROW_ADDRESS_MAX];
    uint8_t remote[ROW_ADDRESS_MAX];
};

/* From column `at` on: bound_ms, bound_provider, bound_prefix, bound_client. */
static bool bind_bound(sqlite3_stmt *stmt, int at, const struct app_bound *b,
                       struct app_bytes *bytes)
{
    size_t len = b->at_ms == 0 ? 0 : row_pack_address(&b->prefix, bytes->bound);

    return bind_number(stmt, at, b->at_ms) && bind_number(stmt, at + 1, b->provider) &&
           bind_blob(stmt, at + 2, bytes->bound, len) &&
           bind_number(stmt, at + 3, (int64_t)b->client);
}

/* From column `at` on: last_ms, last_remote, last_country, last_asn, last_service, last_client. */
static bool bind_use(sqlite3_stmt *stmt, int at, const struct app_use *u, struct app_bytes *bytes)
{
    size_t len = u->has_remote ? row_pack_address(&u->remote, bytes->remote) : 0;

    return bind_number(stmt, at, u->at_ms) && bind_blob(stmt, at + 1, bytes->remote, len) &&
           bind_number(stmt, at + 2, u->country) && bind_number(stmt, at + 3, u->asn) &&
           bind_number(stmt, at + 4, u->service) &&
           sqlite_bind_text(stmt, at + 5, span_of(u->client));
}

static size_t network_pack(const struct app_limits *l, uint8_t out[static NETWORK_BYTES])
{
    if (!l->has_network) {
        return 0;
    }
    memcpy(out, l->prefix.bytes, sizeof l->prefix.bytes);
    out[NETWORK_BYTES - 1] = l->bits;
    return NETWORK_BYTES;
}

static bool app_bind(sqlite3_stmt *stmt, const struct app_password *p, struct app_bytes *bytes)
{
    size_t network = network_pack(&p->limits, bytes->network);

    return sqlite_bind_text(stmt, 1, span_of(p->id)) &&
           sqlite_bind_text(stmt, 2, span_of(p->account)) &&
           sqlite_bind_text(stmt, 3, span_of(p->name)) &&
           sqlite_bind_text(stmt, 4, span_of(p->device)) && bind_number(stmt, 5, p->scopes) &&
           bind_number(stmt, 6, p->created_ms) && bind_number(stmt, 7, p->expires_ms) &&
           bind_number(stmt, 8, p->revoked_ms) && bind_blob(stmt, 9, p->hash, sizeof p->hash) &&
           bind_blob(stmt, 10, p->sealed, p->sealed_len) &&
           bind_blob(stmt, 11, bytes->network, network) &&
           bind_number(stmt, 12, p->limits.country) && bind_bound(stmt, 13, &p->bound, bytes) &&
           bind_use(stmt, 17, &p->last, bytes);
}

bool sqlite_app_passwords_put(struct store *s, const struct app_password *p, size_t count,
                              struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        struct app_bytes bytes;

        ok = sqlite_run(q, WRITE_APP_PUT, app_bind(q->statements[WRITE_APP_PUT], &p[i], &bytes), e);
    }
    return sqlite_end(q, ok, e);
}

static bool use_write(struct sqlite_store *q, const struct store_app_use *u, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_APP_USED];
    struct app_bytes bytes;

    if (!sqlite_run(q, WRITE_APP_USED,
                    sqlite_bind_text(stmt, 1, span_of(u->id)) && bind_use(stmt, 2, u->use, &bytes),
                    e)) {
        return false;
    }
    stmt = q->statements[WRITE_APP_BOUND];
    return u->bound == NULL || sqlite_run(q, WRITE_APP_BOUND,
                                          sqlite_bind_text(stmt, 1, span_of(u->id)) &&
                                              bind_bound(stmt, 2, u->bound, &bytes),
                                          e);
}

bool sqlite_app_passwords_used(struct store *s, const struct store_app_use *uses, size_t count,
                               struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        ok = use_write(q, &uses[i], e);
    }
    return sqlite_end(q, ok, e);
}

bool sqlite_app_passwords_revoke(struct store *s, struct store_app_revoke *r, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *stmt = q->statements[WRITE_APP_REVOKE];
    bool ok =
        sqlite_begin(q, e) &&
        sqlite_run(q, WRITE_APP_REVOKE,
                   bind_number(stmt, 1, r->at_ms) && sqlite_bind_text(stmt, 2, r->account) &&
                       sqlite_bind_text(stmt, 3, r->id) && sqlite_bind_text(stmt, 4, r->device),
                   e);

    r->count = ok ? (uint64_t)sqlite3_changes(q->db) : 0;
    return sqlite_end(q, ok, e);
}

static bool expire_run(struct sqlite_store *q, enum sqlite_write which, int64_t before_ms,
                       uint64_t *count, struct err *e)
{
    if (!sqlite_run(q, which, bind_number(q->statements[which], 1, before_ms), e)) {
        return false;
    }
    *count += (uint64_t)sqlite3_changes(q->db);
    return true;
}

bool sqlite_app_passwords_expire(struct store *s, int64_t before_ms, uint64_t *count, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok;

    *count = 0;
    ok = sqlite_begin(q, e) && expire_run(q, WRITE_APP_EXPIRE_REVOKED, before_ms, count, e) &&
         expire_run(q, WRITE_APP_EXPIRE_ENDED, before_ms, count, e);
    return sqlite_end(q, ok, e);
}

/* --- app passwords, reading ----------------------------------------------------------------------- */

/* Copies a column's text with its NUL; false when it is longer than it may be. */
static bool text_get(const struct sqlite_reading *r, int at, char *out, size_t cap)
{
    struct span text = sqlite_read_text(r, at);

    if (text.len >= cap || (text.len > 0 && memchr(text.at, '\0', text.len) != NULL)) {
        return false;
    }
    if (text.len > 0) {
        memcpy(out, text.at, text.len);
    }
    out[text.len] = '\0';
    return true;
}

/* *has: there are bytes. False when they are no address. */
static bool address_get(const struct sqlite_reading *r, int at, struct address *out, bool *has)
{
    int len = sqlite3_column_bytes(r->stmt, at);

    *has = len > 0;
    return len == 0 || row_unpack_address(sqlite3_column_blob(r->stmt, at), (size_t)len, out);
}

static bool limits_get(const struct sqlite_reading *r, struct app_limits *out)
{
    const uint8_t *bytes = sqlite3_column_blob(r->stmt, 10);
    int len = sqlite3_column_bytes(r->stmt, 10);

    out->country = (uint16_t)sqlite3_column_int64(r->stmt, 11);
    out->has_network = len == NETWORK_BYTES;
    if (out->has_network) {
        memcpy(out->prefix.bytes, bytes, sizeof out->prefix.bytes);
        out->bits = bytes[NETWORK_BYTES - 1];
    }
    return len == 0 || (len == NETWORK_BYTES && out->bits <= 128);
}

static bool bound_get(const struct sqlite_reading *r, struct app_bound *out)
{
    bool has;

    out->at_ms = sqlite3_column_int64(r->stmt, 12);
    out->provider = (uint32_t)sqlite3_column_int64(r->stmt, 13);
    out->client = (uint64_t)sqlite3_column_int64(r->stmt, 15);
    return address_get(r, 14, &out->prefix, &has);
}

static bool use_get(const struct sqlite_reading *r, struct app_use *out)
{
    int64_t service = sqlite3_column_int64(r->stmt, 20);

    out->at_ms = sqlite3_column_int64(r->stmt, 16);
    out->country = (uint16_t)sqlite3_column_int64(r->stmt, 18);
    out->asn = (uint32_t)sqlite3_column_int64(r->stmt, 19);
    out->service = (enum service)service;
    return service >= 0 && service < SERVICE_COUNT &&
           address_get(r, 17, &out->remote, &out->has_remote) &&
           text_get(r, 21, out->client, sizeof out->client);
}

static bool bytes_get_from(const struct sqlite_reading *r, int at, uint8_t *out, size_t cap,
                           size_t *len)
{
    *len = (size_t)sqlite3_column_bytes(r->stmt, at);
    if (*len > cap) {
        return false;
    }
    if (*len > 0) {
        memcpy(out, sqlite3_column_blob(r->stmt, at), *len);
    }
    return true;
}

static bool app_get(const struct sqlite_reading *r, struct app_password *out)
{
    size_t hash = 0;

    *out = (struct app_password){
        .scopes = (uint32_t)sqlite3_column_int64(r->stmt, 4),
        .created_ms = sqlite3_column_int64(r->stmt, 5),
        .expires_ms = sqlite3_column_int64(r->stmt, 6),
        .revoked_ms = sqlite3_column_int64(r->stmt, 7),
    };
    return text_get(r, 0, out->id, sizeof out->id) &&
           text_get(r, 1, out->account, sizeof out->account) &&
           text_get(r, 2, out->name, sizeof out->name) &&
           text_get(r, 3, out->device, sizeof out->device) &&
           bytes_get_from(r, 8, out->hash, sizeof out->hash, &hash) && hash == sizeof out->hash &&
           bytes_get_from(r, 9, out->sealed, sizeof out->sealed, &out->sealed_len) &&
           limits_get(r, &out->limits) && bound_get(r, &out->bound) && use_get(r, &out->last);
}

bool sqlite_read_app_passwords(struct store *s, struct span account,
                               store_visit_app_password *visit, void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, account.len == 0 ? READ_APPS : READ_APPS_OF, e)) {
        return false;
    }
    if (account.len > 0) {
        sqlite_read_bind(&r, sqlite_bind_text(r.stmt, 1, account) ? SQLITE_OK : SQLITE_NOMEM);
    }
    while (on && sqlite_read_step(&r)) {
        struct app_password p;

        if (app_get(&r, &p)) {
            on = visit(ctx, &p);
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e);
}

/* --- main passwords ------------------------------------------------------------------------------- */

static bool main_bind(sqlite3_stmt *stmt, const struct main_password *p)
{
    return sqlite_bind_text(stmt, 1, span_of(p->account)) &&
           sqlite_bind_text(stmt, 2, span_of(p->hash)) && bind_number(stmt, 3, p->changed_ms) &&
           sqlite_bind_text(stmt, 4, span_of(p->pin)) && bind_number(stmt, 5, p->pin_changed_ms) &&
           bind_number(stmt, 6, p->pin_failures) && bind_number(stmt, 7, p->pin_failed_ms) &&
           bind_number(stmt, 8, p->mail_off) && bind_number(stmt, 9, p->mail_ms);
}

bool sqlite_main_passwords_put(struct store *s, const struct main_password *p, size_t count,
                               struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        ok = sqlite_run(q, WRITE_MAIN_PUT, main_bind(q->statements[WRITE_MAIN_PUT], &p[i]), e);
    }
    return sqlite_end(q, ok, e);
}

static bool main_get(const struct sqlite_reading *r, struct main_password *out)
{
    *out = (struct main_password){
        .changed_ms = sqlite3_column_int64(r->stmt, 2),
        .pin_changed_ms = sqlite3_column_int64(r->stmt, 4),
        .pin_failures = (uint32_t)sqlite3_column_int64(r->stmt, 5),
        .pin_failed_ms = sqlite3_column_int64(r->stmt, 6),
        .mail_off = sqlite3_column_int64(r->stmt, 7) != 0,
        .mail_ms = sqlite3_column_int64(r->stmt, 8),
    };
    return text_get(r, 0, out->account, sizeof out->account) &&
           text_get(r, 1, out->hash, sizeof out->hash) && text_get(r, 3, out->pin, sizeof out->pin);
}

bool sqlite_read_main_password(struct store *s, struct span account, struct main_password *out,
                               struct err *e)
{
    struct sqlite_reading r;
    bool found = false;

    if (!sqlite_read_begin(&r, s, READ_MAIN, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite_bind_text(r.stmt, 1, account) ? SQLITE_OK : SQLITE_NOMEM);
    if (sqlite_read_step(&r)) {
        found = main_get(&r, out);
        r.rc = found ? r.rc : SQLITE_CORRUPT;
    }
    return sqlite_read_end(&r, e) && (found || record_absent(e, account));
}

bool sqlite_credentials_remove(struct sqlite_store *q, struct span account, struct err *e)
{
    return sqlite_run(q, WRITE_APPS_REMOVE,
                      sqlite_bind_text(q->statements[WRITE_APPS_REMOVE], 1, account), e) &&
           sqlite_run(q, WRITE_MAIN_REMOVE,
                      sqlite_bind_text(q->statements[WRITE_MAIN_REMOVE], 1, account), e);
}
