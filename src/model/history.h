/* model/history.h - one row of an account's history: one event, or many alike counted together.
 *
 * Repeated polling of the same account, place, client, service and outcome within one UTC day is
 * one row with count, first, last and the latest single events (REQUIREMENTS B-18); a sign-in with
 * a decision other than "allow" is a row of its own.
 */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "model/decision.h"
#include "model/place.h"
#include "model/signin.h"

#define HISTORY_LATEST 4 /* single events kept in a grouped row */

struct history_event {
    int64_t at_ms;
    struct address remote;
};

struct history_row {
    int64_t id;       /* the store's; 0 in a row not stored yet */
    int64_t first_ms; /* wall clock of the first event */
    int64_t last_ms;  /* and of the last */
    uint64_t count;   /* attempts counted together, >= 1 */
    enum service service;
    enum outcome outcome;
    bool has_remote;
    struct place place;
    struct client client;
    struct decision decision; /* of the first event; later ones of the row were decided alike */
    uint8_t latest_count;     /* 1..HISTORY_LATEST, newest first */
    struct history_event latest[HISTORY_LATEST];
};

#endif
