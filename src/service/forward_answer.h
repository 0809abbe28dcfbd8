/* service/forward_answer.h - the answer to a forwarded mail, as a mail. Pure.
 *
 * Duty      verdict, evidence and advice as plain text and as simple HTML. Of the forwarded message it shows
 *           only what evidence rests on, made harmless (words/defang.h): no link, no HTML, no subject of it.
 *           Marked as automatic (RFC 3834), with a Message-ID of its own that the same mail always gets.
 * Owns      nothing. Threads: any.
 */
#ifndef SERVICE_FORWARD_ANSWER_H
#define SERVICE_FORWARD_ANSWER_H

#include "base/arena.h"
#include "base/err.h"
#include "model/verdict.h"
#include "words/lang.h"

#define FORWARD_ANSWER_ARENA ((size_t)2 << 20) /* bytes that are always enough */

struct forward_answer {
    enum lang lang;
    const struct verdict *verdict; /* NULL: no forwarded message was found */
    struct span stated;            /* the sender the forwarded message states; may be empty */
    bool reseller;                 /* with a text to hand on */
    struct span from;              /* our address */
    struct span to;
    struct span service; /* what the service is called; may be empty */
    struct span contact; /* may be empty */
    struct span id;      /* in front of the @ of its Message-ID */
    struct span answers; /* Message-ID it answers; may be empty */
    int64_t at_ms;
    int64_t offset_ms;
};

/* Gives the whole mail, in `arena`. ERR_LIMIT: the arena is full. */
bool forward_answer_print(const struct forward_answer *a, struct arena *arena, struct span *out,
                          struct err *e) MUST_CHECK;

#endif
