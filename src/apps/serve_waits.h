/* apps/serve_waits.h - which changed settings a running daemon cannot take up. */
#ifndef APPS_SERVE_WAITS_H
#define APPS_SERVE_WAITS_H

#include "config/settings.h"

/* Warns in the log when some of them wait for the next start. */
void serve_tell_what_waits(const struct settings *old, const struct settings *now);

#endif
