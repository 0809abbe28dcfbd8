/* mioboe completion, mioboe manual - what packages install beside the program. */
#include "apps/completion.h"

#include "apps/evidence_print.h"
#include "config/setting.h"

#include <string.h>
#include <sysexits.h>

static int finish(const char *name)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fprintf(stderr, "mioboe %s: cannot write the output\n", name);
        return EX_IOERR;
    }
    return EX_OK;
}

static void print_manual(FILE *to, const struct command *const *all, size_t count)
{
    (void)all;
    (void)count;
    setting_print_manual(to);
}

struct printer {
    const char *command;
    const char *what;
    void (*print)(FILE *to, const struct command *const *all, size_t count);
};

static const struct printer printers[] = {
    {"completion", "bash", completion_print_bash}, {"completion", "zsh", completion_print_zsh},
    {"completion", "fish", completion_print_fish}, {"manual", "mioboe", manual_print},
    {"manual", "mioboe.conf", print_manual},       {"manual", "evidence", evidence_print},
};

static int usage(const char *name, FILE *to)
{
    (void)fprintf(to, "Usage: mioboe %s ", name);
    for (size_t i = 0, shown = 0; i < COUNT(printers); i++) {
        if (strcmp(printers[i].command, name) == 0) {
            (void)fprintf(to, "%s%s", shown++ > 0 ? "|" : "", printers[i].what);
        }
    }
    (void)fputs("\n\n", to);
    options_print(to, NULL, 0);
    return to == stderr ? EX_USAGE : finish(name);
}

static int run(int argc, char *argv[])
{
    struct options o;

    if (!options_read(NULL, 0, argc, argv, &o)) {
        return EX_USAGE;
    }
    if (o.help) {
        return usage(argv[0], stdout);
    }
    for (size_t i = 0; i < COUNT(printers) && argc - o.rest == 1; i++) {
        if (strcmp(printers[i].command, argv[0]) == 0 &&
            strcmp(printers[i].what, argv[o.rest]) == 0) {
            printers[i].print(stdout, commands, command_count);
            return finish(argv[0]);
        }
    }
    return usage(argv[0], stderr);
}

const struct command command_completion = {
    .name = "completion",
    .summary = "Print the completion script of a shell.",
    .run = run,
    .operands = "bash|zsh|fish",
};

const struct command command_manual = {
    .name = "manual",
    .summary = "Print a manual page (mdoc), or the page of the evidence (Markdown).",
    .run = run,
    .operands = "mioboe|mioboe.conf|evidence",
};
