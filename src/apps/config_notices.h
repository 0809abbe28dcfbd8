/* apps/config_notices.h - what mioboe config check says of notices: what is missing, and whether the sender
 * may be mistaken for a customer. */
#ifndef APPS_CONFIG_NOTICES_H
#define APPS_CONFIG_NOTICES_H

#include "config/settings.h"

#include <stdbool.h>

/* Prints what it finds, a line each. False: notices could not work, or an account owns the sender's
 * address. Accounts are looked at when a daemon answers or the database is free; else it says nothing
 * of them. */
bool config_notices(const struct settings *s);

#endif
