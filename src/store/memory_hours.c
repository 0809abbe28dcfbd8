#include "store/memory_hours.h"

#include <stdlib.h>

/* Index of the first hour that is not before `hour`. */
static size_t hour_index(const struct memory_hours *t, int64_t hour)
{
    size_t low = 0;
    size_t high = t->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (t->hours[middle].hour < hour) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The hour's place in the table; an empty hour is made where there was none. NULL: no memory. */
static struct memory_hour *hour_take(struct memory_hours *t, int64_t hour)
{
    size_t at = hour_index(t, hour);

    if (at < t->count && t->hours[at].hour == hour) {
        return &t->hours[at];
    }
    if (t->count == t->cap) {
        size_t cap = t->cap == 0 ? 32 : t->cap * 2;
        struct memory_hour *hours = realloc(t->hours, cap * sizeof *hours);

        if (hours == NULL) {
            return NULL;
        }
        t->hours = hours;
        t->cap = cap;
    }
    memmove(&t->hours[at + 1], &t->hours[at], (t->count - at) * sizeof *t->hours);
    t->hours[at] = (struct memory_hour){.hour = hour};
    t->count++;
    return &t->hours[at];
}

static bool hour_reserve(struct memory_hour *h, size_t more)
{
    size_t cap = h->cap == 0 ? 64 : h->cap;
    uint64_t *hashes;

    if (h->count + more <= h->cap) {
        return true;
    }
    while (cap < h->count + more) {
        cap *= 2;
    }
    hashes = realloc(h->hashes, cap * sizeof *hashes);
    if (hashes == NULL) {
        return false;
    }
    h->hashes = hashes;
    h->cap = cap;
    return true;
}

bool memory_hours_reserve(struct memory_hours *t, const struct identity_list *list)
{
    for (size_t i = 0; i < list->count;) {
        size_t run = identity_run(list, i);
        struct memory_hour *h = hour_take(t, list->items[i].hour);

        if (h == NULL || !hour_reserve(h, run)) {
            return false;
        }
        i += run;
    }
    return true;
}

/* Merges `run` ascending items into the hour, from the back, each once. */
static void hour_merge(struct memory_hours *t, struct memory_hour *h, const struct identity *items,
                       size_t run)
{
    size_t ours = h->count;
    size_t theirs = run;
    size_t to = h->count + run;
    size_t doubles = 0;

    while (theirs > 0) {
        uint64_t hash = items[theirs - 1].hash;

        if (ours > 0 && h->hashes[ours - 1] >= hash) {
            doubles += h->hashes[ours - 1] == hash;
            theirs -= h->hashes[ours - 1] == hash;
            h->hashes[--to] = h->hashes[--ours];
        } else {
            h->hashes[--to] = hash;
            theirs--;
        }
    }
    /* What doubles left free lies between the untouched front and the merged rest. */
    memmove(&h->hashes[ours], &h->hashes[to], (h->count + run - to) * sizeof *h->hashes);
    h->count += run - doubles;
    t->identities += run - doubles;
}

static void hours_forget(struct memory_hours *t, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        t->identities -= t->hours[i].count;
        free(t->hours[i].hashes);
    }
    if (count > 0) {
        memmove(t->hours, &t->hours[count], (t->count - count) * sizeof *t->hours);
        t->count -= count;
    }
}

void memory_hours_add(struct memory_hours *t, const struct identity_list *list)
{
    for (size_t i = 0; i < list->count;) {
        size_t run = identity_run(list, i);

        hour_merge(t, &t->hours[hour_index(t, list->items[i].hour)], &list->items[i], run);
        i += run;
    }
    while (t->identities > t->limit && t->count > 1) {
        hours_forget(t, 1);
    }
}

const struct memory_hour *memory_hours_find(const struct memory_hours *t, int64_t hour)
{
    size_t at = hour_index(t, hour);

    return at < t->count && t->hours[at].hour == hour ? &t->hours[at] : NULL;
}

void memory_hours_expire(struct memory_hours *t, int64_t hour)
{
    hours_forget(t, hour_index(t, hour));
}

void memory_hours_free(struct memory_hours *t)
{
    hours_forget(t, t->count);
    free(t->hours);
}
