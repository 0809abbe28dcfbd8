/* service/scan.h - the story of a scan: events of a mail log in, findings out.
 *
 * Duty      each event once (seen.h): a failure is counted against its source and its account; a
 *           success is judged against the account's profile, told when it does not fit, and learnt.
 *           With a store, everything learnt is recorded in batches, so that a scan killed at any
 *           instant continues where its last batch ended.
 * Owns      accounts, counters, today's findings. Places, policy and store are borrowed.
 * Threads   one scan, one thread.
 * Needs     place, decide, store (the contract), model, base.
 */
#ifndef SERVICE_SCAN_H
#define SERVICE_SCAN_H

#include "base/err.h"
#include "model/finding.h"
#include "model/limits.h"
#include "model/policy.h"
#include "place/place.h"
#include "service/guess.h"
#include "store/store.h"

/* Called for each sign-in that does not fit, when its day is over or at scan_flush; the finding
 * lives for the call only. */
typedef void scan_tell(void *ctx, const struct finding_signin *finding);

struct scan_setup {
    const struct places *places; /* never NULL */
    struct policy policy;
    struct guess_limits guess;
    struct attack_limits attack;
    struct store *store; /* NULL: nothing is kept beyond this run */
    scan_tell *tell;
    void *tell_ctx;
};

/* One line of a log that tells of a sign-in. */
struct scan_event {
    const struct signin *signin;
    struct span program; /* with pid: part of the event's identity */
    uint32_t pid;
    bool detail; /* not an attempt of its own: explains one that another line counts */
};

struct scan;

/* Reads population counters from the store. Errors: ERR_STORE. */
bool scan_new(const struct scan_setup *setup, struct scan **out, struct err *e) MUST_CHECK;

/* Frees; what was not recorded is lost. *s becomes NULL. */
void scan_free(struct scan **s);

/* Takes one event, in order of time as far as the logs are (an event of an earlier day than the
 * last one is judged as if it were of the last one's time).
 * errors   ERR_STORE: the event was not counted; what was recorded before stays recorded. */
bool scan_event(struct scan *s, const struct scan_event *event, struct err *e) MUST_CHECK;

/* Tells the findings held back and records everything learnt. For the end, and for pauses. */
bool scan_flush(struct scan *s, struct err *e) MUST_CHECK;

/* Forgets what the store need not keep any more, counted back from the newest event of this scan, so
 * that an old log does not age what newer ones left. Does nothing without a store or an event.
 * errors   as store_expire */
bool scan_expire(struct scan *s, uint32_t history_days, uint32_t identity_days,
                 struct err *e) MUST_CHECK;

/* Everything else a report needs; valid until the next scan_event or scan_free. The caller fills
 * what it alone knows of *summary (lines, bytes, programs, seconds) before or after. */
struct scan_result {
    struct scan_summary summary;
    struct finding_source *sources; /* most failures first */
    size_t source_count;
    struct finding_account *accounts; /* password found first, then most failures */
    size_t account_count;
    uint32_t summary_total; /* accounts with a success in this run */
};

void scan_result(struct scan *s, struct scan_result *out);

/* The most interesting accounts first (with findings, then most sign-ins), at most `max`.
 * Gives the number written to out. cost: linear in accounts, plus a sort of the kept ones. */
size_t scan_accounts(struct scan *s, struct account_summary *out, size_t max);

#endif
