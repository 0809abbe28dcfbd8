/* model/reason.h - why a sign-in looked as it did. Facts with a code; words makes the sentence. */
#ifndef MODEL_REASON_H
#define MODEL_REASON_H

#include <stdbool.h>
#include <stdint.h>

enum reason_code {
    REASON_NEW_COUNTRY,
    REASON_NEW_PROVIDER,
    REASON_NEW_ADDRESS,
    REASON_NEW_CLIENT,
    REASON_NEW_VERSION,
    REASON_UNUSUAL_SCORE,  /* value: score in 1/256 bit; the sum is above the service's threshold */
    REASON_FIRST_SIGNIN,   /* nothing is known of the account yet */
    REASON_RARE_PLACE,     /* first sign-in from a place rare for the whole service */
    REASON_DORMANT,        /* value: days since the last sign-in */
    REASON_TWO_COUNTRIES,  /* value: minutes since a sign-in from another country */
    REASON_AFTER_FAILURES, /* value: failed attempts within the hour before */
    REASON_ANONYMISER,     /* the address is marked as an anonymising service */
    REASON_HOSTILE_NETWORK, /* the database lists the network as hostile */
    REASON_UNKNOWN_PLACE,   /* no place could be estimated: says so, never counts */
    REASON_GUESSING_SOURCE, /* value: accounts this source failed on; the source guesses passwords */
    REASON_STAGE_ABROAD,    /* a stage asks for an app password for sign-ins from abroad */
    REASON_STAGE_HOME,      /* the same for any other place */
    REASON_COUNT
};

/* "new_country", "new_provider", ...: stable, for machines and documentation. */
const char *reason_code_text(enum reason_code code);

struct reason {
    uint8_t code;   /* enum reason_code */
    bool counted;   /* part of the score or of the rule that decided; else only a fact beside it */
    int16_t term;   /* its part of the score in 1/256 bit; 0 when it has none */
    uint32_t value; /* see the code; 0 when it has none */
};

#define REASONS_MAX 12

#endif
