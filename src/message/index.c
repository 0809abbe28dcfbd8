#include "message/index.h"

#include "base/memory.h"

uint32_t index_hash(struct span key)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.at[i]) * 16777619u;
    }
    return hash;
}

void index_add(struct index *x, uint32_t hash, uint32_t value)
{
    if (x->count == x->room) {
        x->room = x->room == 0 ? 256 : 2 * x->room;
        x->items = memory_grow(x->items, x->room, sizeof *x->items);
    }
    x->items[x->count++] = (struct index_item){.hash = hash, .value = value};
}

void index_seal(struct index *x)
{
    uint32_t size = 64;

    while (size < 4 * x->count) {
        size *= 2;
    }
    x->heads = memory_new(size, sizeof *x->heads);
    x->mask = size - 1;
    for (size_t i = x->count; i-- > 0;) {
        uint32_t *head = &x->heads[x->items[i].hash & x->mask];

        x->items[i].next = *head;
        *head = (uint32_t)i + 1;
    }
}

static const struct index_item *index_walk(const struct index *x, uint32_t at, uint32_t hash)
{
    while (at != 0 && x->items[at - 1].hash != hash) {
        at = x->items[at - 1].next;
    }
    return at == 0 ? NULL : &x->items[at - 1];
}

const struct index_item *index_first(const struct index *x, uint32_t hash)
{
    return index_walk(x, x->heads[hash & x->mask], hash);
}

const struct index_item *index_after(const struct index *x, const struct index_item *item)
{
    return index_walk(x, item->next, item->hash);
}

void index_free(struct index *x)
{
    memory_free(x->heads);
    memory_free(x->items);
    *x = (struct index){0};
}
