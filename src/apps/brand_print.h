/* apps/brand_print.h - brands as JSON and as a brand file. Owns nothing. */
#ifndef APPS_BRAND_PRINT_H
#define APPS_BRAND_PRINT_H

#include "message/brand.h"

#include <stdio.h>

/* One object in one line. */
void brand_print_json(FILE *to, const struct brand *b);

/* As a brand file states it: what is printed can be read back. */
void brand_print_file(FILE *to, const struct brand *b);

#endif
