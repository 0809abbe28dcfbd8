/* apps/completion.h - what shells and manual readers need to know, made from the command table. */
#ifndef APPS_COMPLETION_H
#define APPS_COMPLETION_H

#include "apps/command.h"

#include <stdio.h>

/* A completion script. Options whose value is "a|b" complete these words, the others files. */
void completion_print_bash(FILE *to, const struct command *const *all, size_t count);
void completion_print_zsh(FILE *to, const struct command *const *all, size_t count);
void completion_print_fish(FILE *to, const struct command *const *all, size_t count);

/* The whole of man/mioboe.1 (mdoc). */
void manual_print(FILE *to, const struct command *const *all, size_t count);

#endif
