#include "service/password_queue.h"

#include "base/memory.h"
#include "base/monotonic.h"

#include <pthread.h>
#include <sodium.h>

#define DEVICE_MAX 256

struct waiting {
    struct waiting *next;
    struct password_question question;
    password_done *done;
    void *ctx;
    int64_t since_ms; /* monotonic */
    char login[2 * ACCOUNT_TEXT_MAX];
    char device[DEVICE_MAX];
};

struct line {
    struct waiting *first;
    struct waiting **end;
    size_t count;
};

struct password_queue {
    struct queue_setup setup;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct line lines[QUEUE_CLASS_COUNT];
    struct waiting *free;
    struct waiting *all; /* setup.room of them, the threads' own included */
    size_t count;        /* slots in use: of those that wait, and of those being answered */
    size_t busy;         /* being answered */
    unsigned turn;
    bool stopping;
    struct queue_counts counts;
    pthread_t *threads;
    unsigned started;
};

/* --- lines; the lock is held ---------------------------------------------------------------------- */

static void line_init(struct line *l)
{
    *l = (struct line){.end = &l->first};
}

static void line_put(struct line *l, struct waiting *w)
{
    w->next = NULL;
    *l->end = w;
    l->end = &w->next;
    l->count++;
}

static struct waiting *line_take(struct line *l)
{
    struct waiting *w = l->first;

    if (w != NULL) {
        l->first = w->next;
        l->end = l->first == NULL ? &l->first : l->end;
        l->count--;
    }
    return w;
}

/* Wipes what was asked and gives the room back. */
static void give_back(struct password_queue *w, struct waiting *gone)
{
    sodium_memzero(&gone->question, sizeof gone->question);
    gone->next = w->free;
    w->free = gone;
    w->count--;
}

/* --- coming in ------------------------------------------------------------------------------------ */

static struct span copy(struct span text, char *to, size_t room)
{
    size_t len = text.len < room ? text.len : room;

    if (len > 0) {
        memcpy(to, text.at, len);
    }
    return (struct span){.at = to, .len = len};
}

static void fill(struct waiting *slot, const struct password_question *q, password_done *done,
                 void *ctx)
{
    slot->question = *q;
    slot->question.login = copy(q->login, slot->login, sizeof slot->login);
    slot->question.device = copy(q->device, slot->device, sizeof slot->device);
    slot->question.session = (struct span){0};
    slot->done = done;
    slot->ctx = ctx;
    slot->since_ms = monotonic_ms();
}

/* Whether there is room for one more of that class. */
static bool has_room(const struct password_queue *w, enum queue_class class)
{
    size_t quarter = w->setup.room / 4;

    switch (class) {
    case QUEUE_KNOWN:
        return w->count < w->setup.room;
    case QUEUE_STRANGER:
        return w->count < w->setup.room - quarter;
    case QUEUE_GUESSER:
        return w->count < w->setup.room - quarter && w->lines[QUEUE_GUESSER].count < quarter;
    case QUEUE_CLASS_COUNT:
        break;
    }
    return false;
}

/* The one that is turned away for a known one: a guesser, then a stranger; NULL: there is none. */
static struct waiting *give_way(struct password_queue *w)
{
    struct waiting *gone = line_take(&w->lines[QUEUE_GUESSER]);

    if (gone != NULL) {
        w->counts.refused++;
        return gone;
    }
    gone = line_take(&w->lines[QUEUE_STRANGER]);
    w->counts.crowded += gone != NULL;
    return gone;
}

/* Where a question was to be told, after its room was given to another. */
struct told {
    password_done *done;
    void *ctx;
};

/* True when it waits now; *away: who is turned away, if anybody. */
static bool take_in(struct password_queue *w, const struct password_question *q,
                    enum queue_class class, struct told *now, struct told *away)
{
    struct waiting *slot;

    if (w->stopping) {
        return false;
    }
    if (!has_room(w, class)) {
        slot = class == QUEUE_KNOWN ? give_way(w) : NULL;
        if (slot == NULL) {
            w->counts.refused += class == QUEUE_GUESSER;
            w->counts.crowded += class != QUEUE_GUESSER;
            return false;
        }
        *away = (struct told){.done = slot->done, .ctx = slot->ctx};
        give_back(w, slot);
    }
    slot = w->free;
    w->free = slot->next;
    w->count++;
    fill(slot, q, now->done, now->ctx);
    line_put(&w->lines[class], slot);
    (void)pthread_cond_signal(&w->work);
    return true;
}

static void turn_away(const struct told *t)
{
    const struct password_answer busy = {.result = PASSWORD_BUSY};

    t->done(t->ctx, &busy);
}

void password_queue_put(struct password_queue *w, const struct password_question *q,
                        enum queue_class class, password_done *done, void *ctx)
{
    struct told now = {.done = done, .ctx = ctx};
    struct told away = {0};
    bool taken;

    (void)pthread_mutex_lock(&w->lock);
    taken = take_in(w, q, class, &now, &away);
    (void)pthread_mutex_unlock(&w->lock);
    if (away.done != NULL) {
        turn_away(&away);
    }
    if (!taken) {
        turn_away(&now);
    }
}

/* --- the threads ---------------------------------------------------------------------------------- */

/* The next one; the lock is held. */
static struct waiting *next_one(struct password_queue *w)
{
    static const enum queue_class usual[] = {QUEUE_KNOWN, QUEUE_STRANGER, QUEUE_GUESSER};
    static const enum queue_class turned[] = {QUEUE_STRANGER, QUEUE_GUESSER, QUEUE_KNOWN};
    const enum queue_class *order = ++w->turn % QUEUE_STRANGERS == 0 ? turned : usual;
    struct waiting *found = NULL;

    for (size_t i = 0; i < QUEUE_CLASS_COUNT && found == NULL; i++) {
        found = line_take(&w->lines[order[i]]);
    }
    return found;
}

/* Waits for one; NULL: the end. */
static struct waiting *await(struct password_queue *w)
{
    struct waiting *found = NULL;

    (void)pthread_mutex_lock(&w->lock);
    while (!w->stopping && w->count == w->busy) {
        (void)pthread_cond_wait(&w->work, &w->lock);
    }
    if (!w->stopping) {
        found = next_one(w);
        w->busy++;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return found;
}

static void finish(struct password_queue *w, struct waiting *done)
{
    (void)pthread_mutex_lock(&w->lock);
    w->busy--;
    give_back(w, done);
    (void)pthread_mutex_unlock(&w->lock);
}

static void *thread_run(void *arg)
{
    struct password_queue *w = arg;
    struct waiting *one;

    while ((one = await(w)) != NULL) {
        struct password_answer answer = {.result = PASSWORD_BUSY};
        struct told told = {.done = one->done, .ctx = one->ctx};

        if (monotonic_ms() - one->since_ms < QUEUE_WAIT_MS) {
            w->setup.run(w->setup.ctx, &one->question, &answer);
        } else {
            (void)pthread_mutex_lock(&w->lock);
            w->counts.crowded++;
            (void)pthread_mutex_unlock(&w->lock);
        }
        finish(w, one);
        told.done(told.ctx, &answer);
    }
    return NULL;
}

/* --- life ----------------------------------------------------------------------------------------- */

bool password_queue_new(const struct queue_setup *setup, struct password_queue **out, struct err *e)
{
    struct password_queue *w = memory_new(1, sizeof *w);

    w->setup = *setup;
    w->setup.room = setup->room + setup->threads; /* those being answered keep their slots */
    w->all = memory_new(w->setup.room, sizeof *w->all);
    w->threads = memory_new(setup->threads, sizeof *w->threads);
    for (size_t i = 0; i < w->setup.room; i++) {
        w->all[i].next = w->free;
        w->free = &w->all[i];
    }
    for (size_t i = 0; i < QUEUE_CLASS_COUNT; i++) {
        line_init(&w->lines[i]);
    }
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->work, NULL);
    for (; w->started < setup->threads; w->started++) {
        int rc = pthread_create(&w->threads[w->started], NULL, thread_run, w);

        if (rc != 0) {
            password_queue_free(&w);
            e->sys = rc;
            return err_set(e, ERR_SYSTEM, "no thread to hash passwords");
        }
    }
    *out = w;
    return true;
}

struct queue_counts password_queue_counts(struct password_queue *w)
{
    struct queue_counts counts;

    (void)pthread_mutex_lock(&w->lock);
    counts = w->counts;
    counts.waiting = w->count - w->busy;
    (void)pthread_mutex_unlock(&w->lock);
    return counts;
}

void password_queue_free(struct password_queue **w)
{
    struct password_queue *gone = *w;

    if (gone == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&gone->lock);
    gone->stopping = true;
    (void)pthread_cond_broadcast(&gone->work);
    (void)pthread_mutex_unlock(&gone->lock);
    for (unsigned i = 0; i < gone->started; i++) {
        (void)pthread_join(gone->threads[i], NULL);
    }
    for (size_t i = 0; i < QUEUE_CLASS_COUNT; i++) {
        for (struct waiting *one = gone->lines[i].first; one != NULL; one = one->next) {
            turn_away(&(struct told){.done = one->done, .ctx = one->ctx});
        }
    }
    (void)pthread_cond_destroy(&gone->work);
    (void)pthread_mutex_destroy(&gone->lock);
    sodium_memzero(gone->all, gone->setup.room * sizeof *gone->all);
    memory_free(gone->all);
    memory_free(gone->threads);
    memory_free(gone);
    *w = NULL;
}
