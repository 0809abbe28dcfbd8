/* mioboe password - what accounts are opened with. */
#include "apps/password.h"

#include <sodium.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#define QUALITY_NAMES_MAX 16

static const struct option_row rows[PASSWORD_OPTIONS] = {
    INQUIRY_ROWS,
    [PASSWORD_REVOKE] = {"revoke", 0, OPTION_FLAG, NULL,
                         "With change: all app passwords are revoked, too."},
    [PASSWORD_KEEP] = {"keep-sessions", 0, OPTION_FLAG, NULL,
                       "With change: sign-ins that are open stay open."},
    [PASSWORD_SINCE] = {"since", 0, OPTION_VALUE, "HOURS",
                        "With changes: only those of the last hours."},
};

/* One verb and what may stand behind it. */
static const struct verb {
    const char *name;
    const char *operands;
    const char *help;
    int least;
    int most;
    password_verb *run;
} verbs[] = {
    {"set", "NAME", "Set the main password of an account.", 1, 1, password_set},
    {"show", "NAME", "Which password opens the account's mail, and since when?", 1, 1,
     password_show},
    {"verify", "NAME [SERVICE]", "Is a password right? Services: web, imap, pop3, submission, ...",
     1, 2, password_verify},
    {"mail", "NAME on|off", "Whether the main password opens mail, or only app passwords do.", 2, 2,
     password_mail},
    {"pin", "NAME", "Set the PIN that guards what gives passwords away; empty takes it away.", 1, 1,
     password_pin},
    {"import", "FILE",
     "Take in hashes of another system: lines name,hash or name:hash, or JSON lines.", 1, 1,
     password_import},
    {"change", "NAME", "Set a new main password as a person does: judged, told, undoable.", 1, 1,
     password_change},
    {"undo", "", "Stop the use of an account with the undo code of a notice.", 0, 0, password_undo},
    {"changes", "NAME", "What was changed about an account's passwords and contacts.", 1, 1,
     password_changes},
    {"quality", "[NAME...]",
     "Is a password, read from standard input, good enough? NAMEs are words a guesser tries first.",
     0, QUALITY_NAMES_MAX, password_quality},
    {"breach", "build FROM TO", "Make the compact list of leaked passwords of a text list.", 3, 3,
     password_breach},
    {"breach", "look FILE", "Is a password, read from standard input, in the list?", 2, 2,
     password_breach},
};

static int usage(FILE *to)
{
    for (size_t i = 0; i < COUNT(verbs); i++) {
        (void)fprintf(to, "%s mioboe password [OPTION...] %s %s\n           %s\n",
                      i == 0 ? "Usage:" : "      ", verbs[i].name, verbs[i].operands,
                      verbs[i].help);
    }
    (void)fputs(
        "\nA password is read from standard input, never from the command line, where others see\n"
        "it. FROM is a list \"ordered by hash\" of SHA-1 as it is published, - standard input;\n"
        "packed lists are unpacked.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe password set taro@example.jp\n"
        "  mioboe password import old-passwords.csv\n"
        "  mioboe password mail taro@example.jp off\n"
        "  mioboe password quality taro@example.jp 'Taro Yamada'\n"
        "  mioboe password breach build pwned-passwords-sha1-ordered-by-hash.txt "
        "/var/lib/mioboe/breach\n"
        "  mioboe password breach look /var/lib/mioboe/breach\n\n"
        "Exit codes: 0 done, good, not in the list; 1 not good enough, in the list; 64 usage;\n"
        "65 the list is none or not in order; 66 no such file; 74 reading or\n"
        "writing failed; 78 configuration, or a damaged list.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

static bool read_line(struct secret *out, struct err *e)
{
    bool ok = true;
    int c = getchar();

    for (; c != EOF && c != '\n' && ok; c = getchar()) {
        ok = c != '\0' && out->len < sizeof out->bytes - 1;
        if (ok) {
            out->bytes[out->len++] = (char)c;
        }
    }
    if (!ok) {
        return err_set(e, ERR_INPUT, "expected a password of at most %zu bytes, came more or a NUL",
                       sizeof out->bytes - 1);
    }
    if (out->len > 0 && out->bytes[out->len - 1] == '\r') {
        out->len--;
    }
    return c != EOF || out->len > 0 ||
           err_set(e, ERR_INPUT, "expected a password on standard input, came nothing");
}

bool password_ask(const char *prompt, struct secret *out, struct err *e)
{
    bool shown = isatty(STDIN_FILENO) == 1;
    struct secret s = {0};
    struct termios was = {0};
    struct termios dark;
    bool ok;

    shown = shown && tcgetattr(STDIN_FILENO, &was) == 0;
    if (shown) {
        dark = was;
        dark.c_lflag &= ~(tcflag_t)ECHO;
        (void)fprintf(stderr, "%s: ", prompt);
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &dark);
    }
    ok = read_line(&s, e);
    if (shown) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        (void)fputc('\n', stderr);
    }
    if (ok) {
        *out = s;
    }
    secret_wipe(&s);
    return ok;
}

static const struct verb *find_verb(int count, char *typed[])
{
    for (size_t i = 0; count > 0 && i < COUNT(verbs); i++) {
        const struct verb *v = &verbs[i];
        size_t len = strcspn(v->operands, " ");
        bool named = v->operands[0] >= 'a' && v->operands[0] <= 'z'; /* "build" of "breach build" */

        if (strcmp(v->name, typed[0]) == 0 && count - 1 >= v->least && count - 1 <= v->most &&
            (!named || (strlen(typed[1]) == len && memcmp(typed[1], v->operands, len) == 0))) {
            return v;
        }
    }
    return NULL;
}

static int password_main(int argc, char *argv[])
{
    const struct verb *verb;
    struct options options;

    if (!options_read(rows, COUNT(rows), argc, argv, &options)) {
        return EX_USAGE;
    }
    if (options.help) {
        return usage(stdout);
    }
    verb = find_verb(argc - options.rest, argv + options.rest);
    if (verb == NULL) {
        return usage(stderr);
    }
    return verb->run(&options, argc - options.rest - 1, argv + options.rest + 1);
}

const struct command command_password = {
    .name = "password",
    .summary = "Set, verify and judge passwords; take in hashes of other systems.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = password_main,
    .operands = "set|show|verify|mail|pin|import|change|undo|changes|quality|breach",
};
