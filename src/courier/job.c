#include "courier/inside.h"

#include <string.h>

#define MISSES_TOLD 3      /* messages in a row that did not get through: the channel is failing */
#define PROBE_MAX_MS 30000 /* a channel that fails is looked at so often at least */
#define TRIES_MAX 65535

void job_done(struct courier *c, struct job *j, enum delivery_state state, struct span detail)
{
    size_t len = sizeof j->detail - 1;

    if (detail.len < len) {
        len = detail.len;
    }
    memcpy(j->detail, detail.at == NULL ? "" : detail.at, len);
    j->detail[len] = '\0';
    j->state = JOB_DONE;
    j->change.state = (uint8_t)state;
    j->change.at_ms = courier_now_ms(c);
    j->change.detail = (struct span){j->detail, len};
}

bool lane_is_failing(const struct lane *lane)
{
    return lane->misses >= MISSES_TOLD;
}

/* When the next one may try. */
static int64_t probe_wait_ms(const struct courier *c, const struct job *j)
{
    const struct lane *lane = &c->lanes[j->channel];
    uint32_t wait;

    if (!lane_is_failing(lane)) {
        return 0;
    }
    wait =
        backoff_wait_ms(lane->backoff, lane->misses - MISSES_TOLD + 1, j->change.id, c->setup.seed);
    return wait < PROBE_MAX_MS ? wait : PROBE_MAX_MS;
}

/* Tells when a channel begins or ends to fail. */
static void note_health(struct courier *c, const struct job *j, bool well)
{
    struct lane *lane = &c->lanes[j->channel];
    bool was = lane_is_failing(lane);

    lane->misses = well ? 0 : lane->misses + 1;
    lane->probe_ms = courier_now_ms(c) + probe_wait_ms(c, j);
    if (was == lane_is_failing(lane)) {
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
void job_again(struct courier *c, struct job *j, enum job_fault fault, struct span detail)
{
    struct lane *lane = &c->lanes[j->channel];
    int64_t next_ms;

    j->change.tries = j->tries < TRIES_MAX ? (uint16_t)(j->tries + 1) : TRIES_MAX;
    next_ms = courier_now_ms(c) +
              backoff_wait_ms(lane->backoff, j->change.tries, j->change.id, c->setup.seed);
    j->change.next_ms = next_ms;
    job_done(c, j, next_ms < j->expires_ms ? DELIVERY_WAITING : DELIVERY_EXPIRED, detail);
    if (fault == FAULT_CHANNEL) {
        note_health(c, j, false);
    }
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
