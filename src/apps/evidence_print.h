/* apps/evidence_print.h - docs/evidence.md, made from the tables inside the program. */
#ifndef APPS_EVIDENCE_PRINT_H
#define APPS_EVIDENCE_PRINT_H

#include "apps/command.h"

#include <stdio.h>

/* Prints the page (Markdown). The arguments after `to` are those of the other printers; unused. */
void evidence_print(FILE *to, const struct command *const *all, size_t count);

#endif
