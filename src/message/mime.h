/* message/mime.h - a mail's tree of parts, one after another, as GMime reads it (private to
 * message).
 *
 * GMime splits parts and undoes transfer encodings; names, addresses and character sets are not
 * asked of it, because it would ask iconv, which opens files.
 */
#ifndef MESSAGE_MIME_H
#define MESSAGE_MIME_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/span.h"

#include <stdint.h>

struct mime;

enum mime_event {
    MIME_END,
    MIME_HEADERS, /* a message begins: the mail itself, then each one attached to it */
    MIME_PART,    /* a part that holds no others */
    MIME_CLOSE,   /* the message whose headers came last and are not closed ends */
};

/* What MIME_PART is about; views that last until mime_close(). */
struct mime_part {
    struct span type;     /* "text/html", ASCII lower case */
    struct span charset;  /* as declared */
    struct span raw_type; /* values of the headers, not decoded */
    struct span disposition;
    bool has_id; /* has a Content-ID */
    bool base64;
};

struct mime_field {
    struct span name;
    struct span raw;
};

/* Initialises GMime; to be called before the process gives its rights up. */
void mime_warm(void);

/* Reads `bytes` in bounds; *limits and *damage tell what was left out or is broken. Never NULL.
 * Memory that the system does not give ends the process (GLib). */
struct mime *mime_open(struct span bytes, uint32_t *limits, uint32_t *damage) MUST_CHECK;

void mime_close(struct mime **m);

/* The next thing in the order of the bytes. */
enum mime_event mime_next(struct mime *m);

/* After MIME_HEADERS: header number i of the message, those of its body's form included; false
 * behind the last one. */
bool mime_field(const struct mime *m, size_t i, struct mime_field *out) MUST_CHECK;

/* After MIME_HEADERS: how the message is put together: "multipart/report" and so on. */
struct span mime_form(struct mime *m);

/* After MIME_PART. */
const struct mime_part *mime_part(const struct mime *m);

/* After MIME_PART: its content, transfer encoding undone, at most `max` bytes; the caller frees
 * *out with memory_free() unless it is empty. False when there was more. */
bool mime_content(const struct mime *m, size_t max, struct span *out) MUST_CHECK;

/* After MIME_PART: bytes of its content once decoded, estimated from those it was sent as. */
uint64_t mime_size(const struct mime *m);

#endif
