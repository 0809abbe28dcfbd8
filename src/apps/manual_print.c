#include "apps/completion.h"

#include <string.h>

/* Text of roff, where hyphens of options must stay hyphens. */
static void put(FILE *to, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\\') {
            (void)fputs("\\e", to);
        } else if (*c == '-') {
            (void)fputs("\\-", to);
        } else if (*c == ' ' && c > text && c[-1] == '.') {
            (void)fputc('\n', to); /* a sentence begins a line */
        } else {
            (void)fputc(*c, to);
        }
    }
    (void)fputc('\n', to);
}

static void put_option(FILE *to, const struct option_row *row)
{
    (void)fputs(".It", to);
    if (row->letter != 0) {
        (void)fprintf(to, " Fl %c ,", row->letter);
    }
    (void)fprintf(to, " Fl \\-%s", row->name);
    if (row->kind == OPTION_VALUE) {
        (void)fprintf(to, " Ar %s", row->value_name);
    }
    (void)fputc('\n', to);
    put(to, row->help);
}

static void put_command(FILE *to, const struct command *c)
{
    (void)fprintf(to, ".Ss mioboe %s\n", c->name);
    put(to, c->summary);
    if (c->operands != NULL && c->operands[0] != '\0') {
        (void)fprintf(to, ".Pp\nArgument:\n.Ar %s\n", c->operands);
    }
    (void)fputs(".Bl -tag -width Ds\n", to);
    for (size_t i = 0; i < c->row_count; i++) {
        put_option(to, &c->rows[i]);
    }
    (void)fputs(".It Fl \\-help\nShow the help of this command.\n.El\n", to);
}

void manual_print(FILE *to, const struct command *const *all, size_t count)
{
    static const struct {
        int code;
        const char *meaning;
    } codes[] = {
        {0, "Done."},
        {64, "The command line is wrong."},
        {65, "The input is not what it should be."},
        {66, "An input does not exist."},
        {70, "A mistake of Mioboe itself."},
        {71, "The operating system refused."},
        {74, "A file could not be read or written."},
        {75, "A limit was reached or a store is down: try again later."},
        {78, "A setting is wrong: the operator must act."},
    };

    (void)fputs(
        ".\\\" Made by: mioboe manual mioboe\n"
        ".Dd November 21, 2026\n.Dt MIOBOE 1\n.Os Mioboe\n"
        ".Sh NAME\n.Nm mioboe\n.Nd watch sign\\-ins to mail accounts\n"
        ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Op Ar argument ...\n"
        ".Nm\n.Fl \\-version\n"
        ".Sh DESCRIPTION\n.Nm\nwatches sign\\-ins to mail accounts and tells the usual from "
        "the unusual.\nEach duty is a command with options of its own.\n"
        ".Sh COMMANDS\n",
        to);
    for (size_t i = 0; i < count; i++) {
        put_command(to, all[i]);
    }
    (void)fputs(".Sh FILES\n.Bl -tag -width Ds\n.It Pa /etc/mioboe/mioboe.conf\n"
                "Settings, see\n.Xr mioboe.conf 5 .\n.El\n"
                ".Sh EXIT STATUS\n.Bl -tag -width Ds\n",
                to);
    for (size_t i = 0; i < COUNT(codes); i++) {
        (void)fprintf(to, ".It %d\n", codes[i].code);
        put(to, codes[i].meaning);
    }
    (void)fputs(".El\n.Sh SEE ALSO\n.Xr mioboe.conf 5\n", to);
}
