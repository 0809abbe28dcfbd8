/* mioboe - one program, one subcommand for each duty. */
#include "apps/command.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static void help(FILE *to)
{
    (void)fputs("Usage: mioboe COMMAND [OPTION...] [ARGUMENT...]\n\n"
                "Watches sign-ins to mail accounts and tells the usual from the unusual.\n\n",
                to);
    for (size_t i = 0; i < command_count; i++) {
        (void)fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    (void)fputs("\nMore about one of them: mioboe COMMAND --help\n"
                "Which version this is: mioboe --version\n",
                to);
}

int main(int argc, char *argv[])
{
    if (sodium_init() < 0) {
        (void)fputs("mioboe: the operating system gives no random numbers\n", stderr);
        return EX_OSERR;
    }
    if (argc < 2) {
        help(stderr);
        return EX_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return EX_OK;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
        (void)puts("mioboe " MIOBOE_VERSION);
        return EX_OK;
    }
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0) {
            return commands[i]->run(argc - 1, argv + 1);
        }
    }
    (void)fprintf(stderr, "mioboe: there is no command \"%s\"; see: mioboe --help\n", argv[1]);
    return EX_USAGE;
}
