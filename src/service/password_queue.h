/* service/password_queue.h - main passwords that wait to be hashed: bounded, the known ones first.
 *
 * Duty      takes a question, or turns it away at once; gives the questions to a fixed number of threads.
 * Order     Questions from a place the account is known at come before those of strangers, who get one
 *           turn in QUEUE_STRANGERS; a quarter of the room is for the known ones alone; a source that
 *           guesses gets a quarter of the room at most and is turned away first when a known one needs
 *           room. Nobody waits longer than QUEUE_WAIT_MS: whoever asked has given up by then.
 * Owns      copies of the questions, wiped after use. All memory is taken at the start.
 * Threads   password_queue_put from any.
 */
#ifndef SERVICE_PASSWORD_QUEUE_H
#define SERVICE_PASSWORD_QUEUE_H

#include "service/passwords.h"

#define QUEUE_STRANGERS 4
#define QUEUE_WAIT_MS 5000

enum queue_class {
    QUEUE_KNOWN,
    QUEUE_STRANGER,
    QUEUE_GUESSER,
    QUEUE_CLASS_COUNT
};

struct password_queue;

/* Answers a question; in one of the queue's threads. */
typedef void queue_run(void *ctx, const struct password_question *q, struct password_answer *out);

struct queue_setup {
    size_t room;      /* questions that wait */
    unsigned threads; /* 1.. */
    queue_run *run;
    void *ctx;
};

/* ERR_SYSTEM: no thread. */
bool password_queue_new(const struct queue_setup *setup, struct password_queue **out,
                        struct err *e) MUST_CHECK;

/* `done` is called once, always: with PASSWORD_BUSY when the question is turned away, now or later. */
void password_queue_put(struct password_queue *w, const struct password_question *q,
                        enum queue_class class, password_done *done, void *ctx);

struct queue_counts {
    uint64_t waiting;
    uint64_t crowded; /* turned away for want of room, or time */
    uint64_t refused; /* the same, because the source guesses */
};
struct queue_counts password_queue_counts(struct password_queue *w);

/* Turns away who waits, ends the threads. *w becomes NULL; NULL is fine. */
void password_queue_free(struct password_queue **w);

#endif
