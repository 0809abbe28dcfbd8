/* A serve thread: polls its libmicrohttpd daemon, its listeners and one eventfd. Nothing in it
 * blocks but poll(). */
#include "serve/inside.h"

#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TURN_MOST_MS 1000 /* a thread goes round at least so often: the watchdog looks */

static uint64_t clock_ns(clockid_t id)
{
    struct timespec t;

    (void)clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int64_t clock_mono_ms(void)
{
    return (int64_t)(clock_ns(CLOCK_MONOTONIC) / 1000000);
}

int64_t clock_wall_ms(void)
{
    return (int64_t)(clock_ns(CLOCK_REALTIME) / 1000000);
}

uint64_t clock_mono_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

static bool start_daemons(struct loop *l, struct err *e)
{
    bool tls = false;

    for (size_t i = 0; i < l->serve->listener_count; i++) {
        tls = tls || l->serve->listeners[i].tls;
    }
    l->daemons[false] = http_start(l, false);
    l->daemons[true] = tls ? http_start(l, true) : NULL;
    if (l->daemons[false] == NULL || (tls && l->daemons[true] == NULL)) {
        return err_set(e, ERR_SYSTEM, "serve thread: libmicrohttpd does not start");
    }
    return true;
}

bool loop_open(struct loop *l, struct serve *s, unsigned index, struct err *e)
{
    l->serve = s;
    l->index = index;
    l->mono_ms = clock_mono_ms();
    l->wall_ms = clock_wall_ms();
    atomic_store(&l->beat_ms, l->mono_ms);
    hash_key_random(&l->key);
    (void)pthread_mutex_init(&l->lock, NULL);
    l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (l->wake < 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "serve thread: %s", strerror(errno));
    }
    return start_daemons(l, e);
}

static void run_daemons(struct loop *l)
{
    for (size_t i = 0; i < LOOP_DAEMONS; i++) {
        if (l->daemons[i] != NULL) {
            (void)MHD_run(l->daemons[i]);
        }
    }
}

static void stop_daemons(struct loop *l)
{
    for (size_t i = 0; i < LOOP_DAEMONS; i++) {
        if (l->daemons[i] != NULL) {
            MHD_stop_daemon(l->daemons[i]);
            l->daemons[i] = NULL;
        }
    }
}

/* -1, which poll skips, where there is none. */
static int epoll_of(struct MHD_Daemon *d)
{
    return d == NULL ? -1 : MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

void loop_wake(struct loop *l)
{
    const uint64_t one = 1;

    (void)!write(l->wake, &one, sizeof one);
}

static void take_done(struct loop *l)
{
    struct exchange *x;
    struct exchange *next;

    (void)pthread_mutex_lock(&l->lock);
    x = l->done;
    l->done = NULL;
    l->done_last = NULL;
    (void)pthread_mutex_unlock(&l->lock);
    for (; x != NULL; x = next) {
        next = x->next;
        http_finish(x);
    }
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int wait_ms(struct loop *l)
{
    const struct timer_list *const lists[] = {&l->receiving, &l->idle, &l->sending, &l->waiting};
    int64_t now = clock_mono_ms();
    MHD_UNSIGNED_LONG_LONG theirs;
    int wait = l->accept_after_ms > now ? (int)(l->accept_after_ms - now) : TURN_MOST_MS;

    for (size_t i = 0; i < COUNT(lists); i++) {
        wait = timer_wait(lists[i], now, wait);
    }
    for (size_t i = 0; i < LOOP_DAEMONS; i++) {
        if (l->daemons[i] != NULL && MHD_get_timeout(l->daemons[i], &theirs) == MHD_YES) {
            wait = theirs < (unsigned)wait ? (int)theirs : wait;
        }
    }
    return least(wait, l->draining ? 20 : TURN_MOST_MS);
}

/* What stands in fds, in this order: the eventfd, libmicrohttpd's, the listeners. */
static nfds_t poll_set(struct loop *l, struct pollfd *fds)
{
    nfds_t count = 0;

    fds[count++] = (struct pollfd){.fd = l->wake, .events = POLLIN};
    for (size_t i = 0; i < LOOP_DAEMONS; i++) {
        fds[count++] = (struct pollfd){.fd = epoll_of(l->daemons[i]), .events = POLLIN};
    }
    for (size_t i = 0; i < l->serve->listener_count; i++) {
        const struct listener *from = &l->serve->listeners[i];
        bool open = !l->draining && l->accept_after_ms <= l->mono_ms;

        fds[count++] = (struct pollfd){
            .fd = open ? from->fds[l->index % from->fd_count] : -1,
            .events = POLLIN,
        };
    }
    return count;
}

static bool listeners_ready(const struct pollfd *fds, nfds_t count)
{
    for (nfds_t i = 1 + LOOP_DAEMONS; i < count; i++) {
        if (fds[i].revents != 0) {
            return true;
        }
    }
    return false;
}

static void look_at_terms(struct loop *l)
{
    const struct serve_terms *now = atomic_load_explicit(&l->serve->terms, memory_order_acquire);
    bool changed = l->terms != NULL && l->terms != now;

    l->terms = now;
    tls_use(now->tls);
    if (changed) {
        peers_recheck(l);
    }
    atomic_store_explicit(&l->generation_seen, now->generation, memory_order_release);
}

static void look_at_drain(struct loop *l)
{
    l->drain_until_ms = atomic_load_explicit(&l->serve->drain_until_ms, memory_order_acquire);
    if (l->drain_until_ms == 0) {
        return;
    }
    if (!l->draining) {
        peers_accept(l); /* those who came before the end was known */
        l->draining = true;
    }
    peers_drain(l);
}

static bool drained(const struct loop *l)
{
    return l->draining &&
           (count_get(&l->counts.connections) == 0 || l->mono_ms >= l->drain_until_ms);
}

/* Everybody still waiting gets the outage answer: libmicrohttpd cannot stop with suspended
 * connections. */
static void end(struct loop *l)
{
    struct timer *t;

    take_done(l);
    while ((t = l->waiting.first) != NULL) {
        http_give_up(t->owner);
    }
    run_daemons(l);
    run_daemons(l);
    stop_daemons(l);
}

void *loop_run(void *loop)
{
    struct loop *l = loop;
    struct pollfd fds[1 + LOOP_DAEMONS + SERVE_LISTENERS_MAX];
    uint64_t woken;

    while (!drained(l)) {
        nfds_t count = poll_set(l, fds);

        (void)poll(fds, count, wait_ms(l));
        l->mono_ms = clock_mono_ms();
        l->wall_ms = clock_wall_ms();
        atomic_store_explicit(&l->beat_ms, l->mono_ms, memory_order_relaxed);
        look_at_terms(l);
        if (fds[0].revents != 0) {
            (void)!read(l->wake, &woken, sizeof woken);
        }
        take_done(l);
        if (listeners_ready(fds, count)) {
            peers_accept(l);
        }
        look_at_drain(l);
        peers_expire(l);
        run_daemons(l);
    }
    end(l);
    return NULL;
}

void loop_close(struct loop *l)
{
    struct exchange *x;

    stop_daemons(l); /* where its thread never ran */
    take_done(l);
    while ((x = l->pool) != NULL) {
        l->pool = x->next;
        exchange_free(x);
    }
    for (size_t i = 0; i < LOOP_SAME_ANSWERS; i++) {
        if (l->same[i].response != NULL) {
            MHD_destroy_response(l->same[i].response);
        }
    }
    if (l->wake >= 0) {
        (void)close(l->wake);
    }
    (void)pthread_mutex_destroy(&l->lock);
}
