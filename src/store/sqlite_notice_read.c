#include "base/arena.h"
#include "store/notice_form.h"
#include "store/sqlite_notice.h"
#include "store/sqlite_read.h"

/* Of the copies of one notice's deliveries. */
#define DELIVERIES_BYTES (NOTICE_DELIVERIES_MAX * (NOTICE_BODY_MAX + 1024))

static struct span bytes_get_at(sqlite3_stmt *stmt, int at)
{
    const char *bytes = sqlite3_column_blob(stmt, at);

    return (struct span){.at = bytes, .len = (size_t)sqlite3_column_bytes(stmt, at)};
}

static struct span text_get_at(sqlite3_stmt *stmt, int at)
{
    const char *text = (const char *)sqlite3_column_text(stmt, at);

    return (struct span){.at = text, .len = (size_t)sqlite3_column_bytes(stmt, at)};
}

/* False when the columns hold what no Mioboe wrote. Spans live until the next step. */
static bool notice_get(sqlite3_stmt *stmt, struct notice *out)
{
    struct span reference = text_get_at(stmt, 2);
    struct span facts = bytes_get_at(stmt, 8);
    int64_t fate = sqlite3_column_int64(stmt, 3);

    *out = (struct notice){
        .id = sqlite3_column_int64(stmt, 0),
        .event = sqlite3_column_int64(stmt, 1),
        .fate = (uint8_t)fate,
        .lang = (uint8_t)sqlite3_column_int(stmt, 4),
        .created_ms = sqlite3_column_int64(stmt, 5),
        .account = text_get_at(stmt, 6),
        .digest = sqlite3_column_int64(stmt, 7),
    };
    if (reference.len >= sizeof out->reference || fate < 0 || fate >= NOTICE_FATE_COUNT ||
        !notice_unpack_facts((const uint8_t *)facts.at, facts.len, &out->facts)) {
        return false;
    }
    memcpy(out->reference, reference.at, reference.len);
    return true;
}

static bool delivery_get(sqlite3_stmt *stmt, int at, struct delivery *out)
{
    int64_t channel = sqlite3_column_int64(stmt, at + 2);
    int64_t state = sqlite3_column_int64(stmt, at + 3);

    *out = (struct delivery){
        .id = sqlite3_column_int64(stmt, at),
        .notice = sqlite3_column_int64(stmt, at + 1),
        .channel = (uint8_t)channel,
        .state = (uint8_t)state,
        .tries = (uint16_t)sqlite3_column_int64(stmt, at + 4),
        .standby_s = (uint32_t)sqlite3_column_int64(stmt, at + 5),
        .next_ms = sqlite3_column_int64(stmt, at + 6),
        .expires_ms = sqlite3_column_int64(stmt, at + 7),
        .changed_ms = sqlite3_column_int64(stmt, at + 8),
        .recipient = text_get_at(stmt, at + 9),
        .body = bytes_get_at(stmt, at + 10),
        .detail = bytes_get_at(stmt, at + 11),
    };
    return channel >= 0 && channel < CHANNEL_COUNT && state >= 0 && state < DELIVERY_STATE_COUNT;
}

/* --- notices with their deliveries --------------------------------------------------------------- */

/* Copies the notice's deliveries into the arena; SQLITE_OK, or what went wrong. The step of the other
 * statement keeps the transaction open, so that both tell of the same instant. */
static int deliveries_take(const struct sqlite_reading *r, int64_t notice, struct arena *arena,
                           struct delivery *out, size_t *count)
{
    sqlite3_stmt *stmt = r->reader->statements[READ_NOTICE_DELIVERIES];
    int rc = sqlite3_bind_int64(stmt, 1, notice);

    *count = 0;
    while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct delivery *d = &out[*count];

        rc =
            *count < NOTICE_DELIVERIES_MAX && delivery_get(stmt, 0, d) ? SQLITE_OK : SQLITE_CORRUPT;
        if (rc == SQLITE_OK &&
            !(arena_copy(arena, d->recipient, &d->recipient) &&
              arena_copy(arena, d->body, &d->body) && arena_copy(arena, d->detail, &d->detail))) {
            rc = SQLITE_NOMEM;
        }
        *count += rc == SQLITE_OK;
    }
    (void)sqlite3_reset(stmt);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The notice of the row; false when it could not be read or the visitor has enough. */
static bool notice_show(struct sqlite_reading *r, struct arena *arena, store_visit_notice *visit,
                        void *ctx)
{
    struct arena_mark empty = arena_mark(arena);
    struct delivery deliveries[NOTICE_DELIVERIES_MAX];
    struct notice n;
    size_t count;
    int rc;
    bool on = false;

    if (!notice_get(r->stmt, &n)) {
        r->rc = SQLITE_CORRUPT;
        return false;
    }
    rc = deliveries_take(r, n.id, arena, deliveries, &count);
    if (rc == SQLITE_OK) {
        on = visit(ctx, &n, deliveries, count);
    } else {
        r->rc = rc;
    }
    arena_release(arena, empty);
    return on;
}

static enum sqlite_read statement_of(const struct notice_query *query)
{
    if (query->reference.len > 0) {
        return READ_NOTICE;
    }
    return query->event != 0 ? READ_NOTICE_EVENT : READ_NOTICES;
}

static void query_bind(struct sqlite_reading *r, const struct notice_query *query)
{
    bool ok = true;

    if (query->reference.len > 0) {
        ok = sqlite_bind_text(r->stmt, 1, query->reference);
    } else if (query->event != 0) {
        sqlite_read_bind(r, sqlite3_bind_int64(r->stmt, 1, query->event));
    } else {
        ok = sqlite_bind_text(r->stmt, 1, query->account);
        sqlite_read_bind(r, sqlite3_bind_int64(r->stmt, 2, query->page.before_ms));
        sqlite_read_bind(r, sqlite3_bind_int64(r->stmt, 3, query->page.before_id));
        sqlite_read_bind(r, sqlite3_bind_int64(r->stmt, 4, (int64_t)query->page.limit));
    }
    sqlite_read_bind(r, ok ? SQLITE_OK : SQLITE_NOMEM);
}

bool sqlite_read_notices(struct store *s, const struct notice_query *query,
                         store_visit_notice *visit, void *ctx, size_t *visited, struct err *e)
{
    struct sqlite_reading r;
    struct arena *arena;
    bool on = true;
    bool ok;

    *visited = 0;
    if (!sqlite_read_begin(&r, s, statement_of(query), e)) {
        return false;
    }
    query_bind(&r, query);
    arena = arena_new(DELIVERIES_BYTES);
    if (arena == NULL) {
        r.rc = SQLITE_NOMEM;
    }
    while (on && sqlite_read_step(&r)) {
        on = notice_show(&r, arena, visit, ctx);
        *visited += 1;
    }
    ok = sqlite_read_end(&r, e);
    arena_free(&arena);
    return ok;
}

/* --- deliveries ---------------------------------------------------------------------------------- */

bool sqlite_read_deliveries(struct store *s, const struct delivery_query *query,
                            store_visit_delivery *visit, void *ctx, size_t *visited, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    *visited = 0;
    if (!sqlite_read_begin(&r, s, query->id != 0 ? READ_DELIVERY : READ_DUE, e)) {
        return false;
    }
    if (query->id != 0) {
        sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, query->id));
    } else {
        sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, (int64_t)query->due.channel));
        sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 2, query->due.now_ms));
        sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 3, (int64_t)query->due.limit));
    }
    while (on && sqlite_read_step(&r)) {
        struct notice n;
        struct delivery d;

        if (notice_get(r.stmt, &n) && delivery_get(r.stmt, SQLITE_NOTICE_COLUMN_COUNT, &d)) {
            on = visit(ctx, &d, &n);
            *visited += 1;
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e);
}

bool sqlite_read_held(struct store *s, size_t limit, store_visit_held *visit, void *ctx,
                      struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_HELD, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, (int64_t)limit));
    while (on && sqlite_read_step(&r)) {
        on = visit(ctx, sqlite_read_text(&r, 0), (uint32_t)sqlite3_column_int64(r.stmt, 1),
                   sqlite3_column_int64(r.stmt, 2), sqlite3_column_int64(r.stmt, 3));
    }
    return sqlite_read_end(&r, e);
}

bool sqlite_read_outbox(struct store *s, struct store_outbox *out, struct err *e)
{
    struct sqlite_reading r;

    if (!sqlite_read_begin(&r, s, READ_OUTBOX, e)) {
        return false;
    }
    while (sqlite_read_step(&r)) {
        int64_t what = sqlite3_column_int64(r.stmt, 0);
        uint64_t a = (uint64_t)sqlite3_column_int64(r.stmt, 1);
        uint64_t b = (uint64_t)sqlite3_column_int64(r.stmt, 2);
        int64_t n = sqlite3_column_int64(r.stmt, 3);

        if (what == 0 && a < CHANNEL_COUNT && b < DELIVERY_STATE_COUNT) {
            out->deliveries[a][b] = (uint64_t)n;
        } else if (what == 1 && a < NOTICE_KIND_COUNT && b < NOTICE_FATE_COUNT) {
            out->notices[a][b] = (uint64_t)n;
        } else if (what == 2 && sqlite3_column_type(r.stmt, 3) != SQLITE_NULL &&
                   n < out->oldest_due_ms) {
            out->oldest_due_ms = n;
        }
    }
    return sqlite_read_end(&r, e);
}

/* --- history and announcements ------------------------------------------------------------------- */

bool sqlite_read_history_since(struct store *s, int64_t from_ms, store_visit_event *visit,
                               void *ctx, struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_SINCE, e)) {
        return false;
    }
    sqlite_read_bind(&r, sqlite3_bind_int64(r.stmt, 1, from_ms));
    while (on && sqlite_read_step(&r)) {
        struct history_row row;

        if (sqlite_row_get(r.stmt, &row)) {
            on = visit(ctx, sqlite_read_text(&r, SQLITE_ROW_COLUMN_COUNT), &row);
        } else {
            r.rc = SQLITE_CORRUPT;
        }
    }
    return sqlite_read_end(&r, e);
}

static struct announcement announcement_get(const struct sqlite_reading *r)
{
    return (struct announcement){
        .id = sqlite_read_text(r, 0),
        .version = (uint32_t)sqlite3_column_int64(r->stmt, 1),
        .published_ms = sqlite3_column_int64(r->stmt, 2),
        .updated_ms = sqlite3_column_int64(r->stmt, 3),
        .starts_ms = sqlite3_column_int64(r->stmt, 4),
        .replaced_ms = sqlite3_column_int64(r->stmt, 5),
        .withdrawn = sqlite3_column_int64(r->stmt, 6) != 0,
        .title = {sqlite_read_text(r, 7), sqlite_read_text(r, 8)},
        .reason = {sqlite_read_text(r, 9), sqlite_read_text(r, 10)},
        .body = {sqlite_read_text(r, 11), sqlite_read_text(r, 12)},
        .apology = {sqlite_read_text(r, 13), sqlite_read_text(r, 14)},
    };
}

bool sqlite_read_announcements(struct store *s, store_visit_announcement *visit, void *ctx,
                               struct err *e)
{
    struct sqlite_reading r;
    bool on = true;

    if (!sqlite_read_begin(&r, s, READ_ANNOUNCEMENTS, e)) {
        return false;
    }
    while (on && sqlite_read_step(&r)) {
        struct announcement a = announcement_get(&r);

        on = visit(ctx, &a);
    }
    return sqlite_read_end(&r, e);
}
