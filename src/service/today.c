#include "service/today.h"

#include "base/hash.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct held {
    const struct account *account;
    struct finding_signin finding;
};

struct today {
    struct held *list;
    uint32_t *slots; /* list index plus one, by key; 0: empty */
    size_t count;
    size_t cap;
    size_t slot_count;
};

struct today *today_new(void)
{
    struct today *t = memory_new(1, sizeof *t);

    t->slot_count = 256;
    t->slots = memory_new(t->slot_count, sizeof *t->slots);
    return t;
}

void today_free(struct today **t)
{
    if (*t == NULL) {
        return;
    }
    free((*t)->list);
    free((*t)->slots);
    free(*t);
    *t = NULL;
}

static uint64_t key_of(const struct account *account, enum service service, uint32_t family,
                       const struct place *place)
{
    uint64_t where = (uint64_t)place_provider(place) << 32 | (uint64_t)place->country << 16 |
                     (uint64_t)place->kind << 8 | (uint64_t)service;

    return hash_mix((uint64_t)(uintptr_t)account ^ hash_mix(where ^ hash_mix(family)));
}

static bool alike(const struct held *h, const struct account *account, const struct signin *s,
                  const struct place *place)
{
    const struct finding_signin *f = &h->finding;

    return h->account == account && f->service == s->service &&
           f->client.family == s->client.family && f->where.place.country == place->country &&
           f->where.place.kind == place->kind &&
           place_provider(&f->where.place) == place_provider(place);
}

static void enter(struct today *t, size_t i)
{
    const struct held *h = &t->list[i];
    size_t at = (size_t)key_of(h->account, h->finding.service, h->finding.client.family,
                               &h->finding.where.place) &
                (t->slot_count - 1);

    while (t->slots[at] != 0) {
        at = (at + 1) & (t->slot_count - 1);
    }
    t->slots[at] = (uint32_t)(i + 1);
}

static void index_again(struct today *t, size_t slot_count)
{
    free(t->slots);
    t->slot_count = slot_count;
    t->slots = memory_new(t->slot_count, sizeof *t->slots);
    for (size_t i = 0; i < t->count; i++) {
        enter(t, i);
    }
}

void today_hold(struct today *t, const struct account *account,
                const struct finding_signin *finding)
{
    if (t->count == t->cap) {
        t->cap = t->cap == 0 ? 64 : t->cap * 2;
        t->list = memory_grow(t->list, t->cap, sizeof *t->list);
    }
    t->list[t->count] = (struct held){.account = account, .finding = *finding};
    t->list[t->count].finding.account = account_name(account);
    t->count++;
    if (t->count * 2 > t->slot_count) {
        index_again(t, t->slot_count * 2);
    } else {
        enter(t, t->count - 1);
    }
}

bool today_repeat(struct today *t, const struct account *account, const struct signin *s,
                  const struct place *place)
{
    size_t at = (size_t)key_of(account, s->service, s->client.family, place) & (t->slot_count - 1);

    for (; t->slots[at] != 0; at = (at + 1) & (t->slot_count - 1)) {
        struct held *h = &t->list[t->slots[at] - 1];

        if (alike(h, account, s, place)) {
            h->finding.count++;
            h->finding.last_ms = s->at_ms > h->finding.last_ms ? s->at_ms : h->finding.last_ms;
            return true;
        }
    }
    return false;
}

void today_tell(struct today *t, int64_t before_ms,
                void (*tell)(void *ctx, struct finding_signin *finding), void *ctx)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->count; i++) {
        if (t->list[i].finding.last_ms < before_ms) {
            tell(ctx, &t->list[i].finding);
        } else {
            t->list[kept++] = t->list[i];
        }
    }
    if (kept != t->count) {
        t->count = kept;
        index_again(t, t->slot_count);
    }
}
