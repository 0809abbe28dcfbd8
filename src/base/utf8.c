#include "base/utf8.h"

#include "base/attr.h"

/* RFC 3629 section 4: what the first byte says of the length, and the least code point of it. */
static const struct {
    unsigned char mask;
    unsigned char lead;
    uint32_t least;
} forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

size_t utf8_take(struct span s, uint32_t *point)
{
    size_t form = 0;
    uint32_t value;

    if (s.len == 0) {
        return 0;
    }
    while (form < COUNT(forms) && ((unsigned char)s.at[0] & forms[form].mask) != forms[form].lead) {
        form++;
    }
    if (form == COUNT(forms) || form >= s.len) {
        return 0;
    }
    value = (unsigned char)s.at[0] & (unsigned char)~forms[form].mask;
    for (size_t i = 1; i <= form; i++) {
        if (((unsigned char)s.at[i] & 0xc0) != 0x80) {
            return 0;
        }
        value = value << 6 | ((unsigned char)s.at[i] & 0x3f);
    }
    if (value < forms[form].least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        return 0;
    }
    *point = value;
    return form + 1;
}

bool utf8_printable(uint32_t point)
{
    static const struct {
        uint32_t from;
        uint32_t to;
    } hidden[] = {{0, 0x1f},        {0x7f, 0x9f},     {0x061c, 0x061c}, {0x200e, 0x200f},
                  {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};

    for (size_t i = 0; i < COUNT(hidden); i++) {
        if (point >= hidden[i].from && point <= hidden[i].to) {
            return false;
        }
    }
    return true;
}
