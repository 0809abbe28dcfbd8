#include "base/quote.h"

#include "base/utf8.h"

static void add(struct buf *out, struct span one, uint32_t point)
{
    if (point != '"' && point != '\\' && utf8_printable(point)) {
        buf_add(out, one);
        return;
    }
    for (size_t i = 0; i < one.len; i++) {
        buf_addf(out, "\\x%02X", (unsigned)(unsigned char)one.at[i]);
    }
}

struct quote quote(struct span text)
{
    struct quote q;
    struct buf out = BUF_ON(q.text);
    size_t at = 0;

    buf_add(&out, SPAN("\""));
    while (at < text.len) {
        struct span one = {.at = text.at + at, .len = text.len - at};
        uint32_t point = 0; /* shown as a byte */
        size_t len = utf8_take(one, &point);

        one.len = len == 0 ? 1 : len;
        if (at + one.len > QUOTE_MAX) {
            break;
        }
        add(&out, one, point);
        at += one.len;
    }
    buf_add(&out, at < text.len ? SPAN("\"...") : SPAN("\""));
    q.text[out.len] = '\0';
    return q;
}
