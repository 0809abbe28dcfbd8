/* mioboe-pam - asks the host's PAM for the daemon, which has no right to do that itself.
 *
 * A process of its own for each question, few at a time, each with an end: a module that hangs, leaks
 * or crashes costs one answer. Speaks saslauthd's protocol (wire/saslauthd.h) on a unix socket, to the
 * users it was told of and nobody else.
 */
#define _GNU_SOURCE /* NOLINT: accept4, struct ucred */
#include "apps/options.h"
#include "apps/pam_question.h"
#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

#define CHILDREN_MAX 64
#define USERS_MAX 8
#define TIMEOUT_MAX 60 /* seconds */
#define RATE_MAX 10000 /* questions a second */
#define BACKLOG 64
#define SECOND_MS 1000

enum helper_option {
    HELPER_SOCKET,
    HELPER_USERS,
    HELPER_SERVICES,
    HELPER_CHILDREN,
    HELPER_TIMEOUT,
    HELPER_RATE,
    HELPER_OPTION_COUNT
};

static const struct option_row rows[HELPER_OPTION_COUNT] = {
    [HELPER_SOCKET] = {"socket", 0, OPTION_VALUE, "PATH",
                       "Listen there; without it on the socket systemd gives."},
    [HELPER_USERS] = {"users", 'u', OPTION_VALUE, "NAME,...",
                      "Who may ask, beside root; default mioboe."},
    [HELPER_SERVICES] = {"services", 's', OPTION_VALUE, "NAME,...",
                         "PAM services that may be asked, the usual one first; default mioboe."},
    [HELPER_CHILDREN] = {"children", 0, OPTION_VALUE, "COUNT",
                         "Questions under way at a time, 1 to 64; default 8."},
    [HELPER_TIMEOUT] = {"timeout", 0, OPTION_VALUE, "SECONDS",
                        "How long one may take, 1 to 60; default 10."},
    [HELPER_RATE] = {"rate", 0, OPTION_VALUE, "COUNT",
                     "Questions a second, 1 to 10000; default 100."},
};

struct child {
    pid_t pid; /* 0: free */
    int64_t until_ms;
};

struct helper {
    struct options options;
    char *user_words; /* what users and services point into */
    char *service_words;
    const char *users[USERS_MAX];
    size_t user_count;
    struct pam_services services;
    size_t children_most;
    uint32_t timeout_s;
    uint32_t rate;
    int64_t allowance; /* thousandths of questions that may be asked now; at most a second's */
    int64_t allowed_at_ms;
    int listener;
    int signals;
    struct child children[CHILDREN_MAX];
    size_t busy;
};

static void help(void)
{
    (void)puts("Usage: mioboe-pam [OPTION...]\n\n"
               "Tells mioboe whether a password is right, by asking the PAM of this machine. Runs\n"
               "apart from the daemon, because PAM may need rights the daemon has given up.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts("\nExamples:\n"
               "  mioboe-pam --socket /run/mioboe-pam/socket --users mioboe\n"
               "  testsaslauthd -f /run/mioboe-pam/socket -u aoi -p secret\n\n"
               "Exit codes: 0 ended as asked; 64 usage; 71 no socket.");
}

/* One line for the journal; never a login, never a password. */
static void PRINTF(2, 3) say(const char *level, const char *form, ...)
{
    va_list args;

    va_start(args, form);
    (void)fputs(level, stderr);
    (void)vfprintf(stderr, form, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

static int64_t now_ms(void)
{
    struct timespec t = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * SECOND_MS + t.tv_nsec / 1000000;
}

/* --- settings ------------------------------------------------------------------------------------- */

/* The words of a list become strings in a copy of it, *kept. */
static bool take_words(const char *list, char **kept, const char **out, size_t most, size_t *count)
{
    char *rest = strdup(list);

    *kept = rest;
    while (rest != NULL && rest[0] != '\0') {
        size_t len = strcspn(rest, ",");
        bool last = rest[len] == '\0';

        rest[len] = '\0';
        if (*count == most || len == 0 || strchr(rest, '/') != NULL) {
            return false;
        }
        out[(*count)++] = rest;
        rest += last ? len : len + 1;
    }
    return *count > 0;
}

static bool take_number(const struct options *o, size_t option, uint64_t most, uint32_t *value)
{
    const char *text = o->value[option];
    uint64_t n;

    if (text == NULL) {
        return true;
    }
    if (!number_parse((struct span){text, strlen(text)}, 1, most, &n)) {
        (void)fprintf(stderr, "mioboe-pam: --%s: expected 1 to %u, came \"%s\"\n",
                      rows[option].name, (unsigned)most, text);
        return false;
    }
    *value = (uint32_t)n;
    return true;
}

static bool take_settings(struct helper *h)
{
    const struct options *o = &h->options;
    const char *users = o->set[HELPER_USERS] ? o->value[HELPER_USERS] : "mioboe";
    const char *services = o->set[HELPER_SERVICES] ? o->value[HELPER_SERVICES] : "mioboe";
    uint32_t children = 8;

    h->timeout_s = 10;
    h->rate = 100;
    if (!take_number(o, HELPER_CHILDREN, CHILDREN_MAX, &children) ||
        !take_number(o, HELPER_TIMEOUT, TIMEOUT_MAX, &h->timeout_s) ||
        !take_number(o, HELPER_RATE, RATE_MAX, &h->rate)) {
        return false;
    }
    h->children_most = children;
    h->allowance = (int64_t)h->rate * SECOND_MS;
    h->allowed_at_ms = now_ms();
    if (!take_words(users, &h->user_words, h->users, USERS_MAX, &h->user_count)) {
        (void)fprintf(stderr, "mioboe-pam: --users: expected 1 to %d names\n", USERS_MAX);
        return false;
    }
    if (!take_words(services, &h->service_words, h->services.name, PAM_SERVICES_MAX,
                    &h->services.count)) {
        (void)fprintf(stderr, "mioboe-pam: --services: expected 1 to %d names of PAM services\n",
                      PAM_SERVICES_MAX);
        return false;
    }
    return true;
}

/* --- socket --------------------------------------------------------------------------------------- */

static bool fail(const char *what)
{
    (void)fprintf(stderr, "mioboe-pam: %s: %s\n", what, strerror(errno));
    return false;
}

static bool listen_at(struct helper *h, const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct stat st;

    if (strlen(path) >= sizeof at.sun_path) {
        errno = ENAMETOOLONG;
        return fail(path);
    }
    memcpy(at.sun_path, path, strlen(path));
    if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
        (void)unlink(path);
    }
    h->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (h->listener < 0 || bind(h->listener, (const struct sockaddr *)&at, sizeof at) != 0 ||
        chmod(path, 0666) != 0 || listen(h->listener, BACKLOG) != 0) {
        return fail(path);
    }
    return true;
}

static bool open_socket(struct helper *h)
{
    if (h->options.value[HELPER_SOCKET] != NULL) {
        return listen_at(h, h->options.value[HELPER_SOCKET]);
    }
    if (sd_listen_fds(1) != 1 ||
        sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_STREAM, 1, NULL, 0) <= 0) {
        (void)fputs("mioboe-pam: expected --socket PATH, or one unix socket from systemd\n",
                    stderr);
        return false;
    }
    h->listener = SD_LISTEN_FDS_START;
    return true;
}

static bool open_signals(struct helper *h)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    h->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return h->signals >= 0 || fail("signals");
}

/* --- questions ------------------------------------------------------------------------------------ */

/* A name is looked up each time: the user of a service may exist only while it runs. */
static bool is_user(const char *name, uid_t uid)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char room[4096];
    uint64_t number;

    if (number_parse((struct span){name, strlen(name)}, 0, UINT32_MAX - 1, &number)) {
        return number == uid;
    }
    return getpwnam_r(name, &entry, room, sizeof room, &found) == 0 && found != NULL &&
           found->pw_uid == uid;
}

static bool may_ask(const struct helper *h, int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return false;
    }
    for (size_t i = 0; i < h->user_count; i++) {
        if (is_user(h->users[i], peer.uid)) {
            return true;
        }
    }
    if (peer.uid == 0) {
        return true;
    }
    say(SD_WARNING, "uid %u asked and may not: it is none of --users", (unsigned)peer.uid);
    return false;
}

/* False when the second's questions have all been asked. */
static bool within_rate(struct helper *h)
{
    int64_t now = now_ms();
    int64_t earned = (now - h->allowed_at_ms) * h->rate;

    h->allowed_at_ms = now;
    h->allowance += earned;
    if (h->allowance > (int64_t)h->rate * SECOND_MS) {
        h->allowance = (int64_t)h->rate * SECOND_MS;
    }
    if (h->allowance < SECOND_MS) {
        return false;
    }
    h->allowance -= SECOND_MS;
    return true;
}

/* The process of one question. A crash leaves no core with a password in it. */
static void answer_and_end(const struct helper *h, int fd)
{
    const struct rlimit none = {0, 0};
    sigset_t set;
    const char *wrong;

    (void)close(h->listener);
    (void)close(h->signals);
    (void)sigemptyset(&set);
    (void)sigprocmask(SIG_SETMASK, &set, NULL);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)fcntl(fd, F_SETFL, 0);
    wrong = pam_question_serve(fd, &h->services);
    if (wrong != NULL) {
        say(SD_WARNING, "%s", wrong);
    }
    _exit(wrong == NULL ? EX_OK : EX_UNAVAILABLE);
}

static void begin(struct helper *h, int fd)
{
    pid_t pid = fork();

    if (pid == 0) {
        answer_and_end(h, fd);
    }
    if (pid < 0) {
        say(SD_ERR, "no process for a question: %s", strerror(errno));
        return;
    }
    for (size_t i = 0; i < h->children_most; i++) {
        if (h->children[i].pid == 0) {
            h->children[i] = (struct child){pid, now_ms() + (int64_t)h->timeout_s * SECOND_MS};
            h->busy++;
            return;
        }
    }
}

static void take_question(struct helper *h)
{
    int fd = accept4(h->listener, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0) {
        return;
    }
    if (!may_ask(h, fd)) {
        /* closed without an answer */
    } else if (!within_rate(h)) {
        say(SD_WARNING, "more than %u questions a second: one is not answered", h->rate);
    } else {
        begin(h, fd);
    }
    (void)close(fd);
}

/* --- children ------------------------------------------------------------------------------------- */

static void reap(struct helper *h)
{
    for (size_t i = 0; i < h->children_most; i++) {
        struct child *c = &h->children[i];
        int status;

        if (c->pid != 0 && waitpid(c->pid, &status, WNOHANG) == c->pid) {
            if (WIFSIGNALED(status)) {
                say(SD_WARNING, "a question was ended by signal %d", WTERMSIG(status));
            }
            c->pid = 0;
            h->busy--;
        }
    }
}

/* Ends those whose time is over; milliseconds until the next one's is. */
static int expire(struct helper *h)
{
    int64_t now = now_ms();
    int64_t next = -1;

    for (size_t i = 0; i < h->children_most; i++) {
        struct child *c = &h->children[i];

        if (c->pid == 0) {
            continue;
        }
        if (c->until_ms <= now) {
            (void)kill(c->pid, SIGKILL);
            c->until_ms = now + SECOND_MS; /* and again, should it still be there */
        }
        if (next < 0 || c->until_ms - now < next) {
            next = c->until_ms - now;
        }
    }
    return (int)next;
}

/* False: asked to end. */
static bool take_signals(struct helper *h)
{
    struct signalfd_siginfo one;
    bool go_on = true;

    while (read(h->signals, &one, sizeof one) == (ssize_t)sizeof one) {
        go_on = go_on && one.ssi_signo == SIGCHLD;
    }
    reap(h);
    return go_on;
}

static void serve(struct helper *h)
{
    bool go_on = true;

    while (go_on) {
        struct pollfd on[] = {
            {.fd = h->signals, .events = POLLIN},
            {.fd = h->busy < h->children_most ? h->listener : -1, .events = POLLIN},
        };

        if (poll(on, COUNT(on), expire(h)) < 0 && errno != EINTR) {
            return;
        }
        go_on = on[0].revents == 0 || take_signals(h);
        if (go_on && on[1].revents != 0) {
            take_question(h);
        }
    }
}

static int run(struct helper *h)
{
    if (!take_settings(h)) {
        return EX_USAGE;
    }
    if (!open_socket(h) || !open_signals(h)) {
        return EX_OSERR;
    }
    (void)sd_notify(0, "READY=1");
    serve(h);
    if (h->options.value[HELPER_SOCKET] != NULL) {
        (void)unlink(h->options.value[HELPER_SOCKET]);
    }
    return EX_OK;
}

int main(int argc, char *argv[])
{
    struct helper h = {.listener = -1, .signals = -1};
    int code;

    if (!options_read(rows, COUNT(rows), argc, argv, &h.options)) {
        return EX_USAGE;
    }
    if (h.options.help) {
        help();
        return EX_OK;
    }
    code = run(&h);
    free(h.user_words);
    free(h.service_words);
    return code;
}
