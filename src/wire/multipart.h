/* wire/multipart.h - a form with files, as browsers send it.
 *
 * Source    RFC 7578, RFC 2046 5.1, WHATWG HTML "multipart/form-data"; read more strictly: what no browser
 *           sends is refused.
 * Owns      nothing: parts are views into the body, which is never copied. Threads: any.
 * Limits    MULTIPART_PARTS_MAX parts, MULTIPART_HEAD_MAX bytes of a part's head.
 * cost      one pass over the body, by memmem.
 */
#ifndef WIRE_MULTIPART_H
#define WIRE_MULTIPART_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#define MULTIPART_PARTS_MAX 32
#define MULTIPART_HEAD_MAX ((size_t)4 << 10)
#define MULTIPART_BOUNDARY_MAX 70 /* bytes; RFC 2046 5.1.1 */

/* A walk over the parts. */
struct multipart {
    struct span rest;
    char mark[4 + MULTIPART_BOUNDARY_MAX]; /* CR LF "--" boundary */
    size_t mark_len;
    size_t count;
    bool done;
};

struct multipart_part {
    struct span name;     /* as it stands: browsers write %22 for a quote */
    struct span filename; /* the same; "" when none was chosen or it is no file */
    bool is_file;
    struct span body;
};

/* Whether a Content-Type is that of such a form. */
bool multipart_is(struct span content_type) MUST_CHECK;

/* errors   ERR_INPUT  there is no boundary, or the body does not begin with it */
bool multipart_open(struct span content_type, struct span body, struct multipart *out,
                    struct err *e) MUST_CHECK;

/* The next part; *more becomes false behind the last.
 * errors   ERR_INPUT  a part without a name, or without an end: the body was cut off
 *          ERR_LIMIT  more parts, or a longer head, than above */
bool multipart_next(struct multipart *m, struct multipart_part *out, bool *more,
                    struct err *e) MUST_CHECK;

#endif
