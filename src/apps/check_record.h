/* apps/check_record.h - the provider's own record for `check`: the daemon, or the database, is asked only
 * about a message that carries what may be a reference of ours.
 *
 * Owns      the connection, once there is a reason for one. Threads: one.
 */
#ifndef APPS_CHECK_RECORD_H
#define APPS_CHECK_RECORD_H

#include "apps/api_client.h"
#include "message/records.h"
#include "words/clock.h"

struct check_record {
    struct api_client_setup setup; /* filled by the caller; borrowed */
    const struct clock *zone;      /* borrowed: of the times shown */
    const char *account;           /* whose history is compared; NULL: nobody's */
    struct api_client *client;     /* NULL: nobody was asked yet */
    bool absent;                   /* no daemon and no database: there is no record here */
};

/* For records_consult(); lives as long as r. */
struct check_records check_record_source(struct check_record *r);

void check_record_free(struct check_record *r);

#endif
