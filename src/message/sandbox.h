/* message/sandbox.h - a function that reads hostile bytes, in a process that can do nothing else.
 *
 * Duty      a child process without file system, network or new processes (seccomp allow-list) and
 *           with little memory turns requests into answers, one after another. It lives on from
 *           request to request; when it dies or takes too long it is killed, the request is lost
 *           with its reason, and the next one gets a new child.
 * Owns      the child process and a socketpair to it.
 * Threads   one sandbox, one thread at a time; many sandboxes in one process are fine. The process
 *           must have no other thread while sandbox_open() and a restart fork; one opened in a nursery
 *           (message/nursery.h) is opened and starts its children anew from any thread.
 * Secrets   the child begins as a copy of the process: open it before passwords and keys are loaded.
 * Source    seccomp(2), prctl(2), setrlimit(2).
 */
#ifndef MESSAGE_SANDBOX_H
#define MESSAGE_SANDBOX_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#define SANDBOX_MEMORY ((size_t)256 * 1024 * 1024)     /* bytes the child may take by itself */
#define SANDBOX_WALL_MS 2000                           /* for one request */
#define SANDBOX_REQUEST_MAX ((size_t)27 * 1024 * 1024) /* bytes */
#define SANDBOX_ANSWER_MAX ((size_t)8 * 1024 * 1024)   /* bytes */
#define SANDBOX_RECYCLE 5000 /* requests after which a child is replaced by a fresh one */

/* What became of a request. Anything but SANDBOX_DONE leaves the question open: "cannot tell". */
enum sandbox_outcome {
    SANDBOX_DONE,
    SANDBOX_TIMEOUT,    /* took longer than SANDBOX_WALL_MS: killed */
    SANDBOX_MEMORY_OUT, /* asked for more than SANDBOX_MEMORY: ended */
    SANDBOX_FORBIDDEN,  /* asked the kernel for what it may not: killed */
    SANDBOX_DIED,       /* any other end of the child */
    SANDBOX_TOO_LONG,   /* request or answer larger than its MAX */
    SANDBOX_ABSENT,     /* no child could be started */
};

struct sandbox_work {
    /* Before the rights are given up, once in each child: loads what would load lazily. */
    bool (*prepare)(void *context, struct err *e);
    /* One request; the answer is what was written into *answer, none when it overflowed. */
    void (*run)(void *context, struct span request, struct buf *answer);
    void *context;
};

struct sandbox;
struct nursery;

/* Starts the first child. ERR_SYSTEM when it cannot be started or `prepare` fails. `work` is
 * copied. */
bool sandbox_open(const struct sandbox_work *work, struct sandbox **out, struct err *e) MUST_CHECK;

/* The same with the children of a nursery, whose work it is; the nursery is borrowed. */
bool sandbox_open_in(struct nursery *n, struct sandbox **out, struct err *e) MUST_CHECK;

/* Ends the child and sets *s to NULL; *s may be NULL. */
void sandbox_close(struct sandbox **s);

/* Sends request, waits for the answer: *answer is valid until the next call and empty unless the
 * outcome is SANDBOX_DONE. cost: two copies of the request, about 30 us. */
enum sandbox_outcome sandbox_ask(struct sandbox *s, struct span request,
                                 struct span *answer) MUST_CHECK;

/* The same for a request in several pieces, which is never copied together. */
enum sandbox_outcome sandbox_ask_parts(struct sandbox *s, const struct span *parts, size_t count,
                                       struct span *answer) MUST_CHECK;

/* "timeout" for SANDBOX_TIMEOUT and so on; static storage. */
struct span sandbox_outcome_name(enum sandbox_outcome outcome);

#endif
