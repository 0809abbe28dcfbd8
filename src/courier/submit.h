/* courier/submit.h - hands one mail to the mail server and waits for its word.
 *
 * For an answer to a mail under way, whose own queue keeps it until this succeeded. The envelope's sender is
 * empty, so nothing ever comes back (RFC 3834 3.3). Threads: any.
 */
#ifndef COURIER_SUBMIT_H
#define COURIER_SUBMIT_H

#include "courier/courier.h"

enum submit_outcome {
    SUBMIT_TAKEN,
    SUBMIT_REFUSED, /* for good: the recipient or the text */
    SUBMIT_AGAIN,   /* not now: the server, or the way to it */
};

/* s->sender names the domain of HELO alone. *e says why when it was not taken; without addresses.
 * ERR_CONFIG (with SUBMIT_AGAIN): the server's address. */
enum submit_outcome courier_submit(const struct courier_smtp *s, struct span recipient,
                                   struct span body, struct err *e) MUST_CHECK;

#endif
