/* store/sqlite_copy.h - the thread that copies SQLite's log into the file beside the writer.
 *
 * Duty      after a commit, has the log copied when there is enough of it, and the log begun anew.
 * Threads   everything but the copying itself belongs to the writer thread.
 */
#ifndef STORE_SQLITE_COPY_H
#define STORE_SQLITE_COPY_H

#include <pthread.h>
#include <stdbool.h>

#define SQLITE_WAL_PAGES 16384 /* log pages (64 MiB) before they are copied into the file */

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
    int pages;               /* so many new ones in the log make it work */
    /* the writer thread's own */
    pthread_t thread;
    bool running;
    int rounds; /* asked since the writer copied last */
};

void sqlite_copier_new(struct sqlite_copier *c);
void sqlite_copier_free(struct sqlite_copier *c); /* waits for its thread */

/* Between commits: store_ops.settle. */
void sqlite_settle(struct store *s);

#endif
