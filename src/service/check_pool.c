#include "service/check_pool.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "service/check_process.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum job_state {
    JOB_WAITS,
    JOB_RUNS,
    JOB_DONE,
    JOB_LEFT, /* nobody waits for its end: whoever runs it frees it */
};

struct job {
    struct job *next;
    struct check_process_task task; /* owns its bytes */
    struct check_result result;
    enum job_state state;
    enum filter_state outcome;
};

struct worker {
    struct check_pool *pool;
    struct check_process process;
    pthread_t thread;
    bool started;
};

struct check_pool {
    pthread_mutex_t lock; /* over all below */
    pthread_cond_t work;  /* something waits, or the end has come */
    pthread_cond_t done;  /* some job is done */
    struct job *first;
    struct job **last;
    size_t waiting;
    size_t alive;
    bool ending;
    void (*lost)(void *ctx);
    void *ctx;
    size_t count;
    struct worker workers[CHECK_POOL_MAX];
};

/* --- jobs ------------------------------------------------------------------------------------- */

static void job_free(struct job *j)
{
    memory_free(j->task.bytes);
    memory_free(j);
}

static struct job *job_new(const struct check_task *task)
{
    struct job *j = memory_new(1, sizeof *j);

    check_process_task(task, &j->task);
    return j;
}

/* Locked. */
static void append(struct check_pool *p, struct job *j)
{
    *p->last = j;
    p->last = &j->next;
    p->waiting++;
    (void)pthread_cond_signal(&p->work);
}

/* Locked. */
static struct job *take(struct check_pool *p)
{
    struct job *j = p->first;

    if (j != NULL) {
        p->first = j->next;
        p->last = p->first == NULL ? &p->first : p->last;
        p->waiting--;
        j->next = NULL;
        j->state = JOB_RUNS;
    }
    return j;
}

/* Locked: takes a job that waits out of the middle. */
static void withdraw(struct check_pool *p, struct job *j)
{
    struct job **at = &p->first;

    while (*at != j) {
        at = &(*at)->next;
    }
    *at = j->next;
    if (p->last == &j->next) {
        p->last = at;
    }
    p->waiting--;
}

/* Locked. */
static void finish(struct check_pool *p, struct job *j, enum filter_state outcome)
{
    if (j->state == JOB_LEFT) {
        job_free(j);
        return;
    }
    j->outcome = outcome;
    j->state = JOB_DONE;
    (void)pthread_cond_broadcast(&p->done);
}

/* --- threads ---------------------------------------------------------------------------------- */

/* Locked. True when nobody is left to take what waits. */
static bool leave(struct check_pool *p)
{
    struct job *j;

    p->alive--;
    if (p->alive > 0) {
        return false;
    }
    while ((j = take(p)) != NULL) {
        finish(p, j, FILTER_BROKEN);
    }
    return !p->ending;
}

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct check_pool *p = w->pool;
    bool lost = false;
    bool ok = true;

    (void)pthread_mutex_lock(&p->lock);
    while (ok) {
        struct job *j;

        while (p->first == NULL && !p->ending) {
            (void)pthread_cond_wait(&p->work, &p->lock);
        }
        j = take(p);
        if (j == NULL) {
            break;
        }
        (void)pthread_mutex_unlock(&p->lock);
        ok = check_process_ask(&w->process, &j->task, &j->result);
        (void)pthread_mutex_lock(&p->lock);
        finish(p, j, ok ? FILTER_CHECKED : FILTER_BROKEN);
    }
    lost = leave(p);
    (void)pthread_mutex_unlock(&p->lock);
    if (lost && p->lost != NULL) {
        p->lost(p->ctx);
    }
    return NULL;
}

/* --- asking ----------------------------------------------------------------------------------- */

static struct timespec time_of(int64_t at_ms)
{
    return (struct timespec){.tv_sec = (time_t)(at_ms / 1000), .tv_nsec = (at_ms % 1000) * 1000000};
}

/* Locked: waits until the job is done or the deadline has passed. */
static enum filter_state wait_for(struct check_pool *p, struct job *j, int64_t deadline_ms,
                                  struct check_result *out)
{
    struct timespec until = time_of(deadline_ms);
    enum filter_state outcome;

    while (j->state != JOB_DONE && monotonic_ms() < deadline_ms) {
        (void)pthread_cond_timedwait(&p->done, &p->lock, &until);
    }
    if (j->state == JOB_RUNS) {
        j->state = JOB_LEFT;
        return FILTER_LATE;
    }
    if (j->state == JOB_WAITS) {
        withdraw(p, j);
        job_free(j);
        return FILTER_LATE;
    }
    outcome = j->outcome;
    if (outcome == FILTER_CHECKED) {
        *out = j->result;
    }
    job_free(j);
    return outcome;
}

enum filter_state check_pool_ask(struct check_pool *p, const struct check_task *task,
                                 int64_t deadline_ms, struct check_result *out)
{
    struct job *j = job_new(task);
    enum filter_state outcome;

    (void)pthread_mutex_lock(&p->lock);
    if (p->alive == 0 || p->waiting >= p->alive * CHECK_POOL_WAITING) {
        outcome = p->alive == 0 ? FILTER_BROKEN : FILTER_BUSY;
        (void)pthread_mutex_unlock(&p->lock);
        job_free(j);
        return outcome;
    }
    append(p, j);
    outcome = wait_for(p, j, deadline_ms, out);
    (void)pthread_mutex_unlock(&p->lock);
    return outcome;
}

/* --- life ------------------------------------------------------------------------------------- */

bool check_pool_open(const struct check_pool_setup *setup, struct check_pool **out, struct err *e)
{
    struct check_pool *p = memory_new(1, sizeof *p);
    pthread_condattr_t steady;

    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_condattr_init(&steady);
    (void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&p->work, &steady);
    (void)pthread_cond_init(&p->done, &steady);
    (void)pthread_condattr_destroy(&steady);
    p->last = &p->first;
    p->lost = setup->lost;
    p->ctx = setup->ctx;
    for (size_t i = 0; i < setup->processes && i < CHECK_POOL_MAX; i++) {
        struct worker *w = &p->workers[i];

        w->pool = p;
        if (!check_process_open(setup, &w->process, e)) {
            check_pool_free(&p);
            return false;
        }
        p->count++;
    }
    *out = p;
    return true;
}

bool check_pool_start(struct check_pool *p, struct err *e)
{
    for (size_t i = 0; i < p->count; i++) {
        struct worker *w = &p->workers[i];

        if (pthread_create(&w->thread, NULL, work, w) != 0) {
            return err_set(e, ERR_SYSTEM, "no thread for a checker");
        }
        w->started = true;
        (void)pthread_mutex_lock(&p->lock);
        p->alive++;
        (void)pthread_mutex_unlock(&p->lock);
    }
    return true;
}

void check_pool_free(struct check_pool **p)
{
    struct check_pool *gone = *p;

    if (gone == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&gone->lock);
    gone->ending = true;
    (void)pthread_cond_broadcast(&gone->work);
    (void)pthread_mutex_unlock(&gone->lock);
    for (size_t i = 0; i < gone->count; i++) {
        if (gone->workers[i].started) {
            (void)pthread_join(gone->workers[i].thread, NULL);
        }
        check_process_close(&gone->workers[i].process);
    }
    (void)pthread_cond_destroy(&gone->work);
    (void)pthread_cond_destroy(&gone->done);
    (void)pthread_mutex_destroy(&gone->lock);
    memory_free(gone);
    *p = NULL;
}
