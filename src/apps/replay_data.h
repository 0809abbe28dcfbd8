/* apps/replay_data.h - the sign-ins `mioboe replay` evaluates: the format of tools/gen_signins.py.
 *
 * One successful sign-in a line, in time order, twelve whole numbers:
 *   seconds user address prefix asn region country agent browser os device family
 */
#ifndef APPS_REPLAY_DATA_H
#define APPS_REPLAY_DATA_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define REPLAY_EVENTS_MAX 16000000u /* sign-ins in one file: about 1 GB of memory */
#define REPLAY_NONE UINT32_MAX

struct replay_event {
    uint32_t seconds; /* since the first possible sign-in */
    uint32_t user;    /* 0 .. users - 1, in the order of first appearance */
    uint32_t address;
    uint32_t prefix;
    uint32_t asn;
    uint32_t agent;
    uint32_t family;
    uint32_t before;  /* the user's previous sign-in, or REPLAY_NONE */
    uint16_t country; /* 0..675 */
    uint16_t history; /* the user's earlier sign-ins; stays at 65535 */
};

struct replay_data {
    struct replay_event *events;
    uint32_t count;
    uint32_t users;
    uint32_t *by_country; /* indexes of events by (country, time) */
    uint32_t *by_asn;     /* indexes of events by (asn, time) */
};

/* Reads a whole file ("-" is standard input). ERR_INPUT names file, line, what was expected and
 * what came; ERR_ABSENT when there is no such file; ERR_LIMIT beyond REPLAY_EVENTS_MAX. */
bool replay_data_read(const char *path, struct replay_data *out, struct err *e) MUST_CHECK;

void replay_data_free(struct replay_data *d);

/* The events before event `now` that share its group in by_country or by_asn: *first .. *first +
 * the count returned. */
uint32_t replay_data_country(const struct replay_data *d, uint32_t country, uint32_t now,
                             const uint32_t **first);
uint32_t replay_data_asn(const struct replay_data *d, uint32_t asn, uint32_t now,
                         const uint32_t **first);

#endif
