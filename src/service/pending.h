/* service/pending.h - what a scan has learnt and not yet recorded: one batch in the making.
 *
 * Duty      rows of history grouped before they reach the store, identities of events, profiles that
 *           changed, population counters that changed; recorded together or not at all, so that a
 *           scan killed at any instant goes on where its last batch ended.
 * Owns      its lists. Threads: one.
 */
#ifndef SERVICE_PENDING_H
#define SERVICE_PENDING_H

#include "model/history.h"
#include "model/population.h"
#include "service/accounts.h"
#include "store/store.h"

#define PENDING_EVENTS_MAX 100000 /* events in one batch: what a killed scan reads again at most */

struct pending;

struct pending *pending_new(void) MUST_CHECK;
void pending_free(struct pending **p);

/* The event itself, so that it is never counted again. */
void pending_event(struct pending *p, int64_t hour, uint64_t identity);

/* Adds one event to the history of `account`, which must outlive the batch. */
void pending_row(struct pending *p, const struct account *account, const struct history_row *row);

/* The account's profile changed. */
void pending_profile(struct pending *p, struct account *account);

/* These counters changed. */
void pending_population(struct pending *p, const struct population_change *change);

/* Every counter that is not 0: before population_age(). */
void pending_population_all(struct pending *p, const struct population *population);

/* Takes the counters that changed out of the batch, with their values now. The caller frees. */
struct store_counter *pending_counters_take(struct pending *p, const struct population *population,
                                            size_t *count) MUST_CHECK NEVER_NULL;

/* Is it time to record? */
bool pending_is_full(const struct pending *p);

/* Records everything and becomes empty. On failure everything stays.
 * errors   as store_record */
bool pending_record(struct pending *p, struct store *store, const struct population *population,
                    struct err *e) MUST_CHECK;

#endif
