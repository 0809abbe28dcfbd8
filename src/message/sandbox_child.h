/* message/sandbox_child.h - the child's side of a sandbox (private to message). */
#ifndef MESSAGE_SANDBOX_CHILD_H
#define MESSAGE_SANDBOX_CHILD_H

#include "base/err.h"
#include "message/sandbox.h"

#include <stdint.h>

/* In front of every request and every answer. */
struct sandbox_frame {
    uint64_t len;
    uint64_t status; /* SANDBOX_STATUS_*, 0 of a request */
};

#define SANDBOX_STATUS_READY 1u   /* the first frame: rights are given up, requests may come */
#define SANDBOX_STATUS_REFUSED 2u /* the first frame: the bytes say why it cannot begin */
#define SANDBOX_STATUS_ANSWER 3u
#define SANDBOX_STATUS_OVERFLOW 4u /* the answer did not fit */

#define SANDBOX_SOCKET 3 /* what the socket becomes */

/* Closes every file but `socket`, which becomes SANDBOX_SOCKET; the standard streams lead nowhere. */
bool sandbox_leave_files(int socket) MUST_CHECK;

/* Serves requests from `socket` until it is closed; never returns. */
_Noreturn void sandbox_child(const struct sandbox_work *work, int socket);

/* Gives up every right but those of computing and of speaking on descriptors that are open. False
 * when the kernel refuses; then some may be given up already. */
bool sandbox_give_up(struct err *e) MUST_CHECK;

#endif
