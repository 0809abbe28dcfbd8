#include "message/fold.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "message/ascii.h"

#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static bool is_space(uint32_t c)
{
    return c <= ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0x3000;
}

static bool is_katakana(uint32_t c)
{
    return c >= 0x30a0 && c <= 0x30ff;
}

static bool is_cjk(uint32_t c)
{
    return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x309f) || is_katakana(c) ||
           (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff);
}

/* Han and kana are written without spaces; only Katakana words stand side by side with one between. */
static bool is_one_word(uint32_t a, uint32_t b)
{
    return is_cjk(a) && is_cjk(b) && !(is_katakana(a) && is_katakana(b));
}

/* Writes folded characters one by one, one space where white space was. */
struct folding {
    struct buf *out;
    uint32_t last; /* 0 at the beginning */
    bool space;
};

static void fold_put(struct folding *f, uint32_t c, struct span bytes)
{
    if (is_space(c)) {
        f->space = true;
        return;
    }
    if (f->space && f->last != 0 && !is_one_word(f->last, c)) {
        buf_add(f->out, SPAN(" "));
    }
    buf_add(f->out, bytes);
    f->last = c;
    f->space = false;
}

static void fold_ascii(struct span text, struct folding *f)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = ascii_lower(text.at[i]);

        fold_put(f, (unsigned char)c, (struct span){.at = &c, .len = 1});
    }
}

static void fold_points(struct span folded, struct folding *f)
{
    while (folded.len > 0) {
        uint32_t c = 0;
        size_t n = utf8_take(folded, &c);

        n = n == 0 ? 1 : n;
        fold_put(f, c, (struct span){.at = folded.at, .len = n});
        folded = (struct span){.at = folded.at + n, .len = folded.len - n};
    }
}

static void fold_all(struct span text, struct folding *f)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *rule = unorm2_getNFKCCasefoldInstance(&status);
    const int32_t room = (int32_t)(4 * text.len + 64); /* one character becomes at most 18 */
    UChar *wide = memory_new(text.len + 1, sizeof *wide);
    UChar *folded = memory_new((size_t)room, sizeof *folded);
    char *bytes = memory_new((size_t)room, 3);
    int32_t len = 0;

    (void)u_strFromUTF8WithSub(wide, (int32_t)text.len + 1, &len, text.at, (int32_t)text.len,
                               0xfffd, NULL, &status);
    len = unorm2_normalize(rule, wide, len, folded, room, &status);
    (void)u_strToUTF8(bytes, 3 * room, &len, folded, len, &status);
    if (U_SUCCESS(status)) {
        fold_points((struct span){.at = bytes, .len = (size_t)len}, f);
    }
    memory_free(bytes);
    memory_free(folded);
    memory_free(wide);
}

void text_fold(struct span text, struct buf *out)
{
    struct folding f = {.out = out};

    if (text.len > FOLD_MAX) {
        text.len = FOLD_MAX;
    }
    if (is_ascii(text)) {
        fold_ascii(text, &f);
    } else {
        fold_all(text, &f);
    }
}

static bool is_word_byte(char c)
{
    return ascii_is_digit(c) || ascii_is_lower(c);
}

static bool stands_alone(struct span s, size_t at)
{
    return at < s.len && is_word_byte(s.at[at]) && (at == 0 || s.at[at - 1] == ' ') &&
           (at + 1 >= s.len || s.at[at + 1] == ' ');
}

static bool is_wide(struct span s, size_t at)
{
    return at < s.len && (unsigned char)s.at[at] >= 0x80;
}

void text_join(struct span folded, struct buf *out)
{
    const struct span s = folded;

    for (size_t i = 0; i < s.len; i++) {
        bool between = s.at[i] == ' ' && i > 0 &&
                       (is_wide(s, i - 1) || is_wide(s, i + 1) ||
                        (stands_alone(s, i - 1) && stands_alone(s, i + 1)));

        if (!between) {
            buf_add(out, (struct span){.at = s.at + i, .len = 1});
        }
    }
}

/* --- skeletons ---------------------------------------------------------------------------------------- */

struct skeletons {
    USpoofChecker *checker;
};

struct skeletons *skeletons_new(void)
{
    UErrorCode status = U_ZERO_ERROR;
    struct skeletons *s = memory_new(1, sizeof *s);

    s->checker = uspoof_open(&status);
    if (U_FAILURE(status)) {
        skeletons_free(&s);
    }
    return s;
}

void skeletons_free(struct skeletons **s)
{
    if (*s != NULL) {
        uspoof_close((*s)->checker);
        memory_free(*s);
        *s = NULL;
    }
}

static char plain(char c)
{
    static const char from[] = "01i|!3457$@I";
    static const char to[] = "olllleastsal";

    if (ascii_one_of(c, from)) {
        return to[strchr(from, c) - from];
    }
    return ascii_lower(c);
}

/* Bytes of a combining mark of U+0300..U+036F at the front; else 0. */
static size_t mark_length(struct span s)
{
    unsigned char a = s.len > 1 ? (unsigned char)s.at[0] : 0;
    unsigned char b = s.len > 1 ? (unsigned char)s.at[1] : 0;

    return (a == 0xcc && b >= 0x80) || (a == 0xcd && b >= 0x80 && b <= 0xaf) ? 2 : 0;
}

static bool begins(struct span s, const char *pair)
{
    return s.len > 1 && s.at[0] == pair[0] && s.at[1] == pair[1];
}

/* Writes what the front of `s` looks like; gives the bytes it took. */
static size_t put_plain(struct span s, struct buf *out)
{
    size_t mark = mark_length(s);
    char c = plain(s.at[0]);

    if (mark > 0) {
        return mark;
    }
    if (begins(s, "rn") || begins(s, "vv")) {
        buf_add(out, s.at[0] == 'r' ? SPAN("m") : SPAN("w"));
        return 2;
    }
    buf_add(out, (struct span){.at = &c, .len = 1});
    return 1;
}

static void put_all_plain(struct span s, struct buf *out)
{
    while (s.len > 0) {
        size_t used = put_plain(s, out);

        s = (struct span){.at = s.at + used, .len = s.len - used};
    }
}

void skeleton_make(const struct skeletons *s, struct span folded, struct buf *out)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t room = 8 * folded.len + 64;
    char *made;
    int32_t len;

    if (folded.len > FOLD_MAX) {
        folded.len = FOLD_MAX;
    }
    if (is_ascii(folded)) {
        put_all_plain(folded, out);
        return;
    }
    made = memory_new(room, 1);
    len = uspoof_getSkeletonUTF8(s->checker, 0, folded.at, (int32_t)folded.len, made, (int32_t)room,
                                 &status);
    put_all_plain(U_SUCCESS(status) ? (struct span){.at = made, .len = (size_t)len} : folded, out);
    memory_free(made);
}
