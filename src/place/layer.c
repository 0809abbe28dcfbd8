#include "place/layer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 1024

bool layer_six(const uint8_t bytes[static 16], uint64_t *key)
{
    uint64_t high = 0;

    if (bytes[0] >> 5 != 1) {
        return false;
    }
    for (size_t i = 0; i < 8; i++) {
        high = high << 8 | bytes[i];
    }
    *key = high & LAYER_SIX_MAX;
    return true;
}

static bool no_memory(struct err *e)
{
    (void)err_set(e, ERR_SYSTEM, "no memory left while resolving the place database");
    e->sys = ENOMEM;
    return false;
}

static bool grow(struct layer *l, struct err *e)
{
    size_t cap = l->cap == 0 ? FIRST_CAP : l->cap * 2;
    struct run *at;

    if (cap > LAYER_RUNS_MAX) {
        return err_set(e, ERR_LIMIT, "the place database has more than %u ranges", LAYER_RUNS_MAX);
    }
    at = realloc(l->at, cap * sizeof *at);
    if (at == NULL) {
        return no_memory(e);
    }
    l->at = at;
    l->cap = cap;
    return true;
}

/* From `start` on, the line says `c`. `start` never lies before the last run. */
static bool mark(struct layer *l, uint64_t start, cell c, struct err *e)
{
    if (l->count > 0 && l->at[l->count - 1].start == start) {
        l->count--;
    }
    if (l->count > 0 && l->at[l->count - 1].cell == c) {
        return true;
    }
    if (l->count == l->cap && !grow(l, e)) {
        return false;
    }
    l->at[l->count++] = (struct run){.start = start, .cell = c};
    return true;
}

/* Ends the networks that lie wholly before `point`; the widest one, the line itself, stays. */
static bool close_before(struct layer *l, uint64_t point, struct err *e)
{
    while (l->depth > 1 && l->open[l->depth - 1].last < point) {
        uint64_t after = l->open[l->depth - 1].last + 1;

        l->depth--;
        if (!mark(l, after, l->open[l->depth - 1].cell, e)) {
            return false;
        }
    }
    return true;
}

bool layer_begin(struct layer *l, uint64_t max, struct err *e)
{
    *l = (struct layer){.max = max, .depth = 1};
    l->open[0] = (struct nest){.last = max};
    return mark(l, 0, 0, e);
}

bool layer_add(struct layer *l, uint64_t first, uint64_t last, cell c, struct err *e)
{
    if (first < l->before || last < first) {
        return err_set(e, ERR_INPUT, "its networks are not in order");
    }
    if (!close_before(l, first, e)) {
        return false;
    }
    if (last > l->open[l->depth - 1].last || l->depth == LAYER_DEPTH_MAX) {
        return err_set(e, ERR_INPUT, "its networks overlap without lying in each other");
    }
    if (!mark(l, first, c, e)) {
        return false;
    }
    l->open[l->depth++] = (struct nest){.last = last, .cell = c};
    l->before = first;
    return true;
}

bool layer_end(struct layer *l, struct err *e)
{
    return close_before(l, l->max, e);
}

bool layer_merge(const struct layer *over, const struct layer *under, struct layer *out,
                 struct err *e)
{
    size_t o = 0;
    size_t u = 0;

    if (!layer_begin(out, over->max, e)) {
        return false;
    }
    while (o < over->count || u < under->count) {
        bool take_over =
            u == under->count || (o < over->count && over->at[o].start <= under->at[u].start);
        uint64_t start = take_over ? over->at[o].start : under->at[u].start;

        o += take_over;
        u += !take_over;
        if (o > 0 && u > 0 &&
            !mark(out, start, cell_over(over->at[o - 1].cell, under->at[u - 1].cell), e)) {
            return false;
        }
    }
    return true;
}

void layer_free(struct layer *l)
{
    if (l != NULL) {
        free(l->at);
        *l = (struct layer){0};
    }
}
