/* model/verdict.h - what a message is held to be, and why. */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "model/evidence.h"

enum verdict_code {
    VERDICT_GENUINE,
    VERDICT_FAKE,
    VERDICT_CANNOT_TELL,
    VERDICT_COUNT
};

/* "genuine", "fake", "cannot_tell". */
const char *verdict_code_text(enum verdict_code v);

/* Where "cannot tell" leans. */
enum leaning {
    LEANING_NONE,
    LEANING_GENUINE,
    LEANING_FAKE,
    LEANING_COUNT
};

const char *leaning_code(enum leaning l); /* "none", "genuine", "fake" */

/* The rule that decided; the words say it in one sentence. */
enum verdict_rule {
    RULE_SCORE,         /* the sum of the weights */
    RULE_RECORD_AGREES, /* our own notice, and everything agrees */
    RULE_RECORD_OTHER,  /* our own notice, but sent to somebody else */
    RULE_RECORD_FAKE,   /* a reference of ours in a message we did not write */
    RULE_ALL_PUBLISHED, /* bound domain, published address, all links the brand's */
    RULE_UNREADABLE,    /* not read to the end: never genuine */
    RULE_TEXT_ONLY,     /* only words that anybody can copy */
    RULE_NO_BRAND,      /* in nobody's name whose senders are known: genuine cannot be shown */
    RULE_BELOW,         /* something speaks for a fake, not enough */
    RULE_NOT_BOUND,     /* looks right, but nothing binds the sender's address */
    RULE_COUNT
};

const char *verdict_rule_code(enum verdict_rule r);

/* What only the person can answer (REQUIREMENTS E-13). */
enum question {
    QUESTION_MEMBER,    /* are you a customer there? */
    QUESTION_ADDRESS,   /* did it come to the address or number registered there? */
    QUESTION_NAME,      /* does it carry your name or number as registered? */
    QUESTION_UNNATURAL, /* is anything in it unlike what they usually send? */
    QUESTION_DONE,      /* did you do what it tells of, at that time? */
    QUESTION_COUNT
};

enum answer {
    ANSWER_UNKNOWN,
    ANSWER_YES,
    ANSWER_NO,
};

struct answers {
    uint8_t to[QUESTION_COUNT]; /* enum answer */
};

#define VERDICT_BRAND_MAX 128 /* bytes with NUL */

struct verdict {
    enum verdict_code code;
    enum leaning leaning;
    enum verdict_rule rule;
    int32_t score;                         /* hundredths of a nat: log odds of being a fake */
    uint8_t questions;                     /* bits 1 << enum question: answers that would help */
    char brand[EVIDENCE_NAME_MAX];         /* ID of the brand it claims to be from; empty */
    char brand_name[2][VERDICT_BRAND_MAX]; /* its name, by language: 0 English, 1 Japanese */
    char page[EVIDENCE_ON_MAX];            /* its official page about fakes; empty */
    struct evidence_list evidence;
};

#endif
