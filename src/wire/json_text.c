#include "wire/json_text.h"

#include "base/utf8.h"

static void escape_add(struct buf *out, uint32_t point)
{
    if (point > 0xffff) {
        point -= 0x10000;
        buf_addf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + (point >> 10)),
                 (unsigned)(0xdc00 + (point & 0x3ff)));
    } else {
        buf_addf(out, "\\u%04x", (unsigned)point);
    }
}

static void character_add(struct buf *out, struct span one, uint32_t point, bool line)
{
    if (point == '"' || point == '\\') {
        buf_add(out, SPAN("\\"));
        buf_add(out, one);
    } else if (utf8_printable(point)) {
        buf_add(out, one);
    } else if (line) {
        buf_add(out, SPAN(" "));
    } else {
        escape_add(out, point);
    }
}

static void add(struct buf *out, struct span text, bool line)
{
    buf_add(out, SPAN("\""));
    while (text.len > 0) {
        uint32_t point;
        size_t len = utf8_take(text, &point);

        if (len == 0) {
            len = 1;
            buf_add(out, SPAN("\xef\xbf\xbd"));
        } else {
            character_add(out, (struct span){.at = text.at, .len = len}, point, line);
        }
        text = (struct span){.at = text.at + len, .len = text.len - len};
    }
    buf_add(out, SPAN("\""));
}

void json_text_add(struct buf *out, struct span text)
{
    add(out, text, false);
}

void json_text_add_line(struct buf *out, struct span text)
{
    add(out, text, true);
}

void json_text_number(struct buf *out, int64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0) {
        buf_add(out, SPAN("-"));
    }
    buf_add(out, (struct span){.at = digits + at, .len = sizeof digits - at});
}
