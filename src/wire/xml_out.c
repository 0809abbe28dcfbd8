#include "wire/xml_out.h"

#include "base/utf8.h"

static bool is_character(uint32_t point)
{
    return point == '\t' || point == '\n' || point == '\r' || (point >= ' ' && point <= 0xD7FF) ||
           (point >= 0xE000 && point <= 0xFFFD) || point >= 0x10000;
}

static struct span escape_of(uint32_t point)
{
    switch (point) {
    case '&':
        return SPAN("&amp;");
    case '<':
        return SPAN("&lt;");
    case '>':
        return SPAN("&gt;");
    case '"':
        return SPAN("&quot;");
    case '\'':
        return SPAN("&#39;");
    case '\r':
        return SPAN("&#13;");
    default:
        return SPAN("");
    }
}

void xml_out_text(struct buf *out, struct span text)
{
    while (text.len > 0) {
        uint32_t point = 0;
        size_t used = utf8_take(text, &point);
        struct span written = {.at = text.at, .len = used};
        struct span escape = escape_of(point);

        if (used == 0 || !is_character(point)) {
            written = SPAN("\xEF\xBF\xBD");
            used = used == 0 ? 1 : used;
        } else if (escape.len > 0) {
            written = escape;
        }
        buf_add(out, written);
        text = (struct span){.at = text.at + used, .len = text.len - used};
    }
}

void xml_out_element(struct buf *out, int indent, const char *name, struct span text)
{
    buf_addf(out, "%*s<%s>", indent, "", name);
    xml_out_text(out, text);
    buf_addf(out, "</%s>\n", name);
}
