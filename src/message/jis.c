#include "message/jis.h"

#include "message/ascii.h"

#define BROKEN ((char)0xff)

enum set {
    SET_ASCII,
    SET_KANJI,   /* JIS X 0208, two bytes */
    SET_KANA,    /* JIS X 0201, right half */
    SET_UNKNOWN, /* two bytes of a set Shift_JIS does not hold */
};

static const struct {
    struct span mark;
    enum set set;
} SETS[] = {
    {SPAN_INIT("\x1b$B"), SET_KANJI},    {SPAN_INIT("\x1b$@"), SET_KANJI},
    {SPAN_INIT("\x1b(B"), SET_ASCII},    {SPAN_INIT("\x1b(J"), SET_ASCII},
    {SPAN_INIT("\x1b(H"), SET_ASCII},    {SPAN_INIT("\x1b(I"), SET_KANA},
    {SPAN_INIT("\x1b$(D"), SET_UNKNOWN}, {SPAN_INIT("\x1b&@"), SET_KANJI},
};

static bool take_set(struct span *rest, enum set *set)
{
    for (size_t i = 0; i < COUNT(SETS); i++) {
        if (rest->len >= SETS[i].mark.len &&
            memcmp(rest->at, SETS[i].mark.at, SETS[i].mark.len) == 0) {
            *set = SETS[i].set;
            *rest = span_from(*rest, SETS[i].mark.len);
            return true;
        }
    }
    return false;
}

static bool is_row(char c)
{
    return c >= 0x21 && c <= 0x7e;
}

/* One character of JIS X 0208 (both bytes 21..7E) as two bytes of Shift_JIS. */
static void put_kanji(char *out, char first, char second)
{
    unsigned row = (unsigned)first;
    unsigned cell = (unsigned)second;
    unsigned lead = ((row - 1) >> 1) + (row <= 0x5e ? 0x71u : 0xb1u);
    unsigned trail = row % 2 != 0 ? cell + 0x1f + (cell >= 0x60) : cell + 0x7e;

    out[0] = (char)lead;
    out[1] = (char)trail;
}

/* Takes one character of two bytes. A line ends the set (RFC 1468: back to ASCII before it). */
static size_t take_pair(struct span *rest, enum set *set, char *out)
{
    if (rest->at[0] == '\n' || rest->at[0] == '\r') {
        *set = SET_ASCII;
        out[0] = rest->at[0];
    } else if (rest->len >= 2 && is_row(rest->at[0]) && is_row(rest->at[1])) {
        if (*set == SET_KANJI) {
            put_kanji(out, rest->at[0], rest->at[1]);
            *rest = span_from(*rest, 2);
            return 2;
        }
        out[0] = BROKEN;
        *rest = span_from(*rest, 1);
    } else {
        out[0] = ascii_choose(rest->at[0] == ' ', ' ', BROKEN);
    }
    *rest = span_from(*rest, 1);
    return 1;
}

struct span jis_from_iso2022(struct span in, char *out)
{
    struct span rest = in;
    enum set set = SET_ASCII;
    size_t len = 0;

    while (rest.len > 0) {
        char c = rest.at[0];

        if (c == 0x1b && take_set(&rest, &set)) {
            continue;
        }
        if (set == SET_KANJI || set == SET_UNKNOWN) {
            len += take_pair(&rest, &set, out + len);
            continue;
        }
        out[len++] = ascii_choose(set == SET_KANA && c >= 0x21 && c <= 0x5f,
                                  (char)((unsigned char)c + 0x80), c);
        rest = span_from(rest, 1);
    }
    return (struct span){.at = out, .len = len};
}

struct span jis_from_euc(struct span in, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < in.len; i++) {
        unsigned char c = (unsigned char)in.at[i];
        unsigned char next = i + 1 < in.len ? (unsigned char)in.at[i + 1] : 0;

        if (c < 0x80) {
            out[len++] = in.at[i];
        } else if (c == 0x8e && next >= 0xa1 && next <= 0xdf) {
            out[len++] = (char)next;
            i++;
        } else if (c >= 0xa1 && c <= 0xfe && next >= 0xa1 && next <= 0xfe) {
            put_kanji(out + len, (char)(c - 0x80), (char)(next - 0x80));
            len += 2;
            i++;
        } else {
            out[len++] = BROKEN;
        }
    }
    return (struct span){.at = out, .len = len};
}
