/* store/notices.h - notices, their deliveries and announcements: part of the store's contract.
 *
 * Duty      a notice is recorded in the transaction of the event it tells of, with every message that
 *           will be sent for it; then only states change. What is recorded is sent at least once,
 *           always with the same reference and the same bytes.
 * Owns, Threads, Errors of reads: as store/store.h.
 */
#ifndef STORE_NOTICES_H
#define STORE_NOTICES_H

#include "model/announcement.h"
#include "model/notice.h"
#include "store/store.h"

/* Who makes drafts; before the first store_change with a notice. Without one, changes are recorded
 * and nobody is told. The composer is called again when what failed is recorded anew: it must give
 * the same reference then (facts.identity). A reference that is already kept is the same event told
 * a second time: then nothing is recorded of the notice. What the composer is given as now_ms is
 * facts->at_ms. */
void store_set_composer(struct store *s, notice_composer *compose, void *ctx);

/* Called in the writer's thread after a commit that made messages due: whoever sends them is woken.
 * Before the first store_change with a notice; must not block, must not call the store. */
typedef void store_told(void *ctx);
void store_set_told(struct store *s, store_told *told, void *ctx);

/* A notice that tells of no row of history: test, credential, digest. The account may be an ID or a
 * sign-in name. Durable when true; `reference` "" when the composer said NOTICE_NONE. A digest takes
 * the account's held notices: count and first_ms of its facts are filled from them, and they are
 * held no longer (notice.digest); without any, nothing is recorded. A reference that is already kept
 * is given and recorded once.
 * errors   ERR_BUG facts nobody knows; ERR_STORE, ERR_SYSTEM: nothing was recorded */
bool store_notice_put(struct store *s, struct span account, const struct notice_facts *facts,
                      char reference[static NOTICE_REFERENCE_MAX], struct err *e) MUST_CHECK;

/* The same, told also where notices went before (B-24). */
bool store_notice_put_to(struct store *s, struct span account, const struct notice_facts *facts,
                         const struct notice_former *former,
                         char reference[static NOTICE_REFERENCE_MAX], struct err *e) MUST_CHECK;

/* The notice and its deliveries live for the call only. */
typedef bool store_visit_notice(void *ctx, const struct notice *n,
                                const struct delivery *deliveries, size_t count);

/* By reference in its printed form. ERR_ABSENT when there is none. cost: by index. */
bool store_notice(struct store *s, struct span reference, store_visit_notice *visit, void *ctx,
                  struct err *e) MUST_CHECK;

/* An account's notices, newest first; page as for store_history, by created_ms and id. */
bool store_notices(struct store *s, struct span account, const struct store_page *page,
                   store_visit_notice *visit, void *ctx, struct err *e) MUST_CHECK;

/* The notice about a row of history, as store_notice. cost: by index. */
bool store_notice_of_event(struct store *s, int64_t event, store_visit_notice *visit, void *ctx,
                           struct err *e) MUST_CHECK;

typedef bool store_visit_delivery(void *ctx, const struct delivery *d, const struct notice *n);

/* Which deliveries are to be sent now. */
struct store_due {
    enum channel channel;
    int64_t now_ms;
    size_t limit; /* deliveries at most */
};

/* Deliveries of the channel that are WAITING with next_ms <= now_ms, earliest first. */
bool store_deliveries_due(struct store *s, const struct store_due *due, store_visit_delivery *visit,
                          void *ctx, struct err *e) MUST_CHECK;

/* When the next delivery is due; INT64_MAX: none waits. cost: by index. */
bool store_deliveries_next(struct store *s, int64_t *next_ms, struct err *e) MUST_CHECK;

/* One delivery by ID. ERR_ABSENT. */
bool store_delivery(struct store *s, int64_t id, store_visit_delivery *visit, void *ctx,
                    struct err *e) MUST_CHECK;

/* All in one commit. When a delivery becomes DELIVERED its notice's STANDBY ones are DROPPED; when it
 * becomes FAILED or EXPIRED they become WAITING at once. */
bool store_deliveries_change(struct store *s, struct delivery_change *changes, size_t count,
                             struct err *e) MUST_CHECK;

/* STANDBY deliveries become WAITING standby_s after their notice's created_ms, unless a delivery of it
 * is ACCEPTED, BUFFERED or DELIVERED; those whose expires_ms has come are DROPPED. *released: how
 * many became WAITING. cost: by index, those on standby whose time has come. */
bool store_deliveries_release(struct store *s, int64_t now_ms, uint64_t *released,
                              struct err *e) MUST_CHECK;

typedef bool store_visit_held(void *ctx, struct span account, uint32_t count, int64_t first_ms,
                              int64_t last_ms);

/* Accounts with held notices, the oldest first. */
bool store_held(struct store *s, size_t limit, store_visit_held *visit, void *ctx,
                struct err *e) MUST_CHECK;

/* Counts by channel and state, and the oldest waiting, for metrics and people. */
struct store_outbox {
    uint64_t deliveries[CHANNEL_COUNT][DELIVERY_STATE_COUNT];
    uint64_t notices[NOTICE_KIND_COUNT][NOTICE_FATE_COUNT];
    int64_t oldest_due_ms; /* INT64_MAX: none waits */
};
/* cost: some 100 counts kept ready. */
bool store_outbox(struct store *s, struct store_outbox *out, struct err *e) MUST_CHECK;

/* Every row of history since from_ms with a decision other than "allow", oldest first: what the
 * forecast of notices counts. cost: one pass over the history since then. */
bool store_history_since(struct store *s, int64_t from_ms, store_visit_event *visit, void *ctx,
                         struct err *e) MUST_CHECK;

/* Announcements: every version is kept; the same version of the same ID again is ERR_INPUT. */
bool store_announcement_put(struct store *s, const struct announcement *a,
                            struct err *e) MUST_CHECK;

typedef bool store_visit_announcement(void *ctx, const struct announcement *a);

/* Every version, newest published first, versions of one ID newest first. */
bool store_announcements(struct store *s, store_visit_announcement *visit, void *ctx,
                         struct err *e) MUST_CHECK;

#endif
