#include "message/normal.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "message/ascii.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define EMPTY_LINES_MAX 2 /* in a row */

static const struct {
    uint32_t first;
    uint32_t last;
} INVISIBLE[] = {
    {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x180B, 0x180E}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE007F},
};

bool normal_is_invisible(uint32_t point)
{
    for (size_t i = 0; i < COUNT(INVISIBLE); i++) {
        if (point >= INVISIBLE[i].first && point <= INVISIBLE[i].last) {
            return true;
        }
    }
    return false;
}

/* Joiners belong between emoji, Indic and Arabic letters; variation selectors precede them. */
static bool joins(uint32_t before)
{
    return (before >= 0x600 && before <= 0xDFF) || (before >= 0x2190 && before <= 0x2BFF) ||
           (before >= 0xFE00 && before <= 0xFE0F) || (before >= 0x1F000 && before <= 0x1FAFF);
}

uint32_t normal_count_invisible(struct span text)
{
    uint32_t before = 0;
    uint32_t count = 0;

    while (text.len > 0) {
        uint32_t point = 0;
        size_t step = (unsigned char)text.at[0] < 0x80 ? 1 : utf8_take(text, &point);

        step = step == 0 ? 1 : step;
        if (point != 0 && normal_is_invisible(point) &&
            !((point == 0x200C || point == 0x200D) && joins(before))) {
            count++;
        }
        before = point;
        text = span_from(text, step);
    }
    return count;
}

/* One character of claimed UTF-8; what is none becomes U+FFFD. */
static struct span take(struct span *rest, uint32_t *point)
{
    struct span one = {.at = rest->at, .len = 1};

    *point = (unsigned char)rest->at[0];
    if (*point >= 0x80) {
        one.len = utf8_take(*rest, point);
    }
    if (one.len == 0) {
        *rest = span_from(*rest, 1);
        *point = 0xFFFD;
        return SPAN("\xEF\xBF\xBD");
    }
    *rest = span_from(*rest, one.len);
    return one;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x2028 || point == 0x2029;
}

void normal_line(struct grow *out, struct span text)
{
    while (text.len > 0) {
        uint32_t point;
        struct span one = take(&text, &point);

        if (is_control(point)) {
            one = SPAN(" ");
        }
        if (one.at[0] != ' ' || out->len == 0 || out->at[out->len - 1] != ' ') {
            grow_add(out, one);
        }
    }
}

static void end_line(struct grow *out)
{
    size_t empty = 0;

    while (out->len > 0 && out->at[out->len - 1] == ' ') {
        out->len--;
    }
    while (empty <= EMPTY_LINES_MAX && out->len > empty && out->at[out->len - 1 - empty] == '\n') {
        empty++;
    }
    if (empty <= EMPTY_LINES_MAX) {
        grow_char(out, '\n');
    }
}

void normal_lines(struct grow *out, struct span text)
{
    while (text.len > 0) {
        uint32_t point;
        struct span one = take(&text, &point);

        if (point == '\n' || point == 0x2028 || point == 0x2029) {
            end_line(out);
        } else if (point == '\t' || point == '\f') {
            grow_char(out, ' ');
        } else if (!is_control(point)) {
            grow_add(out, one);
        }
    }
}

bool normal_warm(struct err *e)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *n = unorm2_getNFKCCasefoldInstance(&status);

    if (n == NULL || U_FAILURE(status)) {
        return err_set(e, ERR_SYSTEM, "ICU has no NFKC_Casefold: %s", u_errorName(status));
    }
    return true;
}

/* Blanks at the ends of lines go, runs of them become one; text is changed in place. */
static struct span squeezed(char *at, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        bool blank = at[i] == ' ' || at[i] == '\t';

        if (blank && (out == 0 || at[out - 1] == ' ' || at[out - 1] == '\n')) {
            continue;
        }
        if (at[i] == '\n' && out > 0 && at[out - 1] == ' ') {
            out--;
        }
        at[out++] = ascii_choose(blank, ' ', at[i]);
    }
    return (struct span){.at = at, .len = out};
}

/* NFKC makes at most 18 units of one (U+FDFA), so what does not fit is asked for again. */
static UChar *fold(const UChar *wide, int32_t len, int32_t *folded_len)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *n = unorm2_getNFKCCasefoldInstance(&status);
    int32_t room = 2 * len + 16;
    UChar *folded = memory_new((size_t)room, sizeof *folded);

    *folded_len = unorm2_normalize(n, wide, len, folded, room, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        room = *folded_len + 1;
        folded = memory_grow(folded, (size_t)room, sizeof *folded);
        *folded_len = unorm2_normalize(n, wide, len, folded, room, &status);
    }
    if (U_FAILURE(status)) {
        *folded_len = 0;
    }
    return folded;
}

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

struct span normal_match(struct arena *a, struct span text)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar *wide;
    UChar *folded;
    int32_t len = 0;
    char *at;

    if (is_ascii(text)) {
        at = arena_take(a, text.len + 1);
        for (size_t i = 0; at != NULL && i < text.len; i++) {
            at[i] = ascii_lower(text.at[i]);
        }
        return at == NULL ? SPAN("") : squeezed(at, text.len);
    }
    wide = memory_new(text.len + 1, sizeof *wide);
    u_strFromUTF8WithSub(wide, (int32_t)text.len + 1, &len, text.at, (int32_t)text.len, 0xFFFD,
                         NULL, &status);
    folded = fold(wide, len, &len);
    memory_free(wide);
    at = arena_take(a, (size_t)len * 3 + 1);
    if (at != NULL) {
        int32_t size = 0;

        status = U_ZERO_ERROR;
        u_strToUTF8WithSub(at, len * 3 + 1, &size, folded, len, 0xFFFD, NULL, &status);
        len = size;
    }
    memory_free(folded);
    return at == NULL ? SPAN("") : squeezed(at, (size_t)len);
}
