#include "message/sandbox.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "message/nursery.h"
#include "message/sandbox_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 10000 /* for a child to load what it needs, also under valgrind */

struct sandbox {
    struct sandbox_work work;
    struct nursery *nursery; /* NULL: children are this process's own */
    pid_t child;             /* 0 for none */
    int socket;
    uint32_t served; /* by this child */
    char *answer;
    size_t room;
};

/* Waits for the socket; false at the deadline. */
static bool wait_for(int fd, short events, int64_t deadline)
{
    struct pollfd p = {.fd = fd, .events = events};

    for (;;) {
        int64_t left = deadline - monotonic_ms();
        int rc = left <= 0 ? 0 : poll(&p, 1, (int)left);

        if (rc == 0) {
            return false;
        }
        if (rc > 0 || errno != EINTR) {
            return true;
        }
    }
}

static enum sandbox_outcome send_all(const struct sandbox *s, const void *at, size_t len,
                                     int64_t deadline)
{
    const char *from = at;

    while (len > 0) {
        ssize_t put = send(s->socket, from, len, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (put < 0 && (errno == EAGAIN || errno == EINTR)) {
            if (!wait_for(s->socket, POLLOUT, deadline)) {
                return SANDBOX_TIMEOUT;
            }
            continue;
        }
        if (put <= 0) {
            return SANDBOX_DIED;
        }
        from += put;
        len -= (size_t)put;
    }
    return SANDBOX_DONE;
}

static enum sandbox_outcome receive_all(const struct sandbox *s, void *at, size_t len,
                                        int64_t deadline)
{
    char *to = at;

    while (len > 0) {
        ssize_t got = recv(s->socket, to, len, MSG_DONTWAIT);

        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            if (!wait_for(s->socket, POLLIN, deadline)) {
                return SANDBOX_TIMEOUT;
            }
            continue;
        }
        if (got <= 0) {
            return SANDBOX_DIED;
        }
        to += got;
        len -= (size_t)got;
    }
    return SANDBOX_DONE;
}

/* Ends the child if it has not ended by itself; its status as waitpid() gives it. */
static int reap(struct sandbox *s, bool kill_it)
{
    int status = 0;

    (void)close(s->socket);
    if (s->nursery != NULL) {
        status = nursery_end(s->nursery, s->child);
        s->child = 0;
        return status;
    }
    if (kill_it) {
        (void)kill(s->child, SIGKILL);
    }
    while (waitpid(s->child, &status, 0) < 0 && errno == EINTR) {
    }
    s->child = 0;
    return status;
}

/* Why a child that closed its socket ended. */
static enum sandbox_outcome outcome_of(int status)
{
    if (status < 0 || !WIFSIGNALED(status)) {
        return SANDBOX_DIED;
    }
    switch (WTERMSIG(status)) {
    case SIGSYS:
        return SANDBOX_FORBIDDEN;
    case SIGPROF:
    case SIGXCPU:
        return SANDBOX_TIMEOUT;
    case SIGABRT: /* base/memory.h */
    case SIGTRAP: /* GLib */
        return SANDBOX_MEMORY_OUT;
    default:
        return SANDBOX_DIED;
    }
}

/* The child's first word: it is ready, or why it is not. */
static bool hear_ready(struct sandbox *s, struct err *e)
{
    struct sandbox_frame frame;
    char why[sizeof e->text] = "";
    int64_t deadline = monotonic_ms() + START_MS;

    if (receive_all(s, &frame, sizeof frame, deadline) != SANDBOX_DONE) {
        return err_set(e, ERR_SYSTEM, "the sandbox's child did not begin");
    }
    if (frame.status == SANDBOX_STATUS_READY) {
        return true;
    }
    if (frame.len < sizeof why) {
        (void)receive_all(s, why, frame.len, deadline);
    }
    return err_set(e, ERR_SYSTEM, "the sandbox's child cannot begin: %s", why);
}

static bool fork_child(struct sandbox *s, struct err *e)
{
    int pair[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return err_set(e, ERR_SYSTEM, "no socketpair for the sandbox");
    }
    pid = fork();
    if (pid == 0) {
        sandbox_child(&s->work, pair[1]);
    }
    (void)close(pair[1]);
    if (pid < 0) {
        (void)close(pair[0]);
        return err_set(e, ERR_SYSTEM, "no process for the sandbox");
    }
    s->child = pid;
    s->socket = pair[0];
    return true;
}

static bool start(struct sandbox *s, struct err *e)
{
    bool born =
        s->nursery == NULL ? fork_child(s, e) : nursery_bear(s->nursery, &s->child, &s->socket, e);

    if (!born) {
        return false;
    }
    s->served = 0;
    if (!hear_ready(s, e)) {
        (void)reap(s, true);
        return false;
    }
    return true;
}

static bool begin(const struct sandbox *how, struct sandbox **out, struct err *e)
{
    struct sandbox *s = memory_new(1, sizeof *s);

    *s = *how;
    if (!start(s, e)) {
        memory_free(s);
        return false;
    }
    *out = s;
    return true;
}

bool sandbox_open(const struct sandbox_work *work, struct sandbox **out, struct err *e)
{
    return begin(&(struct sandbox){.work = *work}, out, e);
}

bool sandbox_open_in(struct nursery *n, struct sandbox **out, struct err *e)
{
    return begin(&(struct sandbox){.nursery = n}, out, e);
}

void sandbox_close(struct sandbox **s)
{
    if (*s == NULL) {
        return;
    }
    if ((*s)->child != 0) {
        (void)reap(*s, true);
    }
    memory_free((*s)->answer);
    memory_free(*s);
    *s = NULL;
}

static void make_room(struct sandbox *s, size_t len)
{
    if (len > s->room) {
        s->answer = memory_grow(s->answer, len, 1);
        s->room = len;
    }
}

static size_t length_of(const struct span *parts, size_t count)
{
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        len += parts[i].len;
    }
    return len;
}

static enum sandbox_outcome exchange(struct sandbox *s, const struct span *parts, size_t count,
                                     struct span *answer)
{
    struct sandbox_frame frame = {.len = length_of(parts, count)};
    int64_t deadline = monotonic_ms() + SANDBOX_WALL_MS;
    enum sandbox_outcome o = send_all(s, &frame, sizeof frame, deadline);

    for (size_t i = 0; o == SANDBOX_DONE && i < count; i++) {
        o = send_all(s, parts[i].at, parts[i].len, deadline);
    }
    o = o != SANDBOX_DONE ? o : receive_all(s, &frame, sizeof frame, deadline);
    if (o != SANDBOX_DONE) {
        return o;
    }
    if (frame.status == SANDBOX_STATUS_OVERFLOW) {
        return SANDBOX_TOO_LONG;
    }
    if (frame.status != SANDBOX_STATUS_ANSWER || frame.len > SANDBOX_ANSWER_MAX) {
        return SANDBOX_TIMEOUT; /* a child that was taken over: killed like one that hangs */
    }
    make_room(s, frame.len);
    o = receive_all(s, s->answer, frame.len, deadline);
    if (o == SANDBOX_DONE) {
        *answer = (struct span){.at = s->answer, .len = frame.len};
    }
    return o;
}

/* A child that ended while it had nothing to do, or spoke without being asked, costs no request. */
static bool still_there(const struct sandbox *s)
{
    char byte;

    return recv(s->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
           (errno == EAGAIN || errno == EINTR);
}

enum sandbox_outcome sandbox_ask(struct sandbox *s, struct span request, struct span *answer)
{
    return sandbox_ask_parts(s, &request, 1, answer);
}

enum sandbox_outcome sandbox_ask_parts(struct sandbox *s, const struct span *parts, size_t count,
                                       struct span *answer)
{
    enum sandbox_outcome o;
    struct err e = {0};

    *answer = SPAN("");
    if (length_of(parts, count) > SANDBOX_REQUEST_MAX) {
        return SANDBOX_TOO_LONG;
    }
    if (s->child != 0 && (s->served >= SANDBOX_RECYCLE || !still_there(s))) {
        (void)reap(s, true);
    }
    if (s->child == 0 && !start(s, &e)) {
        return SANDBOX_ABSENT;
    }
    s->served++;
    o = exchange(s, parts, count, answer);
    if (o == SANDBOX_TIMEOUT) {
        (void)reap(s, true);
    } else if (o == SANDBOX_DIED) {
        o = outcome_of(reap(s, false));
    }
    return o;
}

struct span sandbox_outcome_name(enum sandbox_outcome outcome)
{
    switch (outcome) {
    case SANDBOX_DONE:
        return SPAN("done");
    case SANDBOX_TIMEOUT:
        return SPAN("timeout");
    case SANDBOX_MEMORY_OUT:
        return SPAN("memory");
    case SANDBOX_FORBIDDEN:
        return SPAN("forbidden");
    case SANDBOX_DIED:
        return SPAN("died");
    case SANDBOX_TOO_LONG:
        return SPAN("too_long");
    case SANDBOX_ABSENT:
        return SPAN("absent");
    }
    return SPAN("");
}
