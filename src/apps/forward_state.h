/* apps/forward_state.h - which forwarded mail was answered, and how often its sender was.
 *
 * Kept      in a folder: a file for each answered mail and one for each sender, named by keyed hashes; in it
 *           nothing but times. No address, no text. What is older than FORWARD_STATE_DAYS goes.
 * Once      the sender's file is locked while a mail of theirs is answered, so of two deliveries of one mail the
 *           second waits, finds the mark, and sends nothing.
 * Owns      the lock. Threads: one.
 */
#ifndef APPS_FORWARD_STATE_H
#define APPS_FORWARD_STATE_H

#include "apps/paths.h"
#include "base/err.h"

#include <stdint.h>

#define FORWARD_STATE_DAYS 7
#define FORWARD_STATE_TIMES 512 /* of one sender that are kept */
#define FORWARD_ID_MAX 33       /* bytes of an answer's ID with NUL */

struct forward_state {
    char folder[PATH_BYTES_MAX];
    char mark[PATH_BYTES_MAX];
    char id[FORWARD_ID_MAX]; /* of the answer's Message-ID: the same for the same mail */
    int sender;              /* the locked file */
    int64_t times[FORWARD_STATE_TIMES];
    size_t count;
};

/* Locks the sender, waiting for another mail of theirs. mail: what tells this mail from others.
 * errors   ERR_SYSTEM, ERR_CONFIG: the folder or its key. forward_state_close() in any case. */
bool forward_state_open(const char *folder, struct span sender, struct span mail,
                        struct forward_state *out, struct err *e) MUST_CHECK;

bool forward_state_answered(const struct forward_state *s);

size_t forward_state_last_hour(const struct forward_state *s, int64_t now_ms);

/* The answer is on its way: durable when this returns. ERR_SYSTEM: it may be sent once more. */
bool forward_state_done(struct forward_state *s, int64_t now_ms, struct err *e) MUST_CHECK;

/* Removes what is too old; a look at each file, so not every time. */
void forward_state_tidy(const struct forward_state *s, int64_t now_ms);

void forward_state_close(struct forward_state *s);

#endif
