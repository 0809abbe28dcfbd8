#include "store/memory_notices.h"

#include "base/memory.h"
#include "base/time.h"
#include "store/memory_notice_parts.h"
#include "store/memory_records.h"

#include <stdlib.h>

void memory_notices_init(struct memory_notices *t)
{
    (void)pthread_mutex_init(&t->lock, NULL);
    t->next_notice = 1;
    t->next_delivery = 1;
}

void memory_notices_free(struct memory_notices *t)
{
    for (size_t i = 0; i < t->count; i++) {
        free(t->at[i]);
    }
    for (size_t i = 0; i < t->announcement_count; i++) {
        free(t->announcements[i]);
    }
    free((void *)t->at);
    free((void *)t->announcements);
    (void)pthread_mutex_destroy(&t->lock);
}

/* --- telling an account -------------------------------------------------------------------------- */

static struct memory_notice *notice_find(const struct memory_notices *t, const char *reference)
{
    for (size_t i = t->count; i > 0; i--) {
        if (strcmp(notice_at(t, i - 1)->notice.reference, reference) == 0) {
            return notice_at(t, i - 1);
        }
    }
    return NULL;
}

static struct memory_notice *notice_new(struct memory_notices *t, const struct notice_draft *draft)
{
    size_t size = draft->notice.account.len;
    struct memory_notice *n;
    char *to;

    for (size_t i = 0; i < draft->count; i++) {
        size += draft->deliveries[i].recipient.len + draft->deliveries[i].body.len;
    }
    n = memory_new(1, sizeof *n + size);
    n->notice = draft->notice;
    n->notice.id = t->next_notice++;
    n->count = draft->count;
    to = n->bytes;
    notice_move_span(&n->notice.account, &to);
    for (size_t i = 0; i < draft->count; i++) {
        struct delivery *d = &n->deliveries[i];

        *d = draft->deliveries[i];
        d->id = t->next_delivery++;
        d->notice = n->notice.id;
        notice_move_span(&d->recipient, &to);
        notice_move_span(&d->body, &to);
    }
    return n;
}

/* Keeps the draft unless its reference is kept already. */
static void draft_keep(struct memory_notices *t, const struct notice_draft *draft)
{
    struct memory_notice *n;

    if (notice_find(t, draft->notice.reference) != NULL) {
        return;
    }
    n = notice_new(t, draft);
    for (size_t i = 0; n->notice.facts.kind == NOTICE_DIGEST && i < t->count; i++) {
        if (notice_is_held(notice_at(t, i)) &&
            span_eq(notice_at(t, i)->notice.account, n->notice.account)) {
            notice_at(t, i)->notice.digest = n->notice.id;
        }
    }
    if (t->count == t->cap) {
        t->cap = t->cap == 0 ? 16 : t->cap * 2;
        t->at = memory_grow((void *)t->at, t->cap, sizeof *t->at);
    }
    t->at[t->count++] = n;
}

static size_t past_read(const struct memory_notices *t, struct span key, int64_t from_ms,
                        struct notice_past past[static NOTICE_PAST_MAX])
{
    size_t count = 0;

    for (size_t i = t->count; i > 0 && count < NOTICE_PAST_MAX; i--) {
        const struct notice *n = &notice_at(t, i - 1)->notice;

        if (n->created_ms >= from_ms && span_eq(n->account, key)) {
            past[count++] = notice_past_of(n->created_ms, (enum notice_fate)n->fate, &n->facts);
        }
    }
    return count;
}

static void held_count(const struct memory_notices *t, struct span key, struct notice_facts *facts)
{
    facts->count = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct notice *n = &notice_at(t, i)->notice;

        if (notice_is_held(notice_at(t, i)) && span_eq(n->account, key)) {
            if (facts->count == 0 || n->created_ms < facts->first_ms) {
                facts->first_ms = n->created_ms;
            }
            facts->count++;
        }
    }
}

/* One notice on its way. */
struct telling {
    struct store *s;
    struct span name;
    struct notice_facts facts;
    int64_t event;
    char *reference; /* or NULL */
    struct notice_former former;
};

static bool tell(void *ctx, const struct account_record *account)
{
    struct telling *t = ctx;
    struct memory_notices *table = memory_notices_of(t->s);
    struct span key = account == NULL ? t->name : account->text[ACCOUNT_ID];
    struct notice_past past[NOTICE_PAST_MAX];
    struct notice_draft draft;
    struct notice_request request = {
        .facts = &t->facts,
        .sign_in_name = t->name,
        .account = account,
        .past = past,
        .event = t->event,
        .now_ms = t->facts.at_ms,
        .former = t->former,
    };

    (void)pthread_mutex_lock(&table->lock);
    if (t->facts.kind == NOTICE_DIGEST) {
        held_count(table, key, &t->facts);
    }
    request.past_count =
        past_read(table, key, t->facts.at_ms - NOTICE_PAST_DAYS * TIME_DAY_MS, past);
    if ((t->facts.kind != NOTICE_DIGEST || t->facts.count > 0) &&
        notice_make(t->s, &request, key, &draft)) {
        draft_keep(table, &draft);
        if (t->reference != NULL) {
            memcpy(t->reference, draft.notice.reference, NOTICE_REFERENCE_MAX);
        }
    }
    (void)pthread_mutex_unlock(&table->lock);
    return false;
}

static void telling_run(struct telling *t, bool by_key)
{
    struct err e = {0};
    bool found = by_key && t->name.len > 0 && memory_account_get(t->s, t->name, tell, t, &e);

    for (size_t l = 0; !found && l < ACCOUNT_IDENTIFIER_COUNT; l++) {
        found = memory_account_by(t->s, (enum account_list)l, t->name, tell, t, &e);
    }
    if (!found) {
        (void)tell(t, NULL);
    }
}

void memory_notice_write(struct store *s, const struct store_change *c, int64_t event)
{
    struct telling t = {.s = s, .name = c->account, .facts = *c->notice, .event = event};

    telling_run(&t, false);
}

bool memory_notice_put(struct store *s, struct notice_put *put, struct err *e)
{
    struct telling t = {.s = s,
                        .name = put->account,
                        .facts = *put->facts,
                        .reference = put->reference,
                        .former = put->former};

    (void)e;
    telling_run(&t, true);
    return true;
}

/* --- forgetting ---------------------------------------------------------------------------------- */

static void notice_remove(struct memory_notices *t, size_t at)
{
    free(t->at[at]);
    t->count--;
    memmove((void *)(t->at + at), (const void *)(t->at + at + 1), (t->count - at) * sizeof *t->at);
}

void memory_notices_forget(struct memory_notices *t, int64_t event)
{
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = t->count; i > 0; i--) {
        if (notice_at(t, i - 1)->notice.event == event) {
            notice_remove(t, i - 1);
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
}

void memory_notices_expire(struct memory_notices *t, int64_t before_ms)
{
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = t->count; i > 0; i--) {
        const struct notice *n = &notice_at(t, i - 1)->notice;

        if (n->event == 0 && n->created_ms < before_ms) {
            notice_remove(t, i - 1);
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
}

/* --- deliveries ---------------------------------------------------------------------------------- */

struct delivery *memory_delivery_find(const struct memory_notices *t, int64_t id,
                                      struct memory_notice **of)
{
    for (size_t i = 0; i < t->count; i++) {
        for (size_t k = 0; k < notice_at(t, i)->count; k++) {
            if (notice_at(t, i)->deliveries[k].id == id) {
                *of = notice_at(t, i);
                return &notice_at(t, i)->deliveries[k];
            }
        }
    }
    return NULL;
}

/* What becomes of the notice's deliveries on standby. */
static void delivery_follow(struct memory_notice *n, const struct delivery_change *c)
{
    bool arrived = c->state == DELIVERY_DELIVERED;

    if (!arrived && c->state != DELIVERY_FAILED && c->state != DELIVERY_EXPIRED) {
        return;
    }
    for (size_t i = 0; i < n->count; i++) {
        struct delivery *d = &n->deliveries[i];

        if (d->state == DELIVERY_STANDBY) {
            d->state = arrived ? DELIVERY_DROPPED : DELIVERY_WAITING;
            d->next_ms = c->at_ms;
            d->changed_ms = c->at_ms;
        }
    }
}

static void delivery_change(struct memory_notices *t, struct delivery_change *c)
{
    struct memory_notice *n = NULL;
    struct delivery *d = memory_delivery_find(t, c->id, &n);
    struct span detail = notice_detail(c->detail);
    char *kept;

    c->applied = d != NULL &&
                 delivery_may_become((enum delivery_state)d->state, (enum delivery_state)c->state);
    if (!c->applied) {
        return;
    }
    d->state = c->state;
    d->changed_ms = c->at_ms;
    if (c->state == DELIVERY_WAITING) {
        d->tries = c->tries;
        d->next_ms = c->next_ms;
    }
    kept = n->detail[d - n->deliveries];
    if (detail.len > 0) {
        memcpy(kept, detail.at, detail.len);
    }
    d->detail = (struct span){.at = kept, .len = detail.len};
    delivery_follow(n, c);
}

bool memory_deliveries_change(struct store *s, struct delivery_change *changes, size_t count,
                              struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < count; i++) {
        delivery_change(t, &changes[i]);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

static bool is_under_way(const struct memory_notice *n)
{
    bool is = false;

    for (size_t i = 0; i < n->count; i++) {
        is = is || (n->deliveries[i].state >= DELIVERY_ACCEPTED &&
                    n->deliveries[i].state <= DELIVERY_DELIVERED);
    }
    return is;
}

static uint64_t notice_release(struct memory_notice *n, int64_t now_ms)
{
    bool under_way = is_under_way(n);
    uint64_t released = 0;

    for (size_t i = 0; i < n->count; i++) {
        struct delivery *d = &n->deliveries[i];

        if (d->state == DELIVERY_STANDBY && d->expires_ms <= now_ms) {
            d->state = DELIVERY_DROPPED;
            d->changed_ms = now_ms;
        } else if (d->state == DELIVERY_STANDBY && d->next_ms <= now_ms && !under_way) {
            d->state = DELIVERY_WAITING;
            d->next_ms = now_ms;
            d->changed_ms = now_ms;
            released++;
        }
    }
    return released;
}

bool memory_deliveries_release(struct store *s, int64_t now_ms, uint64_t *released, struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);

    (void)e;
    *released = 0;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->count; i++) {
        *released += notice_release(notice_at(t, i), now_ms);
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}
