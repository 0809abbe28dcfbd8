/* What the guard does beside answering: records counters, halves them when they are full, forgets what
 * is old. */
#include "service/guard_state.h"

#include "base/time.h"
#include "store/documents.h"

#include <stdlib.h>
#include <time.h>

#define KEEP_EVERY_MS 1000
#define FORGET_EVERY 3600     /* times KEEP_EVERY_MS */
#define COUNTERS_AT_ONCE 4096 /* some 10 ms of the store's writer, for which reports wait */

/* They stay to be recorded and are tried again. */
static void counters_again(struct guard *g, const struct store_batch *batch)
{
    (void)pthread_rwlock_wrlock(&g->population_lock);
    for (size_t i = 0; i < batch->counter_count; i++) {
        struct population_change same = {.count = 1};

        same.delta[0].table = batch->counters[i].table;
        same.delta[0].index = batch->counters[i].index;
        pending_population(g->counters, &same);
    }
    (void)pthread_rwlock_unlock(&g->population_lock);
}

/* Counters are recorded apart from reports: they are the service's averages, and a second of them
 * lost with the power changes nothing an account owner could see. No lock is held while the store
 * works: its writer thread takes them too. */
static void counters_record(struct guard *g)
{
    struct store_counter *counters;
    size_t count;
    struct err e = {0};

    (void)pthread_rwlock_wrlock(&g->population_lock);
    counters = pending_counters_take(g->counters, g->population, &count);
    (void)pthread_rwlock_unlock(&g->population_lock);
    for (size_t i = 0; i < count; i += COUNTERS_AT_ONCE) {
        struct store_batch batch = {
            .counters = counters + i,
            .counter_count = count - i < COUNTERS_AT_ONCE ? count - i : COUNTERS_AT_ONCE,
        };

        if (!store_record(g->setup.store, &batch, &e)) {
            g->failed++;
            counters_again(g, &batch);
        }
    }
    free(counters);
}

/* By the clock that nobody sets: with the other one an hour back would be an hour's wait. */
static struct timespec in_a_while(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += KEEP_EVERY_MS / 1000;
    return t;
}

static int64_t clock_ms(clockid_t id)
{
    struct timespec t;

    (void)clock_gettime(id, &t);
    return (int64_t)t.tv_sec * TIME_SECOND_MS + t.tv_nsec / 1000000;
}

void guard_calendar_begin(struct guard *g, int64_t newest_ms)
{
    g->calendar = calendar_new(newest_ms == 0 ? clock_ms(CLOCK_REALTIME) : newest_ms,
                               clock_ms(CLOCK_BOOTTIME));
}

static void forget_old(struct guard *g)
{
    int64_t now_ms =
        calendar_believed(&g->calendar, clock_ms(CLOCK_REALTIME), clock_ms(CLOCK_BOOTTIME));
    int64_t hour = now_ms / TIME_HOUR_MS;
    struct store_expiry expiry;
    uint64_t documents;
    struct err e = {0};

    (void)pthread_rwlock_rdlock(&g->setup_lock);
    expiry = (struct store_expiry){
        .identity_hour = hour - (int64_t)g->setup.identity_days * 24,
        .history_ms = (hour - (int64_t)g->setup.history_days * 24) * TIME_HOUR_MS,
    };
    if (g->setup.history_days == 0) {
        expiry.history_ms = INT64_MIN;
    }
    if (g->setup.identity_days == 0) {
        expiry.identity_hour = 0;
    }
    (void)pthread_rwlock_unlock(&g->setup_lock);
    if (!store_expire(g->setup.store, &expiry, &e) ||
        !store_documents_expire(g->setup.store, now_ms, &documents, &e)) {
        g->failed++; /* what is left goes with the next call */
    }
}

/* Once in a thousand million sign-ins: the older half counts half. */
static void population_halve(struct guard *g)
{
    (void)pthread_rwlock_wrlock(&g->population_lock);
    if (population_is_full(g->population)) {
        pending_population_all(g->counters, g->population); /* those that become 0 too */
        population_age(g->population);
    }
    (void)pthread_rwlock_unlock(&g->population_lock);
}

void *guard_keep(void *ctx)
{
    struct guard *g = ctx;
    unsigned beats = 0;
    bool closing = false;

    while (!closing) {
        struct timespec until = in_a_while();

        (void)pthread_mutex_lock(&g->flight_lock);
        while (!g->closing && pthread_cond_timedwait(&g->landed, &g->flight_lock, &until) == 0) {
            /* woken by a report that landed: wait on */
        }
        closing = g->closing;
        (void)pthread_mutex_unlock(&g->flight_lock);
        population_halve(g);
        counters_record(g);
        guard_stages_keep(g, clock_ms(CLOCK_BOOTTIME));
        if (!closing && ++beats % FORGET_EVERY == 0) {
            forget_old(g);
        }
    }
    return NULL;
}
