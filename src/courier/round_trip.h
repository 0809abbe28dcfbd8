/* courier/round_trip.h - one mail out by submission and back by IMAP, as a mail program does it.
 *
 * Duty      signs in at both servers with one password, sends a mail with a mark of its own, looks for it
 *           in the inbox until it is there or the time is over.
 * Owns      nothing. Threads: any; blocks for at most round_trip.within_ms.
 * Never     the password in an error or a log; a server without the TLS it should have gets none.
 */
#ifndef COURIER_ROUND_TRIP_H
#define COURIER_ROUND_TRIP_H

#include "model/mail_setup.h"

#include <stdint.h>

#define ROUND_TRIP_MARK_BYTES 32 /* characters of a-z0-9 of the mark */

struct round_trip {
    const struct mail_setup *setup; /* with IMAP and submission */
    const char *ca_file;            /* "" the system's; NULL the same */
    const char *address;            /* user@domain: mail_domain_of() knows it */
    const char *user;
    const char *password;
    const char *mark;
    struct span message; /* the whole mail, lines ending in CR LF */
    uint32_t within_ms;
};

enum round_trip_result {
    ROUND_TRIP_BACK,    /* it went out and is in the inbox */
    ROUND_TRIP_REFUSED, /* a server did not take user and password */
    ROUND_TRIP_AWAY,    /* a server cannot be reached, or not with the TLS it should have */
    ROUND_TRIP_UNSENT,  /* signed in, but the mail was not taken */
    ROUND_TRIP_LATE,    /* sent, not found in time */
};

/* took_ms: from the first connection until it was found, or until it was given up. */
enum round_trip_result round_trip(const struct round_trip *t, int64_t *took_ms);

#endif
