#include "store/sqlite_notice.h"

#include "base/time.h"
#include "store/notice_form.h"
#include "store/sqlite_records.h"

/* --- telling an account -------------------------------------------------------------------------- */

/* One notice on its way into the file. */
struct telling {
    struct sqlite_store *q;
    struct span name; /* as it signed in, or as the caller named it */
    struct notice_facts facts;
    int64_t event;
    char *reference; /* NOTICE_REFERENCE_MAX bytes, or NULL */
    struct notice_former former;
    bool ok;
    struct err *e;
};

/* *count: how many of the account's notices go into past[]. */
static bool past_read(struct telling *t, struct span key, struct notice_past *past, size_t *count)
{
    struct sqlite_store *q = t->q;
    sqlite3_stmt *stmt = q->statements[WRITE_NOTICE_PAST];
    int64_t from_ms = t->facts.at_ms - NOTICE_PAST_DAYS * TIME_DAY_MS;
    bool more = true;
    bool sound = true;

    *count = 0;
    if (!sqlite_bind_text(stmt, 1, key) || sqlite3_bind_int64(stmt, 2, from_ms) != SQLITE_OK) {
        return sqlite_failed(q, t->e);
    }
    while (more && sound && *count < NOTICE_PAST_MAX) {
        struct notice_facts facts;

        if (!sqlite_step_one(q, stmt, &more, t->e)) {
            return false;
        }
        sound = !more || notice_unpack_facts(sqlite3_column_blob(stmt, 2),
                                             (size_t)sqlite3_column_bytes(stmt, 2), &facts);
        if (more && sound) {
            past[(*count)++] =
                notice_past_of(sqlite3_column_int64(stmt, 0),
                               (enum notice_fate)sqlite3_column_int(stmt, 1), &facts);
        }
    }
    (void)sqlite3_reset(stmt);
    return sound || sqlite_fail(t->e, NULL, q->path, SQLITE_CORRUPT);
}

/* Puts what the account's digest is about into the facts; *any: there is something. */
static bool held_count(struct telling *t, struct span key, bool *any)
{
    sqlite3_stmt *stmt = t->q->statements[WRITE_NOTICE_HELD];
    bool row;

    if (!sqlite_bind_text(stmt, 1, key)) {
        return sqlite_failed(t->q, t->e);
    }
    if (!sqlite_step_one(t->q, stmt, &row, t->e)) {
        return false;
    }
    t->facts.count = (uint32_t)sqlite3_column_int64(stmt, 0);
    t->facts.first_ms = sqlite3_column_int64(stmt, 1);
    *any = t->facts.count > 0;
    (void)sqlite3_reset(stmt);
    return true;
}

/* *id: 0 when the reference is kept already. */
static bool notice_add(struct telling *t, const struct notice *n, int64_t *id)
{
    struct sqlite_store *q = t->q;
    sqlite3_stmt *stmt = q->statements[WRITE_NOTICE_ADD];
    struct span reference = {.at = n->reference, .len = strlen(n->reference)};
    uint8_t facts[NOTICE_FACTS_MAX];
    size_t len = notice_pack_facts(&n->facts, facts);
    bool bound = sqlite3_bind_int64(stmt, 1, n->event) == SQLITE_OK &&
                 sqlite_bind_text(stmt, 2, reference) &&
                 sqlite3_bind_int64(stmt, 3, n->facts.kind) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 4, n->fate) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 5, n->lang) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 6, n->created_ms) == SQLITE_OK &&
                 sqlite_bind_text(stmt, 7, n->account) && sqlite_bind_bytes(stmt, 8, facts, len);

    if (!sqlite_run(q, WRITE_NOTICE_ADD, bound, t->e)) {
        return false;
    }
    *id = sqlite3_changes(q->db) == 0 ? 0 : sqlite3_last_insert_rowid(q->db);
    return true;
}

static bool delivery_add(struct telling *t, int64_t notice, const struct delivery *d)
{
    sqlite3_stmt *stmt = t->q->statements[WRITE_DELIVERY_ADD];
    bool bound = sqlite3_bind_int64(stmt, 1, notice) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 2, d->channel) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 3, d->state) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 4, d->standby_s) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 5, d->next_ms) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 6, d->expires_ms) == SQLITE_OK &&
                 sqlite3_bind_int64(stmt, 7, d->changed_ms) == SQLITE_OK &&
                 sqlite_bind_text(stmt, 8, d->recipient) &&
                 sqlite_bind_bytes(stmt, 9, d->body.at, d->body.len);

    return sqlite_run(t->q, WRITE_DELIVERY_ADD, bound, t->e);
}

static bool held_take(struct telling *t, struct span key, int64_t digest)
{
    sqlite3_stmt *stmt = t->q->statements[WRITE_NOTICE_DIGEST];

    return sqlite_run(
        t->q, WRITE_NOTICE_DIGEST,
        sqlite_bind_text(stmt, 1, key) && sqlite3_bind_int64(stmt, 2, digest) == SQLITE_OK, t->e);
}

static bool draft_write(struct telling *t, const struct notice_draft *draft)
{
    int64_t id = 0;

    if (!notice_add(t, &draft->notice, &id)) {
        return false;
    }
    for (size_t i = 0; id != 0 && i < draft->count; i++) {
        if (!delivery_add(t, id, &draft->deliveries[i])) {
            return false;
        }
    }
    if (t->reference != NULL) {
        memcpy(t->reference, draft->notice.reference, NOTICE_REFERENCE_MAX);
    }
    return id == 0 || t->facts.kind != NOTICE_DIGEST || held_take(t, draft->notice.account, id);
}

static bool tell(struct telling *t, const struct account_record *account)
{
    struct span key = account == NULL ? t->name : account->text[ACCOUNT_ID];
    struct notice_past past[NOTICE_PAST_MAX];
    struct notice_draft draft;
    struct notice_request request = {
        .facts = &t->facts,
        .sign_in_name = t->name,
        .account = account,
        .past = past,
        .event = t->event,
        .now_ms = t->facts.at_ms,
        .former = t->former,
    };
    bool any = true;

    if (t->facts.kind == NOTICE_DIGEST && !held_count(t, key, &any)) {
        return false;
    }
    if (!any) {
        return true;
    }
    return past_read(t, key, past, &request.past_count) &&
           (!notice_make(&t->q->base, &request, key, &draft) || draft_write(t, &draft));
}

static bool tell_account(void *ctx, const struct account_record *account)
{
    struct telling *t = ctx;

    t->ok = tell(t, account);
    return false;
}

/* Finds the account, by its ID only when `by_key`, and tells it. */
static bool telling_run(struct telling *t, bool by_key)
{
    struct sqlite_look look = {
        .which = WRITE_DIRECTORY_BY_KEY, .name = t->name, .visit = tell_account, .ctx = t};

    t->ok = true;
    if (t->q->base.compose == NULL) {
        return true;
    }
    if (by_key && !sqlite_directory_look(t->q, &look, t->e)) {
        return false;
    }
    look.which = WRITE_DIRECTORY_BY_NAME;
    if (!look.found && !sqlite_directory_look(t->q, &look, t->e)) {
        return false;
    }
    return look.found ? t->ok : tell(t, NULL);
}

bool sqlite_notice_write(struct sqlite_store *q, const struct store_change *c, int64_t event,
                         struct err *e)
{
    struct telling t = {.q = q, .name = c->account, .facts = *c->notice, .event = event, .e = e};

    return telling_run(&t, false);
}

bool sqlite_notice_put(struct store *s, struct notice_put *put, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    struct telling t = {.q = q,
                        .name = put->account,
                        .facts = *put->facts,
                        .reference = put->reference,
                        .e = e,
                        .former = put->former};

    return sqlite_end(q, sqlite_begin(q, e) && telling_run(&t, true), e);
}

/* --- deliveries ---------------------------------------------------------------------------------- */

struct stored_delivery {
    int64_t notice;
    int64_t state;
    int64_t tries;
    int64_t next_ms;
    bool found;
};

static bool delivery_find(struct sqlite_store *q, int64_t id, struct stored_delivery *out,
                          struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DELIVERY_FIND];

    if (sqlite3_bind_int64(stmt, 1, id) != SQLITE_OK) {
        return sqlite_failed(q, e);
    }
    if (!sqlite_step_one(q, stmt, &out->found, e)) {
        return false;
    }
    if (out->found) {
        out->notice = sqlite3_column_int64(stmt, 0);
        out->state = sqlite3_column_int64(stmt, 1);
        out->tries = sqlite3_column_int64(stmt, 2);
        out->next_ms = sqlite3_column_int64(stmt, 3);
        (void)sqlite3_reset(stmt);
    }
    return true;
}

/* What becomes of the notice's deliveries on standby. */
static bool delivery_follow(struct sqlite_store *q, int64_t notice, const struct delivery_change *c,
                            struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DELIVERY_FOLLOW];
    int64_t state = c->state == DELIVERY_DELIVERED ? DELIVERY_DROPPED : DELIVERY_WAITING;

    if (c->state != DELIVERY_DELIVERED && c->state != DELIVERY_FAILED &&
        c->state != DELIVERY_EXPIRED) {
        return true;
    }
    return sqlite_run(q, WRITE_DELIVERY_FOLLOW,
                      sqlite3_bind_int64(stmt, 1, notice) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 2, state) == SQLITE_OK &&
                          sqlite3_bind_int64(stmt, 3, c->at_ms) == SQLITE_OK,
                      e);
}

static bool delivery_change(struct sqlite_store *q, struct delivery_change *c, struct err *e)
{
    sqlite3_stmt *stmt = q->statements[WRITE_DELIVERY_CHANGE];
    struct span detail = notice_detail(c->detail);
    struct stored_delivery was = {0};
    bool waits = c->state == DELIVERY_WAITING;
    bool bound;

    if (!delivery_find(q, c->id, &was, e)) {
        return false;
    }
    c->applied = was.found && was.state >= 0 && was.state < DELIVERY_STATE_COUNT &&
                 delivery_may_become((enum delivery_state)was.state, (enum delivery_state)c->state);
    if (!c->applied) {
        return true;
    }
    bound = sqlite3_bind_int64(stmt, 1, c->id) == SQLITE_OK &&
            sqlite3_bind_int64(stmt, 2, c->state) == SQLITE_OK &&
            sqlite3_bind_int64(stmt, 3, waits ? c->tries : was.tries) == SQLITE_OK &&
            sqlite3_bind_int64(stmt, 4, waits ? c->next_ms : was.next_ms) == SQLITE_OK &&
            sqlite3_bind_int64(stmt, 5, c->at_ms) == SQLITE_OK &&
            sqlite_bind_bytes(stmt, 6, detail.len > 0 ? detail.at : "", detail.len);
    return sqlite_run(q, WRITE_DELIVERY_CHANGE, bound, e) && delivery_follow(q, was.notice, c, e);
}

bool sqlite_deliveries_change(struct store *s, struct delivery_change *changes, size_t count,
                              struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    bool ok = sqlite_begin(q, e);

    for (size_t i = 0; ok && i < count; i++) {
        ok = delivery_change(q, &changes[i], e);
    }
    return sqlite_end(q, ok, e);
}

bool sqlite_deliveries_release(struct store *s, int64_t now_ms, uint64_t *released, struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *lapse = q->statements[WRITE_DELIVERY_LAPSE];
    sqlite3_stmt *release = q->statements[WRITE_DELIVERY_RELEASE];
    bool ok =
        sqlite_begin(q, e) &&
        sqlite_run(q, WRITE_DELIVERY_LAPSE, sqlite3_bind_int64(lapse, 1, now_ms) == SQLITE_OK, e) &&
        sqlite_run(q, WRITE_DELIVERY_RELEASE, sqlite3_bind_int64(release, 1, now_ms) == SQLITE_OK,
                   e);

    *released = ok ? (uint64_t)sqlite3_changes(q->db) : 0;
    return sqlite_end(q, ok, e);
}

/* --- forgetting ---------------------------------------------------------------------------------- */

bool sqlite_notices_expire(struct sqlite_store *q, int64_t from, int64_t end, int64_t history_ms,
                           struct err *e)
{
    sqlite3_stmt *rows = q->statements[WRITE_EXPIRE_NOTICES];
    sqlite3_stmt *eventless = q->statements[WRITE_EXPIRE_EVENTLESS];

    return sqlite_run(q, WRITE_EXPIRE_NOTICES,
                      sqlite3_bind_int64(rows, 1, from) == SQLITE_OK &&
                          sqlite3_bind_int64(rows, 2, end) == SQLITE_OK &&
                          sqlite3_bind_int64(rows, 3, history_ms) == SQLITE_OK,
                      e) &&
           sqlite_run(q, WRITE_EXPIRE_EVENTLESS,
                      sqlite3_bind_int64(eventless, 1, history_ms) == SQLITE_OK, e);
}

/* --- announcements ------------------------------------------------------------------------------- */

bool sqlite_announcement_put(struct store *s, const struct announcement *a, bool *was_there,
                             struct err *e)
{
    struct sqlite_store *q = sqlite_self(s);
    sqlite3_stmt *stmt = q->statements[WRITE_ANNOUNCEMENT_ADD];
    const int64_t numbers[] = {a->version,   a->published_ms, a->updated_ms,
                               a->starts_ms, a->replaced_ms,  a->withdrawn};
    const struct span texts[] = {a->title[0], a->title[1], a->reason[0],  a->reason[1],
                                 a->body[0],  a->body[1],  a->apology[0], a->apology[1]};
    bool ok = sqlite_begin(q, e);
    bool bound = ok && sqlite_bind_text(stmt, 1, a->id);
    int at = 2;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        bound = bound && sqlite3_bind_int64(stmt, at++, numbers[i]) == SQLITE_OK;
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        bound = bound && sqlite_bind_text(stmt, at++, texts[i]);
    }
    ok = ok && sqlite_run(q, WRITE_ANNOUNCEMENT_ADD, bound, e);
    *was_there = ok && sqlite3_changes(q->db) == 0;
    return sqlite_end(q, ok, e);
}
