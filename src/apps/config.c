/* mioboe config - checks, shows and explains the settings. */
#include "apps/command.h"

#include "apps/config_notices.h"
#include "apps/serve_courier.h"
#include "apps/terminal.h"
#include "base/quote.h"
#include "config/setting.h"

#include <stdlib.h>
#include <sysexits.h>

enum {
    LANGUAGE
};

static const struct option_row rows[] = {
    [LANGUAGE] = {"lang", 0, OPTION_VALUE, "en|ja",
                  "Language of example and explain; else the environment's."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe config check [FILE]     Read a file; name the line of a mistake.\n"
        "       mioboe config example          Print a complete file with every default.\n"
        "       mioboe config explain [KEY]    Tell about one setting, or about all.\n"
        "       mioboe config markdown         Print the tables of docs/configuration.md.\n\n"
        "FILE is " SETTINGS_FILE " when not given.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    return to == stdout ? EX_OK : EX_USAGE;
}

/* The host of "https://www.example.jp/x" without "www.", or the domain of an address. */
static struct span domain_of(const char *text)
{
    const char *at = strrchr(text, '@');
    const char *begin = at != NULL ? at + 1 : strstr(text, "://");
    struct span d;

    if (begin == NULL) {
        return (struct span){0};
    }
    begin += at == NULL ? 3 : 0;
    begin += strncmp(begin, "www.", 4) == 0 ? 4 : 0;
    d = (struct span){begin, strcspn(begin, "/:")};
    return d;
}

/* What is in order and still unwise. */
static void advise(const struct settings *s)
{
    struct span from = domain_of(s->notice.from);

    if (from.len > 0 && span_eq(from, domain_of(s->notice.service_home))) {
        (void)printf(
            "notice_from: %.*s is where customers have mailboxes; notices are safer from a "
            "domain nothing else is sent from, such as notice.%.*s\n",
            (int)from.len, from.at, (int)from.len, from.at);
    }
}

static int check(const char *path)
{
    struct settings *s = NULL;
    struct err e;
    bool ok;
    const char *file = path == NULL ? SETTINGS_FILE : path;

    if (!settings_load(file, &s, &e)) {
        return command_fail("config", &e);
    }
    if (!dispatch_check(s, &e)) {
        settings_free(&s);
        return command_fail("config", &e);
    }
    advise(s);
    (void)printf("%s: in order; it states %zu settings and sections and %zu network blocks\n", file,
                 s->stated, s->network_count);
    ok = config_notices(s);
    settings_free(&s);
    return ok ? EX_OK : EX_CONFIG;
}

static bool wanted(const struct setting *row, const char *key)
{
    return key == NULL || (row->group == SETTING_NETWORK && strcmp(key, "network") == 0) ||
           row == setting_find((struct span){.at = key, .len = strlen(key)});
}

static int explain(const char *key, bool ja)
{
    struct span typed = {.at = key, .len = key == NULL ? 0 : strlen(key)};
    const char *like;
    size_t found = 0;

    for (size_t i = 0; i < setting_count; i++) {
        if (wanted(&setting_table[i], key)) {
            (void)fputs(found++ > 0 ? "\n" : "", stdout);
            setting_print_one(stdout, &setting_table[i], ja);
        }
    }
    if (found > 0) {
        return EX_OK;
    }
    like = setting_nearest(typed);
    (void)fprintf(stderr, "mioboe config: there is no setting %s%s%s%s\n", quote(typed).text,
                  like == NULL ? "; all of them: mioboe config explain" : "; did you mean ",
                  like == NULL ? "" : like, like == NULL ? "" : "?");
    return EX_USAGE;
}

/* Standard output is checked: a full disk must not look like success. */
static int finish(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fputs("mioboe config: cannot write the output\n", stderr);
        return EX_IOERR;
    }
    return code;
}

static int act(const char *verb, const char *operand, bool ja)
{
    if (strcmp(verb, "check") == 0) {
        return check(operand);
    }
    if (strcmp(verb, "explain") == 0) {
        return explain(operand, ja);
    }
    if (operand != NULL) {
        return usage(stderr);
    }
    if (strcmp(verb, "example") == 0) {
        setting_print_example(stdout, ja);
    } else if (strcmp(verb, "markdown") == 0) {
        setting_print_markdown(stdout);
    } else {
        return usage(stderr);
    }
    return EX_OK;
}

static int run(int argc, char *argv[])
{
    struct options o;
    bool ja = terminal_lang_of_environment() == LANG_JA;

    if (!options_read(rows, COUNT(rows), argc, argv, &o)) {
        return EX_USAGE;
    }
    if (o.help) {
        return finish(usage(stdout));
    }
    if (o.set[LANGUAGE]) {
        ja = strcmp(o.value[LANGUAGE], "ja") == 0;
        if (!ja && strcmp(o.value[LANGUAGE], "en") != 0) {
            (void)fprintf(stderr, "mioboe config: expected --lang en or ja\n");
            return EX_USAGE;
        }
    }
    if (o.rest >= argc || argc - o.rest > 2) {
        return usage(stderr);
    }
    return finish(act(argv[o.rest], o.rest + 1 < argc ? argv[o.rest + 1] : NULL, ja));
}

const struct command command_config = {
    .name = "config",
    .summary = "Check, show and explain the settings.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = run,
    .operands = "check|example|explain|markdown",
};
