/* service/door.h - one whole sign-in through a door that has no policy server beside it: nginx, PAM,
 * a program that asks over HTTP, a Dovecot whose passdb alone asks.
 *
 * Duty      the guard's question before the password is looked at, the password, the guard's question
 *           after it was right, the report. The same rules, words and records as beside a policy server.
 * Joins     a policy server may ask about the same sign-in all the same (same session, same login): then
 *           only the password is looked at and the policy server's questions decide, or, when they come
 *           later, hear what was decided here. Either way it is one sign-in, recorded and learnt once.
 * Owns      struct door; passwords and guard are borrowed.
 * Threads   any; nothing here blocks.
 */
#ifndef SERVICE_DOOR_H
#define SERVICE_DOOR_H

#include "service/guard.h"
#include "service/passwords.h"

#define DOOR_URL_MAX 256 /* bytes */

struct door;

/* Never NULL. */
struct door *door_new(struct passwords *p) MUST_CHECK;
void door_free(struct door **d); /* NULL is fine; *d becomes NULL */

enum door_result {
    DOOR_RIGHT,
    DOOR_WRONG,
    DOOR_BUSY,
    DOOR_UNAVAILABLE,
    DOOR_REFUSED, /* by a list, guessing, a place or a stage: `why` says which */
    DOOR_RESULT_COUNT
};

/* "right", "wrong", "busy", "unavailable", "refused": stable, for machines. */
const char *door_result_code(enum door_result r);

struct door_answer {
    enum door_result result;
    struct password_answer password; /* only when RIGHT */
    struct policy_answer why;        /* only when REFUSED: cause and text for the person */
    const char *code;                /* "S1"; "" when not REFUSED; static */
    char url[DOOR_URL_MAX];          /* of the page about the code; "" without one */
    uint32_t wait_s; /* the door tells a failure so much later, 0..POLICY_TARPIT_MAX */
};

/* What a door asks for. */
enum door_wish {
    DOOR_SIGN_IN, /* the whole sign-in: judged, recorded */
    DOOR_PASSWORD, /* the password alone, for a door with a policy server beside it: the guard is told what
                      was found, so that the policy server's next question and report know it */
};

/* A sign-in that is not answered yet: whether its password is right takes time. */
struct door_way;

/* Asks, and answers at once when that is possible.
 *
 * g        NULL while it is still reading its store: a sign-in is UNAVAILABLE then
 * q        its login is taken in lower case for the guard; without a session it is a sign-in of its own.
 *          Everything but the password is copied
 * returns  false, *out untouched: *way goes on with door_submit, and must
 *
 * BUSY and UNAVAILABLE say nothing about the password, and nothing is recorded. The report's being durable
 * is not waited for. cost: never blocks. */
bool door_try(struct door *d, struct guard *g, enum door_wish wish,
              const struct password_question *q, struct door_answer *out,
              struct door_way **way) MUST_CHECK;

/* Short; from any thread. */
typedef void door_done(void *ctx, const struct door_answer *answer);

/* Goes on with what door_try left, with the same question, which is copied. `done` is called once, always,
 * possibly before this returns. The way is spent. */
void door_submit(struct door_way *way, const struct password_question *q, door_done *done,
                 void *ctx);

#endif
