/* service/accounts.h - every account seen, in memory: its profile and its counters.
 *
 * Duty      sign-in name -> one row, found in O(1); rows never move, so pointers stay good.
 * Owns      all rows and names; accounts_free gives them back.
 * Threads   one.
 * Limits    ACCOUNTS_MAX rows. Memory per account: 256 bytes of profile, 56 of counters, the name,
 *           and at most 16 of index: below 400 for names up to 60 bytes (tests/bench/scan).
 */
#ifndef SERVICE_ACCOUNTS_H
#define SERVICE_ACCOUNTS_H

#include "base/err.h"
#include "base/span.h"
#include "model/profile.h"
#include "model/signin.h"

#define ACCOUNTS_MAX 0x7fffffffu
#define ACCOUNT_NAME_MAX 320 /* bytes: 64 + "@" + 255, RFC 5321 section 4.5.3.1 */

enum account_flag {
    ACCOUNT_ACTIVE = 1 << 0, /* signed in successfully during this run */
    ACCOUNT_LOADED = 1 << 1, /* its profile was asked of the store */
    ACCOUNT_DIRTY = 1 << 2,  /* the profile differs from the stored one */
    ACCOUNT_TOLD = 1 << 3,   /* a finding about it exists */
};

struct account {
    struct profile profile;
    const char *name; /* not NUL-terminated */
    uint16_t name_len;
    uint16_t flags;            /* enum account_flag, or-ed */
    uint32_t signins;          /* successes of this run, saturating */
    uint32_t failures;         /* failed attempts of this run, saturating */
    uint32_t foreign_failures; /* of them from addresses the account never used */
    uint32_t first_s;          /* first success of this run, seconds since 1970 */
    uint32_t last_s;           /* last success */
    uint32_t fail_first_s;     /* first and last foreign failure of this run */
    uint32_t fail_last_s;
    uint16_t fail_day;     /* day of the running daily count of foreign failures */
    uint16_t fail_today;   /* saturating */
    uint16_t fail_peak;    /* highest daily count */
    uint16_t unusual_day;  /* day of its last unusual sign-in; 0 none */
    uint32_t right_hash;   /* of the password hash that succeeded last; 0 none */
    uint32_t stage_told;   /* hash of what a stage had its owner told of last; 0 nothing */
    uint64_t fail_sources; /* 64-bit linear counting sketch of foreign subscribers */
};

struct accounts;

struct accounts *accounts_new(void) MUST_CHECK;
void accounts_free(struct accounts **a);

/* The row of `name`, made empty when it was not there. name: 1..ACCOUNT_NAME_MAX bytes. The
 * process ends when memory does: a scan without its accounts has nothing to say. */
struct account *accounts_get(struct accounts *a, struct span name);

/* The row of `name` or NULL. */
struct account *accounts_find(const struct accounts *a, struct span name);

uint32_t accounts_count(const struct accounts *a);

/* Row number i, 0 <= i < accounts_count, in the order they were first seen. */
struct account *accounts_at(const struct accounts *a, uint32_t i);

/* Counts a failure that came from a network the account never used. s->has_remote must be true. */
void account_count_foreign(struct account *a, const struct signin *s);

/* Foreign failures of the day, when the last was within the hour before at_ms; else 0. */
uint32_t account_recent_failures(const struct account *a, int64_t at_ms);

static inline struct span account_name(const struct account *a)
{
    return (struct span){.at = a->name, .len = a->name_len};
}

#endif
