#include "words/clean.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

#define REPLACEMENT 0xFFFD
#define REPLACEMENT_TEXT "\xEF\xBF\xBD"
#define DELETE 0x7F

int32_t clean_next(struct span *rest)
{
    uint32_t c = REPLACEMENT;
    size_t used = utf8_take(*rest, &c);

    if (used == 0) {
        used = 1;
    }
    *rest = (struct span){.at = rest->at + used, .len = rest->len - used};
    return (int32_t)c;
}

bool clean_is_plain(int32_t c)
{
    const uint32_t hidden =
        U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;

    if (c < DELETE) {
        return c >= ' ';
    }
    return (U_GET_GC_MASK(c) & hidden) == 0 && !U_IS_UNICODE_NONCHAR(c) &&
           !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* The picture of an ASCII control character, in UTF-8. */
static void put_picture(struct buf *out, int32_t c)
{
    const int last = 0x80 + (c == DELETE ? 0x21 : c); /* U+2400 SYMBOL FOR NULL is E2 90 80 */
    const char picture[] = {'\xE2', '\x90', (char)last};

    buf_add(out, (struct span){.at = picture, .len = sizeof picture});
}

void clean_text(struct buf *out, struct span in)
{
    while (in.len > 0) {
        struct span from = in;
        int32_t c = clean_next(&in);

        if (clean_is_plain(c) && c != REPLACEMENT) {
            buf_add(out, (struct span){.at = from.at, .len = from.len - in.len});
        } else if (c < ' ' || c == DELETE) {
            put_picture(out, c);
        } else {
            buf_add(out, SPAN(REPLACEMENT_TEXT));
        }
    }
}

void clean_utf8(struct buf *out, struct span in)
{
    while (in.len > 0) {
        struct span from = in;

        if (clean_next(&in) == REPLACEMENT) {
            buf_add(out, SPAN(REPLACEMENT_TEXT));
        } else {
            buf_add(out, (struct span){.at = from.at, .len = from.len - in.len});
        }
    }
}

static size_t columns(int32_t c)
{
    int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);

    if ((U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0) {
        return 0;
    }
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t columns_of(struct span clean)
{
    size_t sum = 0;

    while (clean.len > 0) {
        sum += columns(clean_next(&clean));
    }
    return sum;
}

struct span columns_cut(struct span clean, size_t max)
{
    struct span rest = clean;
    struct span fits = {.at = clean.at, .len = 0};
    size_t sum = 0;

    while (rest.len > 0) {
        sum += columns(clean_next(&rest));
        if (sum > max) {
            break;
        }
        fits.len = clean.len - rest.len;
    }
    return fits;
}
