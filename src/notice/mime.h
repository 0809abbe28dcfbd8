/* notice/mime.h - a notice as a mail: headers, text and HTML, ready for SMTP.
 *
 * Source    RFC 5322 (form, dates), RFC 2045 6.7 and 6.8, RFC 2046 5.1.4 (multipart/alternative),
 *           RFC 2047 (words outside ASCII), RFC 3834 5 (Auto-Submitted).
 * Owns      nothing. Threads: any.
 */
#ifndef NOTICE_MIME_H
#define NOTICE_MIME_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

struct mime_mail {
    struct span from_name; /* UTF-8, may be empty */
    struct span from;      /* address; mime_is_address */
    struct span to_name;
    struct span to;
    struct span subject;
    struct span id; /* of the Message-ID, in front of the @; the sender's domain follows it */
    const char *lang;
    int64_t at_ms;
    int64_t offset_ms; /* of the zone the Date header is written in */
    struct span text;  /* UTF-8, lines end in LF */
    struct span html;
    bool reply;          /* it answers a mail: Auto-Submitted says so */
    struct span answers; /* the Message-ID it answers, of plain characters; empty: not known */
};

/* Appends the whole message; lines end in CRLF and have at most 998 bytes. Texts may hold any bytes but
 * control characters in headers, which become blanks. cost: linear. */
void mime_print(struct buf *out, const struct mime_mail *m);

/* True for an address that needs no quoting: something of RFC 5322's atext and dots on both sides of one
 * @. Others (quoted local parts, addresses outside ASCII) are not written to. */
bool mime_is_address(struct span s) MUST_CHECK;

/* Appends a header's words: as they are when they are short and ASCII, else RFC 2047. */
void mime_words(struct buf *out, struct span words);

#endif
