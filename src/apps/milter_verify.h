/* apps/milter_verify.h - `mioboe milter verify`: is the verdict in a mail ours, and of this mail? */
#ifndef APPS_MILTER_VERIFY_H
#define APPS_MILTER_VERIFY_H

#include "apps/milter_setup.h"

/* Prints a line for each verdict of each file; gives the exit code. */
int milter_verify(const struct milter_wishes *w, int count, char *files[]);

#endif
