/* store/store.h - what is kept: profiles, history, population counters, identities of events.
 *
 * Duty      the one contract every backend fulfils (tests/conformance/test_store.c proves it). A
 *           batch is applied whole or not at all, and is durable once it is acknowledged.
 * Owns      store_*_open gives a store to the caller; store_free(&s) gives it back.
 * Needs     base, model. Only apps name a backend (store/memory.h, store/sqlite.h).
 * Threads   any number of threads may call anything but store_free. One writer thread inside each
 *           store commits everything waiting as one group.
 * Limits    STORE_QUEUE_BYTES of submitted batches waiting; beyond it store_submit says ERR_LIMIT.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/history.h"
#include "model/listing.h"
#include "model/notice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_PROFILE_SIZE 256       /* bytes; the byte form of model/profile.h, opaque here */
#define STORE_ACCOUNT_MAX 320        /* bytes of a sign-in name: RFC 5321 4.5.3.1, 64 + @ + 255 */
#define STORE_QUEUE_BYTES (16 << 20) /* copies of submitted batches not yet committed */

struct store; /* opaque */

/* One sign-in's whole durable effect. */
struct store_change {
    struct span account; /* sign-in name, lower case, 1..320 bytes; "" = no account (failures of a
                               source only): then profile and row must be NULL */
    const uint8_t *profile;            /* STORE_PROFILE_SIZE bytes; NULL: unchanged */
    const struct history_row *row;     /* NULL: nothing for the history; its id is ignored */
    bool row_extends;                  /* see "Grouping" below; false: always a new row */
    uint64_t identity;                 /* hash of the event; 0: none */
    int64_t identity_hour;             /* hours since 1970 of the event's own time, +-2^40 */
    const struct notice_facts *notice; /* NULL, or what the owner is told: store/notices.h. Needs
                                          an account; the row, if any, then stands alone */
};

/* Grouping: row->count is added to the account's newest row of the same UTC day (of first_ms) and
 * the same key, when there is one: place country, provider and kind, client family, service,
 * outcome, has_remote. Only rows decided ACTION_ALLOW group; every other row stands alone. The row
 * that grows keeps its id, place, client version and decision; first_ms becomes the earliest,
 * last_ms the latest, latest the HISTORY_LATEST newest single events of both.
 *
 * A row must be in order: count >= 1, latest_count 1..HISTORY_LATEST, latest newest first,
 * latest[0].at_ms == last_ms, first_ms <= every time in it. Otherwise ERR_BUG, nothing recorded. */

struct store_counter {
    uint8_t table;  /* which population table */
    uint32_t index; /* cell in it */
    uint32_t value; /* its new value, absolute */
};

struct store_batch {
    const struct store_change *changes;
    size_t change_count;
    const struct store_counter *counters;
    size_t counter_count;
};

/* Records all of the batch or nothing of it; durable when it returns true.
 *
 * batch    borrowed for the call; changes apply in order, the last profile of an account stays
 * errors   ERR_STORE  the store is full, busy or damaged: nothing of the batch was kept
 *          ERR_BUG    the batch breaks the rules above
 * cost     one commit, shared with everything else that waits; blocks the caller until then
 */
bool store_record(struct store *s, const struct store_batch *batch, struct err *e) MUST_CHECK;

/* NULL: the batch is durable. Otherwise nothing of it was kept; e lives for the call only. */
typedef void store_done(void *ctx, const struct err *e);

/* Hands a copy of the batch to the writer and returns at once.
 *
 * done     called exactly once for each true returned, from the writer thread, after the commit;
 *          possibly before this function returns. It must be short and must not call the store.
 * errors   ERR_LIMIT  the queue is full: try later (a batch bigger than the whole queue is
 *                     accepted when the queue is empty)
 *          ERR_SYSTEM no memory for the copy
 *          ERR_BUG    as store_record; done is not called when false is returned
 */
bool store_submit(struct store *s, const struct store_batch *batch, store_done *done, void *ctx,
                  struct err *e) MUST_CHECK;

/* Reads see everything acknowledged before they began. A visit function returns false to stop
 * early (the read is still a success); it must not call the store. Spans and pointers it gets live
 * for that call only. Errors of every read: ERR_STORE, ERR_SYSTEM (no memory). */

/* ERR_ABSENT when the account is unknown or has no profile yet. cost: one look-up by index. */
bool store_profile(struct store *s, struct span account, uint8_t out[static STORE_PROFILE_SIZE],
                   struct err *e) MUST_CHECK;

typedef bool store_visit_profile(void *ctx, struct span account,
                                 const uint8_t profile[static STORE_PROFILE_SIZE]);

/* Every account that has a profile, in no promised order. For start-up. */
bool store_profiles(struct store *s, store_visit_profile *visit, void *ctx,
                    struct err *e) MUST_CHECK;

typedef bool store_visit_counter(void *ctx, const struct store_counter *counter);

/* Every population counter ever recorded, by table, then index. */
bool store_counters(struct store *s, store_visit_counter *visit, void *ctx,
                    struct err *e) MUST_CHECK;

/* The identities of one hour, ascending, each once.
 *
 * out      malloc'd, caller frees; NULL when there are none
 */
bool store_identities(struct store *s, int64_t hour, uint64_t **out, size_t *count,
                      struct err *e) MUST_CHECK;

/* Where a page of history begins: behind the row (before_ms, before_id), which is the last_ms and
 * id of the last row of the page before. */
struct store_page {
    int64_t before_ms; /* 0: from the newest */
    int64_t before_id; /* 0: rows with last_ms < before_ms only */
    size_t limit;      /* rows at most */
};

typedef bool store_visit_row(void *ctx, const struct history_row *row);

/* An account's history, newest last_ms first; no row for an unknown account.
 *
 * cost     by index: logarithmic in all that is stored, linear in the rows visited
 */
bool store_history(struct store *s, struct span account, const struct store_page *page,
                   store_visit_row *visit, void *ctx, struct err *e) MUST_CHECK;

typedef bool store_visit_event(void *ctx, struct span account, const struct history_row *row);

/* The row of history with that id, and the sign-in name it is of. ERR_ABSENT when there is none, or
 * no more. cost: one look-up by index (memory: a pass over its rows). */
bool store_event(struct store *s, int64_t id, store_visit_event *visit, void *ctx,
                 struct err *e) MUST_CHECK;

/* The operator's lists. An entry's key is its kind, network and login together: an entry with the
 * same key takes the place of the one before. Durable when true; entries that ended stay until they
 * are removed. *was_there: whether there was one with that key; may be NULL.
 *
 * errors   ERR_BUG  neither network nor login, or one of them not in order
 *          ERR_STORE, ERR_SYSTEM as store_record
 */
bool store_listing_put(struct store *s, const struct listing *l, struct err *e) MUST_CHECK;
bool store_listing_remove(struct store *s, const struct listing *l, bool *was_there,
                          struct err *e) MUST_CHECK;

typedef bool store_visit_listing(void *ctx, const struct listing *l);

/* Every entry, in no promised order. */
bool store_listings(struct store *s, store_visit_listing *visit, void *ctx,
                    struct err *e) MUST_CHECK;

struct store_expiry {
    int64_t identity_hour; /* identities of hours before this are forgotten */
    int64_t history_ms;    /* history rows whose last_ms is before this are forgotten */
    uint64_t rows;         /* out: history rows forgotten */
};

/* Forgets what is older. Profiles and counters stay. Other recordings go on in between; when it
 * fails half-way, what is left goes with the next call.
 *
 * cost     one pass over the history, in slices */
bool store_expire(struct store *s, struct store_expiry *x, struct err *e) MUST_CHECK;

struct store_about {
    const char *backend; /* "memory", "sqlite"; static */
    uint32_t version;    /* of the stored form; 0 when nothing outlives the process */
    uint64_t accounts;
    uint64_t profiles;
    uint64_t rows; /* of history */
    uint64_t identities;
    uint64_t counters;
    uint64_t bytes;   /* used on disk, or in memory for rows and accounts */
    uint64_t commits; /* groups committed since opening */
    uint64_t batches; /* batches in them */
    uint64_t changes; /* changes in them */
};

/* For people. cost: reads whole indexes; not for hot paths. */
bool store_about(struct store *s, struct store_about *out, struct err *e) MUST_CHECK;

/* The last three of store_about alone. cost: a lock. */
struct store_tally {
    uint64_t commits;
    uint64_t batches;
    uint64_t changes;
};
struct store_tally store_tally(struct store *s);

/* Commits what was submitted, calls what is done, closes; *s becomes NULL. NULL is fine. No other
 * thread may use the store any more. */
void store_free(struct store **s);

#endif
