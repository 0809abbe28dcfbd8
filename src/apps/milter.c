/* mioboe milter - the mail filter beside a mail server; and whether a verdict is one of its own. */
#include "apps/milter_setup.h"
#include "apps/milter_verify.h"

#include "apps/command.h"
#include "apps/serve_build.h"
#include "service/log.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#define METRICS_S 10

enum {
    MILTER_CONFIG,
    MILTER_LISTEN,
    MILTER_SOCKET,
    MILTER_KEY,
    MILTER_RECIPIENT,
    MILTER_OPTIONS
};

static const struct option_row rows[MILTER_OPTIONS] = {
    [MILTER_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
    [MILTER_LISTEN] = {"listen", 0, OPTION_VALUE, "ADDRESS",
                       "Wait there, \"127.0.0.1:8893\" or a path, in place of filter_listen."},
    [MILTER_SOCKET] = {"socket", 0, OPTION_VALUE, "PATH",
                       "Look notices up at the daemon that listens there."},
    [MILTER_KEY] = {"key", 0, OPTION_VALUE, "FILE", "The secret, in place of filter_key."},
    [MILTER_RECIPIENT] =
        {"recipient", 'r', OPTION_VALUE, "ADDRESS",
         "verify: the only recipient it was sent to; else recipients are not compared."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe milter [OPTION...]                 Filter mail until a signal ends it.\n"
        "       mioboe milter [OPTION...] verify FILE...  Is the verdict in this mail ours?\n\n"
        "Takes messages of Postfix over the milter protocol, removes every X-Mioboe-Verdict that\n"
        "came with them and adds its own. A message that cannot be judged in time passes.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe milter --listen 127.0.0.1:8893\n"
        "  mioboe milter verify --recipient taro@example.jp message.eml\n\n"
        "Exit codes: 0 ended, or every verdict is ours and fits its message; verify: 1 one is\n"
        "not, 2 one has no verdict; 64 usage; 66 no such file; 70 the checkers ended; 71 no\n"
        "process; 74 not readable; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

/* --- metrics ---------------------------------------------------------------------------------- */

struct meter {
    const char *path;
    pthread_mutex_t lock;
    pthread_cond_t end;
    bool ending;
};

/* A reader finds the old file or the new one, whole. */
static void write_metrics(const char *path)
{
    char fresh[PATH_BYTES_MAX];
    char bytes[8192];
    struct buf text = BUF_ON(bytes);
    FILE *to;
    bool ok;

    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
        return;
    }
    milter_metrics(&text);
    to = fopen(fresh, "we");
    if (to == NULL) {
        return;
    }
    ok = fwrite(text.at, 1, text.len, to) == text.len;
    ok = fclose(to) == 0 && ok;
    if (!ok || rename(fresh, path) != 0) {
        (void)remove(fresh);
    }
}

static void *meter_run(void *ctx)
{
    struct meter *m = ctx;

    (void)pthread_mutex_lock(&m->lock);
    while (!m->ending) {
        struct timespec until;

        write_metrics(m->path);
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += METRICS_S;
        (void)pthread_cond_timedwait(&m->end, &m->lock, &until);
    }
    write_metrics(m->path);
    (void)pthread_mutex_unlock(&m->lock);
    return NULL;
}

static bool run_metered(const char *path)
{
    struct meter m = {
        .path = path, .lock = PTHREAD_MUTEX_INITIALIZER, .end = PTHREAD_COND_INITIALIZER};
    pthread_t thread = {0};
    bool metered = path[0] != '\0' && pthread_create(&thread, NULL, meter_run, &m) == 0;
    bool ok = milter_run();

    if (metered) {
        (void)pthread_mutex_lock(&m.lock);
        m.ending = true;
        (void)pthread_cond_signal(&m.end);
        (void)pthread_mutex_unlock(&m.lock);
        (void)pthread_join(thread, NULL);
    }
    return ok;
}

/* --- running ---------------------------------------------------------------------------------- */

static void say(enum log_event event, const char *message)
{
    log_story(LOG_LEVEL_INFO, event, message, NULL, 0);
}

static int milter_life(const struct milter_wishes *w)
{
    struct milter_parts parts = {0};
    struct err e = {0};
    int code = EX_OK;

    if (!milter_parts_make(w, &parts, &e)) {
        code = e.code == ERR_SYSTEM ? EX_OSERR : command_exit_code(&e);
        (void)fprintf(stderr, "mioboe milter: %s\n", e.text);
        milter_parts_free(&parts);
        return code;
    }
    say(LOG_EVENT_READY, "filtering mail");
    (void)sd_notify(0, "READY=1\nSTATUS=Filtering mail.");
    if (!run_metered(parts.settings->flow.metrics) || milter_parts_lost()) {
        (void)fputs("mioboe milter: the checkers' processes ended\n", stderr);
        code = EX_SOFTWARE;
    }
    (void)sd_notify(0, "STOPPING=1");
    say(LOG_EVENT_STOPPED, "stopped");
    milter_parts_free(&parts);
    log_close();
    return code;
}

static int milter_main(int argc, char *argv[])
{
    struct options o;
    struct milter_wishes w;
    int rest;

    if (!options_read(rows, COUNT(rows), argc, argv, &o)) {
        return EX_USAGE;
    }
    if (o.help) {
        return usage(stdout);
    }
    rest = o.rest;
    w = (struct milter_wishes){.config = o.value[MILTER_CONFIG],
                               .listen = o.value[MILTER_LISTEN],
                               .socket = o.value[MILTER_SOCKET],
                               .key = o.value[MILTER_KEY],
                               .recipient = o.value[MILTER_RECIPIENT]};
    if (rest == argc) {
        return milter_life(&w);
    }
    if (strcmp(argv[rest], "verify") != 0 || rest + 1 == argc) {
        return usage(stderr);
    }
    return milter_verify(&w, argc - rest - 1, argv + rest + 1);
}

const struct command command_milter = {
    .name = "milter",
    .summary = "Mark mail under way with its verdict, beside a mail server.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = milter_main,
};
