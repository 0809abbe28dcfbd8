#include "serve/jobs.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct jobs {
    pthread_mutex_t lock;
    pthread_cond_t some;
    job_run *run;
    void **ring;
    size_t cap;
    size_t first;
    size_t count;
    bool ended;
    pthread_t *threads;
    unsigned started;
};

static void *work(void *arg)
{
    struct jobs *j = arg;

    (void)pthread_mutex_lock(&j->lock);
    for (;;) {
        void *job;

        while (j->count == 0 && !j->ended) {
            (void)pthread_cond_wait(&j->some, &j->lock);
        }
        if (j->count == 0) {
            break;
        }
        job = j->ring[j->first];
        j->first = (j->first + 1) % j->cap;
        j->count--;
        (void)pthread_mutex_unlock(&j->lock);
        j->run(job);
        (void)pthread_mutex_lock(&j->lock);
    }
    (void)pthread_mutex_unlock(&j->lock);
    return NULL;
}

bool jobs_new(unsigned workers, size_t waiting_max, job_run *run, struct jobs **out, struct err *e)
{
    struct jobs *j = memory_new(1, sizeof *j);

    j->run = run;
    j->cap = waiting_max;
    j->ring = memory_new(waiting_max, sizeof *j->ring);
    j->threads = memory_new(workers, sizeof *j->threads);
    (void)pthread_mutex_init(&j->lock, NULL);
    (void)pthread_cond_init(&j->some, NULL);
    for (; j->started < workers; j->started++) {
        int code = pthread_create(&j->threads[j->started], NULL, work, j);

        if (code != 0) {
            jobs_free(&j);
            (void)err_set(e, ERR_SYSTEM, "worker thread: %s", strerror(code));
            e->sys = code;
            return false;
        }
    }
    *out = j;
    return true;
}

bool jobs_put(struct jobs *j, void *job)
{
    bool fits;

    (void)pthread_mutex_lock(&j->lock);
    fits = j->count < j->cap && !j->ended;
    if (fits) {
        j->ring[(j->first + j->count) % j->cap] = job;
        j->count++;
        (void)pthread_cond_signal(&j->some);
    }
    (void)pthread_mutex_unlock(&j->lock);
    return fits;
}

size_t jobs_waiting(struct jobs *j)
{
    size_t count;

    (void)pthread_mutex_lock(&j->lock);
    count = j->count;
    (void)pthread_mutex_unlock(&j->lock);
    return count;
}

void jobs_free(struct jobs **j)
{
    struct jobs *gone = *j;

    if (gone == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&gone->lock);
    gone->ended = true;
    (void)pthread_cond_broadcast(&gone->some);
    (void)pthread_mutex_unlock(&gone->lock);
    for (unsigned i = 0; i < gone->started; i++) {
        (void)pthread_join(gone->threads[i], NULL);
    }
    (void)pthread_cond_destroy(&gone->some);
    (void)pthread_mutex_destroy(&gone->lock);
    free(gone->threads);
    free(gone->ring);
    free(gone);
    *j = NULL;
}
