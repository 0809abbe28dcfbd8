/* wire/verdict_digest.h - what binds a verdict's header to one message and its recipients.
 *
 * Message    BLAKE2b, 128 bits, of: the value of From, LF, the value of Message-ID, LF, the body. A header's
 *            value has each run of blanks, tabs and line ends made one blank and none at its ends; of
 *            several fields of a name the first counts. The body is taken without CR and without the line
 *            ends at its end, which servers add, drop and change.
 * Recipients the same of every envelope recipient in ASCII lower case followed by LF, sorted by bytes.
 * Owns       nothing. Threads: one digest, one thread.
 */
#ifndef WIRE_VERDICT_DIGEST_H
#define WIRE_VERDICT_DIGEST_H

#include "base/span.h"
#include "model/filter.h"

#include <sodium.h>

#define VERDICT_DIGEST_VALUE_MAX 1024 /* bytes of a value that count */

struct verdict_digest {
    crypto_generichash_state hash;
    char from[VERDICT_DIGEST_VALUE_MAX];
    char message_id[VERDICT_DIGEST_VALUE_MAX];
    size_t from_len;
    size_t message_id_len;
    size_t line_ends; /* met and not counted yet */
    bool has_from;
    bool has_message_id;
};

void verdict_digest_begin(struct verdict_digest *d);

/* A header field, in the order of the message; others than the two are let go. */
void verdict_digest_header(struct verdict_digest *d, struct span name, struct span value);

/* The headers are over; then the body in pieces of any size. */
void verdict_digest_body_begin(struct verdict_digest *d);
void verdict_digest_body(struct verdict_digest *d, struct span piece);

void verdict_digest_end(struct verdict_digest *d, uint8_t out[static FILTER_DIGEST_SIZE]);

/* addresses: without angle brackets; sorted in place. */
void verdict_digest_recipients(struct span *addresses, size_t count,
                               uint8_t out[static FILTER_DIGEST_SIZE]);

/* ASCII case is ignored, as everywhere in a field's name. */
bool verdict_is_name(struct span name, struct span wanted);

#endif
