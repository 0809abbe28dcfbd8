/* tests/conformance/store_fixture.h - every backend behind one door, and short ways to record. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "base/time.h"
#include "cmocka_all.h"
#include "store/memory.h"
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct backend {
    const char *name;
    bool lasts; /* what was recorded is there after closing and opening again */
    bool (*open)(const char *path, struct store **out, struct err *e);
};

static inline bool memory_backend_open(const char *path, struct store **out, struct err *e)
{
    const struct store_memory_limits limits = {.rows = 1000000, .identities = 1000000};

    (void)path;
    return store_memory_open(&limits, out, e);
}

static const struct backend store_backends[] = {
    {.name = "memory", .open = memory_backend_open},
    {.name = "sqlite", .lasts = true, .open = store_sqlite_open},
};

struct fixture {
    const struct backend *backend;
    struct store *s;
    char dir[64];
    char path[96];
};

static inline void fixture_open(struct fixture *f)
{
    struct err e = {0};

    if (!f->backend->open(f->path, &f->s, &e)) {
        fail_msg("%s: %s", f->backend->name, e.text);
    }
}

static inline struct fixture fixture_begin(const struct backend *backend)
{
    struct fixture f = {.backend = backend};

    (void)snprintf(f.dir, sizeof f.dir, "/tmp/mioboe-store-XXXXXX");
    assert_non_null(mkdtemp(f.dir));
    (void)snprintf(f.path, sizeof f.path, "%s/store.db", f.dir);
    fixture_open(&f);
    return f;
}

static inline void fixture_remove(const struct fixture *f)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    char name[128];

    for (size_t i = 0; i < COUNT(ends); i++) {
        (void)snprintf(name, sizeof name, "%s%s", f->path, ends[i]);
        (void)unlink(name);
    }
    assert_int_equal(rmdir(f->dir), 0);
}

static inline void fixture_end(struct fixture *f)
{
    store_free(&f->s);
    assert_null(f->s);
    fixture_remove(f);
}

#define DAY0 (INT64_C(20000) * TIME_DAY_MS) /* 2024-10-04 */

static inline struct span text_span(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

/* An everyday row: IMAP from Japan, one event. */
static inline struct history_row usual_row(int64_t at_ms)
{
    return (struct history_row){
        .first_ms = at_ms,
        .last_ms = at_ms,
        .count = 1,
        .service = SERVICE_IMAP,
        .outcome = OUTCOME_SUCCESS,
        .has_remote = true,
        .place = {.country = place_country('J', 'P'), .asn = 9605, .kind = NETWORK_PUBLIC},
        .decision = {.action = ACTION_ALLOW, .strict = ACTION_ALLOW, .scored = true, .score = 12},
        .latest_count = 1,
        .latest = {{.at_ms = at_ms, .remote = {.bytes = {[10] = 0xff, 0xff, 203, 0, 113, 7}}}},
    };
}

static inline struct history_row unusual_row(int64_t at_ms)
{
    struct history_row row = usual_row(at_ms);

    row.place.country = place_country('U', 'S');
    row.place.asn = 7922;
    row.decision.action = ACTION_NOTICE;
    row.decision.score = 4000;
    row.decision.reason_count = 2;
    row.decision.reasons[0] =
        (struct reason){.code = REASON_NEW_COUNTRY, .counted = true, .term = 2000};
    row.decision.reasons[1] =
        (struct reason){.code = REASON_UNUSUAL_SCORE, .term = -2, .value = 4000000000u};
    return row;
}

static inline void record_changes(struct store *s, const struct store_change *changes, size_t count)
{
    struct store_batch batch = {.changes = changes, .change_count = count};
    struct err e = {0};

    if (!store_record(s, &batch, &e)) {
        fail_msg("record: %s", e.text);
    }
}

static inline void record_row(struct store *s, const char *account, const struct history_row *row)
{
    struct store_change change = {.account = text_span(account), .row = row, .row_extends = true};

    record_changes(s, &change, 1);
}

static inline struct store_about about_of(struct store *s)
{
    struct store_about about;
    struct err e = {0};

    assert_true(store_about(s, &about, &e));
    return about;
}

/* Rows gathered by a read. */
struct rows {
    struct history_row at[24];
    size_t count;
};

static inline bool rows_take(void *ctx, const struct history_row *row)
{
    struct rows *rows = ctx;

    rows->at[rows->count++] = *row;
    return rows->count < COUNT(rows->at);
}

static inline void rows_read(struct store *s, struct span account, int64_t before_ms,
                             int64_t before_id, size_t limit, struct rows *out)
{
    const struct store_page page = {.before_ms = before_ms, .before_id = before_id, .limit = limit};
    struct err e = {0};

    *out = (struct rows){0};
    if (!store_history(s, account, &page, rows_take, out, &e)) {
        fail_msg("history: %s", e.text);
    }
}

/* The same in everything but the id. */
static inline bool rows_alike(const struct history_row *a, const struct history_row *b)
{
    bool alike =
        a->first_ms == b->first_ms && a->last_ms == b->last_ms && a->count == b->count &&
        a->service == b->service && a->outcome == b->outcome && a->has_remote == b->has_remote &&
        a->place.country == b->place.country && a->place.own == b->place.own &&
        a->place.asn == b->place.asn && a->place.kind == b->place.kind &&
        a->place.flags == b->place.flags && a->client.family == b->client.family &&
        a->client.version == b->client.version && a->client.trust == b->client.trust &&
        a->decision.action == b->decision.action && a->decision.strict == b->decision.strict &&
        a->decision.scored == b->decision.scored &&
        (!a->decision.scored || a->decision.score == b->decision.score) &&
        a->decision.reason_count == b->decision.reason_count && a->latest_count == b->latest_count;

    for (size_t i = 0; alike && i < a->decision.reason_count; i++) {
        const struct reason *x = &a->decision.reasons[i];
        const struct reason *y = &b->decision.reasons[i];

        alike = x->code == y->code && x->counted == y->counted && x->term == y->term &&
                x->value == y->value;
    }
    for (size_t i = 0; alike && i < a->latest_count; i++) {
        alike = a->latest[i].at_ms == b->latest[i].at_ms &&
                (!a->has_remote || address_eq(&a->latest[i].remote, &b->latest[i].remote));
    }
    return alike;
}

#endif
