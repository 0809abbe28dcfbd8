#include "store/writer.h"

#include "store/batch.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* What waits in the queue: a batch, a step of an expiry, or somebody's task. On the waiter's stack, or, when copied
 * is not 0, in one allocation of that size together with its batch. */
struct job {
    struct job *next;
    const struct store_batch *batch; /* NULL: step or task is set */
    struct expiry_step *step;
    writer_task *task;
    void *arg;
    store_done *done;
    void *ctx;
    size_t copied;
};

struct writer {
    struct store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work; /* something waits, or stopping */
    struct job *head;
    struct job **tail;
    size_t copied; /* bytes of copies queued or being committed */
    bool stopping;
    struct writer_tally tally;
    /* the writer thread's own */
    const struct store_batch *batches[WRITER_GROUP_BATCHES];
};

/* A caller that waits for its job. */
struct waiter {
    struct writer *writer;
    pthread_cond_t wake;
    bool told;
    bool ok;
    struct err err;
};

static void waiter_told(void *ctx, const struct err *e)
{
    struct waiter *waiter = ctx;

    (void)pthread_mutex_lock(&waiter->writer->lock);
    waiter->told = true;
    waiter->ok = e == NULL;
    if (e != NULL) {
        waiter->err = *e;
    }
    (void)pthread_cond_signal(&waiter->wake);
    (void)pthread_mutex_unlock(&waiter->writer->lock);
}

/* The lock is held. */
static void queue_put(struct writer *w, struct job *job)
{
    job->next = NULL;
    *w->tail = job;
    w->tail = &job->next;
    (void)pthread_cond_signal(&w->work);
}

/* Takes the jobs of the next group off the queue: batches up to the limits, or one job of
 * another kind; NULL when nothing waits. The lock is held. */
static struct job *queue_take(struct writer *w, size_t *batch_count)
{
    struct job *first = w->head;
    struct job *last = first;
    size_t n = 0;
    size_t changes = 0;

    if (first == NULL) {
        return NULL;
    }
    for (struct job *job = first; job != NULL && job->batch != NULL; job = job->next) {
        changes += job->batch->change_count;
        if (n == WRITER_GROUP_BATCHES || (n > 0 && changes > WRITER_GROUP_CHANGES)) {
            break;
        }
        w->batches[n++] = job->batch;
        last = job;
    }
    w->head = last->next;
    if (w->head == NULL) {
        w->tail = &w->head;
    }
    last->next = NULL;
    *batch_count = n;
    return first;
}

static void room_give(struct writer *w, size_t size)
{
    (void)pthread_mutex_lock(&w->lock);
    w->copied -= size;
    (void)pthread_mutex_unlock(&w->lock);
}

static void jobs_tell(struct writer *w, struct job *first, const struct err *e)
{
    size_t copied = 0;

    while (first != NULL) {
        struct job *job = first;
        size_t size = job->copied;

        first = job->next; /* a waiter's job is gone as soon as it was told */
        job->done(job->ctx, e);
        if (size > 0) {
            free(job);
            copied += size;
        }
    }
    room_give(w, copied);
}

static void tally_add(struct writer *w, size_t batch_count)
{
    size_t changes = 0;

    for (size_t i = 0; i < batch_count; i++) {
        changes += w->batches[i]->change_count;
    }
    (void)pthread_mutex_lock(&w->lock);
    w->tally.commits++;
    w->tally.batches += batch_count;
    w->tally.changes += changes;
    (void)pthread_mutex_unlock(&w->lock);
}

static bool single_run(struct writer *w, const struct job *job, struct err *e)
{
    return job->task != NULL ? job->task(w->store, job->arg, e)
                             : w->store->ops->expire(w->store, job->step, e);
}

static void tell_made(struct store *s)
{
    if (s->made && s->told != NULL) {
        s->told(s->told_ctx);
    }
    s->made = false;
}

static void group_commit(struct writer *w, struct job *jobs, size_t batch_count)
{
    const struct store_ops *ops = w->store->ops;
    struct err e = {0};
    bool ok = batch_count == 0 ? single_run(w, jobs, &e)
                               : ops->record(w->store, w->batches, batch_count, &e);

    if (ok && batch_count > 0) {
        tally_add(w, batch_count);
    }
    if (ok) {
        tell_made(w->store);
    }
    jobs_tell(w, jobs, ok ? NULL : &e);
    if (ops->settle != NULL) {
        ops->settle(w->store);
    }
}

static void *writer_run(void *arg)
{
    struct writer *w = arg;

    for (;;) {
        struct job *jobs;
        size_t batch_count = 0;

        (void)pthread_mutex_lock(&w->lock);
        while (w->head == NULL && !w->stopping) {
            (void)pthread_cond_wait(&w->work, &w->lock);
        }
        jobs = queue_take(w, &batch_count);
        (void)pthread_mutex_unlock(&w->lock);
        if (jobs == NULL) {
            return NULL;
        }
        group_commit(w, jobs, batch_count);
    }
}

bool writer_start(struct store *s, struct writer **out, struct err *e)
{
    struct writer *w = calloc(1, sizeof *w);
    int rc;

    if (w == NULL) {
        err_set(e, ERR_SYSTEM, "no memory for the store's writer");
        e->sys = ENOMEM;
        return false;
    }
    w->store = s;
    w->tail = &w->head;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->work, NULL);
    rc = pthread_create(&w->thread, NULL, writer_run, w);
    if (rc != 0) {
        free(w);
        err_set(e, ERR_SYSTEM, "no thread for the store's writer");
        e->sys = rc;
        return false;
    }
    *out = w;
    return true;
}

/* Queues the job, on this stack, and waits until it was told. */
static bool job_wait(struct writer *w, struct job job, struct err *e)
{
    struct waiter waiter = {.writer = w};

    job.done = waiter_told;
    job.ctx = &waiter;
    (void)pthread_cond_init(&waiter.wake, NULL);
    (void)pthread_mutex_lock(&w->lock);
    queue_put(w, &job);
    while (!waiter.told) {
        (void)pthread_cond_wait(&waiter.wake, &w->lock);
    }
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_cond_destroy(&waiter.wake);
    if (!waiter.ok) {
        *e = waiter.err;
    }
    return waiter.ok;
}

bool writer_record(struct writer *w, const struct store_batch *batch, struct err *e)
{
    struct job job = {.batch = batch};

    return job_wait(w, job, e);
}

bool writer_expire(struct writer *w, struct store_expiry *x, struct err *e)
{
    struct expiry_step step = {.expiry = x, .more = true};
    struct job job = {.step = &step};

    while (step.more) {
        if (!job_wait(w, job, e)) {
            return false;
        }
    }
    return true;
}

bool writer_call(struct writer *w, writer_task *task, void *arg, struct err *e)
{
    struct job job = {.task = task, .arg = arg};

    return job_wait(w, job, e);
}

/* Takes room for `size` more bytes when it is there. */
static bool room_take(struct writer *w, size_t size)
{
    bool room;

    (void)pthread_mutex_lock(&w->lock);
    room = w->copied == 0 || (size <= STORE_QUEUE_BYTES && w->copied <= STORE_QUEUE_BYTES - size);
    if (room) {
        w->copied += size;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return room;
}

/* What a job and its batch take in one allocation, the batch aligned for anything. */
#define JOB_HEAD ((sizeof(struct job) + 15) / 16 * 16)

bool writer_submit(struct writer *w, const struct store_batch *batch, store_done *done, void *ctx,
                   struct err *e)
{
    size_t size = JOB_HEAD + batch_size(batch);
    struct job *job;

    /* Asked before copying, so that a full queue costs its callers next to nothing. */
    if (!room_take(w, size)) {
        return err_set(e, ERR_LIMIT, "the store's queue is full (%d MiB wait to be written)",
                       STORE_QUEUE_BYTES >> 20);
    }
    job = malloc(size);
    if (job == NULL) {
        room_give(w, size);
        err_set(e, ERR_SYSTEM, "no memory to queue a batch of %zu bytes", size);
        e->sys = ENOMEM;
        return false;
    }
    *job = (struct job){.done = done, .ctx = ctx, .copied = size};
    job->batch = batch_copy(batch, (char *)job + JOB_HEAD);
    (void)pthread_mutex_lock(&w->lock);
    queue_put(w, job);
    (void)pthread_mutex_unlock(&w->lock);
    return true;
}

struct writer_tally writer_tally(struct writer *w)
{
    struct writer_tally tally;

    (void)pthread_mutex_lock(&w->lock);
    tally = w->tally;
    (void)pthread_mutex_unlock(&w->lock);
    return tally;
}

void writer_stop(struct writer **w)
{
    struct writer *gone = *w;

    if (gone == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&gone->lock);
    gone->stopping = true;
    (void)pthread_cond_signal(&gone->work);
    (void)pthread_mutex_unlock(&gone->lock);
    (void)pthread_join(gone->thread, NULL);
    assert(gone->head == NULL);
    (void)pthread_cond_destroy(&gone->work);
    (void)pthread_mutex_destroy(&gone->lock);
    free(gone);
    *w = NULL;
}
