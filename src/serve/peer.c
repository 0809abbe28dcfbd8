/* Connections: letting them in, their deadlines, their end. */
#define _GNU_SOURCE /* NOLINT: accept4, struct ucred */
#include "serve/crowd.h"
#include "serve/inside.h"

#include "base/memory.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ACCEPT_AT_ONCE 64   /* connections of one listener in one turn */
#define ACCEPT_PAUSE_MS 100 /* when the kernel has no descriptor left */
#define DRAIN_HEAD_MS 500   /* draining waits so long for the rest of a head */
#define EVICT_SLACK 64      /* connections shut but not yet gone */
#define STRANGERS_SHARE 4   /* of this part of all connections */

/* An IPv4 address, or a mapped one, becomes the folded form. */
static bool address_of(const struct sockaddr_storage *from, struct address *out)
{
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;

    *out = (struct address){0};
    if (from->ss_family == AF_INET6) {
        memcpy(&v6, from, sizeof v6);
        memcpy(out->bytes, &v6.sin6_addr, sizeof out->bytes);
        return true;
    }
    if (from->ss_family != AF_INET) {
        return false;
    }
    memcpy(&v4, from, sizeof v4);
    out->bytes[10] = 0xff;
    out->bytes[11] = 0xff;
    memcpy(out->bytes + 12, &v4.sin_addr, 4);
    return true;
}

static bool let_in_user(struct loop *l, struct peer *p)
{
    struct ucred who;
    socklen_t len = sizeof who;

    if (getsockopt(p->fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0) {
        return false;
    }
    p->uid = who.uid;
    return access_user(l->terms->access, who.uid) != 0;
}

/* Anybody, but few from one address, and never so many that mail servers find no room. A proxy brings
 * everybody by itself. */
static bool let_in_stranger(struct loop *l, struct peer *p)
{
    const struct serve_setup *setup = &l->serve->setup;

    if (l->strangers >= setup->limits.connections / STRANGERS_SHARE / setup->threads) {
        return false;
    }
    if (!access_is_proxy(l->terms->access, &p->address)) {
        p->counted = crowd_enter(l->serve->crowd, &p->address);
        if (!p->counted) {
            return false;
        }
    }
    p->stranger = true;
    l->strangers++;
    return true;
}

static bool let_in(struct loop *l, struct peer *p, const struct sockaddr_storage *from)
{
    if (p->listener->kind == LISTENER_UNIX) {
        return let_in_user(l, p);
    }
    p->has_address = address_of(from, &p->address);
    if (!p->has_address) {
        return false;
    }
    if (p->listener->strangers) {
        return let_in_stranger(l, p);
    }
    switch (access_address(l->terms->access, &p->address)) {
    case ACCESS_REFUSED:
        return false;
    case ACCESS_CROWD:
        p->counted = crowd_enter(l->serve->crowd, &p->address);
        return p->counted;
    case ACCESS_KNOWN:
        return true;
    }
    return false;
}

void peer_shut(struct peer *p)
{
    timer_clear(&p->timer);
    (void)shutdown(p->fd, SHUT_RDWR);
}

void peer_free(struct loop *l, struct peer *p)
{
    if (p->counted) {
        crowd_leave(l->serve->crowd, &p->address);
    }
    l->strangers -= p->stranger;
    timer_clear(&p->timer);
    timer_clear(&p->all);
    count_add(&l->counts.connections, (uint64_t)-1);
    free(p);
}

/* Whoever has sent nothing whole for longest makes room. */
static bool make_room(struct loop *l)
{
    const struct serve_setup *setup = &l->serve->setup;
    uint64_t most = (setup->limits.connections + setup->threads - 1) / setup->threads;
    uint64_t now = count_get(&l->counts.connections);
    struct timer *oldest = l->receiving.first != NULL ? l->receiving.first : l->idle.first;

    if (now < most) {
        return true;
    }
    if (now >= most + EVICT_SLACK || oldest == NULL) {
        return false;
    }
    count_add(&l->counts.closed_limit, 1);
    peer_shut(oldest->owner);
    return true;
}

static void forget_accepted(struct loop *l, struct peer *p)
{
    struct peer **at = &l->accepted;

    while (*at != NULL && *at != p) {
        at = &(*at)->next;
    }
    if (*at == p) {
        *at = p->next;
        peer_free(l, p);
    }
}

static void enter(struct loop *l, const struct listener *from, int fd,
                  const struct sockaddr_storage *address, socklen_t len)
{
    struct peer *p = memory_new(1, sizeof *p);
    const int one = 1;

    p->fd = fd;
    p->listener = from;
    p->timer.owner = p;
    p->all.owner = p;
    count_add(&l->counts.connections, 1);
    count_add(&l->counts.accepted, 1);
    if (!let_in(l, p, address)) {
        count_add(&l->counts.closed_address, 1);
        peer_free(l, p);
        (void)close(fd);
        return;
    }
    if (from->kind == LISTENER_TCP) {
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    timer_set(&l->receiving, &p->timer, l->mono_ms + l->serve->setup.limits.receive_ms);
    timer_set(&l->peers, &p->all, 0);
    p->next = l->accepted;
    l->accepted = p;
    if (MHD_add_connection(l->daemons[from->tls], fd, (const struct sockaddr *)address, len) !=
        MHD_YES) {
        forget_accepted(l, p); /* libmicrohttpd has closed the socket */
    }
}

static void accept_from(struct loop *l, const struct listener *from, int listening)
{
    for (int i = 0; i < ACCEPT_AT_ONCE; i++) {
        struct sockaddr_storage address = {0};
        socklen_t len = sizeof address;
        int fd;

        if (!make_room(l)) {
            return;
        }
        fd = accept4(listening, (struct sockaddr *)&address, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;

            l->accept_after_ms = full ? l->mono_ms + ACCEPT_PAUSE_MS : 0;
            return;
        }
        enter(l, from, fd, &address, len);
    }
}

void peers_accept(struct loop *l)
{
    for (size_t i = 0; i < l->serve->listener_count; i++) {
        const struct listener *from = &l->serve->listeners[i];

        accept_from(l, from, from->fds[l->index % from->fd_count]);
    }
}

static void expire(struct loop *l, struct timer_list *list)
{
    struct timer *t;

    while ((t = timer_take_due(list, l->mono_ms)) != NULL) {
        if (list != &l->idle) {
            count_add(&l->counts.closed_slow, 1);
        }
        peer_shut(t->owner);
    }
}

void peers_expire(struct loop *l)
{
    struct timer *t;

    expire(l, &l->receiving);
    expire(l, &l->idle);
    expire(l, &l->sending);
    while ((t = timer_take_due(&l->waiting, l->mono_ms)) != NULL) {
        http_give_up(t->owner);
    }
}

static bool still_known(const struct loop *l, const struct peer *p)
{
    const struct access *access = l->terms->access;

    if (p->listener->kind == LISTENER_UNIX) {
        return access_user(access, p->uid) != 0;
    }
    return p->listener->strangers || access_address(access, &p->address) != ACCESS_REFUSED;
}

void peers_recheck(struct loop *l)
{
    struct timer *next;

    for (struct timer *t = l->peers.first; t != NULL; t = next) {
        struct peer *p = t->owner;

        next = t->next;
        if (!still_known(l, p)) {
            peer_shut(p);
        }
    }
}

/* Idle connections end at once, half a head a little later, requests under way at the end. */
void peers_drain(struct loop *l)
{
    int64_t until = l->mono_ms + DRAIN_HEAD_MS;
    struct timer *t;

    until = until < l->drain_until_ms ? until : l->drain_until_ms;
    while ((t = l->idle.first) != NULL) {
        peer_shut(t->owner);
    }
    for (t = l->receiving.first; t != NULL; t = t->next) {
        t->due_ms = t->due_ms < until ? t->due_ms : until;
    }
}
