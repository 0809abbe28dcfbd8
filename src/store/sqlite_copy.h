/* store/sqlite_copy.h - the thread that copies SQLite's log into the file beside the writer.
 *
 * Duty      after a commit, has the log copied when there is enough of it: in four parts, because a
 *           flush of more would hold up the writer's own; and the log begun anew.
 * Threads   everything but the copying itself belongs to the writer thread.
 */
#ifndef STORE_SQLITE_COPY_H
#define STORE_SQLITE_COPY_H

#include <pthread.h>
#include <stdbool.h>

#define SQLITE_WAL_PAGES 16384 /* log pages (64 MiB) after which the log begins anew */

struct store;

enum copier_state {
    COPIER_RESTS,
    COPIER_ASKED, /* and works, or is about to */
    COPIER_DONE,  /* not yet seen by the writer */
};

struct sqlite_copier {
    pthread_mutex_t lock;
    pthread_cond_t asked;
    enum copier_state state; /* under lock */
    bool stopping;           /* under lock */
    int pages;               /* in the log, after which it begins anew */
    /* the writer thread's own */
    pthread_t thread;
    bool running; /* written under lock as well */
    int tried;    /* pages in the log when the writer copied last; 0: it began anew */
    int late;     /* times that the rest was too much for the writer to copy */
};

void sqlite_copier_new(struct sqlite_copier *c);
void sqlite_copier_free(struct sqlite_copier *c); /* waits for its thread */

/* Between commits: store_ops.settle. */
void sqlite_settle(struct store *s);

#endif
