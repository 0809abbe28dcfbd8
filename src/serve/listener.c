#include "serve/listener.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static bool fail(const char *name, int error, struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "%s: %s", name, strerror(error));
    e->sys = error;
    return false;
}

static socklen_t socket_address(const struct address *a, uint16_t port,
                                struct sockaddr_storage *out)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

    *out = (struct sockaddr_storage){0};
    if (address_is_v4(a)) {
        v4.sin_addr.s_addr = htonl(address_v4(a));
        memcpy(out, &v4, sizeof v4);
        return sizeof v4;
    }
    memcpy(&v6.sin6_addr, a->bytes, sizeof a->bytes);
    memcpy(out, &v6, sizeof v6);
    return sizeof v6;
}

/* -1 with errno. `shared`: others of ours listen on the same address. */
static int bound(const struct sockaddr_storage *to, socklen_t len, bool shared)
{
    int fd = socket(to->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int one = 1;
    int error;

    if (fd < 0) {
        return -1;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
        (!shared || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0) &&
        (to->ss_family != AF_INET6 ||
         setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one) == 0) &&
        bind(fd, (const struct sockaddr *)to, len) == 0 && (!shared || listen(fd, BACKLOG) == 0)) {
        return fd;
    }
    error = errno;
    (void)close(fd);
    errno = error;
    return -1;
}

/* The port the kernel chose when 0 was asked for. */
static uint16_t port_of(int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof at;
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;

    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        return 0;
    }
    memcpy(&v6, &at, sizeof v6);
    memcpy(&v4, &at, sizeof v4);
    return ntohs(at.ss_family == AF_INET6 ? v6.sin6_port : v4.sin_port);
}

static void name_tcp(struct listener *l, const struct address *a, uint16_t port)
{
    struct buf name = BUF_ON(l->name);
    bool v4 = address_is_v4(a);

    buf_add(&name, v4 ? SPAN("") : SPAN("["));
    address_print(&name, a);
    buf_addf(&name, "%s:%u%c", v4 ? "" : "]", (unsigned)port, '\0');
}

bool listener_open_tcp(const struct address *address, uint16_t port, unsigned threads,
                       struct listener *out, struct err *e)
{
    struct listener l = {.kind = LISTENER_TCP};
    struct sockaddr_storage to;
    socklen_t len = socket_address(address, port, &to);
    int probe;

    name_tcp(&l, address, port);
    /* Sharing a port with an older process of ours would take half of its connections in silence. */
    probe = bound(&to, len, false);
    if (probe < 0) {
        return fail(l.name, errno, e);
    }
    (void)close(probe);
    l.fds = memory_new(threads, sizeof *l.fds);
    for (; l.fd_count < threads; l.fd_count++) {
        int fd = bound(&to, len, true);

        if (fd < 0) {
            int error = errno;

            listener_close(&l);
            return fail(l.name, error, e);
        }
        l.fds[l.fd_count] = fd;
        port = port_of(fd);
        len = socket_address(address, port, &to);
    }
    name_tcp(&l, address, port);
    *out = l;
    return true;
}

/* Removes a socket file that nobody listens on. */
static bool clear_path(const struct sockaddr_un *to, struct err *e)
{
    struct stat what;
    int fd;
    bool alive;

    if (lstat(to->sun_path, &what) != 0) {
        return errno == ENOENT || fail(to->sun_path, errno, e);
    }
    if (!S_ISSOCK(what.st_mode)) {
        return fail(to->sun_path, EEXIST, e);
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return fail(to->sun_path, errno, e);
    }
    alive = connect(fd, (const struct sockaddr *)to, sizeof *to) == 0 || errno == EAGAIN;
    (void)close(fd);
    if (alive) {
        return fail(to->sun_path, EADDRINUSE, e);
    }
    return unlink(to->sun_path) == 0 || errno == ENOENT || fail(to->sun_path, errno, e);
}

bool listener_open_unix(const char *path, struct listener *out, struct err *e)
{
    struct listener l = {.kind = LISTENER_UNIX};
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    int fd;

    if (len >= sizeof to.sun_path) {
        return err_set(e, ERR_CONFIG, "expected a socket path shorter than %zu bytes, came %zu",
                       sizeof to.sun_path, len);
    }
    memcpy(to.sun_path, path, len + 1);
    memcpy(l.path, path, len + 1);
    memcpy(l.name, path, len + 1);
    if (!clear_path(&to, e)) {
        return false;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return fail(path, errno, e);
    }
    if (bind(fd, (const struct sockaddr *)&to, sizeof to) != 0 || chmod(path, 0666) != 0 ||
        listen(fd, BACKLOG) != 0) {
        int error = errno;

        (void)close(fd);
        return fail(path, error, e);
    }
    l.fds = memory_new(1, sizeof *l.fds);
    l.fds[0] = fd;
    l.fd_count = 1;
    *out = l;
    return true;
}

bool listener_adopt(int fd, const char *name, struct listener *out, struct err *e)
{
    struct listener l = {0};
    struct sockaddr_storage at = {0};
    socklen_t len = sizeof at;
    socklen_t size = sizeof(int);
    int type = 0;
    int listens = 0;

    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0 ||
        getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM ||
        getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0 ||
        (at.ss_family != AF_UNIX && at.ss_family != AF_INET && at.ss_family != AF_INET6)) {
        return err_set(e, ERR_CONFIG,
                       "descriptor %d of the service manager: expected a listening stream socket",
                       fd);
    }
    /* Several threads are woken for one connection: those who come late must not wait for another. */
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) {
        return fail(name, errno, e);
    }
    l.kind = at.ss_family == AF_UNIX ? LISTENER_UNIX : LISTENER_TCP;
    (void)snprintf(l.name, sizeof l.name, "%s", name);
    l.tls = strncmp(name, "tls", 3) == 0;
    l.strangers = l.kind == LISTENER_TCP && strstr(name, "public") != NULL;
    l.fds = memory_new(1, sizeof *l.fds);
    l.fds[0] = fd;
    l.fd_count = 1;
    *out = l;
    return true;
}

void listener_close(struct listener *l)
{
    for (size_t i = 0; i < l->fd_count; i++) {
        (void)close(l->fds[i]);
    }
    free(l->fds);
    l->fds = NULL;
    l->fd_count = 0;
    if (l->path[0] != '\0') {
        (void)unlink(l->path);
        l->path[0] = '\0';
    }
}
