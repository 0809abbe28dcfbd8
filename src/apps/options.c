#include "apps/options.h"

#include <assert.h>
#include <getopt.h>
#include <string.h>

#define LONG_BASE 256 /* getopt values of long options begin above every short one */

static void table(const struct option_row *rows, size_t count, struct option *longs, char *shorts)
{
    size_t used = 0;

    shorts[used++] = ':';
    for (size_t i = 0; i < count; i++) {
        longs[i] = (struct option){
            .name = rows[i].name,
            .has_arg = rows[i].kind == OPTION_VALUE ? required_argument : no_argument,
            .val = LONG_BASE + (int)i,
        };
        if (rows[i].letter == 0) {
            continue;
        }
        shorts[used++] = rows[i].letter;
        if (rows[i].kind == OPTION_VALUE) {
            shorts[used++] = ':';
        }
    }
    longs[count] = (struct option){.name = "help", .val = LONG_BASE + OPTIONS_MAX};
    longs[count + 1] = (struct option){0};
    shorts[used] = '\0';
}

static int row_of(const struct option_row *rows, size_t count, int got)
{
    if (got >= LONG_BASE) {
        return got - LONG_BASE;
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].letter != 0 && rows[i].letter == got) {
            return (int)i;
        }
    }
    return -1;
}

static bool refuse(char *argv[], int got)
{
    const char *what = argv[optind - 1];

    (void)fprintf(stderr, "mioboe %s: option %s %s; see: mioboe %s --help\n", argv[0], what,
                  got == ':' ? "needs a value" : "is not known or takes no value", argv[0]);
    return false;
}

bool options_read(const struct option_row *rows, size_t count, int argc, char *argv[],
                  struct options *out)
{
    struct option longs[OPTIONS_MAX + 2];
    char shorts[2 * OPTIONS_MAX + 2];
    int got;

    assert(count <= OPTIONS_MAX);
    table(rows, count, longs, shorts);
    *out = (struct options){0};
    optind = 1;
    opterr = 0;
    while ((got = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        int row = row_of(rows, count, got);

        if (got == '?' || got == ':' || row < 0) {
            return refuse(argv, got);
        }
        if (row == OPTIONS_MAX) {
            out->help = true;
            continue;
        }
        out->set[row] = true;
        out->value[row] = optarg;
    }
    out->rest = optind;
    return true;
}

void options_print(FILE *to, const struct option_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char left[64];
        char letter[5] = "    ";

        if (rows[i].letter != 0) {
            (void)snprintf(letter, sizeof letter, "-%c, ", rows[i].letter);
        }
        (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, rows[i].name,
                       rows[i].kind == OPTION_VALUE ? " " : "",
                       rows[i].kind == OPTION_VALUE ? rows[i].value_name : "");
        (void)fprintf(to, "  %-28s %s\n", left, rows[i].help);
    }
    (void)fprintf(to, "  %-28s %s\n", "    --help", "Show this help.");
}
