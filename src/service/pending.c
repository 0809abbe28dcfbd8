#include "service/pending.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"

#include <stdlib.h>
#include <string.h>

struct waiting_row {
    const struct account *account;
    struct history_row row;
};

struct waiting_event {
    int64_t hour;
    uint64_t identity;
};

struct counter_ref {
    uint32_t index;
    uint8_t table;
};

struct pending {
    struct waiting_event *events;
    struct waiting_row *rows;
    uint32_t *row_slots; /* row number plus one, by key; 0: empty */
    struct account **profiles;
    struct counter_ref *counters; /* may repeat; made distinct when recorded */
    size_t event_count;
    size_t event_cap;
    size_t row_count;
    size_t row_cap;
    size_t slot_count;
    size_t profile_count;
    size_t profile_cap;
    size_t counter_count;
    size_t counter_cap;
};

struct pending *pending_new(void)
{
    return memory_new(1, sizeof(struct pending));
}

void pending_free(struct pending **p)
{
    if (*p == NULL) {
        return;
    }
    free((*p)->events);
    free((*p)->rows);
    free((*p)->row_slots);
    free((void *)(*p)->profiles);
    free((*p)->counters);
    free(*p);
    *p = NULL;
}

/* The list with room for one more. */
static void *room(void *list, size_t count, size_t *cap, size_t size)
{
    if (count < *cap) {
        return list;
    }
    *cap = *cap == 0 ? 256 : *cap * 2;
    return memory_grow(list, *cap, size);
}

void pending_event(struct pending *p, int64_t hour, uint64_t identity)
{
    p->events = room(p->events, p->event_count, &p->event_cap, sizeof *p->events);
    p->events[p->event_count++] = (struct waiting_event){.hour = hour, .identity = identity};
}

void pending_profile(struct pending *p, struct account *account)
{
    if ((account->flags & ACCOUNT_DIRTY) != 0) {
        return;
    }
    account->flags |= ACCOUNT_DIRTY;
    p->profiles =
        room((void *)p->profiles, p->profile_count, &p->profile_cap, sizeof(struct account *));
    p->profiles[p->profile_count++] = account;
}

static void counter_note(struct pending *p, uint8_t table, uint32_t index)
{
    p->counters = room(p->counters, p->counter_count, &p->counter_cap, sizeof *p->counters);
    p->counters[p->counter_count++] = (struct counter_ref){.index = index, .table = table};
}

void pending_population(struct pending *p, const struct population_change *change)
{
    for (uint8_t i = 0; i < change->count; i++) {
        counter_note(p, change->delta[i].table, change->delta[i].index);
    }
}

static void counter_visited(void *ctx, uint8_t table, uint32_t index, uint32_t value)
{
    (void)value;
    counter_note(ctx, table, index);
}

void pending_population_all(struct pending *p, const struct population *population)
{
    population_visit(population, counter_visited, p);
}

/* What rows the store groups have in common (store/store.h, Grouping). */
static uint64_t row_key(const struct account *account, const struct history_row *row)
{
    uint64_t words[4] = {
        (uint64_t)(uintptr_t)account,
        (uint64_t)place_provider(&row->place) << 32 | row->client.family,
        (uint64_t)row->place.country << 32 | (uint64_t)row->place.kind << 16 |
            (uint64_t)row->service << 8 | (uint64_t)row->outcome << 1 | row->has_remote,
        (uint64_t)time_day_of(row->first_ms),
    };

    return hash_mix(words[0] ^ hash_mix(words[1] ^ hash_mix(words[2] ^ hash_mix(words[3]))));
}

static bool groups(const struct waiting_row *w, const struct account *account,
                   const struct history_row *row)
{
    return w->account == account && w->row.decision.action == ACTION_ALLOW &&
           w->row.place.country == row->place.country &&
           place_provider(&w->row.place) == place_provider(&row->place) &&
           w->row.place.kind == row->place.kind && w->row.client.family == row->client.family &&
           w->row.service == row->service && w->row.outcome == row->outcome &&
           w->row.has_remote == row->has_remote &&
           time_day_of(w->row.first_ms) == time_day_of(row->first_ms);
}

/* Keeps the newest single events, newest first. */
static void note_latest(struct history_row *into, const struct history_event *event)
{
    uint8_t at = 0;

    while (at < into->latest_count && into->latest[at].at_ms > event->at_ms) {
        at++;
    }
    if (at == HISTORY_LATEST) {
        return;
    }
    if (into->latest_count < HISTORY_LATEST) {
        into->latest_count++;
    }
    for (uint8_t i = (uint8_t)(into->latest_count - 1); i > at; i--) {
        into->latest[i] = into->latest[i - 1];
    }
    into->latest[at] = *event;
}

static void merge(struct history_row *into, const struct history_row *row)
{
    into->count += row->count;
    into->first_ms = row->first_ms < into->first_ms ? row->first_ms : into->first_ms;
    into->last_ms = row->last_ms > into->last_ms ? row->last_ms : into->last_ms;
    for (uint8_t i = 0; i < row->latest_count; i++) {
        note_latest(into, &row->latest[i]);
    }
}

static void slots_grow(struct pending *p)
{
    free(p->row_slots);
    p->slot_count = p->slot_count == 0 ? 1024 : p->slot_count * 2;
    p->row_slots = memory_new(p->slot_count, sizeof *p->row_slots);
    for (size_t i = 0; i < p->row_count; i++) {
        size_t at = (size_t)row_key(p->rows[i].account, &p->rows[i].row) & (p->slot_count - 1);

        while (p->row_slots[at] != 0) {
            at = (at + 1) & (p->slot_count - 1);
        }
        p->row_slots[at] = (uint32_t)(i + 1);
    }
}

void pending_row(struct pending *p, const struct account *account, const struct history_row *row)
{
    size_t at;

    if (p->row_count * 2 >= p->slot_count) {
        slots_grow(p);
    }
    at = (size_t)row_key(account, row) & (p->slot_count - 1);
    while (p->row_slots[at] != 0) {
        struct waiting_row *w = &p->rows[p->row_slots[at] - 1];

        if (row->decision.action == ACTION_ALLOW && groups(w, account, row)) {
            merge(&w->row, row);
            return;
        }
        at = (at + 1) & (p->slot_count - 1);
    }
    p->rows = room(p->rows, p->row_count, &p->row_cap, sizeof *p->rows);
    p->rows[p->row_count++] = (struct waiting_row){.account = account, .row = *row};
    p->row_slots[at] = (uint32_t)p->row_count;
}

bool pending_is_full(const struct pending *p)
{
    return p->event_count >= PENDING_EVENTS_MAX;
}

static int by_place(const void *a, const void *b)
{
    const struct counter_ref *x = a;
    const struct counter_ref *y = b;

    if (x->table != y->table) {
        return x->table < y->table ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

static struct store_counter *distinct_counters(struct pending *p,
                                               const struct population *population, size_t *count)
{
    struct store_counter *out = memory_new(p->counter_count, sizeof *out);
    size_t used = 0;

    if (p->counter_count > 0) {
        qsort(p->counters, p->counter_count, sizeof *p->counters, by_place);
    }
    for (size_t i = 0; i < p->counter_count; i++) {
        const struct counter_ref *c = &p->counters[i];

        if (i == 0 || by_place(c, c - 1) != 0) {
            out[used++] = (struct store_counter){
                .table = c->table,
                .index = c->index,
                .value = population_get(population, c->table, c->index),
            };
        }
    }
    *count = used;
    return out;
}

static struct store_change *all_changes(const struct pending *p, uint8_t *packed, size_t *count)
{
    struct store_change *out =
        memory_new(p->row_count + p->profile_count + p->event_count, sizeof *out);
    size_t used = 0;

    for (size_t i = 0; i < p->profile_count; i++) {
        uint8_t *bytes = packed + i * PROFILE_BYTES;

        profile_pack(&p->profiles[i]->profile, bytes);
        out[used++] = (struct store_change){
            .account = account_name(p->profiles[i]),
            .profile = bytes,
        };
    }
    for (size_t i = 0; i < p->row_count; i++) {
        out[used++] = (struct store_change){
            .account = account_name(p->rows[i].account),
            .row = &p->rows[i].row,
            .row_extends = true,
        };
    }
    for (size_t i = 0; i < p->event_count; i++) {
        out[used++] = (struct store_change){
            .identity = p->events[i].identity,
            .identity_hour = p->events[i].hour,
        };
    }
    *count = used;
    return out;
}

static void become_empty(struct pending *p)
{
    for (size_t i = 0; i < p->profile_count; i++) {
        p->profiles[i]->flags &= (uint16_t)~ACCOUNT_DIRTY;
    }
    if (p->slot_count > 0) {
        memset(p->row_slots, 0, p->slot_count * sizeof *p->row_slots);
    }
    p->event_count = 0;
    p->row_count = 0;
    p->profile_count = 0;
    p->counter_count = 0;
}

bool pending_record(struct pending *p, struct store *store, const struct population *population,
                    struct err *e)
{
    struct store_batch batch = {0};
    uint8_t *packed;
    struct store_change *changes;
    struct store_counter *counters;
    bool ok;

    if (p->event_count == 0 && p->row_count == 0 && p->profile_count == 0) {
        return true;
    }
    packed = memory_new(p->profile_count, PROFILE_BYTES);
    changes = all_changes(p, packed, &batch.change_count);
    counters = distinct_counters(p, population, &batch.counter_count);
    batch.changes = changes;
    batch.counters = counters;
    ok = store_record(store, &batch, e);
    free(changes);
    free(counters);
    free(packed);
    if (ok) {
        become_empty(p);
    }
    return ok;
}

struct store_counter *pending_counters_take(struct pending *p, const struct population *population,
                                            size_t *count)
{
    struct store_counter *out = distinct_counters(p, population, count);

    p->counter_count = 0;
    return out;
}
