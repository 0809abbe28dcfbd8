/* serve/doors.h - what the handlers of doors know: whom to ask, and where mail servers stand.
 *
 * Owns      nothing; the door is borrowed by the API for as long as requests come.
 * Threads   any.
 */
#ifndef SERVE_DOORS_H
#define SERVE_DOORS_H

#include "base/secret.h"
#include "model/endpoint.h"
#include "serve/api.h"
#include "service/door.h"

/* The mailbox's server behind nginx's mail proxy, for each protocol it speaks. */
enum doors_backend {
    DOORS_IMAP,
    DOORS_POP3,
    DOORS_SMTP,
    DOORS_BACKEND_COUNT
};

struct doors {
    struct door *door; /* NULL: not ready yet */
    struct endpoint backend[DOORS_BACKEND_COUNT];
    bool has_backend[DOORS_BACKEND_COUNT];
    struct secret backend_password; /* what nginx signs in with there; empty: as the person did */
    bool by_login; /* mail servers are told the name as it was typed, not the account's ID */
};

/* Requests that begin from now on go by it; copied. */
void api_set_doors(struct api *a, const struct doors *d);

/* The door alone; NULL: not ready yet. */
struct door *api_door(struct api *a);

/* A copy of what holds now: its owner wipes backend_password. */
void api_doors(struct api *a, struct doors *out);

#endif
