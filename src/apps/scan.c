/* mioboe scan - sign-ins of a mail log: what is usual, what does not fit, who guesses. */
#include "apps/command.h"

#include "apps/paths.h"
#include "apps/report_json.h"
#include "apps/scan_run.h"
#include "apps/terminal.h"
#include "base/number.h"
#include "base/quote.h"
#include "base/time.h"
#include "store/sqlite.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define FOLLOW_PAUSE_MS 500 /* between two looks at a followed log */

static const struct option_row rows[SCAN_OPTION_COUNT] = {
    [SCAN_JSON] = {"json", 0, OPTION_FLAG, NULL, "Print findings as JSON, one object a line."},
    [SCAN_HTML] = {"html", 0, OPTION_VALUE, "FILE", "Also write the report as one HTML page."},
    [SCAN_DB] = {"db", 0, OPTION_VALUE, "FILE",
                 "Keep profiles and history in FILE; no line is ever counted twice."},
    [SCAN_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
    [SCAN_LANG] = {"lang", 0, OPTION_VALUE, "en|ja", "Language of the report."},
    [SCAN_FOLLOW] = {"follow", 'f', OPTION_FLAG, NULL, "Go on reading as the logs grow."},
    [SCAN_ACCOUNTS] = {"accounts", 0, OPTION_FLAG, NULL,
                       "With --json: also one object for each account."},
    [SCAN_ALL] = {"all", 'a', OPTION_FLAG, NULL, "Show every row of every list."},
    [SCAN_POLICY] = {"policy", 0, OPTION_VALUE, "watch|strict", "Decide by this policy."},
    [SCAN_YEAR] = {"year", 0, OPTION_VALUE, "YYYY",
                   "Year of the first line, where lines have none."},
    [SCAN_ZONE] = {"timezone", 0, OPTION_VALUE, "ZONE",
                   "Zone of times without one: UTC, +09:00, Asia/Tokyo."},
};

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop};

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

static void help(void)
{
    (void)puts("Usage: mioboe scan [OPTION...] LOG...\n\n"
               "Reads mail logs (Dovecot, Postfix, Cyrus, Exim; plain, .gz, .xz, .zst; \"-\" for\n"
               "standard input; in any order) and reports, for every account, where it usually\n"
               "signs in from, which sign-ins do not fit and why, and who guesses passwords.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts("\nExamples:\n"
               "  mioboe scan /var/log/mail.log\n"
               "  mioboe scan --html report.html --lang ja /var/log/mail.log*\n"
               "  mioboe scan --db /var/lib/mioboe/mioboe.db --follow /var/log/mail.log\n"
               "  journalctl -o json -u dovecot -u postfix@- | mioboe scan --json -\n\n"
               "Exit codes: 0 done; 64 usage; 65 a log that cannot be understood; 66 no such log;\n"
               "73 the database or page cannot be made; 74 reading or writing failed;\n"
               "75 the database is full or in use; 78 configuration.");
}

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * TIME_SECOND_MS + t.tv_nsec / 1000000;
}

static void on_trouble(void *ctx, const struct err *e, int exit_code)
{
    struct scan_run *run = ctx;

    (void)fprintf(stderr, "mioboe scan: %s\n", e->text);
    run->exit_code = run->exit_code == EX_OK ? exit_code : run->exit_code;
}

static void on_finding(void *ctx, const struct finding_signin *f)
{
    struct scan_run *run = ctx;

    if (run->json) {
        report_json_signin(stdout, f);
    }
    if (!run->json || run->options.set[SCAN_HTML]) {
        collect_add(&run->findings, f);
    }
}

/* --- setting up ------------------------------------------------------------------------------- */

static bool choose_policy(const struct scan_run *run, struct policy *policy, struct err *e)
{
    const char *given = run->options.value[SCAN_POLICY];

    *policy = run->settings->policy;
    if (given == NULL) {
        return true;
    }
    if (strcmp(given, "watch") != 0 && strcmp(given, "strict") != 0) {
        return err_set(e, ERR_CONFIG, "--policy: expected watch or strict, came %s",
                       quote((struct span){.at = given, .len = strlen(given)}).text);
    }
    policy->mode = given[0] == 'w' ? POLICY_WATCH : POLICY_STRICT;
    return true;
}

static bool open_places(struct scan_run *run, struct err *e)
{
    const struct settings *set = run->settings;
    char cache[PATH_BYTES_MAX];
    bool cached = paths_cache("places.cache", cache);
    struct place_sources sources = {
        .libloc = set->place_database[0] == '\0' ? NULL : set->place_database,
        .mmdb = set->place_mmdb[0] == '\0' ? NULL : set->place_mmdb,
        .cache = cached ? cache : NULL,
        .own = set->networks,
        .own_count = set->network_count,
    };

    if (set->place_cache[0] != '\0') {
        sources.cache = set->place_cache;
    }
    return places_open(&sources, &run->places, e);
}

static bool open_store(struct scan_run *run, struct err *e)
{
    const char *path = run->options.value[SCAN_DB];

    if (path == NULL && run->settings->database[0] != '\0') {
        path = run->settings->database;
    }
    return path == NULL || store_sqlite_open(path, &run->store, e);
}

static bool open_scan(struct scan_run *run, struct err *e)
{
    struct scan_setup setup = {
        .places = run->places,
        .guess = run->settings->guess,
        .attack = run->settings->attack,
        .store = run->store,
        .tell = on_finding,
        .tell_ctx = run,
    };

    return choose_policy(run, &setup.policy, e) && scan_new(&setup, &run->scan, e);
}

static bool open_input(struct scan_run *run, int argc, char *argv[], struct err *e)
{
    const char *year = run->options.value[SCAN_YEAR];
    uint64_t number = 0;
    struct scan_input_setup setup = {
        .paths = argv + run->options.rest,
        .path_count = (size_t)(argc - run->options.rest),
        .follow = run->options.set[SCAN_FOLLOW],
        .zone = scan_zone(run),
        .now_ms = now_ms(),
    };

    if (year != NULL &&
        !number_parse((struct span){.at = year, .len = strlen(year)}, 1970, 2148, &number)) {
        return err_set(e, ERR_CONFIG, "--year: expected a year from 1970 to 2148, came %s",
                       quote((struct span){.at = year, .len = strlen(year)}).text);
    }
    setup.year = (int32_t)number;
    return scan_input_open(&setup, on_trouble, run, &run->input, e);
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool pause_following(struct scan_run *run, struct err *e)
{
    const struct timespec pause = {.tv_nsec = FOLLOW_PAUSE_MS * 1000000L};

    if (!scan_flush(run->scan, e)) {
        return false;
    }
    (void)fflush(stdout);
    (void)nanosleep(&pause, NULL);
    return true;
}

static void say_progress(struct scan_run *run)
{
    struct scan_input_counts c = scan_input_counts(run->input);

    progress_say(&run->progress, c.bytes, c.size, c.lines);
}

static bool take(struct scan_run *run, const struct maillog_line *line, struct err *e)
{
    struct scan_event event = {
        .signin = &line->signin,
        .program = line->program,
        .pid = line->pid,
        .detail = line->kind != MAILLOG_SIGNIN,
    };

    return scan_event(run->scan, &event, e);
}

static bool read_all(struct scan_run *run, struct err *e)
{
    const struct maillog_line *line;
    enum scan_input_result got = SCAN_INPUT_TICK;
    bool ok = true;

    while (ok && stopped == 0 && got != SCAN_INPUT_END) {
        got = scan_input_next(run->input, &line);
        switch (got) {
        case SCAN_INPUT_EVENT:
            ok = take(run, line, e);
            break;
        case SCAN_INPUT_WAIT:
            ok = pause_following(run, e);
            break;
        case SCAN_INPUT_TICK:
            say_progress(run);
            break;
        case SCAN_INPUT_END:
            break;
        }
    }
    return ok && scan_flush(run->scan, e);
}

/* What to say when nothing in the logs told of a sign-in, so that silence is not taken for peace. */
static int nothing_read(const struct scan_run *run)
{
    struct scan_input_counts c = scan_input_counts(run->input);

    if (c.files == 0) {
        return EX_OK; /* each was told already */
    }
    if (c.lines == 0) {
        (void)fputs(
            "mioboe scan: no line to read: the log is empty. Where the journal keeps the mail "
            "log: journalctl -o json | mioboe scan -\n",
            stderr);
        return EX_DATAERR;
    }
    if (c.skipped + c.unknown == c.lines) {
        (void)fprintf(
            stderr,
            "mioboe scan: none of %llu lines is of a mail log: expected lines of Dovecot, "
            "Postfix, Cyrus or Exim, came %llu of other programs and %llu that are no "
            "log lines\n",
            (unsigned long long)c.lines, (unsigned long long)c.unknown,
            (unsigned long long)c.skipped);
        return EX_DATAERR;
    }
    return EX_OK;
}

static void close_all(struct scan_run *run)
{
    collect_clear(&run->findings);
    scan_input_free(&run->input);
    scan_free(&run->scan);
    store_free(&run->store);
    places_free(&run->places);
    settings_free(&run->settings);
}

static int fail(struct scan_run *run, const struct err *e, int code)
{
    progress_end(&run->progress);
    (void)fprintf(stderr, "mioboe scan: %s\n", e->text);
    close_all(run);
    return code;
}

static int finish(struct scan_run *run)
{
    struct err e = {0};
    int code;

    progress_end(&run->progress);
    code = scan_report(run, &e);
    if (code != EX_OK) {
        (void)fprintf(stderr, "mioboe scan: %s\n", e.text);
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fprintf(stderr, "mioboe scan: cannot write the report: %s\n", strerror(errno));
        code = code == EX_OK ? EX_IOERR : code;
    }
    if (code == EX_OK) {
        code = nothing_read(run);
    }
    if (stopped != 0 && !run->options.set[SCAN_FOLLOW]) {
        (void)fputs("mioboe scan: stopped before the end of the logs; with --db the next scan goes "
                    "on from here\n",
                    stderr);
        code = code == EX_OK ? EX_TEMPFAIL : code;
    }
    code = code == EX_OK ? run->exit_code : code;
    close_all(run);
    return code;
}

/* The file that was named, else the usual one when it is there. */
static const char *config_path(const struct scan_run *run)
{
    if (run->options.set[SCAN_CONFIG]) {
        return run->options.value[SCAN_CONFIG];
    }
    return access(SETTINGS_FILE, F_OK) == 0 ? SETTINGS_FILE : NULL;
}

static int scan_main(int argc, char *argv[])
{
    struct scan_run run = {.progress = progress_begin()};
    struct err e = {0};

    if (!options_read(rows, COUNT(rows), argc, argv, &run.options)) {
        return EX_USAGE;
    }
    if (run.options.help) {
        help();
        return EX_OK;
    }
    if (run.options.rest == argc) {
        (void)fputs("mioboe scan: name the logs to read, or - for standard input; for example: "
                    "mioboe scan /var/log/mail.log\n",
                    stderr);
        return EX_USAGE;
    }
    run.json = run.options.set[SCAN_JSON];
    catch_signals();
    if (!settings_load(config_path(&run), &run.settings, &e) ||
        !terminal_lang(run.options.value[SCAN_LANG], run.settings, &run.lang, &e) ||
        !open_places(&run, &e)) {
        return fail(&run, &e, command_exit_code(&e));
    }
    if (!open_store(&run, &e)) {
        return fail(&run, &e, e.code == ERR_SYSTEM ? EX_CANTCREAT : command_exit_code(&e));
    }
    if (!open_scan(&run, &e) || !open_input(&run, argc, argv, &e) || !read_all(&run, &e) ||
        !scan_expire(run.scan, run.settings->history_days, run.settings->identity_days, &e)) {
        return fail(&run, &e, command_exit_code(&e));
    }
    return finish(&run);
}

const struct command command_scan = {
    .name = "scan",
    .summary = "Read mail logs: what is usual, what does not fit, who guesses passwords.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = scan_main,
};
