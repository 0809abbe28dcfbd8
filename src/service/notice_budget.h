/* service/notice_budget.h - how much an owner is told: the noise budget, and what it never silences.
 *
 * Pure. docs/notices.md, "How much is told", states the rule in words.
 */
#ifndef SERVICE_NOTICE_BUDGET_H
#define SERVICE_NOTICE_BUDGET_H

#include "model/history.h"
#include "model/notice.h"

struct notice_budget {
    uint32_t same_days; /* the same kind from the same country, provider and client: told once in so
                           many days; 1..30 */
    uint32_t hour;      /* notices of sign-ins an hour; then held for the digest */
    uint32_t two_days;  /* and in two days */
    uint32_t stage_days; /* restrictions, and warnings of stages: each told once in so many days */
};

#define NOTICE_BUDGET_DEFAULT                                                                      \
    ((struct notice_budget){.same_days = 30, .hour = 3, .two_days = 10, .stage_days = 7})

#define NOTICE_HIGH_RISK_MS INT64_C(60000)     /* between two notices beyond the budget */
#define NOTICE_DIGEST_MS INT64_C(86400000)     /* between two digests */
#define NOTICE_DIGEST_WAIT_MS INT64_C(3600000) /* how old the first held one is at least */

/* Which notice tells of a row of history that is told at all. Of a refusal by a stage: from abroad as of any
 * other refusal, else the way to go on (C-13, C-16); of a sign-in that a stage will refuse: from when on. */
enum notice_kind notice_kind_of(const struct history_row *row);

/* True for a sign-in, succeeded or refused after the right password, from a new country and a new
 * provider, when the network hides who uses it or is listed as hostile, the source guesses passwords,
 * failures came before it, or another country was used a short time before. */
bool notice_is_high_risk(const struct notice_facts *f);

/* What becomes of a notice after the past ones (newest first, of 30 days at least).
 *
 * TOLD   tests; changed credentials; whatever the budget has room for; high risk
 * HELD   the budget is used up, or two of high risk within a minute
 * NONE   the same was told or held within same_days (high risk: within a day); a digest within a day
 *        of the one before; a restriction within stage_days of the one before, a warning likewise
 */
enum notice_fate notice_budget_fate(const struct notice_budget *b, const struct notice_facts *f,
                                    const struct notice_past *past, size_t count, int64_t now_ms);

#endif
