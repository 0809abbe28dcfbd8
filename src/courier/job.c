#include "courier/inside.h"

#include <string.h>

#define MISSES_TOLD 3 /* messages in a row that did not get through: the channel is failing */
#define TRIES_MAX 65535

void job_done(struct courier *c, struct job *j, enum delivery_state state, struct span detail)
{
    size_t len = detail.len < sizeof j->detail - 1 ? detail.len : sizeof j->detail - 1;

    if (len > 0) {
        memcpy(j->detail, detail.at, len);
    }
    j->detail[len] = '\0';
    j->state = JOB_DONE;
    j->change.state = (uint8_t)state;
    j->change.at_ms = courier_now_ms(c);
    j->change.detail = (struct span){j->detail, len};
}

/* Tells when a channel begins or ends to fail. */
static void note_health(struct courier *c, const struct job *j, bool well)
{
    struct lane *lane = &c->lanes[j->channel];
    bool was = lane->misses >= MISSES_TOLD;

    lane->misses = well ? 0 : lane->misses + 1;
    if (was == (lane->misses >= MISSES_TOLD)) {
        return;
    }
    (void)pthread_mutex_lock(&c->lock);
    c->tally.channels[j->channel].failing = !was;
    (void)pthread_mutex_unlock(&c->lock);
    courier_tell(c, was ? COURIER_WORKING : COURIER_FAILING, j->channel, j->detail);
}

void job_accepted(struct courier *c, struct job *j, struct span detail)
{
    job_done(c, j, DELIVERY_ACCEPTED, detail);
    note_health(c, j, true);
}

void job_failed(struct courier *c, struct job *j, struct span detail)
{
    job_done(c, j, DELIVERY_FAILED, detail);
}

/* Tried again, or EXPIRED at once when its time would be over by then: what stands by need not wait. */
void job_again(struct courier *c, struct job *j, struct span detail)
{
    struct lane *lane = &c->lanes[j->channel];
    int64_t next_ms;

    j->change.tries = j->tries < TRIES_MAX ? (uint16_t)(j->tries + 1) : TRIES_MAX;
    next_ms = courier_now_ms(c) +
              backoff_wait_ms(lane->backoff, j->change.tries, j->change.id, c->setup.seed);
    j->change.next_ms = next_ms;
    job_done(c, j, next_ms < j->expires_ms ? DELIVERY_WAITING : DELIVERY_EXPIRED, detail);
    note_health(c, j, false);
}

static void count_job(struct courier_channel_tally *t, const struct job *j)
{
    switch ((enum delivery_state)j->change.state) {
    case DELIVERY_ACCEPTED:
        t->accepted++;
        return;
    case DELIVERY_WAITING:
        t->retried++;
        return;
    case DELIVERY_FAILED:
        t->failed++;
        return;
    case DELIVERY_EXPIRED:
        t->expired++;
        return;
    case DELIVERY_STANDBY:
    case DELIVERY_BUFFERED:
    case DELIVERY_DELIVERED:
    case DELIVERY_DROPPED:
    case DELIVERY_STATE_COUNT:
        return;
    }
}

void job_release(struct courier *c, struct job *j)
{
    (void)pthread_mutex_lock(&c->lock);
    c->tally.channels[j->channel].under_way--;
    count_job(&c->tally.channels[j->channel], j);
    (void)pthread_mutex_unlock(&c->lock);
    c->lanes[j->channel].used--;
    j->state = JOB_FREE;
}
