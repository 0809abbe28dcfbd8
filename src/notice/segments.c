#include "notice/segments.h"

#include "base/attr.h"
#include "base/utf8.h"

#define GSM_ALONE 160
#define GSM_PART 153
#define UCS2_ALONE 70
#define UCS2_PART 67

/* Above ASCII, in the order of the table. */
static const uint16_t beyond_ascii[] = {
    0x00A3, 0x00A5, 0x00E8, 0x00E9, 0x00F9, 0x00EC, 0x00F2, 0x00C7, 0x00D8, 0x00F8,
    0x00C5, 0x00E5, 0x0394, 0x03A6, 0x0393, 0x039B, 0x03A9, 0x03A0, 0x03A8, 0x03A3,
    0x0398, 0x039E, 0x00C6, 0x00E6, 0x00DF, 0x00C9, 0x00A4, 0x00A1, 0x00C4, 0x00D6,
    0x00D1, 0x00DC, 0x00A7, 0x00BF, 0x00E4, 0x00F6, 0x00F1, 0x00FC, 0x00E0};

unsigned segments_septets(unsigned point)
{
    if (point == '\n' || point == '\r') {
        return 1;
    }
    if (point == 0x20AC || point == '\f') {
        return 2;
    }
    if (point >= ' ' && point <= '~') {
        if (point == '`') {
            return 0;
        }
        return strchr("^{}\\[~]|", (int)point) != NULL ? 2 : 1;
    }
    for (size_t i = 0; i < COUNT(beyond_ascii); i++) {
        if (beyond_ascii[i] == point) {
            return 1;
        }
    }
    return 0;
}

struct run {
    size_t units;
    size_t parts; /* when parted */
    size_t used;  /* of the last part */
};

static void add(struct run *r, size_t width, size_t part)
{
    r->units += width;
    if (r->parts == 0 || r->used + width > part) {
        r->parts++;
        r->used = 0;
    }
    r->used += width;
}

struct segments segments_of(struct span text)
{
    struct run gsm = {0};
    struct run ucs2 = {0};
    bool unicode = false;

    while (text.len > 0) {
        uint32_t c = 0xFFFD;
        size_t len = utf8_take(text, &c);
        unsigned septets = segments_septets(c);

        len = len == 0 ? 1 : len;
        text = (struct span){.at = text.at + len, .len = text.len - len};
        unicode = unicode || septets == 0;
        add(&gsm, septets, GSM_PART);
        add(&ucs2, c > 0xFFFF ? 2 : 1, UCS2_PART);
    }
    if (unicode) {
        return (struct segments){ucs2.units, ucs2.units <= UCS2_ALONE ? 1 : ucs2.parts, true};
    }
    return (struct segments){gsm.units, gsm.units <= GSM_ALONE ? (gsm.units > 0) : gsm.parts,
                             false};
}
