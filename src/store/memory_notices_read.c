#include "base/memory.h"
#include "store/memory_notice_parts.h"

#include <stdlib.h>

/* --- deliveries ---------------------------------------------------------------------------------- */

/* The next due one behind (next_ms, id) *after; NULL: none. */
static const struct delivery *due_after(const struct memory_notices *t,
                                        const struct delivery_query *q,
                                        const struct delivery *after,
                                        const struct memory_notice **of)
{
    const struct delivery *best = NULL;

    for (size_t i = 0; i < t->count; i++) {
        for (size_t k = 0; k < notice_at(t, i)->count; k++) {
            const struct delivery *d = &notice_at(t, i)->deliveries[k];
            bool behind = after == NULL || d->next_ms > after->next_ms ||
                          (d->next_ms == after->next_ms && d->id > after->id);

            if (d->state == DELIVERY_WAITING && d->channel == q->due.channel &&
                d->next_ms <= q->due.now_ms && behind &&
                (best == NULL || d->next_ms < best->next_ms)) {
                best = d;
                *of = notice_at(t, i);
            }
        }
    }
    return best;
}

bool memory_deliveries_visit(struct store *s, const struct delivery_query *query,
                             store_visit_delivery *visit, void *ctx, size_t *visited, struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);
    const struct memory_notice *of = NULL;
    const struct delivery *d = NULL;
    bool on = true;

    (void)e;
    *visited = 0;
    (void)pthread_mutex_lock(&t->lock);
    while (on && *visited < query->due.limit) {
        struct memory_notice *n = NULL;

        d = query->id != 0 ? memory_delivery_find(t, query->id, &n) : due_after(t, query, d, &of);
        if (d == NULL) {
            break;
        }
        on = visit(ctx, d, n != NULL ? &n->notice : &of->notice);
        *visited += 1;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

/* --- reads --------------------------------------------------------------------------------------- */

static bool is_asked(const struct notice_query *query, const struct notice *n)
{
    if (query->reference.len > 0) {
        struct span reference = {.at = n->reference, .len = strlen(n->reference)};

        return span_eq(reference, query->reference);
    }
    if (query->event != 0) {
        return n->event == query->event;
    }
    return span_eq(n->account, query->account) &&
           (n->created_ms < query->page.before_ms ||
            (n->created_ms == query->page.before_ms && n->id < query->page.before_id));
}

/* The newest one asked for behind (created_ms, id) *after; NULL: none. */
static const struct memory_notice *asked_after(const struct memory_notices *t,
                                               const struct notice_query *query,
                                               const struct memory_notice *after)
{
    const struct memory_notice *best = NULL;

    for (size_t i = 0; i < t->count; i++) {
        const struct notice *n = &notice_at(t, i)->notice;
        bool behind = after == NULL || n->created_ms < after->notice.created_ms ||
                      (n->created_ms == after->notice.created_ms && n->id < after->notice.id);

        if (behind && is_asked(query, n) &&
            (best == NULL || n->created_ms >= best->notice.created_ms)) {
            best = notice_at(t, i);
        }
    }
    return best;
}

bool memory_notices_visit(struct store *s, const struct notice_query *query,
                          store_visit_notice *visit, void *ctx, size_t *visited, struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);
    const struct memory_notice *n = NULL;
    bool on = true;

    (void)e;
    *visited = 0;
    (void)pthread_mutex_lock(&t->lock);
    while (on && *visited < query->page.limit && (n = asked_after(t, query, n)) != NULL) {
        on = visit(ctx, &n->notice, n->deliveries, n->count);
        *visited += 1;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

/* What one account has held. */
struct held {
    struct span account;
    uint32_t count;
    int64_t first_ms;
    int64_t last_ms;
};

static int compare_held(const void *left, const void *right)
{
    const struct held *a = left;
    const struct held *b = right;

    return (a->first_ms > b->first_ms) - (a->first_ms < b->first_ms);
}

static size_t held_gather(const struct memory_notices *t, struct held *out)
{
    size_t count = 0;

    for (size_t i = 0; i < t->count; i++) {
        const struct notice *n = &notice_at(t, i)->notice;
        size_t k = 0;

        if (!notice_is_held(notice_at(t, i))) {
            continue;
        }
        while (k < count && !span_eq(out[k].account, n->account)) {
            k++;
        }
        if (k == count) {
            out[count++] = (struct held){
                .account = n->account, .first_ms = n->created_ms, .last_ms = n->created_ms};
        }
        out[k].count++;
        out[k].first_ms = n->created_ms < out[k].first_ms ? n->created_ms : out[k].first_ms;
        out[k].last_ms = n->created_ms > out[k].last_ms ? n->created_ms : out[k].last_ms;
    }
    return count;
}

bool memory_held(struct store *s, size_t limit, store_visit_held *visit, void *ctx, struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);
    struct held *held;
    size_t count;
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    held = memory_new(t->count + 1, sizeof *held);
    count = held_gather(t, held);
    qsort(held, count, sizeof *held, compare_held);
    for (size_t i = 0; on && i < count && i < limit; i++) {
        on = visit(ctx, held[i].account, held[i].count, held[i].first_ms, held[i].last_ms);
    }
    (void)pthread_mutex_unlock(&t->lock);
    free(held);
    return true;
}

bool memory_outbox(struct store *s, struct store_outbox *out, struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->count; i++) {
        const struct memory_notice *n = notice_at(t, i);

        out->notices[n->notice.facts.kind][n->notice.fate]++;
        for (size_t k = 0; k < n->count; k++) {
            const struct delivery *d = &n->deliveries[k];

            out->deliveries[d->channel][d->state]++;
            if (d->state == DELIVERY_WAITING && d->next_ms < out->oldest_due_ms) {
                out->oldest_due_ms = d->next_ms;
            }
        }
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

struct memory_announcement {
    struct announcement announcement;
    char bytes[]; /* of the spans */
};

static const struct announcement *announcement_at(const struct memory_notices *t, size_t i)
{
    const struct memory_announcement *a = t->announcements[i];

    return &a->announcement;
}

/* --- announcements ------------------------------------------------------------------------------- */

static struct memory_announcement *announcement_new(const struct announcement *a)
{
    size_t size = a->id.len;
    struct memory_announcement *kept;
    char *to;

    for (size_t l = 0; l < 2; l++) {
        size += a->title[l].len + a->reason[l].len + a->body[l].len + a->apology[l].len;
    }
    kept = memory_new(1, sizeof *kept + size);
    kept->announcement = *a;
    to = kept->bytes;
    notice_move_span(&kept->announcement.id, &to);
    for (size_t l = 0; l < 2; l++) {
        notice_move_span(&kept->announcement.title[l], &to);
        notice_move_span(&kept->announcement.reason[l], &to);
        notice_move_span(&kept->announcement.body[l], &to);
        notice_move_span(&kept->announcement.apology[l], &to);
    }
    return kept;
}

/* By what is visited first: published last, then ID, then the newest version. */
static int announcement_order(const struct announcement *a, const struct announcement *b)
{
    size_t least = a->id.len < b->id.len ? a->id.len : b->id.len;
    int order = memcmp(a->id.at, b->id.at, least);

    if (a->published_ms != b->published_ms) {
        return a->published_ms > b->published_ms ? -1 : 1;
    }
    if (order != 0 || a->id.len != b->id.len) {
        return order != 0 ? order : a->id.len < b->id.len ? -1 : 1;
    }
    return (b->version > a->version) - (b->version < a->version);
}

bool memory_announcement_put(struct store *s, const struct announcement *a, bool *was_there,
                             struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);
    size_t at = 0;

    (void)e;
    *was_there = false;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < t->announcement_count; i++) {
        const struct announcement *other = announcement_at(t, i);

        *was_there = *was_there || (other->version == a->version && span_eq(other->id, a->id));
        at += announcement_order(other, a) < 0;
    }
    if (!*was_there) {
        t->announcements = memory_grow((void *)t->announcements, t->announcement_count + 1,
                                       sizeof *t->announcements);
        memmove((void *)(t->announcements + at + 1), (const void *)(t->announcements + at),
                (t->announcement_count - at) * sizeof *t->announcements);
        t->announcements[at] = announcement_new(a);
        t->announcement_count++;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}

bool memory_announcements(struct store *s, store_visit_announcement *visit, void *ctx,
                          struct err *e)
{
    struct memory_notices *t = memory_notices_of(s);
    bool on = true;

    (void)e;
    (void)pthread_mutex_lock(&t->lock);
    for (size_t i = 0; on && i < t->announcement_count; i++) {
        on = visit(ctx, announcement_at(t, i));
    }
    (void)pthread_mutex_unlock(&t->lock);
    return true;
}
