/* service/fake_ticket.h - what would be kept of a message, sealed, so that a page can carry it to the step
 * in which the person agrees. Until then nothing is kept here.
 *
 * Form      XChaCha20-Poly1305 under a key of the service's own, base64url. Who has a ticket can hand in what
 *           was checked and nothing else.
 * Owns      nothing. Threads: any.
 */
#ifndef SERVICE_FAKE_TICKET_H
#define SERVICE_FAKE_TICKET_H

#include "base/buf.h"
#include "model/fake.h"

#define FAKE_TICKET_KEY 32
#define FAKE_TICKET_MS (2 * INT64_C(3600000)) /* it is good for so long */
#define FAKE_TICKET_TEXT ((size_t)12 << 10)   /* characters at most */

/* Appends a ticket; nothing when the reading is not worth keeping. */
void fake_ticket_seal(const uint8_t key[static FAKE_TICKET_KEY], const struct fake_reading *r,
                      bool genuine, int64_t now_ms, struct buf *out);

/* An opened ticket: large, on the heap. The reading's texts lie in it. */
struct fake_ticket {
    struct fake_reading reading;
    bool genuine;
    char subject[FAKE_SUBJECT_MAX];
    char text[FAKE_TEXT_MAX];
};

/* ERR_INPUT: changed, too old, or none of ours. */
bool fake_ticket_open(const uint8_t key[static FAKE_TICKET_KEY], struct span text, int64_t now_ms,
                      struct fake_ticket *out, struct err *e) MUST_CHECK;

#endif
