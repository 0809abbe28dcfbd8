/* apps/api_client.h - how a command asks: the daemon over its unix socket, or the database itself.
 *
 * Duty      one request, one JSON answer, in the words of docs/api/openapi.json either way. A database
 *           belongs to one process: while the daemon runs it has it, and is asked; else the command opens
 *           the database.
 * Owns      the connection or the store. Threads: one.
 */
#ifndef APPS_API_CLIENT_H
#define APPS_API_CLIENT_H

#include "base/buf.h"
#include "config/settings.h"

struct api_client;

struct api_client_setup {
    const struct settings *settings;
    const char *db; /* --db: this file, without a daemon; NULL: not said */
    const char
        *socket;      /* --socket: this daemon; NULL: the usual one, when somebody listens there */
    bool makes;       /* a database that is not there is made, for commands that write */
    uint32_t wait_ms; /* for a daemon's answer; 0: a minute */
    bool passwords;   /* it is asked about passwords: their key is made when it is not there */
    bool devices;     /* it is asked about devices; passwords as well */
};

/* errors   ERR_ABSENT  no such database; ERR_STORE it is in use or damaged; ERR_SYSTEM nobody
 *          listens at the stated socket, or the kernel refused; ERR_CONFIG */
bool api_client_open(const struct api_client_setup *setup, struct api_client **out,
                     struct err *e) MUST_CHECK;
void api_client_free(struct api_client **c); /* NULL is fine; *c becomes NULL */

/* Sends a request and gives the body of an answer that is 200; it lives until the next call.
 *
 * path     from "/v1/" on, percent-encoded, with its query
 * errors   what the answer's reason says: 400 ERR_INPUT, 404 ERR_ABSENT, 401 and 403 ERR_CONFIG,
 *          503 ERR_STORE; ERR_SYSTEM: no answer
 */
bool api_client_call(struct api_client *c, const char *method, struct span path, struct span body,
                     struct span *answer, struct err *e) MUST_CHECK;

/* Appends `text` percent-encoded, for one part of a path or a value of a query. */
void api_client_encode(struct buf *out, struct span text);

#endif
