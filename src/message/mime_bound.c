#include "message/mime_bound.h"

#include "message/ascii.h"
#include "message/read.h"

#define DASH_LINES_MAX 20000 /* lines beginning "--": parts, but signatures and patches as well */

struct counts {
    uint32_t lines;
    uint32_t dashes;
    uint32_t boundaries;
    size_t content; /* bytes of the Content- header that is being read, 0 outside of one */
};

/* False when this line may not be read any more. */
static bool count_line(struct counts *c, struct span line, uint32_t *limits)
{
    bool goes_on = line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t');

    c->lines++;
    c->dashes += line.len > 2 && line.at[0] == '-' && line.at[1] == '-';
    if (ascii_begins(line, SPAN("content-"))) {
        c->content = line.len;
    } else if (goes_on && c->content > 0) {
        c->content += line.len;
    } else {
        c->content = 0;
    }
    c->boundaries += c->content > 0 && ascii_has(line, SPAN("boundary"));
    if (c->lines > MESSAGE_LINES_MAX) {
        *limits |= MESSAGE_LIMIT_LINES;
        return false;
    }
    if (c->dashes > DASH_LINES_MAX || c->boundaries > MESSAGE_PARTS_MAX) {
        *limits |= MESSAGE_LIMIT_PARTS;
        return false;
    }
    if (c->content > MESSAGE_HEADER_MAX) {
        *limits |= MESSAGE_LIMIT_HEADERS;
        return false;
    }
    return true;
}

struct span mime_bound(struct span bytes, uint32_t *limits)
{
    struct counts counts = {0};
    struct span rest;
    struct span line;

    if (bytes.len > MESSAGE_BYTES_MAX) {
        *limits |= MESSAGE_LIMIT_BYTES;
        bytes = span_front(bytes, MESSAGE_BYTES_MAX);
    }
    rest = bytes;
    while (rest.len > 0) {
        size_t at = bytes.len - rest.len;

        if (!span_cut(&rest, '\n', &line)) {
            line = rest;
            rest.len = 0;
        }
        if (!count_line(&counts, line, limits)) {
            return span_front(bytes, at);
        }
    }
    return bytes;
}
