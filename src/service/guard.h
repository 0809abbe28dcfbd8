/* service/guard.h - the live watch: answers "may this sign-in go on?" and takes reports.
 *
 * Duty      one sign-in is up to two questions (before the password is checked, and after it was
 *           found right) and one report, joined by session and login. Lists and guessing act at the
 *           first question; place rules refuse only at the second, because only then is the
 *           password known to be right and only then may the owner be told. Reports are recorded.
 * Owns      accounts, counters, sessions and lists in memory, all bounded. Store and places are
 *           borrowed.
 * Threads   any number of threads may call anything here; guard_allow never blocks on I/O.
 * Limits    GUARD_SESSIONS_MAX open sign-ins: beyond, the oldest is forgotten and its second
 *           question is taken for a first one (nothing is refused by mistake).
 */
#ifndef SERVICE_GUARD_H
#define SERVICE_GUARD_H

#include "base/err.h"
#include "model/attempt.h"
#include "model/limits.h"
#include "model/listing.h"
#include "model/place.h"
#include "model/policy.h"
#include "place/place.h"
#include "service/notices.h"
#include "store/store.h"
#include "words/lang.h"

#define GUARD_SESSIONS_MAX 65536
#define GUARD_HELP_MAX 160

/* Which of Dovecot's two questions are configured there. */
enum guard_checks {
    GUARD_CHECK_BOTH,   /* before and after the password was checked */
    GUARD_CHECK_BEFORE, /* before only: place rules never refuse, because whether the password is
                           right is not known */
    GUARD_CHECK_AFTER, /* after only: guessers learn which password is right before they are refused */
};

struct guard_setup {
    struct places *places; /* borrowed until guard_reload gives others */
    struct policy policy;
    struct guess_limits guess;
    struct attack_limits attack;
    enum guard_checks checks;
    uint32_t delay_s; /* answer to who is slowed; 0..POLICY_TARPIT_MAX */
    enum lang lang;   /* of the words a refused person sees */
    char help
        [GUARD_HELP_MAX];   /* what stands before a refusal's code to make the address of its page,
                                   "https://notice.example.jp/e/"; "": the code alone is told */
    uint32_t history_days;  /* how long the history is kept; forgotten hourly; 0: for ever */
    uint32_t identity_days; /* and what scans counted */
    struct home_countries home; /* what is not abroad, for stages */
    uint32_t learning_days;     /* an account's first days are learnt, not told */
    struct store *store;        /* borrowed */
    struct notices *notices;    /* borrowed; NULL: nobody is told */
    bool (*give_up)(void *ctx); /* guard_new asks it now and then while it reads; NULL: never */
    void *give_up_ctx;
};

struct guard;

/* Reads counters, lists and every profile from the store. cost: about 2 us an account.
 * Errors: ERR_STORE; ERR_LIMIT when give_up said so. */
bool guard_new(const struct guard_setup *setup, struct guard **out, struct err *e) MUST_CHECK;

/* Records what is left to record and waits for reports under way. *g becomes NULL. */
void guard_free(struct guard **g);

/* Swaps policy, limits and places at once for every later call; after it returns nobody looks into
 * the old places any more. */
void guard_reload(struct guard *g, const struct guard_setup *setup);

/* Answers "allow". cost: memory only, about 1 us. */
void guard_allow(struct guard *g, const struct attempt *a, int64_t now_ms,
                 struct policy_answer *out);

typedef void guard_done(void *ctx, const struct err *e); /* e NULL: recorded, never lost again */

/* Takes a report. `done` is called exactly once for each true returned, from another thread, when
 * it is durable or has failed; a report that failed has changed nothing.
 * errors   ERR_LIMIT: too many reports wait; nothing was taken */
bool guard_report(struct guard *g, const struct attempt *a, int64_t now_ms, guard_done *done,
                  void *ctx, struct err *e) MUST_CHECK;

/* Stages (docs/stages.md): they refuse at the second question, and only what is not known to be an app
 * password. Reads them, and with the first of them who belongs to which account and group; every later
 * answer goes by them. Blocking.
 * errors   as stages_each; the stages before stay */
bool guard_stages_read(struct guard *g, int64_t now_ms, struct err *e) MUST_CHECK;

/* Accounts or their groups were changed: read again within seconds, where stages need it. */
void guard_accounts_changed(struct guard *g);

/* Which password was found right for a sign-in under way: whoever verified it says so before the second
 * question or the report, within SESSION_KEPT_MS. An app password's ID counts as the client's. */
struct used_credential {
    enum credential_kind kind; /* CREDENTIAL_MAIN_PASSWORD or CREDENTIAL_APP_PASSWORD */
    struct span app_password;  /* its ID; "" of the main password */
};
void guard_credential(struct guard *g, struct span login, struct span session,
                      const struct used_credential *used, int64_t now_ms);

/* The answer when the guard could not be asked in time: go on, and say why. */
struct policy_answer guard_outage_answer(void);

/* Lists. Blocking; recorded in the store. */
bool guard_list_add(struct guard *g, const struct listing *l, struct err *e) MUST_CHECK;
bool guard_list_remove(struct guard *g, const struct listing *l, bool *was_there,
                       struct err *e) MUST_CHECK;
void guard_list_visit(struct guard *g, enum listing_kind kind, int64_t now_ms,
                      void (*row)(void *ctx, const struct listing *l), void *ctx);

/* Forgets failures counted for a source or an account, or both together. */
void guard_reset(struct guard *g, const struct address *remote, struct span login);

/* What is counted about a source and an account now, for a help desk. */
struct guard_state {
    uint32_t source_failures;
    uint32_t source_accounts;
    bool source_guesses;
    uint32_t account_failures_today;
    uint32_t pair_failures; /* of this account from this source within the hour */
    bool allow_listed;
    bool block_listed;
    struct listing listing; /* the entry that decides; of either kind */
};
struct guard_state guard_look(struct guard *g, const struct address *remote, struct span login,
                              int64_t now_ms);

/* Counts since the start, for metrics. */
struct guard_counts {
    uint64_t allow[CAUSE_COUNT][3]; /* by cause and result: refused, went on, delayed */
    uint64_t reports[OUTCOME_COUNT];
    uint64_t
        stages[3];    /* sign-ins counted, told of and refused by a stage (enum stage_effect - 1) */
    uint64_t notices; /* decisions that the owner should hear of */
    uint64_t known;   /* questions about an account with a profile */
    uint64_t failed;  /* reports the store did not take */
    uint64_t accounts;
    uint64_t forgotten_sources;
};
void guard_counts(struct guard *g, struct guard_counts *out);

#endif
