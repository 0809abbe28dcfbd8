/* service/sessions.h - sign-ins under way: a question was asked, the report has not come.
 *
 * Owns      a fixed table. Threads: one. cost: O(1).
 * Limits    SESSIONS_MAX: beyond, of 4 candidates the oldest is forgotten.
 */
#ifndef SERVICE_SESSIONS_H
#define SERVICE_SESSIONS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SESSIONS_MAX 1024
#define SESSION_KEPT_MS 600000 /* a sign-in that takes longer is asked anew */

#define SESSION_APP_PASSWORD_MAX 32 /* bytes of an app password's ID that are kept */

/* Which password was found right, where we verified it ourselves. */
enum session_credential {
    SESSION_CREDENTIAL_UNKNOWN,
    SESSION_CREDENTIAL_MAIN,
    SESSION_CREDENTIAL_APP,
};

struct session {
    uint64_t key; /* of session and login; 0: free */
    int64_t at_ms;
    bool refused;       /* at the second question: the password was right */
    uint8_t cause;      /* enum answer_cause, with refused */
    uint8_t credential; /* enum session_credential */
    char app_password[SESSION_APP_PASSWORD_MAX + 1]; /* its ID; "" when it was none */
    bool door;                                       /* a door asks, not a policy server */
    bool told;       /* the door has reported it: what comes now is the same sign-in, heard again */
    bool unanswered; /* nobody could tell whether the password is right */
};

struct sessions;

struct sessions *sessions_new(void) MUST_CHECK;
void sessions_free(struct sessions **s);

/* The sign-in under way of that key, or NULL. key: 64 well mixed bits, not 0. */
struct session *sessions_find(struct sessions *s, uint64_t key, int64_t now_ms);

/* Begins one; the pointer is good until the next call here. */
struct session *sessions_begin(struct sessions *s, uint64_t key, int64_t now_ms);

/* Ends it: it was reported. NULL is fine. */
void sessions_end(struct session *one);

#endif
