/* Whose names are in a text: salutations and labels, and comparing with names that are known. */
#include "base/utf8.h"
#include "message/normal.h"
#include "message/scrub_parts.h"

#include <unicode/uchar.h>

#define WIDE_PART_MIN 2  /* glyphs of a part of a name in Han or kana */
#define LATIN_PART_MIN 3 /* letters of one in Latin */
#define SALUTED_MAX 20   /* glyphs before an honorific */
#define SALUTED_WORDS 4  /* words behind "Dear" */
#define HIRAGANA_NAME_MAX 5

/* --- characters ------------------------------------------------------------------------------------- */

static uint32_t plain_of(uint32_t c)
{
    int32_t digit = u_charDigitValue((UChar32)c);

    if (digit >= 0) {
        return (uint32_t)('0' + digit);
    }
    return c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c;
}

bool glyphs_make(struct span text, struct arena *a, struct glyphs *out)
{
    size_t at = 0;

    text.len = text.len < SCRUB_LOOKED ? text.len : SCRUB_LOOKED;
    *out = (struct glyphs){.text = text};
    out->at = arena_take(a, (text.len + 1) * sizeof *out->at);
    if (out->at == NULL) {
        return false;
    }
    while (at < text.len) {
        uint32_t point = 0xfffd;
        size_t step = utf8_take((struct span){.at = text.at + at, .len = text.len - at}, &point);

        if (step == 0 && text.len == SCRUB_LOOKED && text.len - at < 4) {
            break; /* a character cut in two */
        }
        step = step == 0 ? 1 : step;
        if (point < 0x80 || !normal_is_invisible(point)) {
            out->at[out->count++] =
                (struct glyph){.plain = plain_of(point), .at = (uint32_t)at, .len = (uint32_t)step};
        }
        at += step;
    }
    out->text.len = at;
    out->at[out->count].at = (uint32_t)at;
    return true;
}

bool glyph_is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

uint32_t glyph_lower(uint32_t c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool glyph_is_latin(uint32_t c)
{
    return glyph_lower(c) >= 'a' && glyph_lower(c) <= 'z';
}

bool glyph_is_letter(uint32_t c)
{
    return c != 0 && (c == 0x30fc || c == 0x3005 || u_isalpha((UChar32)c) != 0);
}

bool glyph_is_han(uint32_t c)
{
    return c == 0x3005 || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff);
}

bool glyph_is_hiragana(uint32_t c)
{
    return c >= 0x3041 && c <= 0x309f;
}

bool glyph_is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xa0 || c == 0x3000;
}

size_t glyph_line_end(const struct glyphs *g, size_t i)
{
    while (i < g->count && g->at[i].plain != '\n') {
        i++;
    }
    return i;
}

bool glyph_word(const struct glyphs *g, size_t i, const char *word, size_t *end)
{
    const uint32_t first = (unsigned char)word[0];
    const uint32_t c = glyph_lower(glyph_at(g, i));
    struct span rest;

    if (first < 0x80 ? c != first : c < 0x80) {
        return false; /* nearly always, and at once */
    }
    rest = (struct span){.at = word, .len = strlen(word)};
    while (rest.len > 0) {
        uint32_t point = 0;
        size_t step = utf8_take(rest, &point);

        if (step == 0 || glyph_lower(glyph_at(g, i)) != point) {
            return false;
        }
        rest = (struct span){.at = rest.at + step, .len = rest.len - step};
        i++;
    }
    *end = i;
    return true;
}

/* --- known names ------------------------------------------------------------------------------------ */

static const char *const nobodys[] = {
    "customer",    "customers", "user",        "users",      "member",     "members",    "client",
    "valued",      "sir",       "madam",       "account",    "holder",     "friend",     "friends",
    "team",        "all",       "there",       "everyone",   "everybody",  "recipient",  "winner",
    "support",     "info",      "mail",        "email",      "admin",      "sales",      "contact",
    "service",     "webmaster", "office",      "postmaster", "cardholder", "subscriber", "owner",
    "beneficiary", "shopper",   "colleague",   "partner",    "guest",      "the",        "and",
    "your",        "you",       "undisclosed", "recipients", "noreply",    "reply",      "news",
    "客",          "お客",      "皆",          "皆々",       "会員",       "利用者",     "契約者",
    "顧客",        "ユーザー",  "ユーザ",      "メンバー",   "各位",       "貴",         "購入者",
    "登録者",      "対象者",    "担当者",      "代表者",     "管理者",     "加入者",     "所有者",
    "受取人",      "名義人",    "保有者",      "オーナー",   "仕",         "模",         "同",
    "多",          "一",        "有",          "異",         "神",         "皆さん",     "御一同",
    "ご本人",      "本人",      "ゲスト",      "お客さん",   "貴社",       "御社",       "お子",
};

static bool is_word(const struct scrub_name *n, size_t from, const char *word)
{
    struct span rest = {.at = word, .len = strlen(word)};
    size_t i = from;

    while (rest.len > 0 && i < n->len) {
        uint32_t point = 0;
        size_t step = utf8_take(rest, &point);

        if (step == 0 || n->points[i] != point) {
            return false;
        }
        rest = (struct span){.at = rest.at + step, .len = rest.len - step};
        i++;
    }
    return rest.len == 0 && i == n->len;
}

static bool is_wide(uint32_t c)
{
    return c >= 0x80;
}

/* The whole word, and of Japanese also its end: 「Amazonのお客」. */
static bool is_nobodys(const struct scrub_name *n)
{
    for (size_t w = 0; w < COUNT(nobodys); w++) {
        bool wide = (unsigned char)nobodys[w][0] >= 0x80;

        for (size_t from = 0; from < (wide ? n->len : 1); from++) {
            if (is_word(n, from, nobodys[w])) {
                return true;
            }
        }
    }
    return false;
}

static bool same_name(const struct scrub_name *a, const struct scrub_name *b)
{
    return a->len == b->len && memcmp(a->points, b->points, a->len * sizeof *a->points) == 0;
}

static void add(struct scrub_names *n, const struct scrub_name *name)
{
    if (name->len == 0 || n->count == SCRUB_NAMES_MAX || is_nobodys(name)) {
        return;
    }
    for (size_t i = 0; i < n->count; i++) {
        if (same_name(&n->at[i], name)) {
            return;
        }
    }
    n->at[n->count++] = *name;
}

static void put(struct scrub_name *name, uint32_t c)
{
    if (name->len < SCRUB_NAME_MAX) {
        name->points[name->len++] = glyph_lower(c);
    }
}

static bool is_part(const struct scrub_name *part)
{
    return part->len >=
           (part->len > 0 && is_wide(part->points[0]) ? WIDE_PART_MIN : LATIN_PART_MIN);
}

/* Glyphs from..to: all of them without blanks, and each part between blanks and marks. */
static void add_glyphs(struct scrub_names *n, const struct glyphs *g, size_t from, size_t to)
{
    struct scrub_name whole = {.len = 0};
    struct scrub_name part = {.len = 0};

    for (size_t i = from; i <= to; i++) {
        uint32_t c = i < to ? glyph_at(g, i) : ' ';

        if (!glyph_is_blank(c)) {
            put(&whole, c);
        }
        if (glyph_is_letter(c)) {
            put(&part, c);
        } else {
            if (is_part(&part)) {
                add(n, &part);
            }
            part.len = 0;
        }
    }
    if (is_part(&whole) || (whole.len == 1 && glyph_is_han(whole.points[0]))) {
        add(n, &whole);
    }
}

static void add_short(struct scrub_names *n, struct span text, bool whole_too)
{
    struct glyph room[SCRUB_NAME_MAX + 1];
    struct glyphs g = {.text = text, .at = room};
    size_t letters = 0;

    while (text.len > 0 && g.count < SCRUB_NAME_MAX) {
        uint32_t point = 0xfffd;
        size_t step = utf8_take(text, &point);

        step = step == 0 ? 1 : step;
        text = (struct span){.at = text.at + step, .len = text.len - step};
        room[g.count++].plain = plain_of(point);
        letters += glyph_is_letter(plain_of(point)) ? 1 : 0;
    }
    if (whole_too && letters >= WIDE_PART_MIN) {
        add_glyphs(n, &g, 0, g.count);
    }
}

void scrub_add_name(struct scrub_names *n, struct span name)
{
    if (memchr(name.at == NULL ? "" : name.at, '@', name.len) == NULL) {
        add_short(n, name, true);
    }
}

void scrub_add_address(struct scrub_names *n, struct span address)
{
    struct span local = {.len = 0};

    if (span_cut(&address, '@', &local) && local.len >= LATIN_PART_MIN) {
        add_short(n, local, true);
    }
}

/* Blanks between the letters of a name in Han or kana do not matter. */
static size_t match(const struct scrub_name *name, const struct glyphs *g, size_t i)
{
    size_t start = i;
    size_t k = 0;

    while (k < name->len) {
        if (k > 0 && glyph_is_blank(glyph_at(g, i)) && name->points[k] != ' ') {
            i++;
            continue;
        }
        if (glyph_lower(glyph_at(g, i)) != name->points[k]) {
            return 0;
        }
        i++;
        k++;
    }
    return i - start;
}

static bool is_latin_or_digit(uint32_t c)
{
    return glyph_is_latin(c) || glyph_is_digit(c);
}

size_t scrub_name_at(const struct scrub_names *n, const struct glyphs *g, size_t i)
{
    size_t best = 0;

    for (size_t k = 0; k < n->count; k++) {
        const struct scrub_name *name = &n->at[k];
        size_t len;
        size_t end;

        if (name->points[0] != glyph_lower(glyph_at(g, i))) {
            continue;
        }
        len = match(name, g, i);
        end = i + len;
        if (is_latin_or_digit(name->points[0]) && i > 0 && is_latin_or_digit(glyph_at(g, i - 1))) {
            continue;
        }
        if (is_latin_or_digit(name->points[name->len - 1]) && is_latin_or_digit(glyph_at(g, end))) {
            continue;
        }
        while (glyph_is_blank(glyph_at(g, end))) {
            end++;
        }
        /* One character is a name only before an honorific. */
        if (len > best && (name->len > 1 || scrub_honorific_at(g, end))) {
            best = len;
        }
    }
    return best;
}

/* --- salutations ------------------------------------------------------------------------------------ */

bool scrub_honorific_at(const struct glyphs *g, size_t i)
{
    static const char *const honorifics[] = {"様", "さま", "殿", "さん"};
    static const char *const others[] = {"様々", "様式", "様子", "様態", "様相", "殿堂"};
    uint32_t c = glyph_at(g, i);
    size_t end;

    if (c != 0x69d8 && c != 0x6bbf && c != 0x3055) { /* the first characters of all of them */
        return false;
    }
    for (size_t k = 0; k < COUNT(others); k++) {
        if (glyph_word(g, i, others[k], &end)) {
            return false;
        }
    }
    for (size_t k = 0; k < COUNT(honorifics); k++) {
        if (glyph_word(g, i, honorifics[k], &end)) {
            return true;
        }
    }
    return false;
}

/* The honorific of whoever was named before is no part of it. */
static bool is_name_glyph(uint32_t c)
{
    return (glyph_is_letter(c) && c != 0x69d8 && c != 0x6bbf) || glyph_is_blank(c) || c == '.' ||
           c == 0x30fb;
}

/* The name that ends before the honorific at i: behind the last particle in front of it. */
static void take_before(struct scrub_names *n, const struct glyphs *g, size_t i)
{
    size_t end = i;
    size_t from;
    size_t hiragana = 0;

    while (end > 0 && glyph_is_blank(glyph_at(g, end - 1))) {
        end--;
    }
    from = end;
    while (from > 0 && glyph_is_hiragana(glyph_at(g, from - 1))) {
        from--;
        hiragana++;
    }
    if (hiragana > HIRAGANA_NAME_MAX || (hiragana > 0 && glyph_word(g, i, "さん", &(size_t){0}))) {
        return;
    }
    while (hiragana == 0 && from > 0 && end - from < SALUTED_MAX &&
           is_name_glyph(glyph_at(g, from - 1)) && !glyph_is_hiragana(glyph_at(g, from - 1))) {
        from--;
    }
    while (from < end && !glyph_is_letter(glyph_at(g, from))) {
        from++;
    }
    add_glyphs(n, g, from, end);
}

static bool is_lower(uint32_t c)
{
    return glyph_is_latin(c) && c == glyph_lower(c);
}

static bool is_greeted(const struct glyphs *g, size_t from, size_t to)
{
    struct scrub_name word = {.len = 0};
    uint32_t mark = glyph_at(g, to);

    for (size_t i = from; i <= to; i++) {
        uint32_t c = i < to ? glyph_at(g, i) : ' ';

        if (glyph_is_letter(c)) {
            put(&word, c);
        } else if (word.len > 0) {
            if (is_nobodys(&word)) {
                return false;
            }
            word.len = 0;
        }
    }
    return to > from && (!is_lower(glyph_at(g, from)) || mark == ',' || mark == ':' ||
                         mark == '!' || mark == '\n' || mark == 0);
}

/* "Dear Taro Yamada,": capitals, up to a mark. */
static void take_behind(struct scrub_names *n, const struct glyphs *g, size_t i)
{
    size_t words = 0;
    size_t end = i;

    while (words < SALUTED_WORDS) {
        size_t at = end;

        while (glyph_is_blank(glyph_at(g, at)) || glyph_at(g, at) == '.') {
            at++;
        }
        if (!glyph_is_letter(glyph_at(g, at)) || (words > 0 && is_lower(glyph_at(g, at)))) {
            break;
        }
        i = words == 0 ? at : i;
        while (glyph_is_letter(glyph_at(g, at)) || glyph_at(g, at) == '-' ||
               glyph_at(g, at) == '\'') {
            at++;
        }
        end = at;
        words++;
    }
    if (is_greeted(g, i, end)) {
        add_glyphs(n, g, i, end);
    }
}

static void take_greeting(struct scrub_names *n, const struct glyphs *g, size_t i)
{
    static const char *const greetings[] = {"dear ", "hello ", "hi ", "hey ", "mr. ", "mrs. ",
                                            "ms. ",  "dr. ",   "mr ", "mrs ", "ms ",  "dear, "};
    size_t end;

    for (size_t k = 0; k < COUNT(greetings); k++) {
        if (glyph_word(g, i, greetings[k], &end)) {
            take_behind(n, g, end);
            return;
        }
    }
}

void scrub_find_names(struct scrub_names *n, struct span text, struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    struct glyphs g;

    if (!glyphs_make(text, a, &g)) {
        return;
    }
    for (size_t i = 0; i < g.count; i++) {
        struct scrub_label label;
        bool begins = i == 0 || !glyph_is_letter(glyph_at(&g, i - 1));

        if (scrub_honorific_at(&g, i)) {
            take_before(n, &g, i);
        } else if (begins && glyph_is_latin(glyph_at(&g, i))) {
            take_greeting(n, &g, i);
        }
        if (begins && scrub_label_at(&g, i, &label) && label.hole == FAKE_HOLE_NAME) {
            add_glyphs(n, &g, label.value, label.end);
        }
    }
    arena_release(a, mark);
}
