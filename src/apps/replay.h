/* apps/replay.h - `mioboe replay`: how well the model tells attackers from owners. */
#ifndef APPS_REPLAY_H
#define APPS_REPLAY_H

#include "apps/command.h"

extern const struct command replay_command;

#endif
