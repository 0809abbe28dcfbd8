/* Copies the log into the file beside the writer. SQLite would do it in the thread that commits, and
 * every commit behind it would wait for two flushes of the disk: a fifth of a busy writer's time. Here
 * a thread with a connection of its own copies what stands in the log; the writer copies the little
 * that came meanwhile, so that the log begins anew. */
#include "store/sqlite_db.h"

#define PART_SHARE 4  /* of the pages of a log: what is copied at once */
#define TAIL_SHARE 16 /* of them: what the writer copies itself, so that the log begins anew */
#define LATE_MOST                                                                                  \
    4 /* when the log grows faster than it is copied, the writer waits after so many */

static sqlite3 *connection_open(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        NULL) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK) {
        (void)sqlite3_close(db);
        return NULL;
    }
    return db;
}

/* When it fails, the writer finds all of it left to do; nothing is lost. */
static void log_copy(sqlite3 *db)
{
    (void)sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static void *copier_run(void *arg)
{
    struct sqlite_store *q = arg;
    struct sqlite_copier *c = &q->copier;
    sqlite3 *db = connection_open(q->path);

    (void)pthread_mutex_lock(&c->lock);
    while (!c->stopping) {
        if (c->state != COPIER_ASKED) {
            (void)pthread_cond_wait(&c->asked, &c->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&c->lock);
        if (db != NULL) {
            log_copy(db);
        }
        (void)pthread_mutex_lock(&c->lock);
        c->state = COPIER_DONE;
    }
    (void)pthread_mutex_unlock(&c->lock);
    (void)sqlite3_close(db);
    return NULL;
}

/* False: there is no thread to ask. */
static bool copier_ask(struct sqlite_store *q)
{
    struct sqlite_copier *c = &q->copier;

    if (!c->running && pthread_create(&c->thread, NULL, copier_run, q) != 0) {
        return false;
    }
    (void)pthread_mutex_lock(&c->lock);
    c->running = true;
    c->state = COPIER_ASKED;
    (void)pthread_cond_signal(&c->asked);
    (void)pthread_mutex_unlock(&c->lock);
    return true;
}

static enum copier_state copier_state(struct sqlite_copier *c)
{
    enum copier_state state;

    (void)pthread_mutex_lock(&c->lock);
    state = c->state;
    (void)pthread_mutex_unlock(&c->lock);
    return state;
}

static void copier_rest(struct sqlite_copier *c)
{
    (void)pthread_mutex_lock(&c->lock);
    c->state = COPIER_RESTS;
    (void)pthread_mutex_unlock(&c->lock);
}

void sqlite_copier_new(struct sqlite_copier *c)
{
    c->pages = SQLITE_WAL_PAGES;
    (void)pthread_mutex_init(&c->lock, NULL);
    (void)pthread_cond_init(&c->asked, NULL);
}

void sqlite_copier_free(struct sqlite_copier *c)
{
    if (c->running) {
        (void)pthread_mutex_lock(&c->lock);
        c->stopping = true;
        (void)pthread_cond_signal(&c->asked);
        (void)pthread_mutex_unlock(&c->lock);
        (void)pthread_join(c->thread, NULL);
    }
    (void)pthread_cond_destroy(&c->asked);
    (void)pthread_mutex_destroy(&c->lock);
}

/* The log is long enough: copies the rest and lets it begin anew, or has more of it copied first. */
static void log_end(struct sqlite_store *q, int left)
{
    struct sqlite_copier *c = &q->copier;

    q->wal_mark = q->wal_pages;
    if (left > c->pages / TAIL_SHARE && c->late < LATE_MOST && copier_ask(q)) {
        c->late++;
        return;
    }
    log_copy(q->db);
    c->tried = q->wal_pages; /* a reader may keep the log from beginning anew */
    c->late = 0;
    copier_rest(c);
}

void sqlite_settle(struct store *s)
{
    struct sqlite_store *q = sqlite_self(s);
    struct sqlite_copier *c = &q->copier;
    int left;

    if (q->wal_pages < q->wal_mark) {
        q->wal_mark = 0;
        c->tried = 0;
        c->late = 0;
    }
    left = q->wal_pages - q->wal_mark;
    if (copier_state(c) == COPIER_ASKED) {
        return;
    }
    if (q->wal_pages >= c->pages && q->wal_pages - c->tried >= c->pages / PART_SHARE) {
        log_end(q, left);
    } else if (left >= c->pages / PART_SHARE && copier_ask(q)) {
        q->wal_mark = q->wal_pages;
    }
}
