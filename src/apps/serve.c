/* mioboe serve - the live watch: answers a mail server that asks while people sign in. */
#include "apps/command.h"

#include "apps/credential_setup.h"
#include "apps/desk.h"
#include "apps/serve_changes.h"
#include "apps/serve_check.h"
#include "apps/serve_doors.h"
#include "apps/serve_listen.h"
#include "apps/serve_out.h"
#include "apps/serve_pages.h"
#include "apps/serve_waits.h"
#include "service/token_book.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#define DRAIN_MS 5000   /* requests under way may take so long when the service stops */
#define STALLED_MS 5000 /* a serve thread goes round at least once a second */
#define LOOK_MS 1000    /* between two looks at the serve threads */

enum serve_option {
    SERVE_CONFIG,
    SERVE_DB,
    SERVE_LISTEN,
    SERVE_SOCKET,
    SERVE_PUBLIC,
    SERVE_OPTION_COUNT
};

static const struct option_row rows[SERVE_OPTION_COUNT] = {
    [SERVE_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
    [SERVE_DB] = {"db", 0, OPTION_VALUE, "FILE", "Keep profiles and history in FILE."},
    [SERVE_LISTEN] = {"listen", 'l', OPTION_VALUE, "ADDRESS:PORT",
                      "Listen there; several are separated by commas."},
    [SERVE_SOCKET] = {"socket", 0, OPTION_VALUE, "PATH", "Unix socket for commands."},
    [SERVE_PUBLIC] = {"public-listen", 0, OPTION_VALUE, "ADDRESS:PORT",
                      "Serve the public pages there."},
};

struct daemon {
    struct build_wishes wishes;
    struct settings *settings;
    struct places *places;
    struct store *store;
    struct outgoing out;
    struct guard *guard;
    struct api *api;
    struct check_desk *desk;
    struct token_book *tokens;
    struct passwords *passwords;
    struct changing changing;
    struct door *door;
    struct pages *pages;
    struct desk *devices;
    struct serve *serve;
    int signals;
    uint64_t watchdog_us;
    bool stalled; /* told already */
    bool end_asked;
    bool reload_asked; /* before it was ready */
};

static void help(void)
{
    (void)puts(
        "Usage: mioboe serve [OPTION...]\n\n"
        "Answers a mail server that asks while people sign in: Dovecot's policy protocol, or\n"
        "a client of weakforced. Keeps the history, counts those who guess passwords. Works\n"
        "with nothing to configure; SIGHUP reads settings, secrets and place data again,\n"
        "SIGTERM finishes what is under way and ends.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts(
        "\nExamples:\n"
        "  mioboe serve\n"
        "  mioboe serve --listen 127.0.0.1:8084 --db /var/lib/mioboe/mioboe.db\n"
        "  curl http://127.0.0.1:8084/readyz\n\n"
        "Exit codes: 0 ended as asked; 64 usage; 71 sockets or threads; 73 the database cannot\n"
        "be made; 75 the database is full or in use; 78 configuration.");
}

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void say(enum log_level level, enum log_event event, const char *message)
{
    log_story(level, event, message, NULL, 0);
}

/* --- starting --------------------------------------------------------------------------------- */

/* Every connection takes a descriptor. */
static void raise_limits(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max < 65536 ? files.rlim_max : 65536;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
}

/* Signals come through a descriptor; threads started later inherit the mask. */
static bool take_signals(struct daemon *d, struct err *e)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (d->signals < 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "signals: %s", strerror(errno));
    }
    return true;
}

static void more_metrics(void *ctx, struct buf *out)
{
    const struct daemon *d = ctx;
    struct store_tally t = store_tally(d->store);

    buf_addf(out,
             "# HELP mioboe_store_commits_total Groups of changes made durable.\n"
             "# TYPE mioboe_store_commits_total counter\n"
             "mioboe_store_commits_total %" PRIu64 "\n"
             "# HELP mioboe_store_changes_total Changes in them.\n"
             "# TYPE mioboe_store_changes_total counter\n"
             "mioboe_store_changes_total %" PRIu64 "\n",
             t.commits, t.changes);
    outgoing_metrics(&d->out, out);
    credential_metrics(d->passwords, out);
    checking_metrics(d->desk, out);
}

static bool start_serve(struct daemon *d, struct err *e)
{
    struct listener listeners[SERVE_LISTENERS_MAX];
    struct trust trust = {0};
    struct serve_setup setup;
    size_t count;

    if (!build_trust(d->settings, &trust, e)) {
        return false;
    }
    access_use_tokens(trust.access, d->tokens);
    if (!build_listeners(&d->wishes, d->settings, listeners, &count, e)) {
        trust_free(&trust);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        serve_tell_listener(&listeners[i]);
    }
    if (!serve_tls_is_there(listeners, count, trust.tls, e)) {
        for (size_t i = 0; i < count; i++) {
            listener_close(&listeners[i]);
        }
        trust_free(&trust);
        return false;
    }
    setup = build_serve(d->settings, &trust);
    setup.more_metrics = more_metrics;
    setup.more_ctx = d;
    setup.api = d->api;
    setup.pages = portal_answer;
    setup.pages_ctx = pages_portal(d->pages);
    setup.pages_busy = portal_busy;
    setup.pages_upload = SPAN("/check");
    return serve_new(&setup, listeners, count, &d->serve, e);
}

/* While profiles are read, which takes seconds for millions. */
static bool asked_to_end(void *ctx)
{
    struct daemon *d = ctx;
    struct signalfd_siginfo what;

    while (read(d->signals, &what, sizeof what) == (ssize_t)sizeof what) {
        d->end_asked = d->end_asked || what.ssi_signo != SIGHUP;
        d->reload_asked = d->reload_asked || what.ssi_signo == SIGHUP;
    }
    return d->end_asked;
}

static struct changes_setup lent_to_changes(const struct daemon *d, const struct places *places)
{
    return (struct changes_setup){.store = d->store,
                                  .passwords = d->passwords,
                                  .notices = telling_notices(d->out.telling),
                                  .places = places};
}

/* Devices are set up with the desk's latest settings. */
static void give_desk(struct daemon *d)
{
    api_set_devices(d->api, desk_next(d->devices));
    portal_set_desk(pages_portal(d->pages), desk_next(d->devices));
}

static bool start_store(struct daemon *d, struct err *e)
{
    if (!build_store(&d->wishes, d->settings, &d->store, e)) {
        return false;
    }
    check_desk_use_store(d->desk, d->store);
    if (!token_book_open(d->store, &d->tokens, e)) {
        return false;
    }
    d->api = api_new(d->store, d->tokens);
    return d->api != NULL || err_set(e, ERR_SYSTEM, "no memory for the HTTP API");
}

/* What pages and requests need from the first on. */
static bool start_parts(struct daemon *d, struct err *e)
{
    const struct pages_reader reader = {
        .desk = d->desk, .fakes = api_fakes(d->api), .notice_key = d->out.key.bytes};

    if (!outgoing_new(&d->wishes, d->settings, d->store, &d->out, e) ||
        !pages_new(d->settings, d->store, &reader, &d->pages, e) ||
        !credential_setup_build(&d->wishes, d->settings, d->store, &d->passwords, e) ||
        !serve_doors_open(d->settings, d->passwords, d->api, &d->door, e)) {
        return false;
    }
    api_set_passwords(d->api, d->passwords);
    if (!desk_new(&d->wishes, d->settings, d->store, d->passwords, &d->devices, e)) {
        return false;
    }
    give_desk(d);
    outgoing_reports(&d->out, d->api);
    api_set_desk(d->api, d->desk);
    checking_fakes(d->desk, api_fakes(d->api));
    api_set_notices(d->api, telling_notices(d->out.telling));
    return true;
}

/* Places, and what waits for them: passwords, providers, changes. */
static bool start_places(struct daemon *d, struct err *e)
{
    const struct home_countries home = build_home(d->settings);
    struct changes_setup lent;

    if (!build_places(d->settings, &d->places, e)) {
        return false;
    }
    api_set_places(d->api, d->places);
    desk_commit(d->devices, d->settings, d->places);
    api_set_home(d->api, &home);
    if (!credential_setup_load(d->passwords, d->settings, d->places, e) ||
        !outgoing_places(&d->out, d->settings, d->places, e)) {
        return false;
    }
    lent = lent_to_changes(d, d->places);
    if (!changing_new(d->settings, &lent, &d->changing, e)) {
        return false;
    }
    api_set_changes(d->api, d->changing.changes);
    changing_show(&d->changing, d->settings, pages_portal(d->pages));
    return true;
}

static bool start_guard(struct daemon *d, struct err *e)
{
    struct guard_setup setup = build_guard(d->settings, d->places, d->store);

    setup.give_up = asked_to_end;
    setup.give_up_ctx = d;
    setup.notices = telling_notices(d->out.telling);
    if (!guard_new(&setup, &d->guard, e)) {
        return false;
    }
    serve_open_guard(d->serve, d->guard);
    return true;
}

/* The store first: two daemons on one database must not share its port for even a moment. Sockets
 * before the profiles are read: a mail server that asks meanwhile gets the outage policy's answer
 * at once, where it would wait seconds for a socket that is not there. */
static bool start(struct daemon *d, struct err *e)
{
    if (!start_store(d, e) || !start_parts(d, e) || !start_serve(d, e) || !start_places(d, e) ||
        !start_guard(d, e)) {
        return false;
    }
    (void)sd_notify(0, "READY=1\nSTATUS=Answering mail servers.");
    say(LOG_LEVEL_INFO, LOG_EVENT_READY, "ready");
    return true;
}

/* --- running ---------------------------------------------------------------------------------- */

static bool build_anew(struct daemon *d, struct settings **settings, struct trust *trust,
                       struct places **places, struct err *e)
{
    return build_settings(&d->wishes, settings, e) && build_trust(*settings, trust, e) &&
           build_places(*settings, places, e);
}

/* What people see: pages and what owners are told, both or neither. */
static bool set_out(struct daemon *d, const struct settings *settings, const struct places *places,
                    struct err *e)
{
    const struct changes_setup lent = lent_to_changes(d, places);
    struct err ignored;

    if (!desk_prepare(d->devices, settings, e)) {
        return false;
    }
    if (!pages_set(d->pages, settings, e)) {
        desk_abandon(d->devices);
        return false;
    }
    if (!outgoing_set(&d->out, d->settings, settings, places, e)) {
        desk_abandon(d->devices);
        (void)!pages_set(d->pages, d->settings, &ignored);
        return false;
    }
    if (!changing_set(&d->changing, settings, &lent, pages_portal(d->pages), e)) {
        desk_abandon(d->devices);
        (void)!outgoing_set(&d->out, settings, d->settings, d->places, &ignored);
        (void)!pages_set(d->pages, d->settings, &ignored);
        return false;
    }
    return true;
}

/* The doors first: they borrow nothing of what a refused reload frees. */
static bool set_doors_and_out(struct daemon *d, const struct settings *settings,
                              const struct places *places, struct err *e)
{
    struct err ignored;

    if (!serve_doors_set(settings, d->door, d->api, e)) {
        return false;
    }
    if (!set_out(d, settings, places, e)) {
        (void)!serve_doors_set(d->settings, d->door, d->api, &ignored);
        return false;
    }
    return true;
}

/* Everything new is built before anything old is given up. */
static void reload(struct daemon *d)
{
    struct settings *settings = NULL;
    struct trust trust = {0};
    struct places *places = NULL;
    struct guard_setup guard;
    struct serve_setup serve;
    struct err e;

    if (!build_anew(d, &settings, &trust, &places, &e) ||
        !set_doors_and_out(d, settings, places, &e)) {
        struct log_field why = LOG_FIELD_TEXT("reason", span_of(e.text));

        log_story(LOG_LEVEL_ERROR, LOG_EVENT_RELOAD_REFUSED, e.text, &why, 1);
        settings_free(&settings);
        trust_free(&trust);
        places_free(&places);
        return;
    }
    access_use_tokens(trust.access, d->tokens);
    serve_tell_what_waits(d->settings, settings);
    guard = build_guard(settings, places, d->store);
    guard.notices = telling_notices(d->out.telling);
    serve = build_serve(settings, &trust);
    guard_reload(d->guard, &guard);
    api_set_home(d->api, &guard.home);
    credential_setup_reload(d->passwords, settings, places);
    api_set_places(d->api, places);
    serve_reload(d->serve, &serve);
    log_level_set(build_log_level(settings));
    give_desk(d);
    desk_commit(d->devices, settings, places);
    places_free(&d->places);
    settings_free(&d->settings);
    d->places = places;
    d->settings = settings;
    say(LOG_LEVEL_INFO, LOG_EVENT_RELOADED,
        "settings, secrets, certificates and place data read again");
}

static void reload_and_tell(struct daemon *d)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64 "\nSTATUS=Reading settings again.",
                     (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
    reload(d);
    (void)sd_notify(0, "READY=1\nSTATUS=Answering mail servers.");
}

static void look_after(struct daemon *d)
{
    bool alive = serve_alive(d->serve, STALLED_MS);

    if (alive) {
        (void)sd_notify(0, "WATCHDOG=1");
    } else if (!d->stalled) {
        say(LOG_LEVEL_ERROR, LOG_EVENT_STALLED, "a serve thread does not go round");
    }
    d->stalled = !alive;
}

static int turn_ms(const struct daemon *d)
{
    uint64_t half = d->watchdog_us / 2000;

    return d->watchdog_us > 0 && half < LOOK_MS ? (int)half : LOOK_MS;
}

/* True when one of them asks for the end. */
static bool hear_signals(struct daemon *d)
{
    struct signalfd_siginfo what;

    while (read(d->signals, &what, sizeof what) == (ssize_t)sizeof what) {
        if (what.ssi_signo != SIGHUP) {
            return true;
        }
        reload_and_tell(d);
    }
    return false;
}

static void run(struct daemon *d)
{
    struct pollfd fd = {.fd = d->signals, .events = POLLIN};

    if (d->end_asked) {
        return;
    }
    if (d->reload_asked) {
        reload_and_tell(d);
    }
    do {
        look_after(d);
        (void)poll(&fd, 1, turn_ms(d));
    } while (!hear_signals(d));
}

/* --- ending ----------------------------------------------------------------------------------- */

/* serve_drain joins threads and workers: after it only the threads that hash still call the guard, so
 * they end before it. Both still answer who waits, into what serve_free takes away. The guard records
 * before the store closes. */
static void stop(struct daemon *d)
{
    if (d->serve != NULL) {
        serve_drain(d->serve, DRAIN_MS);
    }
    passwords_free(&d->passwords); /* tells who still waits; they tell the guard */
    guard_free(&d->guard);
    outgoing_stop(&d->out, DRAIN_MS);
    serve_free(&d->serve);
    changing_free(&d->changing);
    door_free(&d->door);
    outgoing_hush(&d->out);
    api_free(&d->api);
    pages_free(&d->pages);
    desk_free(&d->devices);
    token_book_free(&d->tokens);
    check_desk_free(&d->desk);
    store_free(&d->store);
    outgoing_free(&d->out);
    places_free(&d->places);
    settings_free(&d->settings);
    if (d->signals >= 0) {
        (void)close(d->signals);
    }
}

static int exit_code(const struct daemon *d, const struct err *e)
{
    if (e->code == ERR_SYSTEM) {
        return d->store == NULL ? EX_CANTCREAT : EX_OSERR;
    }
    return command_exit_code(e);
}

static int serve_run(struct daemon *d)
{
    struct err e;
    int code = EX_OK;

    /* What reads messages before all else: its processes are made of this one while it has neither
     * threads, as the log has one, nor secrets. */
    if (!build_settings(&d->wishes, &d->settings, &e) || !take_signals(d, &e) ||
        !checking_new(d->settings, &d->desk, &e) || !log_open(build_log_level(d->settings), &e)) {
        code = command_fail("serve", &e);
        stop(d);
        return code;
    }
    say(LOG_LEVEL_INFO, LOG_EVENT_STARTED, "starting");
    if (start(d, &e)) {
        run(d);
        (void)sd_notify(0, "STOPPING=1\nSTATUS=Finishing requests under way.");
        say(LOG_LEVEL_INFO, LOG_EVENT_STOPPING, "finishing requests under way");
    } else if (d->end_asked) {
        say(LOG_LEVEL_INFO, LOG_EVENT_STOPPING, "asked to end before it was ready");
    } else {
        code = exit_code(d, &e);
        (void)fprintf(stderr, "mioboe serve: %s\n", e.text);
    }
    stop(d);
    say(LOG_LEVEL_INFO, LOG_EVENT_STOPPED, "stopped");
    log_close();
    return code;
}

static int serve_main(int argc, char *argv[])
{
    struct daemon d = {.signals = -1};
    struct options options;

    if (!options_read(rows, COUNT(rows), argc, argv, &options)) {
        return EX_USAGE;
    }
    if (options.help) {
        help();
        return EX_OK;
    }
    if (options.rest < argc) {
        (void)fprintf(stderr, "mioboe serve: takes no argument; see: mioboe serve --help\n");
        return EX_USAGE;
    }
    d.wishes = (struct build_wishes){
        .config = options.value[SERVE_CONFIG],
        .db = options.value[SERVE_DB],
        .listen = options.value[SERVE_LISTEN],
        .socket = options.value[SERVE_SOCKET],
        .public_listen = options.value[SERVE_PUBLIC],
    };
    if (sd_watchdog_enabled(0, &d.watchdog_us) <= 0) {
        d.watchdog_us = 0;
    }
    raise_limits();
    return serve_run(&d);
}

const struct command command_serve = {
    .name = "serve",
    .summary = "Answer mail servers while people sign in, and keep the history.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = serve_main,
    .operands = "",
};
