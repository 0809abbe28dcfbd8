/* model/limits.h - from when on failures are called guessing, and an account under attack. */
#ifndef MODEL_LIMITS_H
#define MODEL_LIMITS_H

#include <stdint.h>

/* A source of failures is called guessing. Each bound is inclusive. */
struct guess_limits {
    uint32_t accounts;        /* different accounts failed from one subscriber, together with ... */
    uint32_t failures;        /* ... this many failures */
    uint32_t single_failures; /* or this many failures, however few accounts, with no success */
    uint32_t wide_accounts;   /* the same for the /24 or /48 around it, with ... */
    uint32_t wide_failures;
    uint32_t wide_addresses; /* ... at least so many different addresses taking part */
};

/* An account is called under attack: failures from networks it never used. */
struct attack_limits {
    uint32_t failures_a_day; /* together with ... */
    uint32_t sources;        /* ... at least so many different subscribers */
    uint32_t single_source;  /* or this many a day, from however few */
    uint32_t found_after;    /* a success of a source right after so many failures of it on the
                                account is called a found password */
};

#endif
