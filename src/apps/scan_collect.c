#include "apps/scan_collect.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int by_interest(const void *a, const void *b)
{
    const struct finding_signin *x = a;
    const struct finding_signin *y = b;

    if (x->decision.action != y->decision.action) {
        return x->decision.action > y->decision.action ? -1 : 1;
    }
    if (x->decision.score != y->decision.score) {
        return x->decision.score > y->decision.score ? -1 : 1;
    }
    return (x->at_ms < y->at_ms) - (x->at_ms > y->at_ms);
}

void collect_sort(struct collect *c)
{
    if (c->count > 0) {
        qsort(c->rows, c->count, sizeof *c->rows, by_interest);
    }
}

static void drop_half(struct collect *c)
{
    collect_sort(c);
    while (c->count > COLLECT_MAX) {
        memory_free(c->rows[--c->count].account.at);
        c->dropped++;
    }
}

void collect_add(struct collect *c, const struct finding_signin *f)
{
    char *name = memory_new(f->account.len + 1, 1);

    if (c->count == (size_t)2 * COLLECT_MAX) {
        drop_half(c);
    }
    if (c->count == c->cap) {
        c->cap = c->cap == 0 ? 64 : c->cap * 2;
        c->rows = memory_grow(c->rows, c->cap, sizeof *c->rows);
    }
    memcpy(name, f->account.at, f->account.len);
    c->rows[c->count] = *f;
    c->rows[c->count++].account = (struct span){.at = name, .len = f->account.len};
}

void collect_clear(struct collect *c)
{
    for (size_t i = 0; i < c->count; i++) {
        memory_free(c->rows[i].account.at);
    }
    free(c->rows);
    *c = (struct collect){0};
}
