/* message/read.h - bytes of a mail, an SMS or a pasted text -> struct message.
 *
 * Nothing is fetched, opened, looked up or decompressed. Nothing in the bytes makes reading fail:
 * what exceeds a bound sets its bit of message.limits and is left out, what is broken sets its bit
 * of message.damage and is read as far as it goes.
 * Threads   any, each with an arena of its own, after message_warm().
 */
#ifndef MESSAGE_READ_H
#define MESSAGE_READ_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "message/message.h"

#define MESSAGE_ARENA_SIZE ((size_t)64 * 1024 * 1024) /* bytes: enough for any message in bounds */

#define MESSAGE_BYTES_MAX ((size_t)25 * 1024 * 1024) /* of a message, attachments included */
#define MESSAGE_LINES_MAX 500000                     /* of a message */
#define MESSAGE_PARTS_MAX 500
#define MESSAGE_DEPTH_MAX 30                       /* multiparts and messages in one another */
#define MESSAGE_HEADERS_MAX 1000                   /* header fields of one part */
#define MESSAGE_HEADER_MAX ((size_t)16 * 1024)     /* bytes of a header field that are read */
#define MESSAGE_TEXT_MAX ((size_t)512 * 1024)      /* bytes of text, plain and HTML each */
#define MESSAGE_HTML_MAX ((size_t)2 * 1024 * 1024) /* bytes of one HTML part */
#define MESSAGE_NODES_MAX 100000                   /* elements and texts of one HTML part */
#define MESSAGE_TAGS_MAX 256                       /* HTML elements in one another */
#define MESSAGE_LINKS_MAX 1000
#define MESSAGE_LINK_MAX 4096     /* bytes of a link's target */
#define MESSAGE_ADDRESSES_MAX 500 /* of one header */
#define MESSAGE_ATTACHMENTS_MAX 100
#define MESSAGE_AUTHS_MAX 50 /* Authentication-Results, DKIM-Signature each */

struct message_source {
    enum message_kind kind;
    struct span bytes;
    struct span sms_from; /* who the telephone says an SMS is from, UTF-8; else empty */
};

/* Loads what the libraries would load when first used: character sets, Unicode data, type names.
 * To be called once before the first message_read() and before the process gives its rights up.
 * ERR_SYSTEM when ICU's data lacks something. */
bool message_warm(struct err *e) MUST_CHECK;

/* MESSAGE_MAIL when the bytes begin as a mail does (a header field that only mail has within the
 * first lines, or an mbox), else MESSAGE_TEXT. */
enum message_kind message_guess(struct span bytes) MUST_CHECK;

/* Fills *out from src; everything it points to lies in `a`. *out is always whole.
 * A forwarded message is read in place of the one around it: message.forward tells. cost: about
 * 0.3 ms for 20 kB of mail. */
void message_read(struct arena *a, const struct message_source *src, struct message *out);

/* The match form of any text, for words that are to be looked for in message.match; an empty span
 * when the arena is full. */
struct span message_match_form(struct arena *a, struct span text);

/* True when `bytes` begin as an mbox file (RFC 4155). */
bool message_is_mbox(struct span bytes) MUST_CHECK;

/* Takes the next message off an mbox: *one is it without its "From " line, a view into *rest; its
 * ">From " lines keep the mark. False at the end. */
bool message_mbox_take(struct span *rest, struct span *one) MUST_CHECK;

/* "parts" for MESSAGE_LIMIT_PARTS and so on; static storage. */
struct span message_limit_name(enum message_limit limit);

#endif
