/* message/nursery.h - where children of sandboxes come from once the process has threads and secrets.
 *
 * Duty      a small process, forked while there is one thread and no secret, forks the children of
 *           sandboxes on request and hands over the socket to each. A second one watches the first and
 *           puts a new one in its place when it dies; the first reads no byte of a message.
 * Way       nursery_open() -> watcher -> nursery -> child of a sandbox.
 * Owns      these processes. They end when the socket to them is closed, also when this process died;
 *           a child ends with the nursery that forked it.
 * Threads   nursery_open while there is no other thread; the rest from any.
 * Limits    NURSERY_CHILDREN children at a time.
 * Source    fork(2) in a process with threads copies locks that nobody will ever open; prctl(2)
 *           PR_SET_PDEATHSIG; unix(7) SCM_RIGHTS.
 */
#ifndef MESSAGE_NURSERY_H
#define MESSAGE_NURSERY_H

#include "message/sandbox.h"

#include <sys/types.h>

#define NURSERY_CHILDREN 64
#define NURSERY_MS 5000 /* for an answer; then there is no child */

struct nursery;

/* ERR_SYSTEM: no process or socket. `work` is copied; what it points to is used as it is now. */
bool nursery_open(const struct sandbox_work *work, struct nursery **out, struct err *e) MUST_CHECK;

/* After every sandbox of it. *n becomes NULL; NULL is fine. */
void nursery_close(struct nursery **n);

/* A new child: its process and the socket to it, which the caller owns. ERR_SYSTEM: none could be
 * made. */
bool nursery_bear(struct nursery *n, pid_t *child, int *socket, struct err *e) MUST_CHECK;

/* Ends a child, if it has not ended by itself; how, as waitpid() says, -1 when nobody knows. */
int nursery_end(struct nursery *n, pid_t child);

/* The process that forks, for tests that end it; 0 when it does not answer. */
pid_t nursery_process(struct nursery *n);

#endif
