#include "store/memory_rows.h"

#include "base/memory.h"

#include <stdlib.h>

#define FIRST_CAP 256

void memory_rows_init(struct memory_rows *t, size_t limit)
{
    *t = (struct memory_rows){
        .limit = limit,
        .first = MEMORY_NONE,
        .last = MEMORY_NONE,
        .free = MEMORY_NONE,
        .next_id = 1,
    };
}

static void chain_put(struct memory_rows *t, uint32_t at)
{
    uint32_t *bucket = &t->buckets[t->slots[at].group & (t->cap - 1)];

    if (row_groups(&t->slots[at].row)) {
        t->slots[at].chain = *bucket;
        *bucket = at;
    }
}

static void chain_drop(struct memory_rows *t, uint32_t at)
{
    uint32_t *link = &t->buckets[t->slots[at].group & (t->cap - 1)];

    if (!row_groups(&t->slots[at].row)) {
        return;
    }
    while (*link != at) {
        link = &t->slots[*link].chain;
    }
    *link = t->slots[at].chain;
}

bool memory_rows_reserve(struct memory_rows *t, size_t more)
{
    /* One above the limit: a row is added before the oldest goes. */
    size_t most = t->limit < MEMORY_NONE / 2 ? t->limit + 1 : MEMORY_NONE / 2;
    size_t need = more < most - t->count ? t->count + more : most;
    size_t cap = t->cap == 0 ? FIRST_CAP : t->cap;
    struct memory_row *slots;
    uint32_t *buckets;

    if (need <= t->cap) {
        return true;
    }
    while (cap < need) {
        cap *= 2;
    }
    slots = realloc(t->slots, cap * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    t->slots = slots;
    buckets = realloc(t->buckets, cap * sizeof *buckets);
    if (buckets == NULL) {
        return false;
    }
    t->buckets = buckets;
    t->cap = cap;
    memset(buckets, 0xff, cap * sizeof *buckets);
    /* Oldest first, so that the newest of a chain stands at its head again. */
    for (uint32_t at = t->first; at != MEMORY_NONE; at = slots[at].after) {
        chain_put(t, at);
    }
    return true;
}

static bool is_newer(const struct history_row *a, const struct history_row *b)
{
    return a->last_ms != b->last_ms ? a->last_ms > b->last_ms : a->id > b->id;
}

/* cost: none for the usual case of a row newer than all others of its account */
static void list_put(struct memory_rows *t, struct memory_list *list, uint32_t at)
{
    struct memory_row *slot = &t->slots[at];

    slot->older = list->newest;
    slot->newer = MEMORY_NONE;
    while (slot->older != MEMORY_NONE && is_newer(&t->slots[slot->older].row, &slot->row)) {
        slot->newer = slot->older;
        slot->older = t->slots[slot->older].older;
    }
    *(slot->newer == MEMORY_NONE ? &list->newest : &t->slots[slot->newer].older) = at;
    *(slot->older == MEMORY_NONE ? &list->oldest : &t->slots[slot->older].newer) = at;
}

static void list_drop(struct memory_rows *t, struct memory_list *list, uint32_t at)
{
    const struct memory_row *slot = &t->slots[at];

    *(slot->newer == MEMORY_NONE ? &list->newest : &t->slots[slot->newer].older) = slot->older;
    *(slot->older == MEMORY_NONE ? &list->oldest : &t->slots[slot->older].newer) = slot->newer;
}

bool memory_rows_extend(struct memory_rows *t, uint32_t account, struct memory_list *list,
                        const struct history_row *row)
{
    uint32_t best = MEMORY_NONE;
    uint32_t at;

    if (!row_groups(row)) {
        return false;
    }
    at = t->buckets[row_group(account, row) & (t->cap - 1)];
    for (; at != MEMORY_NONE; at = t->slots[at].chain) {
        const struct memory_row *slot = &t->slots[at];

        if (slot->account == account && rows_belong(&slot->row, row) &&
            (best == MEMORY_NONE || slot->row.id > t->slots[best].row.id)) {
            best = at;
        }
    }
    if (best == MEMORY_NONE) {
        return false;
    }
    list_drop(t, list, best);
    row_extend(&t->slots[best].row, row);
    list_put(t, list, best);
    return true;
}

void memory_rows_add(struct memory_rows *t, uint32_t account, struct memory_list *list,
                     const struct history_row *row)
{
    uint32_t at = t->free;
    struct memory_row *slot;

    if (at != MEMORY_NONE) {
        t->free = t->slots[at].chain;
    } else {
        at = (uint32_t)t->used++;
    }
    slot = &t->slots[at];
    *slot = (struct memory_row){
        .row = *row,
        .group = row_group(account, row),
        .account = account,
        .before = t->last,
        .after = MEMORY_NONE,
        .chain = MEMORY_NONE,
    };
    slot->row.id = t->next_id++;
    *(t->last == MEMORY_NONE ? &t->first : &t->slots[t->last].after) = at;
    t->last = at;
    chain_put(t, at);
    list_put(t, list, at);
    t->count++;
}

void memory_rows_remove(struct memory_rows *t, uint32_t at, struct memory_list *list)
{
    struct memory_row *slot = &t->slots[at];

    list_drop(t, list, at);
    chain_drop(t, at);
    *(slot->before == MEMORY_NONE ? &t->first : &t->slots[slot->before].after) = slot->after;
    *(slot->after == MEMORY_NONE ? &t->last : &t->slots[slot->after].before) = slot->before;
    slot->account = MEMORY_NONE;
    slot->chain = t->free;
    t->free = at;
    t->count--;
}

uint32_t memory_rows_before(const struct memory_rows *t, const struct memory_list *list,
                            const struct store_page *page)
{
    uint32_t at = list->newest;

    while (at != MEMORY_NONE) {
        const struct history_row *row = &t->slots[at].row;

        if (row->last_ms < page->before_ms ||
            (row->last_ms == page->before_ms && row->id < page->before_id)) {
            break;
        }
        at = t->slots[at].older;
    }
    return at;
}

struct since {
    int64_t first_ms;
    int64_t id;
    uint32_t slot;
};

static int compare_since(const void *left, const void *right)
{
    const struct since *a = left;
    const struct since *b = right;

    if (a->first_ms != b->first_ms) {
        return a->first_ms < b->first_ms ? -1 : 1;
    }
    return (a->id > b->id) - (a->id < b->id);
}

uint32_t *memory_rows_since(const struct memory_rows *t, int64_t from_ms, size_t *count)
{
    struct since *found = memory_new(t->count + 1, sizeof *found);
    uint32_t *slots;
    size_t n = 0;

    for (uint32_t at = t->first; at != MEMORY_NONE; at = t->slots[at].after) {
        const struct history_row *row = &t->slots[at].row;

        if (!row_groups(row) && row->last_ms >= from_ms) {
            found[n++] = (struct since){row->first_ms, row->id, at};
        }
    }
    qsort(found, n, sizeof *found, compare_since);
    slots = memory_new(n + 1, sizeof *slots);
    for (size_t i = 0; i < n; i++) {
        slots[i] = found[i].slot;
    }
    free(found);
    *count = n;
    return slots;
}

void memory_rows_free(struct memory_rows *t)
{
    free(t->slots);
    free(t->buckets);
}
