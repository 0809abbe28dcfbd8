#include "message/ascii.h"
#include "message/read.h"

static const struct span MARK = SPAN_INIT("From ");

bool message_is_mbox(struct span bytes)
{
    struct span line;

    return bytes.len >= MARK.len && memcmp(bytes.at, MARK.at, MARK.len) == 0 &&
           span_cut(&bytes, '\n', &line);
}

/* Offset of the next "From " line that follows an empty line or the beginning, s.len for none. */
static size_t next_mark(struct span s)
{
    size_t at = 0;

    while (at < s.len) {
        struct span rest = span_from(s, at);
        const char *hit = memchr(rest.at, '\n', rest.len);

        if (hit == NULL) {
            break;
        }
        at = (size_t)(hit - s.at) + 1;
        rest = span_from(s, at);
        rest = span_from(rest, ascii_begins(rest, SPAN("\r")));
        if (rest.len > MARK.len && rest.at[0] == '\n' &&
            memcmp(rest.at + 1, MARK.at, MARK.len) == 0) {
            return (size_t)(rest.at - s.at) + 1;
        }
    }
    return s.len;
}

bool message_mbox_take(struct span *rest, struct span *one)
{
    struct span line;
    size_t len;

    if (rest->len == 0) {
        return false;
    }
    if (message_is_mbox(*rest)) {
        (void)span_cut(rest, '\n', &line);
    }
    len = next_mark(*rest);
    *one = span_front(*rest, len);
    *rest = span_from(*rest, len);
    return true;
}
