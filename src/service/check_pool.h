/* service/check_pool.h - many messages judged at once, each within a deadline.
 *
 * Duty      some processes of one thread each, and in each a checker with its sandbox. They are forked
 *           before the caller has threads or secrets, so that a sandbox which must be started anew is
 *           forked from a process that has neither. A message goes to the first that is free.
 * Owns      the processes, one thread for each to talk to it, and the messages it was given.
 * Threads   check_pool_open: before any other thread; check_pool_start, _free: one; _ask: any.
 * Limits    CHECK_POOL_MAX processes; CHECK_POOL_WAITING messages wait for each, then it is "busy".
 */
#ifndef SERVICE_CHECK_POOL_H
#define SERVICE_CHECK_POOL_H

#include "message/checker.h"
#include "model/filter.h"

#define CHECK_POOL_MAX 64
#define CHECK_POOL_WAITING 8 /* for each process */

struct check_pool_setup {
    size_t processes;
    struct checker_settings checker;
    struct check_records
        records; /* asked in the processes, with what it had when they were forked */
    /* All processes have ended, in one of the pool's threads; NULL: nobody is told. */
    void (*lost)(void *ctx);
    void *ctx;
};

struct check_task {
    char *message; /* of base/memory.h; the pool frees it whatever happens */
    size_t len;
    bool cut;              /* it was longer: never genuine */
    struct span recipient; /* of the envelope, when there is just one; else empty. Borrowed */
    struct checker_envelope envelope; /* borrowed */
};

struct check_result {
    struct verdict verdict;
    bool forwarded;               /* the verdict is about a message inside */
    bool unasked;                 /* the record of notices could not be asked */
    char sender[EVIDENCE_ON_MAX]; /* address of From, cut, NUL-terminated */
};

struct check_pool;

/* Forks the processes. errors as checker_open. cost: 20 ms each. */
bool check_pool_open(const struct check_pool_setup *setup, struct check_pool **out,
                     struct err *e) MUST_CHECK;

/* Starts the threads; messages may be asked about from now on. ERR_SYSTEM. */
bool check_pool_start(struct check_pool *p, struct err *e) MUST_CHECK;

/* Judges one message until deadline_ms (base/monotonic.h) at the latest. *out is filled with FILTER_CHECKED,
 * and untouched else. */
enum filter_state check_pool_ask(struct check_pool *p, const struct check_task *task,
                                 int64_t deadline_ms, struct check_result *out) MUST_CHECK;

/* Ends the processes and frees; nobody may be asking. *p becomes NULL; NULL inside is fine. */
void check_pool_free(struct check_pool **p);

#endif
