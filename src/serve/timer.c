#include "serve/timer.h"

void timer_clear(struct timer *t)
{
    if (t->in == NULL) {
        return;
    }
    if (t->prev == NULL) {
        t->in->first = t->next;
    } else {
        t->prev->next = t->next;
    }
    if (t->next == NULL) {
        t->in->last = t->prev;
    } else {
        t->next->prev = t->prev;
    }
    t->prev = NULL;
    t->next = NULL;
    t->in = NULL;
}

void timer_set(struct timer_list *list, struct timer *t, int64_t due_ms)
{
    struct timer *before;

    timer_clear(t);
    before = list->last;
    while (before != NULL && before->due_ms > due_ms) {
        before = before->prev;
    }
    t->in = list;
    t->due_ms = due_ms;
    t->prev = before;
    t->next = before == NULL ? list->first : before->next;
    if (before == NULL) {
        list->first = t;
    } else {
        before->next = t;
    }
    if (t->next == NULL) {
        list->last = t;
    } else {
        t->next->prev = t;
    }
}

struct timer *timer_take_due(struct timer_list *list, int64_t now_ms)
{
    struct timer *first = list->first;

    if (first == NULL || first->due_ms > now_ms) {
        return NULL;
    }
    timer_clear(first);
    return first;
}

int timer_wait(const struct timer_list *list, int64_t now_ms, int most)
{
    int64_t wait;

    if (list->first == NULL) {
        return most;
    }
    wait = list->first->due_ms - now_ms;
    if (wait < 0) {
        return 0;
    }
    return wait < most ? (int)wait : most;
}
