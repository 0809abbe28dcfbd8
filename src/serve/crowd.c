#include "serve/crowd.h"

#include "base/hash.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

#define SLOTS ((size_t)2 * CROWD_MAX)

struct place_taken {
    struct address address;
    uint32_t count; /* 0: free */
};

struct crowd {
    pthread_mutex_t lock;
    struct hash_key key;
    uint32_t most;
    size_t used;
    struct place_taken slots[SLOTS];
};

struct crowd *crowd_new(uint32_t most_each)
{
    struct crowd *c = memory_new(1, sizeof *c);

    (void)pthread_mutex_init(&c->lock, NULL);
    hash_key_random(&c->key);
    c->most = most_each;
    return c;
}

void crowd_free(struct crowd **c)
{
    if (*c != NULL) {
        (void)pthread_mutex_destroy(&(*c)->lock);
        free(*c);
        *c = NULL;
    }
}

static size_t home_of(const struct crowd *c, const struct address *a)
{
    return (size_t)(hash_bytes(&c->key, a->bytes, sizeof a->bytes) % SLOTS);
}

/* Its slot, or the free one it would get; half of the slots are always free. */
static size_t slot_of(const struct crowd *c, const struct address *a)
{
    size_t i = home_of(c, a);

    while (c->slots[i].count > 0 && !address_eq(&c->slots[i].address, a)) {
        i = (i + 1) % SLOTS;
    }
    return i;
}

bool crowd_enter(struct crowd *c, const struct address *a)
{
    struct address who = address_subscriber(a);
    struct place_taken *slot;
    bool fits;

    (void)pthread_mutex_lock(&c->lock);
    slot = &c->slots[slot_of(c, &who)];
    fits = slot->count < c->most && (slot->count > 0 || c->used < CROWD_MAX);
    if (fits) {
        c->used += slot->count == 0;
        slot->address = who;
        slot->count++;
    }
    (void)pthread_mutex_unlock(&c->lock);
    return fits;
}

/* Slots behind a freed one move up, so that every chain stays whole (Knuth 6.4, algorithm R). */
static void close_gap(struct crowd *c, size_t gap)
{
    for (size_t i = (gap + 1) % SLOTS; c->slots[i].count > 0; i = (i + 1) % SLOTS) {
        size_t home = home_of(c, &c->slots[i].address);
        bool stays = gap <= i ? (gap < home && home <= i) : (gap < home || home <= i);

        if (!stays) {
            c->slots[gap] = c->slots[i];
            c->slots[i].count = 0;
            gap = i;
        }
    }
}

void crowd_leave(struct crowd *c, const struct address *a)
{
    struct address who = address_subscriber(a);
    size_t i;

    (void)pthread_mutex_lock(&c->lock);
    i = slot_of(c, &who);
    if (c->slots[i].count > 0 && --c->slots[i].count == 0) {
        c->used--;
        close_gap(c, i);
    }
    (void)pthread_mutex_unlock(&c->lock);
}
