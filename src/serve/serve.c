#include "serve/serve.h"

#include "base/memory.h"
#include "serve/crowd.h"
#include "serve/inside.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

static void run_job(void *job)
{
    struct exchange *x = job;

    x->work(x);
}

static struct serve_terms *terms_new(const struct serve_setup *setup, uint32_t generation)
{
    struct serve_terms *t = memory_new(1, sizeof *t);

    t->access = setup->access;
    t->tls = setup->tls;
    t->outage_refuses = setup->outage_refuses;
    t->generation = generation;
    return t;
}

static void terms_free(struct serve_terms *t)
{
    access_free(&t->access);
    tls_free(&t->tls);
    free(t);
}

static bool start_loops(struct serve *s, struct err *e)
{
    unsigned threads = s->setup.threads;

    for (unsigned i = 0; i < threads; i++) {
        s->loops[i].wake = -1;
    }
    for (unsigned i = 0; i < threads; i++) {
        if (!loop_open(&s->loops[i], s, i, e)) {
            return false;
        }
    }
    for (; s->loop_count < threads; s->loop_count++) {
        struct loop *l = &s->loops[s->loop_count];
        int code = pthread_create(&l->thread, NULL, loop_run, l);

        if (code != 0) {
            (void)err_set(e, ERR_SYSTEM, "serve thread: %s", strerror(code));
            e->sys = code;
            return false;
        }
    }
    return true;
}

bool serve_new(const struct serve_setup *setup, struct listener *listeners, size_t count,
               struct serve **out, struct err *e)
{
    struct serve *s = memory_new(1, sizeof *s);

    assert(setup->threads >= 1 && setup->threads <= SERVE_THREADS_MAX);
    assert(count <= SERVE_LISTENERS_MAX);
    s->started_ms = clock_mono_ms();
    s->setup = *setup;
    memcpy(s->listeners, listeners, count * sizeof *listeners);
    s->listener_count = count;
    s->crowd = crowd_new(setup->limits.connections_an_address);
    s->uploaders = crowd_new(setup->limits.uploads_an_address);
    atomic_store(&s->terms, terms_new(setup, 1));
    s->loops = memory_new(setup->threads, sizeof *s->loops);
    if (!jobs_new(setup->workers, setup->limits.jobs, run_job, &s->jobs, e) ||
        !jobs_new(setup->readers, setup->limits.uploads, run_job, &s->readers, e) ||
        !start_loops(s, e)) {
        struct err kept = *e;

        serve_drain(s, 0);
        serve_free(&s);
        *e = kept;
        return false;
    }
    *out = s;
    return true;
}

void serve_open_guard(struct serve *s, struct guard *g)
{
    atomic_store_explicit(&s->guard, g, memory_order_release);
}

static void pause_ms(unsigned ms)
{
    const struct timespec t = {.tv_nsec = (long)ms * 1000000};

    (void)nanosleep(&t, NULL);
}

/* Every serve thread looks at the terms once a turn, and keeps nothing of them between turns. */
static void wait_for_generation(struct serve *s, uint32_t generation)
{
    for (unsigned i = 0; i < s->loop_count; i++) {
        struct loop *l = &s->loops[i];

        loop_wake(l);
        while (atomic_load_explicit(&l->generation_seen, memory_order_acquire) != generation) {
            pause_ms(1);
        }
    }
}

void serve_reload(struct serve *s, const struct serve_setup *setup)
{
    struct serve_terms *old = atomic_load(&s->terms);
    struct serve_terms *now = terms_new(setup, old->generation + 1);

    if (now->tls == NULL) { /* its listeners are still there */
        now->tls = old->tls;
    }
    atomic_store_explicit(&s->terms, now, memory_order_release);
    wait_for_generation(s, now->generation);
    if (now->tls != old->tls) {
        tls_free(&s->tls_before[s->tls_next % SERVE_TLS_KEPT]);
        s->tls_before[s->tls_next++ % SERVE_TLS_KEPT] = old->tls;
    }
    old->tls = NULL;
    terms_free(old);
}

bool serve_alive(struct serve *s, uint32_t within_ms)
{
    int64_t now = clock_mono_ms();

    for (unsigned i = 0; i < s->loop_count; i++) {
        int64_t beat = atomic_load_explicit(&s->loops[i].beat_ms, memory_order_relaxed);

        if (now - beat > within_ms) {
            return false;
        }
    }
    return true;
}

void serve_drain(struct serve *s, uint32_t within_ms)
{
    atomic_store_explicit(&s->drain_until_ms, clock_mono_ms() + within_ms, memory_order_release);
    for (unsigned i = 0; i < s->loop_count; i++) {
        loop_wake(&s->loops[i]);
    }
    for (unsigned i = 0; i < s->loop_count; i++) {
        (void)pthread_join(s->loops[i].thread, NULL);
    }
    s->loop_count = 0;
    jobs_free(&s->jobs);
    jobs_free(&s->readers);
    for (size_t i = 0; i < s->listener_count; i++) {
        listener_close(&s->listeners[i]);
    }
    s->listener_count = 0;
}

void serve_free(struct serve **s)
{
    struct serve *gone = *s;

    if (gone == NULL) {
        return;
    }
    for (unsigned i = 0; i < gone->setup.threads; i++) {
        if (gone->loops[i].serve != NULL) {
            loop_close(&gone->loops[i]);
        }
    }
    terms_free(atomic_load(&gone->terms));
    for (size_t i = 0; i < SERVE_TLS_KEPT; i++) {
        tls_free(&gone->tls_before[i]);
    }
    crowd_free(&gone->crowd);
    crowd_free(&gone->uploaders);
    free(gone->loops);
    free(gone);
    *s = NULL;
}
