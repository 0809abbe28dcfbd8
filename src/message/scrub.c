#include "message/scrub.h"

#include "message/domain.h"
#include "message/scrub_parts.h"

#define NUMBER_DIGITS 4  /* from so many on, digits are a number that may be somebody's */
#define ID_LETTERS 5     /* of letters and digits mixed */
#define TOKEN_LETTERS 16 /* of letters alone, with the case changing as no word does */
#define TOKEN_CHANGES 4  /* how often it changes */
#define LOCAL_MAX 320    /* glyphs before '@' */
#define HOLE_OPEN 0x27e8
#define HOLE_CLOSE 0x27e9
#define URL_GLYPHS_MAX 2048
#define HOST_GLYPHS_MAX 256 /* of a host without a scheme before it */

/* One text on its way out. */
struct scrubbing {
    const struct scrub_names *names;
    struct glyphs g;
    struct buf *out;
    struct buf *bare;
    bool after_hole; /* what comes next begins a word, whatever was taken out before it */
};

static struct span bytes_of(const struct glyphs *g, size_t from, size_t to)
{
    return (struct span){.at = g->text.at + g->at[from].at,
                         .len = (size_t)g->at[to].at - g->at[from].at};
}

static void keep(struct scrubbing *s, size_t from, size_t to)
{
    s->after_hole = false;
    for (size_t i = from; i < to; i++) {
        const struct glyph *g = &s->g.at[i];
        const struct span one = {.at = s->g.text.at + g->at, .len = g->len};

        buf_add(s->out, one);
        if (s->bare != NULL) {
            buf_add(s->bare, one);
        }
    }
}

static void hole(struct scrubbing *s, enum fake_hole which, struct span more)
{
    s->after_hole = true;
    buf_addf(s->out, FAKE_HOLE_OPEN "%s%s%.*s" FAKE_HOLE_CLOSE, fake_hole_code(which),
             more.len > 0 ? " " : "", (int)more.len, more.at == NULL ? "" : more.at);
    if (s->bare != NULL) {
        buf_add(s->bare, SPAN(" "));
    }
}

/* --- recognisers: glyphs that are one thing at i; 0: none ----------------------------------------- */

static size_t digits_at(const struct glyphs *g, size_t i)
{
    size_t n = 0;

    while (glyph_is_digit(glyph_at(g, i + n))) {
        n++;
    }
    return n;
}

static bool one_of(uint32_t c, const char *ascii)
{
    return c > 0 && c < 0x80 && strchr(ascii, (int)c) != NULL;
}

static bool is_url_char(uint32_t c)
{
    return c > 0x20 && c < 0x7f && !one_of(c, "<>\"`{}|\\^");
}

/* An authority in letters of any script, then a path in ASCII. */
static size_t url_at(const struct glyphs *g, size_t i)
{
    static const char *const fronts[] = {"https://", "http://", "hxxps://",
                                         "hxxp://",  "ftp://",  "www."};
    size_t end = 0;

    for (size_t k = 0; k < COUNT(fronts) && end == 0; k++) {
        if (!glyph_word(g, i, fronts[k], &end)) {
            end = 0;
        }
    }
    if (end == 0) {
        return 0;
    }
    while (end - i < URL_GLYPHS_MAX &&
           (is_url_char(glyph_at(g, end)) ||
            (glyph_is_letter(glyph_at(g, end)) && !glyph_is_hiragana(glyph_at(g, end)) &&
             !glyph_is_han(glyph_at(g, end))))) {
        end++;
    }
    return end - i;
}

static bool is_host_char(uint32_t c)
{
    return glyph_is_latin(c) || glyph_is_digit(c) || c == '-';
}

/* "example.top/x" or "mail.example.top": labels of ASCII with a last one of letters. */
static size_t bare_host_at(const struct glyphs *g, size_t i)
{
    size_t end = i;
    size_t label = i;
    size_t dots = 0;

    while (end - i < HOST_GLYPHS_MAX &&
           (is_host_char(glyph_at(g, end)) ||
            (glyph_at(g, end) == '.' && end > label && is_host_char(glyph_at(g, end + 1))))) {
        if (glyph_at(g, end) == '.') {
            dots++;
            label = end + 1;
        }
        end++;
    }
    if (dots == 0 || !glyph_is_latin(glyph_at(g, label)) || end - label < 2) {
        return 0;
    }
    if (one_of(glyph_at(g, end), "/?#")) {
        while (end - i < URL_GLYPHS_MAX && is_url_char(glyph_at(g, end))) {
            end++;
        }
    }
    return end - i;
}

static bool is_local_char(uint32_t c)
{
    return glyph_is_latin(c) || glyph_is_digit(c) || one_of(c, ".-_+%=*!#$&'/?^~");
}

static size_t address_at(const struct glyphs *g, size_t i)
{
    size_t end = i;

    while (end - i < LOCAL_MAX && is_local_char(glyph_at(g, end))) {
        end++;
    }
    if (end == i || glyph_at(g, end) != '@') {
        return 0;
    }
    end++;
    while (is_host_char(glyph_at(g, end)) || one_of(glyph_at(g, end), "._*[]:")) {
        end++;
    }
    return end - i;
}

static size_t sep_at(const struct glyphs *g, size_t i, const char *ascii, const char *wide)
{
    size_t end = 0;

    return one_of(glyph_at(g, i), ascii) || glyph_word(g, i, wide, &end) ? 1 : 0;
}

/* 2021/10/7, 2021年10月7日, 7.10.2021, 10月7日. */
static size_t date_at(const struct glyphs *g, size_t i)
{
    size_t first = digits_at(g, i);
    size_t at = i + first;
    size_t end;
    size_t n;

    if (first == 0 || first > 4 || first == 3) {
        return 0;
    }
    if (first <= 2 && glyph_word(g, at, "月", &end)) {
        n = digits_at(g, end);
        return n >= 1 && n <= 2 && glyph_word(g, end + n, "日", &at) ? at - i : 0;
    }
    if (sep_at(g, at, "-/.", "年") == 0) {
        return 0;
    }
    n = digits_at(g, at + 1);
    at += 1 + n;
    if (n < 1 || n > 2 || sep_at(g, at, "-/.", "月") == 0) {
        return 0;
    }
    n = digits_at(g, at + 1);
    if (n < 1 || n > 4 || (first == 4 && n > 2) || (first < 4 && n < 4)) {
        return 0;
    }
    at += 1 + n;
    return glyph_word(g, at, "日", &end) ? end - i : at - i;
}

/* 9:05, 18:05:09, 18時5分. */
static size_t time_at(const struct glyphs *g, size_t i)
{
    size_t n = digits_at(g, i);
    size_t at = i + n;
    size_t end;

    if (n < 1 || n > 2) {
        return 0;
    }
    if (glyph_word(g, at, "時", &end) && !glyph_word(g, at, "時間", &n)) {
        n = digits_at(g, end);
        return n >= 1 && n <= 2 && glyph_word(g, end + n, "分", &at) ? at - i : end - i;
    }
    for (int part = 0; part < 2 && glyph_at(g, at) == ':' && digits_at(g, at + 1) == 2; part++) {
        at += 3;
    }
    return at > i + n && !glyph_is_digit(glyph_at(g, at)) ? at - i : 0;
}

static bool is_money_mark(uint32_t c)
{
    return c == '$' || c == 0xa3 || c == 0xa5 || c == 0x20ac;
}

/* 9,800円, ¥9,800, $120.00. */
static size_t amount_at(const struct glyphs *g, size_t i)
{
    static const char *const units[] = {"円",  "万円", "ポイント", "usd",
                                        "jpy", "yen",  "ドル",     "元"};
    bool marked = is_money_mark(glyph_at(g, i));
    size_t at = i + (marked ? 1 : 0);
    size_t end;

    while (marked && glyph_is_blank(glyph_at(g, at))) {
        at++;
    }
    if (digits_at(g, at) == 0) {
        return 0;
    }
    while (glyph_is_digit(glyph_at(g, at)) ||
           (one_of(glyph_at(g, at), ".,") && glyph_is_digit(glyph_at(g, at + 1)))) {
        at++;
    }
    end = at;
    while (glyph_is_blank(glyph_at(g, end))) {
        end++;
    }
    for (size_t k = 0; k < COUNT(units); k++) {
        if (glyph_word(g, end, units[k], &end)) {
            return end - i;
        }
    }
    return marked ? at - i : 0;
}

static bool is_joint(uint32_t c)
{
    return one_of(c, "-.:/()+, ") || c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2013 ||
           c == 0x2015 || c == 0x2212 || c == 0x30fc || c == 0x3000 || c == 0xa0;
}

/* Digits with at most two marks between them; *digits is how many there are. */
static size_t number_at(const struct glyphs *g, size_t i, size_t *digits)
{
    size_t at = i;
    size_t end = i;

    *digits = 0;
    while (at - end <= 2 && (glyph_is_digit(glyph_at(g, at)) || is_joint(glyph_at(g, at)))) {
        at++;
        if (glyph_is_digit(glyph_at(g, at - 1))) {
            (*digits)++;
            end = at;
        }
    }
    return end - i;
}

/* A run of Latin letters, digits, '-' and '_'. */
static size_t token_at(const struct glyphs *g, size_t i, bool *is_id)
{
    size_t letters = 0;
    size_t digits = 0;
    size_t changes = 0;
    size_t end = i;

    while (is_host_char(glyph_at(g, end)) || glyph_at(g, end) == '_') {
        uint32_t c = glyph_at(g, end);
        bool turns =
            end > i && glyph_is_latin(c) && glyph_is_latin(glyph_at(g, end - 1)) &&
            (c == glyph_lower(c)) != (glyph_at(g, end - 1) == glyph_lower(glyph_at(g, end - 1)));

        letters += glyph_is_latin(c) ? 1 : 0;
        digits += glyph_is_digit(c) ? 1 : 0;
        changes += turns ? 1 : 0;
        end++;
    }
    *is_id = (digits > 0 && letters > 0 && letters + digits >= ID_LETTERS) ||
             (letters >= TOKEN_LETTERS && changes >= TOKEN_CHANGES);
    return end - i;
}

/* --- one step --------------------------------------------------------------------------------------- */

static size_t take_link(struct scrubbing *s, size_t i, size_t len, bool stated)
{
    struct host host;
    struct err ignored = {0};
    struct span url = bytes_of(&s->g, i, i + len);
    bool is_host = stated ? host_from_url(url, &host, &ignored) : host_from_shown(url, &host);

    if (!is_host && !stated) {
        return 0;
    }
    hole(s, FAKE_HOLE_LINK, is_host && host.kind == HOST_NAME ? host_domain(&host) : SPAN(""));
    return len;
}

/* Where a word begins: letters and digits that are an address, a link, an ID. */
static size_t take_word(struct scrubbing *s, size_t i)
{
    const struct glyphs *g = &s->g;
    bool is_id = false;
    size_t len = url_at(g, i);

    if (len > 0) {
        return take_link(s, i, len, true);
    }
    len = address_at(g, i);
    if (len > 0) {
        hole(s, FAKE_HOLE_ADDRESS, SPAN(""));
        return len;
    }
    len = bare_host_at(g, i);
    len = len > 0 ? take_link(s, i, len, false) : 0;
    if (len > 0) {
        return len;
    }
    len = token_at(g, i, &is_id);
    if (is_id) {
        hole(s, FAKE_HOLE_ID, SPAN(""));
        return len;
    }
    return 0;
}

static size_t take_figure(struct scrubbing *s, size_t i)
{
    static const struct {
        size_t (*find)(const struct glyphs *g, size_t i);
        enum fake_hole hole;
    } finders[] = {
        {date_at, FAKE_HOLE_DATE}, {time_at, FAKE_HOLE_TIME}, {amount_at, FAKE_HOLE_AMOUNT}};
    size_t digits;
    size_t len;

    for (size_t k = 0; k < COUNT(finders); k++) {
        len = finders[k].find(&s->g, i);
        if (len > 0) {
            hole(s, finders[k].hole, SPAN(""));
            return len;
        }
    }
    len = number_at(&s->g, i, &digits);
    if (digits >= NUMBER_DIGITS) {
        hole(s, FAKE_HOLE_NUMBER, SPAN(""));
        return len;
    }
    len = digits_at(&s->g, i);
    keep(s, i, i + len);
    return len;
}

static size_t take_labelled(struct scrubbing *s, size_t i)
{
    struct scrub_label label;

    if (!scrub_label_at(&s->g, i, &label)) {
        return 0;
    }
    keep(s, i, label.value);
    hole(s, label.hole, SPAN(""));
    return label.end - i;
}

static size_t take_plain(struct scrubbing *s, size_t i)
{
    uint32_t c = glyph_at(&s->g, i);
    size_t len = glyph_is_digit(c) || is_money_mark(c) ? take_figure(s, i) : 0;

    if (len > 0) {
        return len;
    }
    if (c == HOLE_OPEN || c == HOLE_CLOSE) { /* a placeholder is ours */
        buf_add(s->out, SPAN(" "));
    } else {
        keep(s, i, i + 1);
    }
    return 1;
}

/* Takes at least one glyph; gives how many. */
static size_t take(struct scrubbing *s, size_t i)
{
    const struct glyphs *g = &s->g;
    uint32_t c = glyph_at(g, i);
    uint32_t before = i > 0 ? glyph_at(g, i - 1) : 0;
    bool begins = s->after_hole || (!is_host_char(before) && before != '_');
    size_t len = scrub_postal_at(g, i);

    if (len > 0) {
        hole(s, FAKE_HOLE_POSTAL, SPAN(""));
        return len;
    }
    len = scrub_name_at(s->names, g, i);
    /* A name that begins an address or a link goes with it. */
    if (len > 0 && (!begins || address_at(g, i) < len)) {
        hole(s, FAKE_HOLE_NAME, SPAN(""));
        return len;
    }
    len = begins || !glyph_is_letter(before) ? take_labelled(s, i) : 0;
    if (len == 0 && begins && (is_local_char(c) || is_host_char(c))) {
        len = take_word(s, i);
    }
    return len > 0 ? len : take_plain(s, i);
}

void scrub_text(const struct scrub_names *n, struct span text, struct arena *a, struct buf *out,
                struct buf *bare)
{
    struct arena_mark mark = arena_mark(a);
    struct scrubbing s = {.names = n, .out = out, .bare = bare};

    if (!glyphs_make(text, a, &s.g)) {
        return;
    }
    for (size_t i = 0; i < s.g.count;) {
        i += take(&s, i);
    }
    arena_release(a, mark);
}
