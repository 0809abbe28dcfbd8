/* service/step_up.h - is it really the owner? Asked again before something that gives a password away.
 *
 * Duty      checks one factor, then gives a ticket: for one account, one purpose, STEP_UP_TICKET_MS. The
 *           contract PIN is the factor of today; another one is a row of the table in step_up.c.
 * Form      a ticket is a message authenticated by a key of ours, nothing is stored: any daemon with
 *           the same key takes it. It is a secret of its holder and worth nothing to another account.
 * Bounds    passwords.h bounds the wrong PINs of an account; here a source (an IPv4 address or an IPv6
 *           /64) has STEP_UP_BURST wrong ones, then one each STEP_UP_REFILL_MS, whatever accounts it
 *           tries.
 * Threads   any.
 */
#ifndef SERVICE_STEP_UP_H
#define SERVICE_STEP_UP_H

#include "base/secret.h"
#include "model/address.h"
#include "service/passwords.h"

#define STEP_UP_TICKET_MS (INT64_C(10) * 60000)
#define STEP_UP_TICKET_BYTES 43 /* characters of a-zA-Z0-9_-, without NUL */
#define STEP_UP_KEY_SIZE 32
#define STEP_UP_BURST 10
#define STEP_UP_REFILL_MS 60000

enum step_up_factor {
    STEP_UP_PIN, /* of the contract */
    STEP_UP_FACTOR_COUNT
};

/* What a ticket is good for. Numbers are part of a ticket. */
enum step_up_purpose {
    STEP_UP_DEVICE = 1,   /* set a device up */
    STEP_UP_PASSWORD = 2, /* change the main password */
};

/* What the operator's own line proves (B-28, C-21). */
enum step_up_line {
    STEP_UP_LINE_NOTHING,  /* a factor is always asked for, and from anywhere */
    STEP_UP_LINE_ENOUGH,   /* over the own line no factor is asked for */
    STEP_UP_LINE_REQUIRED, /* the own line, and a factor */
};

struct step_up_setup {
    struct passwords *passwords; /* borrowed */
    const struct places *places; /* borrowed; NULL: no line is known as our own */
    enum step_up_line line;
    const uint8_t *key; /* STEP_UP_KEY_SIZE bytes; copied */
};

struct step_up;

struct step_up *step_up_new(const struct step_up_setup *setup) MUST_CHECK; /* NULL without memory */
void step_up_free(struct step_up **s); /* NULL is fine; *s becomes NULL */

/* Other places and line from now on; when it returns nobody looks into the ones before any more. */
void step_up_set(struct step_up *s, const struct places *places, enum step_up_line line);

/* Who asks for what. Spans are borrowed for the call. */
struct step_up_question {
    struct span account; /* its ID */
    enum step_up_purpose purpose;
    struct address remote;
    bool has_remote;
    bool anywhere; /* the own line is not asked for: somebody proved who it is by another way */
    int64_t now_ms;
};

/* What has to be shown: computed before anything is typed. */
struct step_up_need {
    bool nothing;  /* the line is enough: step_up_by_line gives the ticket */
    bool own_line; /* refused from here: over the own line alone */
};
struct step_up_need step_up_needs(struct step_up *s, const struct step_up_question *q);

enum step_up_result {
    STEP_UP_RIGHT,
    STEP_UP_WRONG,
    STEP_UP_RESTS, /* too many wrong ones for this account */
    STEP_UP_NONE,  /* the account has no such factor */
    STEP_UP_CROWD, /* too many tries from this source */
    STEP_UP_LINE,  /* the own line is needed */
    STEP_UP_RESULT_COUNT
};

/* "right", "wrong", ...: stable, for machines. */
const char *step_up_result_code(enum step_up_result r);

struct step_up_answer {
    enum step_up_result result;
    uint32_t left;                         /* WRONG: tries that are left */
    int64_t rests_ms;                      /* RESTS: until when */
    char ticket[STEP_UP_TICKET_BYTES + 1]; /* RIGHT */
};

/* Checks what was typed. Blocks for an argon2id: for worker threads.
 * errors   ERR_ABSENT  no such account; ERR_LIMIT too many hashes wait; ERR_STORE, ERR_SYSTEM */
bool step_up_verify(struct step_up *s, const struct step_up_question *q, enum step_up_factor factor,
                    const struct secret *typed, struct step_up_answer *out,
                    struct err *e) MUST_CHECK;

/* The ticket of somebody of whom step_up_needs says nothing; else false, *out untouched. */
bool step_up_by_line(struct step_up *s, const struct step_up_question *q,
                     char out[static STEP_UP_TICKET_BYTES + 1]) MUST_CHECK;

/* Whether a ticket is ours, for this account and purpose, and not over. Equal time whatever is wrong. */
bool step_up_ticket_is(const struct step_up *s, const struct step_up_question *q,
                       struct span ticket) MUST_CHECK;

#endif
