#include "message/charset.h"

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "message/ascii.h"
#include "message/jis.h"
#include "message/message.h"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#define NAME_MAX_LEN 40 /* bytes of a character set's name */
#define WINDOWS_31J "ibm-943_P15A-2003"
#define FEW(len) (1 + (len) / 200) /* broken characters a text may have and still be what it says */

enum kind {
    KIND_NONE, /* nothing declared, or ASCII */
    KIND_UTF8,
    KIND_SJIS,
    KIND_EUC,
    KIND_JIS,
    KIND_LATIN,
    KIND_OTHER, /* asked of ICU by its name */
};

static const struct {
    struct span name;
    enum kind kind;
} KINDS[] = {
    {SPAN_INIT(""), KIND_NONE},
    {SPAN_INIT("us-ascii"), KIND_NONE},
    {SPAN_INIT("ascii"), KIND_NONE},
    {SPAN_INIT("ansi_x3.4-1968"), KIND_NONE},
    {SPAN_INIT("utf-8"), KIND_UTF8},
    {SPAN_INIT("utf8"), KIND_UTF8},
    {SPAN_INIT("unicode-1-1-utf-8"), KIND_UTF8},
    {SPAN_INIT("shift_jis"), KIND_SJIS},
    {SPAN_INIT("shift-jis"), KIND_SJIS},
    {SPAN_INIT("sjis"), KIND_SJIS},
    {SPAN_INIT("x-sjis"), KIND_SJIS},
    {SPAN_INIT("ms_kanji"), KIND_SJIS},
    {SPAN_INIT("windows-31j"), KIND_SJIS},
    {SPAN_INIT("cp932"), KIND_SJIS},
    {SPAN_INIT("ms932"), KIND_SJIS},
    {SPAN_INIT("euc-jp"), KIND_EUC},
    {SPAN_INIT("x-euc-jp"), KIND_EUC},
    {SPAN_INIT("eucjp"), KIND_EUC},
    {SPAN_INIT("cp51932"), KIND_EUC},
    {SPAN_INIT("iso-2022-jp"), KIND_JIS},
    {SPAN_INIT("iso-2022-jp-ms"), KIND_JIS},
    {SPAN_INIT("iso-2022-jp-1"), KIND_JIS},
    {SPAN_INIT("cp50220"), KIND_JIS},
    {SPAN_INIT("cp50221"), KIND_JIS},
    {SPAN_INIT("cp50222"), KIND_JIS},
    {SPAN_INIT("iso-8859-1"), KIND_LATIN},
    {SPAN_INIT("latin1"), KIND_LATIN},
    {SPAN_INIT("windows-1252"), KIND_LATIN},
    {SPAN_INIT("cp1252"), KIND_LATIN},
};

/* What the bytes look like, whatever was declared. */
struct looks {
    bool high;   /* a byte above 7F */
    bool escape; /* ESC $: ISO-2022 */
    bool utf8;
};

/* What a part says about its bytes, beside what they look like. */
struct claim {
    struct looks looks;
    enum kind kind;
    struct span name;
};

struct decoded {
    struct span text;
    size_t broken; /* U+FFFD in it */
    size_t good;   /* other characters that are not ASCII */
    size_t kana;   /* half-width kana: many of them are a wrong guess */
};

static enum kind kind_of(struct span declared)
{
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        if (ascii_same(KINDS[i].name, declared)) {
            return KINDS[i].kind;
        }
    }
    return KIND_OTHER;
}

bool charset_is_utf8(struct span s)
{
    uint32_t point;

    for (size_t i = 0; i < s.len;) {
        size_t step = (unsigned char)s.at[i] < 0x80 ? 1 : utf8_take(span_from(s, i), &point);

        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

static struct looks look_at(struct span bytes)
{
    struct looks l = {0};

    for (size_t i = 0; i < bytes.len; i++) {
        l.high = l.high || (unsigned char)bytes.at[i] >= 0x80;
        l.escape = l.escape || (bytes.at[i] == 0x1b && i + 1 < bytes.len && bytes.at[i + 1] == '$');
    }
    l.utf8 = !l.high || charset_is_utf8(bytes);
    return l;
}

/* ICU writes U+001A for a single byte that has no meaning, U+FFFD for more of them. */
static struct decoded decoded_from(struct arena *a, UChar *wide, int32_t len)
{
    struct decoded d = {0};
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = 0;
    char *at;

    for (int32_t i = 0; i < len; i++) {
        wide[i] = wide[i] == 0x1A ? 0xFFFD : wide[i];
        d.broken += wide[i] == 0xFFFD;
        d.good += wide[i] > 0x7F && wide[i] != 0xFFFD;
        d.kana += wide[i] >= 0xFF61 && wide[i] <= 0xFF9F;
    }
    at = arena_take(a, (size_t)len * 3 + 1);
    if (at == NULL) {
        return d;
    }
    u_strToUTF8WithSub(at, len * 3 + 1, &size, wide, len, 0xFFFD, NULL, &status);
    if (U_SUCCESS(status)) {
        d.text = (struct span){.at = at, .len = (size_t)size};
    }
    return d;
}

/* False when ICU does not know the name. */
static bool decode(struct arena *a, const char *name, struct span bytes, struct decoded *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *cnv = ucnv_open(name, &status);
    size_t room = 2 * bytes.len + 16;
    UChar *wide;
    int32_t len;

    if (U_FAILURE(status)) {
        ucnv_close(cnv);
        return false;
    }
    wide = memory_new(room, sizeof *wide);
    len = ucnv_toUChars(cnv, wide, (int32_t)room, bytes.at, (int32_t)bytes.len, &status);
    ucnv_close(cnv);
    *out = U_SUCCESS(status) ? decoded_from(a, wide, len) : (struct decoded){.broken = bytes.len};
    memory_free(wide);
    return true;
}

static bool decode_kind(struct arena *a, enum kind kind, struct span bytes, struct decoded *out)
{
    char *sjis = NULL;
    bool known;

    if (kind == KIND_LATIN) {
        return decode(a, "windows-1252", bytes, out);
    }
    if (kind == KIND_UTF8) {
        return decode(a, "UTF-8", bytes, out);
    }
    if (kind == KIND_EUC && bytes.len > 0 && memchr(bytes.at, 0x8f, bytes.len) != NULL) {
        return decode(a, "EUC-JP", bytes, out); /* JIS X 0212: not in Shift_JIS */
    }
    if (kind == KIND_EUC || kind == KIND_JIS) {
        sjis = memory_new(bytes.len + 1, 1);
        bytes = kind == KIND_EUC ? jis_from_euc(bytes, sjis) : jis_from_iso2022(bytes, sjis);
    }
    known = decode(a, WINDOWS_31J, bytes, out);
    memory_free(sjis);
    return known;
}

static bool decode_named(struct arena *a, struct span name, struct span bytes, struct decoded *out)
{
    char plain[NAME_MAX_LEN + 1];

    if (name.len > NAME_MAX_LEN) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        if (!ascii_is_alnum(name.at[i]) && !ascii_in(name.at[i], "-_.:")) {
            return false;
        }
    }
    memcpy(plain, name.at, name.len);
    plain[name.len] = '\0';
    return decode(a, plain, bytes, out);
}

static size_t badness(const struct decoded *d)
{
    return 10 * d->broken + d->kana;
}

/* True when a guess explains nearly all bytes, and more of them than it leaves. */
static bool explains(const struct decoded *d, size_t len)
{
    return d->broken <= FEW(len) && d->good > d->broken;
}

/* For bytes that are not what was declared and not UTF-8 throughout. */
static struct span detect(struct arena *a, struct span bytes, uint32_t *damage)
{
    struct decoded utf8 = {.broken = bytes.len};
    struct decoded euc = utf8;
    struct decoded sjis = utf8;
    struct decoded latin = utf8;

    *damage |= MESSAGE_DAMAGE_DECLARED;
    if (decode_kind(a, KIND_UTF8, bytes, &utf8) && explains(&utf8, bytes.len)) {
        *damage |= MESSAGE_DAMAGE_CHARSET;
        return utf8.text;
    }
    if (decode_kind(a, KIND_EUC, bytes, &euc) && decode_kind(a, KIND_SJIS, bytes, &sjis) &&
        (explains(&euc, bytes.len) || explains(&sjis, bytes.len))) {
        const struct decoded *better = badness(&euc) <= badness(&sjis) ? &euc : &sjis;

        *damage |= better->broken > 0 ? MESSAGE_DAMAGE_CHARSET : 0u;
        return better->text;
    }
    *damage |= MESSAGE_DAMAGE_CHARSET;
    if (decode_kind(a, KIND_LATIN, bytes, &latin)) {
        return latin.text;
    }
    return utf8.text;
}

/* Reads what is declared, unless the bytes contradict it. */
static struct span follow(struct arena *a, struct span bytes, const struct claim *claim,
                          uint32_t *damage)
{
    struct decoded d = {0};
    bool known = claim->kind == KIND_OTHER ? decode_named(a, claim->name, bytes, &d)
                                           : decode_kind(a, claim->kind, bytes, &d);

    if (known && d.broken == 0) {
        return d.text;
    }
    if (claim->looks.utf8 && (claim->looks.high || !known)) {
        *damage |= MESSAGE_DAMAGE_DECLARED;
        return bytes;
    }
    if (known && d.broken <= FEW(bytes.len)) {
        *damage |= MESSAGE_DAMAGE_CHARSET;
        return d.text;
    }
    return detect(a, bytes, damage);
}

struct span charset_text(struct arena *a, struct span bytes, struct span declared, uint32_t *damage)
{
    struct claim c = {.looks = look_at(bytes), .kind = kind_of(declared), .name = declared};

    if (c.looks.escape && c.kind != KIND_OTHER) {
        *damage |= c.kind == KIND_JIS ? 0u : MESSAGE_DAMAGE_DECLARED;
        c.kind = KIND_JIS;
    } else if (c.looks.utf8 && c.kind != KIND_OTHER && c.kind != KIND_JIS) {
        *damage |= c.looks.high && c.kind != KIND_UTF8 ? MESSAGE_DAMAGE_DECLARED : 0u;
        return bytes;
    }
    return c.kind == KIND_NONE ? detect(a, bytes, damage) : follow(a, bytes, &c, damage);
}

bool charset_warm(struct err *e)
{
    static const char *const names[] = {
        WINDOWS_31J,    "EUC-JP",     "UTF-8",       "UTF-16",       "UTF-7",        "windows-1252",
        "windows-1251", "iso-8859-2", "iso-8859-15", "gb18030",      "big5",         "euc-kr",
        "koi8-r",       "gb2312",     "gbk",         "windows-1250", "windows-1254",
    };
    UChar wide[16];

    for (size_t i = 0; i < COUNT(names); i++) {
        UErrorCode status = U_ZERO_ERROR;
        UConverter *cnv = ucnv_open(names[i], &status);

        if (U_SUCCESS(status)) {
            (void)ucnv_toUChars(cnv, wide, COUNT(wide), "\x82\xa0", 2, &status);
        }
        ucnv_close(cnv);
        if (U_FAILURE(status)) {
            return err_set(e, ERR_SYSTEM, "ICU cannot convert from %s: %s", names[i],
                           u_errorName(status));
        }
    }
    return true;
}
