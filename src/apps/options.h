/* apps/options.h - the command line's one option table: parsing, --help and completion from it.
 *
 * Duty      each subcommand lists its options once; getopt_long, the help text and the shells'
 *           completions are made from that list.
 */
#ifndef APPS_OPTIONS_H
#define APPS_OPTIONS_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum option_kind {
    OPTION_FLAG,  /* --json */
    OPTION_VALUE, /* --db FILE */
};

struct option_row {
    const char *name; /* long name without dashes */
    char letter;      /* short name or 0 */
    enum option_kind kind;
    const char *value_name; /* "FILE", "ja|en"; NULL for a flag */
    const char *help;       /* one sentence */
};

#define OPTIONS_MAX 32

struct options {
    bool set[OPTIONS_MAX];          /* indexed like the rows */
    const char *value[OPTIONS_MAX]; /* last one given */
    bool help;
    int rest; /* index in argv of the first operand */
};

/* Reads argv (argv[0] is the subcommand's name). On a bad option prints one clear sentence and the
 * way to the help to stderr and returns false: the caller returns EX_USAGE. --help is always known. */
bool options_read(const struct option_row *rows, size_t count, int argc, char *argv[],
                  struct options *out) MUST_CHECK;

/* Prints the rows as the help text shows them. */
void options_print(FILE *to, const struct option_row *rows, size_t count);

#endif
