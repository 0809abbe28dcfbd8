#include "message/sandbox_child.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define KEPT ((size_t)1024 * 1024)               /* bytes for requests that stay between them */
#define CPU_US (SANDBOX_WALL_MS * INT64_C(1000)) /* of the processor for one request */

static bool read_all(void *at, size_t len)
{
    char *to = at;

    while (len > 0) {
        ssize_t got = read(SANDBOX_SOCKET, to, len);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        to += got;
        len -= (size_t)got;
    }
    return true;
}

static bool write_all(const void *at, size_t len)
{
    const char *from = at;

    while (len > 0) {
        ssize_t put = write(SANDBOX_SOCKET, from, len);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        from += put;
        len -= (size_t)put;
    }
    return true;
}

static bool send_frame(uint64_t status, struct span bytes)
{
    struct sandbox_frame frame = {.len = bytes.len, .status = status};

    return write_all(&frame, sizeof frame) && write_all(bytes.at, bytes.len);
}

bool sandbox_leave_files(int socket)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    socket = fcntl(socket, F_DUPFD_CLOEXEC,
                   SANDBOX_SOCKET + 1); /* out of the way of what it is to become */
    if (null < 0 || socket < 0) {
        return false;
    }
    for (int fd = 0; fd < SANDBOX_SOCKET; fd++) {
        if (dup2(null, fd) < 0) {
            return false;
        }
    }
    return dup2(socket, SANDBOX_SOCKET) >= 0 &&
           syscall(SYS_close_range, SANDBOX_SOCKET + 1, ~0u, 0) == 0;
}

/* The kernel ends the process when a request uses the processor for too long, also when nobody is
 * left to do it. */
static void set_timer(int64_t us)
{
    struct itimerval t = {.it_value = {.tv_sec = us / 1000000, .tv_usec = us % 1000000}};

    (void)setitimer(ITIMER_PROF, &t, NULL);
}

/* One request; false when there is no next one. */
static bool serve_one(const struct sandbox_work *work, struct buf *out)
{
    static char *request;
    static size_t room;
    struct sandbox_frame frame;

    if (!read_all(&frame, sizeof frame) || frame.len > SANDBOX_REQUEST_MAX) {
        return false;
    }
    if (frame.len > room) {
        memory_free(request);
        room = frame.len < KEPT ? KEPT : frame.len;
        request = memory_new(room, 1);
    }
    if (!read_all(request, frame.len)) {
        return false;
    }
    out->len = 0;
    out->full = false;
    set_timer(CPU_US);
    work->run(work->context, (struct span){.at = request, .len = frame.len}, out);
    set_timer(0);
    if (room > KEPT) {
        memory_free(request);
        request = NULL;
        room = 0;
    }
    if (out->full) {
        return send_frame(SANDBOX_STATUS_OVERFLOW, SPAN(""));
    }
    return send_frame(SANDBOX_STATUS_ANSWER, (struct span){.at = out->at, .len = out->len});
}

/* What ends a process ends this one, whatever the parent made of it. */
static void own_signals(void)
{
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL, SIGABRT,
                                 SIGTRAP, SIGSYS, SIGPROF, SIGXCPU};
    sigset_t none;

    for (size_t i = 0; i < COUNT(deadly); i++) {
        (void)signal(deadly[i], SIG_DFL);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn void sandbox_child(const struct sandbox_work *work, int socket)
{
    struct err e = {0};
    struct buf answer = {.cap = SANDBOX_ANSWER_MAX};

    own_signals();
    if (!sandbox_leave_files(socket)) {
        _exit(1);
    }
    answer.at = memory_new(SANDBOX_ANSWER_MAX, 1);
    if ((work->prepare != NULL && !work->prepare(work->context, &e)) || !sandbox_give_up(&e)) {
        (void)send_frame(SANDBOX_STATUS_REFUSED,
                         (struct span){.at = e.text, .len = strlen(e.text)});
        _exit(1);
    }
    if (send_frame(SANDBOX_STATUS_READY, SPAN(""))) {
        while (serve_one(work, &answer)) {
        }
    }
    _exit(0);
}
