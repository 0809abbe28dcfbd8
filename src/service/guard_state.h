/* service/guard_state.h - what the live watch holds; shared by guard.c (questions, life),
 * guard_report.c (reports), guard_notice.c (what the owner is told), guard_stage.c (stages),
 * guard_keep.c (upkeep) and guard_list.c (lists).
 *
 * Locks, always taken in this order: setup (read), shard, population, guess, lists, stages. The writer
 * thread of the store takes shard and population only.
 */
#ifndef SERVICE_GUARD_STATE_H
#define SERVICE_GUARD_STATE_H

#include "base/hash.h"
#include "decide/decide.h"
#include "service/accounts.h"
#include "service/calendar.h"
#include "service/guard.h"
#include "service/guess.h"
#include "service/lists.h"
#include "service/pending.h"
#include "service/sessions.h"
#include "service/stage_book.h"

#include <pthread.h>
#include <stdatomic.h>

#define GUARD_SHARDS 64
#define GUARD_FAILED_ONLY_MAX (65536 / GUARD_SHARDS) /* names that only ever failed, a shard */

/* Accounts and sign-ins under way whose login hashes alike. */
struct shard {
    pthread_mutex_t lock;
    struct accounts *accounts;
    struct sessions *sessions;
    uint32_t failed_only;
};

struct guard {
    pthread_rwlock_t setup_lock;
    struct guard_setup setup;
    struct hash_key key; /* of shards and sessions */
    struct shard shards[GUARD_SHARDS];

    pthread_rwlock_t population_lock; /* population and counters to record */
    struct population *population;
    struct pending *counters;

    pthread_mutex_t guess_lock;
    struct guess *guess;

    pthread_rwlock_t lists_lock;
    struct lists *lists;

    pthread_mutex_t stages_turn;  /* who reads stages or members from the store */
    pthread_rwlock_t stages_lock; /* over the next two */
    struct stage_book *stages;    /* NULL: there are none */
    struct stage_members *members;
    _Atomic bool members_old;
    int64_t members_next_ms; /* the keeper's: not read again before, by the clock nobody sets */

    pthread_mutex_t flight_lock; /* reports handed to the store and not done */
    pthread_cond_t landed;
    uint64_t in_flight;
    bool closing;
    pthread_t keeper;         /* guard_keep.c */
    struct calendar calendar; /* the keeper's */

    _Atomic uint64_t allow[CAUSE_COUNT][3];
    _Atomic uint64_t reports[OUTCOME_COUNT];
    _Atomic uint64_t staged[3];
    _Atomic uint64_t notices;
    _Atomic uint64_t known;
    _Atomic uint64_t failed;
};

enum allow_result {
    ALLOW_REFUSED,
    ALLOW_WENT_ON,
    ALLOW_DELAYED
};

/* Who asks, and a door says which question. */
enum guard_asked {
    GUARD_ASKED_BY_POLICY,
    GUARD_ASKED_BEFORE, /* the password is looked at */
    GUARD_ASKED_AFTER,  /* it was found right */
};
void guard_ask(struct guard *g, const struct attempt *a, enum guard_asked asked, int64_t now_ms,
               struct policy_answer *out);

struct shard *guard_shard(struct guard *g, struct span login);

/* The key of the sign-in under way, never 0. */
uint64_t guard_session_key(const struct guard *g, const struct attempt *a);

/* The facts of an attempt; its account may be NULL. */
struct facts guard_facts(const struct guard *g, const struct attempt *a,
                         const struct account *account, int64_t now_ms);

/* guard_keep.c: the newest recorded time, 0 when there is none, before the keeper begins; its thread,
 * until g->closing. */
void guard_calendar_begin(struct guard *g, int64_t newest_ms);
void *guard_keep(void *ctx);
/* guard_notice.c: what the owner is told of the row, if anything. known: the account's profile before
 * it. Nobody is told of what was allowed without a word, of wrong passwords, or while an account is
 * new; a refusal is in a row with a decision only when the password was right. */
bool guard_notice(const struct guard *g, const struct attempt *a, const struct history_row *row,
                  const struct profile *known, struct notice_facts *out) MUST_CHECK;

/* guard_stage.c: what the stages say of a sign-in whose password is right. */
struct guard_ruling {
    enum stage_effect effect;
    enum stage_origin origin;
    int64_t starts_ms; /* of the stage; 0 without one */
};
struct guard_ruling guard_rule(struct guard *g, const struct attempt *a, const struct facts *f,
                               const struct session *session);
void guard_ruling_count(struct guard *g, enum stage_effect effect);
enum answer_cause guard_ruling_cause(const struct guard_ruling *r);

/* The attempt with the app password that was found right as its client, when one was; views session. */
struct attempt guard_attempt(const struct attempt *a, const struct session *session);

/* Members are read again when they are old. */
void guard_stages_keep(struct guard *g, int64_t steady_ms);
void guard_stages_free(struct guard *g);

/* Puts the stage into the row's decision: why it refused, or that the owner is to be told of it. A mail
 * program tries every few minutes: of the same thing once a day, else nothing is said (ACTION_ALLOW), and
 * the rows are counted together. */
void guard_stage_refused(struct account *account, enum answer_cause cause, struct history_row *row);
void guard_stage_told(struct account *account, const struct guard_ruling *r,
                      struct history_row *row);

/* 64 mixed bits of the login, as service/guess.h counts accounts. */
uint64_t guard_account_hash(const struct attempt *a);

#endif
