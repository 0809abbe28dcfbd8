#include "base/quote.h"

#include <stdint.h>

/* Length of the well-formed UTF-8 character at the front of `s`, its number in *point; 0 when
 * there is none (RFC 3629 section 4: no overlong form, no surrogate, nothing above 10FFFF). */
static size_t utf8_take(struct span s, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)s.at[0];
    size_t len = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

    if (len == 0 || len > s.len || first > 0xf4) {
        return 0;
    }
    *point = len == 1 ? first : first & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)s.at[i];

        if ((next & 0xc0) != 0x80) {
            return 0;
        }
        *point = *point << 6 | (next & 0x3f);
    }
    if (*point < least[len] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff)) {
        return 0;
    }
    return len;
}

/* What may not reach a terminal or a log: controls, and what reorders or breaks the line. */
static bool printable(uint32_t point)
{
    return point >= 0x20 && (point < 0x7f || point > 0x9f) && point != '"' && point != '\\' &&
           point != 0x061c && (point < 0x200e || point > 0x200f) &&
           (point < 0x2028 || point > 0x202e) && (point < 0x2066 || point > 0x2069);
}

struct quote quote(struct span text)
{
    struct quote q;
    struct buf out = BUF_ON(q.text);
    size_t at = 0;

    buf_add(&out, SPAN("\""));
    while (at < text.len) {
        struct span rest = {.at = text.at + at, .len = text.len - at};
        uint32_t point = 0;
        size_t len = utf8_take(rest, &point);
        size_t step = len == 0 ? 1 : len;

        if (at + step > QUOTE_MAX) {
            break;
        }
        if (len > 0 && printable(point)) {
            buf_add(&out, (struct span){.at = rest.at, .len = len});
        } else {
            for (size_t i = 0; i < step; i++) {
                buf_addf(&out, "\\x%02X", (unsigned)(unsigned char)rest.at[i]);
            }
        }
        at += step;
    }
    buf_add(&out, SPAN("\""));
    if (at < text.len) {
        buf_add(&out, SPAN("..."));
    }
    q.text[out.len] = '\0';
    return q;
}
