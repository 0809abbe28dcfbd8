#include "courier/inside.h"

#include "base/memory.h"
#include "base/monotonic.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define LOOK_MS 1000 /* between two looks into the outbox, when nothing wakes us */
#define IDLE_MS 5000 /* the same when nothing is due: STANDBY deliveries are released then */

int64_t courier_now_ms(const struct courier *c)
{
    struct timespec now;

    if (c->setup.now_ms != NULL) {
        return c->setup.now_ms(c->setup.clock);
    }
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void courier_tell(struct courier *c, enum courier_event what, enum channel channel,
                  const char *text)
{
    if (c->setup.tell != NULL) {
        c->setup.tell(c->setup.tell_ctx, what, channel, text);
    }
}

/* --- recording --------------------------------------------------------------------------------------- */

static void outbox_failed(struct courier *c, const struct err *e)
{
    (void)pthread_mutex_lock(&c->lock);
    c->tally.outbox_errors++;
    (void)pthread_mutex_unlock(&c->lock);
    if (!c->outbox_ill) {
        courier_tell(c, COURIER_OUTBOX, CHANNEL_COUNT, e->text);
    }
    c->outbox_ill = true;
}

static size_t gather_done(struct courier *c, struct job **out)
{
    size_t count = 0;

    for (size_t l = 0; l < CHANNEL_COUNT; l++) {
        struct lane *lane = &c->lanes[l];

        for (size_t i = 0; i < lane->slots; i++) {
            if (lane->jobs[i].state == JOB_DONE) {
                out[count++] = &lane->jobs[i];
            }
        }
    }
    return count;
}

/* Records what has finished, all in one commit. While the outbox refuses, their slots stay taken:
 * nothing is sent a second time only because it could not be written down. */
static void save(struct courier *c)
{
    struct job *done[CHANNEL_COUNT * COURIER_SLOTS_MAX];
    struct delivery_change changes[CHANNEL_COUNT * COURIER_SLOTS_MAX];
    size_t count = gather_done(c, done);
    struct err e;

    if (count == 0 || courier_now_ms(c) < c->save_ms) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        changes[i] = done[i]->change;
    }
    if (!c->setup.outbox.change(c->setup.outbox.ctx, changes, count, &e)) {
        outbox_failed(c, &e);
        c->save_ms = courier_now_ms(c) + LOOK_MS;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        job_release(c, done[i]);
    }
    c->outbox_ill = false;
    c->look_ms = 0;
}

/* --- taking from the outbox -------------------------------------------------------------------------- */

static bool is_under_way(const struct lane *lane, int64_t id)
{
    for (size_t i = 0; i < lane->slots; i++) {
        if (lane->jobs[i].state != JOB_FREE && lane->jobs[i].change.id == id) {
            return true;
        }
    }
    return false;
}

static struct job *free_job(struct lane *lane)
{
    for (size_t i = 0; i < lane->slots; i++) {
        if (lane->jobs[i].state == JOB_FREE) {
            return &lane->jobs[i];
        }
    }
    return NULL;
}

static bool job_begin(struct courier *c, struct job *j, const struct delivery *d,
                      const struct notice *n)
{
    struct lane *lane = &c->lanes[j->channel];

    if (lane->backoff == NULL) {
        job_failed(c, j, SPAN("nothing is set up to send it"));
        return false;
    }
    if (courier_now_ms(c) >= d->expires_ms) {
        job_done(c, j, DELIVERY_EXPIRED, d->detail);
        return false;
    }
    if (j->easy == NULL) {
        j->easy = curl_easy_init();
    }
    if (j->easy == NULL) {
        job_again(c, j, FAULT_CHANNEL, SPAN("no memory to send it"));
        return false;
    }
    curl_easy_reset(j->easy);
    (void)curl_easy_setopt(j->easy, CURLOPT_PRIVATE, j);
    return lane->gateway == NULL ? mail_begin(c, j, d) : web_begin(c, j, d, n);
}

static void job_start(struct courier *c, struct job *j, const struct delivery *d,
                      const struct notice *n)
{
    j->state = JOB_SENDING;
    j->tries = d->tries;
    j->expires_ms = d->expires_ms;
    j->body_at = 0;
    j->body_len = 0;
    j->reply = (struct smtp_reply){0};
    j->change = (struct delivery_change){.id = d->id, .tries = d->tries, .next_ms = d->next_ms};
    c->lanes[j->channel].used++;
    (void)pthread_mutex_lock(&c->lock);
    c->tally.channels[j->channel].under_way++;
    (void)pthread_mutex_unlock(&c->lock);
    if (job_begin(c, j, d, n) && curl_multi_add_handle(c->multi, j->easy) != CURLM_OK) {
        job_again(c, j, FAULT_CHANNEL, SPAN("no memory to send it"));
    }
}

struct taking {
    struct courier *c;
    enum channel channel;
};

/* Whether this one may take a slot now. */
static bool may_start(const struct courier *c, const struct lane *lane, const struct delivery *d)
{
    int64_t now_ms = courier_now_ms(c);

    if (is_under_way(lane, d->id)) {
        return false;
    }
    return !lane_is_failing(lane) || now_ms >= d->expires_ms ||
           (lane->used == 0 && now_ms >= lane->probe_ms);
}

static bool take(void *ctx, const struct delivery *d, const struct notice *n)
{
    const struct taking *t = ctx;
    struct lane *lane = &t->c->lanes[t->channel];
    struct job *j = free_job(lane);

    if (j == NULL) {
        return false;
    }
    if (may_start(t->c, lane, d)) {
        job_start(t->c, j, d, n);
    }
    return true;
}

static bool take_due(struct courier *c, int64_t now_ms, struct err *e)
{
    for (size_t l = 0; l < CHANNEL_COUNT; l++) {
        struct taking t = {.c = c, .channel = (enum channel)l};
        struct lane *lane = &c->lanes[l];
        /* Those under way are still due for the outbox and come first. */
        const struct courier_due due = {t.channel, now_ms, lane->slots};

        if (lane->used < lane->slots &&
            !c->setup.outbox.due(c->setup.outbox.ctx, &due, take, &t, e)) {
            return false;
        }
    }
    return true;
}

static bool release(struct courier *c, int64_t now_ms, struct err *e)
{
    uint64_t released = 0;

    if (now_ms < c->release_ms) {
        return true;
    }
    c->release_ms = now_ms + LOOK_MS;
    return c->setup.outbox.release(c->setup.outbox.ctx, now_ms, &released, e);
}

static bool look(struct courier *c, int64_t now_ms, struct err *e)
{
    struct courier_outbox *o = &c->setup.outbox;
    int64_t next_ms = 0;

    if (!release(c, now_ms, e) || !take_due(c, now_ms, e) || !o->next(o->ctx, &next_ms, e)) {
        return false;
    }
    /* What is due and was not taken is under way or has no slot: then a slot wakes us. */
    c->look_ms = next_ms <= now_ms ? now_ms + LOOK_MS : next_ms;
    if (c->look_ms > now_ms + IDLE_MS) {
        c->look_ms = now_ms + IDLE_MS;
    }
    return true;
}

static void look_when_due(struct courier *c)
{
    int64_t now_ms = courier_now_ms(c);
    struct err e;

    if (!atomic_exchange(&c->woken, false) && now_ms < c->look_ms) {
        return;
    }
    if (!look(c, now_ms, &e)) {
        outbox_failed(c, &e);
        c->look_ms = now_ms + LOOK_MS;
    }
}

/* --- the thread -------------------------------------------------------------------------------------- */

static void job_end(struct courier *c, struct job *j, CURLcode rc)
{
    (void)curl_multi_remove_handle(c->multi, j->easy);
    if (c->lanes[j->channel].gateway == NULL) {
        mail_end(c, j, rc);
    } else {
        web_end(c, j, rc);
    }
    curl_slist_free_all(j->list);
    j->list = NULL;
    memory_free(j->body);
    j->body = NULL;
}

static void finish(struct courier *c)
{
    struct CURLMsg *m;
    int left = 0;

    while ((m = curl_multi_info_read(c->multi, &left)) != NULL) {
        char *job = NULL;

        (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &job);
        job_end(c, (struct job *)(void *)job, m->data.result);
    }
}

static bool is_empty(const struct courier *c)
{
    size_t used = 0;

    for (size_t l = 0; l < CHANNEL_COUNT; l++) {
        used += c->lanes[l].used;
    }
    return used == 0;
}

static int wait_ms(const struct courier *c)
{
    int64_t wait = c->look_ms - courier_now_ms(c);

    return wait < 0 ? 0 : wait > LOOK_MS ? LOOK_MS : (int)wait;
}

static bool turn(struct courier *c)
{
    int64_t stop_ms = atomic_load(&c->stop_ms);
    int running = 0;

    if (stop_ms == 0) {
        look_when_due(c);
    } else if (is_empty(c) || monotonic_ms() >= stop_ms) {
        return false;
    }
    (void)curl_multi_perform(c->multi, &running);
    finish(c);
    save(c);
    (void)curl_multi_poll(c->multi, NULL, 0, stop_ms == 0 ? wait_ms(c) : 50, NULL);
    return true;
}

static void *run(void *ctx)
{
    struct courier *c = ctx;

    while (turn(c)) {
    }
    return NULL;
}

/* --- life -------------------------------------------------------------------------------------------- */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void curl_begin(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void set_gateway(struct courier *c, enum channel channel, const struct gateway *g)
{
    struct lane *lane = &c->lanes[channel];

    if (g != NULL) {
        lane->gateway = g;
        lane->slots = gateway_slots(g);
        lane->backoff = gateway_backoff(g);
    }
}

static bool set_lanes(struct courier *c, struct err *e)
{
    if (!mail_setup(c, e)) {
        return false;
    }
    set_gateway(c, CHANNEL_SMS, c->setup.sms);
    set_gateway(c, CHANNEL_VOICE, c->setup.voice);
    for (size_t l = 0; l < CHANNEL_COUNT; l++) {
        struct lane *lane = &c->lanes[l];

        /* One that is not set up needs a slot, too, to fail what waits for it. */
        lane->slots = lane->slots == 0 ? COURIER_SLOTS_MAX : lane->slots;
        lane->jobs = memory_new(lane->slots, sizeof *lane->jobs);
        for (size_t i = 0; i < lane->slots; i++) {
            lane->jobs[i].channel = (enum channel)l;
        }
    }
    return true;
}

static void destroy(struct courier *c)
{
    for (size_t l = 0; l < CHANNEL_COUNT; l++) {
        struct lane *lane = &c->lanes[l];

        for (size_t i = 0; lane->jobs != NULL && i < lane->slots; i++) {
            struct job *j = &lane->jobs[i];

            if (j->easy != NULL) {
                (void)curl_multi_remove_handle(c->multi, j->easy);
                curl_easy_cleanup(j->easy);
            }
            curl_slist_free_all(j->list);
            memory_free(j->body);
        }
        memory_free(lane->jobs);
    }
    (void)curl_multi_cleanup(c->multi);
    (void)pthread_mutex_destroy(&c->lock);
    memory_free(c->request);
    memory_free(c->smtp_url);
    memory_free(c->smtp_sender);
    memory_free(c);
}

bool courier_new(const struct courier_setup *setup, struct courier **out, struct err *e)
{
    struct courier *c = memory_new(1, sizeof *c);
    int rc;

    (void)pthread_once(&curl_once, curl_begin);
    c->setup = *setup;
    c->request = memory_new(1, sizeof *c->request);
    (void)pthread_mutex_init(&c->lock, NULL);
    c->multi = curl_multi_init();
    if (c->multi == NULL) {
        destroy(c);
        return err_set(e, ERR_SYSTEM, "no memory to send notices");
    }
    if (!set_lanes(c, e)) {
        destroy(c);
        return false;
    }
    rc = pthread_create(&c->thread, NULL, run, c);
    if (rc != 0) {
        destroy(c);
        e->sys = rc;
        return err_set(e, ERR_SYSTEM, "no thread to send notices: %s", strerror(rc));
    }
    *out = c;
    return true;
}

void courier_wake(struct courier *c)
{
    atomic_store(&c->woken, true);
    (void)curl_multi_wakeup(c->multi);
}

struct courier_tally courier_tally(struct courier *c)
{
    struct courier_tally t;

    (void)pthread_mutex_lock(&c->lock);
    t = c->tally;
    (void)pthread_mutex_unlock(&c->lock);
    return t;
}

void courier_free(struct courier **c, uint32_t within_ms)
{
    if (*c == NULL) {
        return;
    }
    atomic_store(&(*c)->stop_ms, monotonic_ms() + (int64_t)within_ms);
    (void)curl_multi_wakeup((*c)->multi);
    (void)pthread_join((*c)->thread, NULL);
    destroy(*c);
    *c = NULL;
}
