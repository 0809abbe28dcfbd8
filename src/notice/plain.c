#include "notice/plain.h"

#include "base/utf8.h"
#include "notice/segments.h"
#include "words/clean.h"

#include <unicode/unorm2.h>

#define DIGITS_MAX 6

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_plain(char c)
{
    return is_letter(c) || is_digit(c) || (c != '\0' && strchr(" ._-()+", c) != NULL);
}

/* Where the row of digits, blanks and marks that ends in front of `end` begins. */
static size_t number_begin(struct span s, size_t end)
{
    while (end > 0 && !is_letter(s.at[end - 1])) {
        end--;
    }
    return end;
}

/* False for what no program is called; else *shown is the beginning in front of a long number. */
static bool is_device(struct span s, struct span *shown)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];

        if (!is_plain(c) || (c == '.' && i + 1 < s.len && is_letter(s.at[i + 1]))) {
            return false;
        }
        digits = is_letter(c) ? 0 : digits + is_digit(c); /* blanks part telephone numbers too */
        if (digits > DIGITS_MAX) {
            s.len = number_begin(s, i);
        }
    }
    *shown = s;
    return true;
}

void plain_device(struct buf *out, struct span device)
{
    struct span shown = {.len = 0};

    device.len = device.len > PLAIN_DEVICE_MAX ? PLAIN_DEVICE_MAX : device.len;
    if (!is_device(device, &shown)) {
        return;
    }
    while (shown.len > 0 && strchr(" ._-(+", shown.at[shown.len - 1]) != NULL) {
        shown.len--;
    }
    buf_add(out, shown);
}

static bool is_dot(int32_t c)
{
    return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

/* A letter of any script may begin the last part of a host's name. */
static bool leads_on(struct span rest)
{
    int32_t c = rest.len == 0 ? ' ' : clean_next(&rest);

    return c > 0x7F || is_letter((char)c);
}

void plain_name(struct buf *out, struct span name)
{
    while (name.len > 0) {
        struct span one = name;
        int32_t c = clean_next(&name);
        bool scheme = c == ':' && name.len >= 2 && name.at[0] == '/' && name.at[1] == '/';

        one.len -= name.len;
        if ((is_dot(c) && leads_on(name)) || scheme) {
            buf_add(out, SPAN(" "));
            name = scheme ? (struct span){.at = name.at + 2, .len = name.len - 2} : name;
        } else {
            clean_text(out, one);
        }
    }
}

void plain_cut(struct buf *out, enum lang l, struct span clean, size_t columns)
{
    struct span mark = l == LANG_JA ? SPAN("…") : SPAN(".");
    struct span head = columns_cut(clean, columns);

    if (head.len < clean.len) {
        head = columns_cut(clean, columns < 2 ? 0 : columns - 2);
        while (head.len > 0 && head.at[head.len - 1] == ' ') {
            head.len--;
        }
    }
    buf_add(out, head);
    buf_add(out, head.len < clean.len ? mark : SPAN(""));
}

/* What a character is without its accents, when that is one of ASCII; else 0. */
static uint32_t without_accents(uint32_t c)
{
    static const struct {
        uint16_t from;
        char to;
    } marks[] = {{0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'},
                 {0x2010, '-'},  {0x2011, '-'},  {0x2012, '-'}, {0x2013, '-'},
                 {0x2014, '-'},  {0x00A0, ' '},  {0x202F, ' '}, {'`', '\''}};
    const UNormalizer2 *nfkd;
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[8];

    for (size_t i = 0; i < COUNT(marks); i++) {
        if (marks[i].from == c) {
            return (uint32_t)marks[i].to;
        }
    }
    nfkd = unorm2_getNFKDInstance(&status);
    if (U_FAILURE(status) ||
        unorm2_getDecomposition(nfkd, (UChar32)c, parts, COUNT(parts), &status) <= 0 ||
        U_FAILURE(status)) {
        return 0;
    }
    return parts[0] < 0x80 ? parts[0] : 0;
}

void plain_gsm(struct buf *out, struct span clean)
{
    while (clean.len > 0) {
        uint32_t c = 0xFFFD;
        size_t len = utf8_take(clean, &c);
        struct span one = {.at = clean.at, .len = len == 0 ? 1 : len};
        uint32_t plain = segments_septets(c) == 0 ? without_accents(c) : 0;
        char ascii = (char)plain;

        clean = (struct span){.at = clean.at + one.len, .len = clean.len - one.len};
        buf_add(out, plain != 0 ? (struct span){.at = &ascii, .len = 1} : one);
    }
}
