/* serve/timer.h - deadlines in the order in which they come due.
 *
 * Duty      a list sorted by due time. Putting one in is O(1) when it is due no earlier than those
 *           there, which is so when all in a list wait equally long. Pure: the time is an argument.
 * Owns      nothing; a timer stands inside the thing that waits.
 * Threads   one list, one thread.
 */
#ifndef SERVE_TIMER_H
#define SERVE_TIMER_H

#include <stddef.h>
#include <stdint.h>

struct timer_list;

struct timer {
    struct timer *prev;
    struct timer *next;
    struct timer_list *in; /* NULL: not waiting */
    int64_t due_ms;
    void *owner;
};

struct timer_list {
    struct timer *first; /* due first */
    struct timer *last;
};

/* Waits in `list` from now on, wherever it waited before. */
void timer_set(struct timer_list *list, struct timer *t, int64_t due_ms);

/* Waits no more. */
void timer_clear(struct timer *t);

/* Takes the first one out when it is due, else NULL. */
struct timer *timer_take_due(struct timer_list *list, int64_t now_ms);

/* Milliseconds until the first is due, 0 when it is, `most` when none is earlier. */
int timer_wait(const struct timer_list *list, int64_t now_ms, int most);

int64_t clock_mono_ms(void);
int64_t clock_wall_ms(void);
uint64_t clock_mono_ns(void);

#endif
