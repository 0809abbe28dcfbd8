/* apps/scan.h - the row of `mioboe scan`. */
#ifndef APPS_SCAN_H
#define APPS_SCAN_H

#include "apps/command.h"

extern const struct command scan_command;

#endif
