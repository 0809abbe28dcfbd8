#include "message/nursery.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "message/sandbox_child.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum wish {
    WISH_BEAR,
    WISH_END,
    WISH_WHO,
};

/* One packet each way; an answer carries the number of its question, so that one which comes too late
 * is not taken for another. */
struct ask {
    uint32_t number;
    uint32_t wish; /* enum wish */
    int32_t child;
};

struct told {
    uint32_t number;
    int32_t child;  /* 0: there is none */
    int32_t status; /* of one that ended; -1: not known */
};

struct nursery {
    pthread_mutex_t lock;
    int socket;
    pid_t watcher;
    uint32_t number;
};

/* Room for one descriptor beside a packet. */
union passed {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
};

/* --- in the nursery ------------------------------------------------------------------------------- */

static bool tell(const struct told *t, int passed)
{
    struct told copy = *t; /* an iovec's bytes may be written */
    struct iovec bytes = {.iov_base = &copy, .iov_len = sizeof copy};
    union passed aside = {.room = {0}};
    struct msghdr m = {.msg_iov = &bytes, .msg_iovlen = 1};

    if (passed >= 0) {
        m.msg_control = aside.room;
        m.msg_controllen = sizeof aside.room;
        aside.head = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof passed)};
        memcpy(CMSG_DATA(&aside.head), &passed, sizeof passed);
    }
    return sendmsg(SANDBOX_SOCKET, &m, MSG_NOSIGNAL) == (ssize_t)sizeof *t;
}

static bool bear(const struct sandbox_work *work, struct told *t)
{
    pid_t parent = getpid();
    bool sent;
    int pair[2];
    pid_t child;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return tell(t, -1);
    }
    child = fork();
    if (child == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        if (getppid() != parent) {
            _exit(1); /* it died before it could be watched */
        }
        sandbox_child(work, pair[1]);
    }
    t->child = child > 0 ? child : 0;
    sent = tell(t, child > 0 ? pair[0] : -1);
    (void)close(pair[0]);
    (void)close(pair[1]);
    return sent;
}

/* A child that closed its socket is ending: to kill it as well changes nothing of how it ended. */
static int end(pid_t child)
{
    int status = -1;

    (void)kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return status;
}

/* One question; false when nobody is left who asks. */
static bool serve_one(const struct sandbox_work *work, pid_t children[static NURSERY_CHILDREN])
{
    struct ask a;
    struct told t = {.status = -1};
    ssize_t got = recv(SANDBOX_SOCKET, &a, sizeof a, 0);
    size_t at = 0;

    if (got < 0 && errno == EINTR) {
        return true;
    }
    if (got != (ssize_t)sizeof a) {
        return false;
    }
    t.number = a.number;
    if (a.wish == WISH_WHO) {
        t.child = getpid();
        return tell(&t, -1);
    }
    while (at < NURSERY_CHILDREN && children[at] != (a.wish == WISH_END ? a.child : 0)) {
        at++;
    }
    if (at == NURSERY_CHILDREN) {
        return tell(&t, -1);
    }
    if (a.wish == WISH_END) {
        children[at] = 0;
        t.child = a.child;
        t.status = end(a.child);
        return tell(&t, -1);
    }
    if (!bear(work, &t)) {
        return false;
    }
    children[at] = t.child;
    return true;
}

static _Noreturn void nurse(const struct sandbox_work *work)
{
    pid_t children[NURSERY_CHILDREN] = {0};

    while (serve_one(work, children)) {
    }
    _exit(0);
}

/* The service manager and a terminal tell every process of a service to end; these end with the one they
 * serve, which finishes first what is under way. */
static void ignore_signals(void)
{
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
}

/* Forks a new nursery for one that died; one that ended by itself has nobody left to serve. */
static _Noreturn void watch(const struct sandbox_work *work, int socket)
{
    int status = 0;

    ignore_signals();
    if (!sandbox_leave_files(socket)) {
        _exit(1);
    }
    do {
        pid_t nursery = fork();

        if (nursery == 0) {
            nurse(work);
        }
        if (nursery < 0) {
            _exit(1);
        }
        while (waitpid(nursery, &status, 0) < 0 && errno == EINTR) {
        }
    } while (!WIFEXITED(status));
    _exit(0);
}

/* --- in the process it serves --------------------------------------------------------------------- */

bool nursery_open(const struct sandbox_work *work, struct nursery **out, struct err *e)
{
    struct nursery *n;
    int pair[2];
    pid_t watcher;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        return err_set(e, ERR_SYSTEM, "no socketpair for sandboxes");
    }
    watcher = fork();
    if (watcher == 0) {
        (void)close(pair[0]);
        watch(work, pair[1]);
    }
    (void)close(pair[1]);
    if (watcher < 0) {
        (void)close(pair[0]);
        return err_set(e, ERR_SYSTEM, "no process for sandboxes");
    }
    n = memory_new(1, sizeof *n);
    (void)pthread_mutex_init(&n->lock, NULL);
    n->socket = pair[0];
    n->watcher = watcher;
    *out = n;
    return true;
}

void nursery_close(struct nursery **n)
{
    if (*n == NULL) {
        return;
    }
    (void)close((*n)->socket);
    while (waitpid((*n)->watcher, NULL, 0) < 0 && errno == EINTR) {
    }
    (void)pthread_mutex_destroy(&(*n)->lock);
    memory_free(*n);
    *n = NULL;
}

/* One packet within the time; *passed: the descriptor beside it, -1 without one. */
static bool receive(const struct nursery *n, struct told *t, int *passed, int64_t until_ms)
{
    struct iovec bytes = {.iov_base = t, .iov_len = sizeof *t};
    union passed aside = {.room = {0}};
    struct msghdr m = {.msg_iov = &bytes,
                       .msg_iovlen = 1,
                       .msg_control = aside.room,
                       .msg_controllen = sizeof aside.room};
    struct pollfd p = {.fd = n->socket, .events = POLLIN};
    struct cmsghdr *head;
    int64_t left = until_ms - monotonic_ms();

    *passed = -1;
    if (left <= 0 || poll(&p, 1, (int)left) == 0) {
        return false;
    }
    if (recvmsg(n->socket, &m, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof *t) {
        t->number = 0;
        return errno == EINTR;
    }
    head = CMSG_FIRSTHDR(&m);
    if (head != NULL && head->cmsg_type == SCM_RIGHTS) {
        memcpy(passed, CMSG_DATA(head), sizeof *passed);
    }
    return true;
}

static bool converse(struct nursery *n, struct ask *a, struct told *t, int *passed)
{
    int64_t until_ms = monotonic_ms() + NURSERY_MS;
    bool ok;

    (void)pthread_mutex_lock(&n->lock);
    a->number = ++n->number;
    ok = send(n->socket, a, sizeof *a, MSG_NOSIGNAL) == (ssize_t)sizeof *a;
    while (ok) {
        ok = receive(n, t, passed, until_ms);
        if (ok && t->number == a->number) {
            break;
        }
        if (*passed >= 0) { /* a child that nobody waits for any more ends with its socket */
            (void)close(*passed);
        }
    }
    (void)pthread_mutex_unlock(&n->lock);
    return ok;
}

bool nursery_bear(struct nursery *n, pid_t *child, int *socket, struct err *e)
{
    struct ask a = {.wish = WISH_BEAR};
    struct told t = {0};
    int passed = -1;

    if (!converse(n, &a, &t, &passed) || t.child == 0 || passed < 0) {
        return err_set(e, ERR_SYSTEM, "no process for the sandbox");
    }
    *child = t.child;
    *socket = passed;
    return true;
}

int nursery_end(struct nursery *n, pid_t child)
{
    struct ask a = {.wish = WISH_END, .child = child};
    struct told t = {.status = -1};
    int passed = -1;

    return converse(n, &a, &t, &passed) ? t.status : -1;
}

pid_t nursery_process(struct nursery *n)
{
    struct ask a = {.wish = WISH_WHO};
    struct told t = {0};
    int passed = -1;

    return converse(n, &a, &t, &passed) ? t.child : 0;
}
