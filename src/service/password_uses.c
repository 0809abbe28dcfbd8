#include "service/password_uses.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define FULL (USES_MAX / 2) /* then it is written early */

struct noted {
    char id[APP_PASSWORD_ID_BYTES + 1]; /* "" the slot is free */
    struct app_use use;
};

struct noted_table {
    size_t count;
    struct noted at[USES_MAX];
};

struct password_uses {
    struct store *store;
    uses_place *place;
    void *ctx;
    struct hash_key key;
    pthread_t thread;
    pthread_mutex_t lock;    /* over noted, stopping and lost */
    pthread_cond_t work;     /* half full, or stopping */
    pthread_mutex_t writing; /* one writes at a time */
    struct noted_table *noted;
    struct noted_table *written; /* under writing */
    struct store_app_use *changes;
    uint64_t lost;
    bool stopping;
    int64_t forgot_s; /* the thread's own, as the next: when it last forgot, seconds since 1970 */
    bool failed;      /* the thread's own: the last time, so there is no hurry */
};

void password_uses_note(struct password_uses *u, const char id[static APP_PASSWORD_ID_BYTES],
                        const struct app_use *use)
{
    size_t at = hash_bytes(&u->key, id, APP_PASSWORD_ID_BYTES) % USES_MAX;
    struct noted *slot;

    (void)pthread_mutex_lock(&u->lock);
    slot = &u->noted->at[at];
    while (slot->id[0] != '\0' && memcmp(slot->id, id, APP_PASSWORD_ID_BYTES) != 0) {
        at = (at + 1) % USES_MAX;
        slot = &u->noted->at[at];
    }
    if (slot->id[0] != '\0') {
        slot->use = *use;
    } else if (u->noted->count == USES_MAX - 1) { /* one stays free, where looking ends */
        u->lost++;
    } else {
        memcpy(slot->id, id, APP_PASSWORD_ID_BYTES);
        slot->use = *use;
        u->noted->count++;
        if (u->noted->count == FULL) {
            (void)pthread_cond_signal(&u->work);
        }
    }
    (void)pthread_mutex_unlock(&u->lock);
}

static size_t gather(struct password_uses *u)
{
    size_t count = 0;

    for (size_t i = 0; i < USES_MAX; i++) {
        struct noted *n = &u->written->at[i];

        if (n->id[0] == '\0') {
            continue;
        }
        if (n->use.has_remote) {
            struct place place = u->place(u->ctx, &n->use.remote);

            n->use.country = place.country;
            n->use.asn = place.asn;
        }
        u->changes[count++] = (struct store_app_use){.id = n->id, .use = &n->use};
    }
    return count;
}

/* What was not written goes back, unless it was used again meanwhile. */
static void put_back(struct password_uses *u)
{
    struct noted_table *again;

    (void)pthread_mutex_lock(&u->lock);
    again = u->noted;
    u->noted = u->written;
    (void)pthread_mutex_unlock(&u->lock);
    for (size_t i = 0; i < USES_MAX; i++) {
        if (again->at[i].id[0] != '\0') {
            password_uses_note(u, again->at[i].id, &again->at[i].use);
        }
    }
    memset(again, 0, sizeof *again);
    u->written = again;
}

bool password_uses_write(struct password_uses *u, struct err *e)
{
    struct noted_table *full;
    bool ok;

    (void)pthread_mutex_lock(&u->writing);
    (void)pthread_mutex_lock(&u->lock);
    full = u->noted;
    u->noted = u->written;
    u->written = full;
    (void)pthread_mutex_unlock(&u->lock);
    ok = store_app_passwords_used(u->store, u->changes, full->count == 0 ? 0 : gather(u), e);
    if (ok) {
        if (full->count > 0) {
            memset(full, 0, sizeof *full);
        }
    } else {
        put_back(u);
    }
    (void)pthread_mutex_unlock(&u->writing);
    return ok;
}

/* Once an hour; what fails is done the next time. */
static void forget_old(struct password_uses *u)
{
    struct timespec now;
    struct err ignored;
    uint64_t count;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if ((int64_t)now.tv_sec - u->forgot_s < 3600) {
        return;
    }
    u->forgot_s = now.tv_sec;
    (void)!store_app_passwords_expire(
        u->store, (int64_t)now.tv_sec * TIME_SECOND_MS - USES_KEPT_DAYS * TIME_DAY_MS, &count,
        &ignored);
}

/* False: the end. */
static bool pause(struct password_uses *u)
{
    struct timespec until;
    bool on;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += USES_WRITE_MS / 1000;
    until.tv_nsec += USES_WRITE_MS % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    (void)pthread_mutex_lock(&u->lock);
    if (!u->stopping && (u->noted->count < FULL || u->failed)) {
        (void)pthread_cond_timedwait(&u->work, &u->lock, &until);
    }
    on = !u->stopping;
    (void)pthread_mutex_unlock(&u->lock);
    return on;
}

static void *thread_run(void *arg)
{
    struct password_uses *u = arg;
    struct err ignored; /* it is tried again; the store's own trouble is told by others */

    while (pause(u)) {
        u->failed = !password_uses_write(u, &ignored);
        forget_old(u);
    }
    (void)!password_uses_write(u, &ignored);
    return NULL;
}

static void let_go(struct password_uses *u)
{
    (void)pthread_cond_destroy(&u->work);
    (void)pthread_mutex_destroy(&u->lock);
    (void)pthread_mutex_destroy(&u->writing);
    memory_free(u->noted);
    memory_free(u->written);
    memory_free(u->changes);
    memory_free(u);
}

bool password_uses_new(struct store *s, uses_place *place, void *ctx, struct password_uses **out,
                       struct err *e)
{
    struct password_uses *u = memory_new(1, sizeof *u);
    pthread_condattr_t attr;
    int rc;

    u->store = s;
    u->place = place;
    u->ctx = ctx;
    hash_key_random(&u->key);
    u->noted = memory_new(1, sizeof *u->noted);
    u->written = memory_new(1, sizeof *u->written);
    u->changes = memory_new(USES_MAX, sizeof *u->changes);
    (void)pthread_mutex_init(&u->lock, NULL);
    (void)pthread_mutex_init(&u->writing, NULL);
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&u->work, &attr);
    (void)pthread_condattr_destroy(&attr);
    rc = pthread_create(&u->thread, NULL, thread_run, u);
    if (rc != 0) {
        let_go(u);
        e->sys = rc;
        return err_set(e, ERR_SYSTEM, "no thread to note uses of app passwords");
    }
    *out = u;
    return true;
}

uint64_t password_uses_lost(struct password_uses *u)
{
    uint64_t lost;

    (void)pthread_mutex_lock(&u->lock);
    lost = u->lost;
    (void)pthread_mutex_unlock(&u->lock);
    return lost;
}

void password_uses_free(struct password_uses **u)
{
    struct password_uses *gone = *u;

    if (gone == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&gone->lock);
    gone->stopping = true;
    (void)pthread_cond_signal(&gone->work);
    (void)pthread_mutex_unlock(&gone->lock);
    (void)pthread_join(gone->thread, NULL);
    let_go(gone);
    *u = NULL;
}
