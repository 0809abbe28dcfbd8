#include "store/identity.h"

#include <errno.h>
#include <stdlib.h>

static int compare_items(const void *left, const void *right)
{
    const struct identity *a = left;
    const struct identity *b = right;

    if (a->hour != b->hour) {
        return a->hour < b->hour ? -1 : 1;
    }
    return (a->hash > b->hash) - (a->hash < b->hash);
}

static int compare_hashes(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static bool reserve(struct identity_list *list, size_t need, struct err *e)
{
    size_t cap = list->cap == 0 ? 256 : list->cap;
    struct identity *items;

    if (need <= list->cap) {
        return true;
    }
    while (cap < need) {
        cap *= 2;
    }
    items = realloc(list->items, cap * sizeof *items);
    if (items == NULL) {
        err_set(e, ERR_SYSTEM, "no memory for %zu identities", need);
        e->sys = ENOMEM;
        return false;
    }
    list->items = items;
    list->cap = cap;
    return true;
}

static void take(struct identity_list *list, const struct store_batch *batch)
{
    for (size_t i = 0; i < batch->change_count; i++) {
        const struct store_change *c = &batch->changes[i];

        if (c->identity != 0) {
            list->items[list->count++] =
                (struct identity){.hour = c->identity_hour, .hash = c->identity};
        }
    }
}

bool identity_gather(struct identity_list *list, const struct store_batch *const *batches,
                     size_t count, struct err *e)
{
    size_t need = 0;
    size_t kept = 0;

    list->count = 0;
    for (size_t i = 0; i < count; i++) {
        need += batches[i]->change_count;
    }
    if (!reserve(list, need, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        take(list, batches[i]);
    }
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof *list->items, compare_items);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || compare_items(&list->items[kept - 1], &list->items[i]) != 0) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
    return true;
}

size_t identity_run(const struct identity_list *list, size_t from)
{
    size_t end = from;

    while (end < list->count && list->items[end].hour == list->items[from].hour) {
        end++;
    }
    return end - from;
}

void identity_list_free(struct identity_list *list)
{
    free(list->items);
    *list = (struct identity_list){0};
}

size_t identity_unique(uint64_t *hashes, size_t count)
{
    size_t kept = 0;

    if (count > 1) {
        qsort(hashes, count, sizeof *hashes, compare_hashes);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || hashes[kept - 1] != hashes[i]) {
            hashes[kept++] = hashes[i];
        }
    }
    return kept;
}
