#include "portal/throttle.h"

#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>

#define PROBES 8

/* Full again at full_ms: one number tells both how many tries are left and since when. */
struct bucket {
    uint64_t who; /* 0: nobody */
    int64_t full_ms;
};

struct throttle {
    pthread_mutex_t lock;
    struct hash_key key;
    struct bucket all;
    struct bucket each[THROTTLE_SLOTS];
};

struct throttle *throttle_new(void)
{
    struct throttle *t = calloc(1, sizeof *t);

    if (t != NULL) {
        (void)pthread_mutex_init(&t->lock, NULL);
        hash_key_random(&t->key);
    }
    return t;
}

void throttle_free(struct throttle **t)
{
    if (*t != NULL) {
        (void)pthread_mutex_destroy(&(*t)->lock);
        free(*t);
        *t = NULL;
    }
}

static uint64_t name_of(const struct throttle *t, const struct address *who)
{
    struct address subscriber = {0};

    if (who != NULL) {
        subscriber = address_subscriber(who);
    }
    return hash_bytes(&t->key, subscriber.bytes, sizeof subscriber.bytes) | 1;
}

/* The subscriber's bucket, made where nobody is or where the one full soonest was. */
static struct bucket *bucket_of(struct throttle *t, uint64_t who)
{
    struct bucket *best = NULL;

    for (size_t i = 0; i < PROBES; i++) {
        struct bucket *b = &t->each[(who + i) % THROTTLE_SLOTS];

        if (b->who == who) {
            return b;
        }
        if (best == NULL || b->full_ms < best->full_ms) {
            best = b;
        }
    }
    *best = (struct bucket){.who = who};
    return best;
}

/* A clock that was set back must not lock anybody out for longer than an empty bucket. */
static bool has_room(struct bucket *b, int64_t now_ms, int64_t burst, int64_t refill_ms)
{
    int64_t most = now_ms + burst * refill_ms;

    b->full_ms = b->full_ms > most ? most : b->full_ms;
    b->full_ms = b->full_ms < now_ms ? now_ms : b->full_ms;
    return b->full_ms + refill_ms <= most;
}

bool throttle_take(struct throttle *t, const struct address *who, int64_t now_ms)
{
    struct bucket *b;
    bool all;
    bool ok;

    (void)pthread_mutex_lock(&t->lock);
    b = bucket_of(t, name_of(t, who));
    all = has_room(&t->all, now_ms, THROTTLE_ALL_BURST, THROTTLE_ALL_REFILL_MS);
    ok = has_room(b, now_ms, THROTTLE_BURST, THROTTLE_REFILL_MS) && all;
    if (ok) {
        b->full_ms += THROTTLE_REFILL_MS;
        t->all.full_ms += THROTTLE_ALL_REFILL_MS;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return ok;
}

void throttle_return(struct throttle *t, const struct address *who, int64_t now_ms)
{
    struct bucket *b;

    (void)pthread_mutex_lock(&t->lock);
    b = bucket_of(t, name_of(t, who));
    if (b->full_ms >= now_ms) {
        b->full_ms -= THROTTLE_REFILL_MS;
    }
    t->all.full_ms -= THROTTLE_ALL_REFILL_MS;
    (void)pthread_mutex_unlock(&t->lock);
}
