/* wire/verdict_header.h - X-Mioboe-Verdict: the mail filter's verdict as a header, and its seal.
 *
 * Form      v=1; verdict=fake; notice=no; state=checked; leaning=fake; rule=score; score=5.25;
 *           t=1795881600; q=4cX1yz; r=<32 hex>; b=<32 hex>; mac=<64 hex>
 *           in this order. Nothing in it comes from the message: codes, numbers, hashes and the mail
 *           server's own queue ID. docs/filter.md explains each.
 * Seal      HMAC-SHA-256 of all in front of "; mac=", each run of white space made one blank: folding
 *           changes nothing.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_VERDICT_HEADER_H
#define WIRE_VERDICT_HEADER_H

#include "base/buf.h"
#include "base/err.h"
#include "model/filter.h"

#define VERDICT_HEADER_NAME "X-Mioboe-Verdict"
#define VERDICT_HEADER_MAX 512 /* bytes of a value */
#define VERDICT_KEY_SIZE 32    /* bytes */

/* Appends the value, folded by LF and tab; at most VERDICT_HEADER_MAX bytes. */
void verdict_header_print(struct buf *out, const struct filter_mark *m,
                          const uint8_t key[static VERDICT_KEY_SIZE]);

enum verdict_seal {
    VERDICT_SEAL_RIGHT,
    VERDICT_SEAL_WRONG, /* well formed, but not sealed with this key, or changed */
};

/* Reads a value, as it stands in a message. *out is to be believed with VERDICT_SEAL_RIGHT only.
 *
 * errors   ERR_INPUT  it is not of the form above; *out, *seal untouched. The text quotes nothing */
bool verdict_header_read(struct span value, const uint8_t key[static VERDICT_KEY_SIZE],
                         struct filter_mark *out, enum verdict_seal *seal,
                         struct err *e) MUST_CHECK;

/* Copies what of a queue ID may stand in the header: letters and digits, at most FILTER_QUEUE_MAX - 1. */
void verdict_queue_id(struct span id, char out[static FILTER_QUEUE_MAX]);

#endif
