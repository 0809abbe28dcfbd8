/* apps/serve_doors.h - what the settings say about doors, for serve/doors.h. */
#ifndef APPS_SERVE_DOORS_H
#define APPS_SERVE_DOORS_H

#include "config/settings.h"
#include "serve/doors.h"

/* Makes the door; it belongs to the caller, whatever comes of it. errors: as serve_doors_set */
bool serve_doors_open(const struct settings *s, struct passwords *p, struct api *api,
                      struct door **out, struct err *e) MUST_CHECK;

/* Requests that begin from now on go through the door, as the settings say.
 * errors   ERR_CONFIG names the setting, ERR_SYSTEM: nothing changed */
bool serve_doors_set(const struct settings *s, struct door *door, struct api *api,
                     struct err *e) MUST_CHECK;

#endif
