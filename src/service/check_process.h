/* service/check_process.h - one process with one thread and one checker (private to the pool).
 *
 * Duty      takes messages through a socket and gives results back. It opens nothing but its checker and
 *           what the records ask with, and knows no secret.
 * Ends      when the socket is closed, so also when whoever forked it was killed.
 */
#ifndef SERVICE_CHECK_PROCESS_H
#define SERVICE_CHECK_PROCESS_H

#include "service/check_pool.h"

#include <sys/types.h>

#define CHECK_PROCESS_SECONDS 10 /* for one message; a process that takes longer is ended */

struct check_process {
    int socket;
    pid_t pid;
};

enum {
    CHECK_PART_RECIPIENT,
    CHECK_PART_HELO,
    CHECK_PART_MAIL_FROM,
    CHECK_PART_MESSAGE,
    CHECK_PART_COUNT
};

struct check_process_head {
    uint64_t len[CHECK_PART_COUNT];
    bool cut;
    bool has_client;
    struct address client;
};

/* A task that owns its bytes: the message, and the short parts behind one another in `texts`. */
#define CHECK_TEXTS_MAX 2048
struct check_process_task {
    struct check_process_head head;
    char texts[CHECK_TEXTS_MAX];
    char *bytes;
};

/* Takes task->message over; a short part that has no room is left out. */
void check_process_task(const struct check_task *task, struct check_process_task *out);

bool check_process_open(const struct check_pool_setup *setup, struct check_process *out,
                        struct err *e) MUST_CHECK;

/* False when the process is gone or does not answer; it is of no use any more then. */
bool check_process_ask(const struct check_process *p, const struct check_process_task *task,
                       struct check_result *out) MUST_CHECK;

void check_process_close(struct check_process *p);

#endif
