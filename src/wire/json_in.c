#include "wire/json_in.h"

#include "base/utf8.h"
#include "wire/hex.h"

#include <stdint.h>

/* One bit a level: set where it is an object. */
struct nest {
    uint64_t objects;
    unsigned depth;
    bool fresh; /* just opened: may close at once, needs no comma */
    bool value; /* a value comes next */
};

_Static_assert(JSON_IN_DEPTH < 64, "one bit a level");

static bool bad(const struct json_in *in, const char *what, struct err *e)
{
    return err_set(e, ERR_INPUT, "not JSON at byte %zu: %s", (size_t)(in->rest.at - in->start) + 1,
                   what);
}

static void skip(struct json_in *in, size_t len)
{
    in->rest = (struct span){.at = in->rest.at + len, .len = in->rest.len - len};
}

/* The first byte that is no blank; NUL, which no JSON holds, at the end. */
static char peek(struct json_in *in)
{
    size_t i = 0;

    while (i < in->rest.len && (in->rest.at[i] == ' ' || in->rest.at[i] == '\n' ||
                                in->rest.at[i] == '\r' || in->rest.at[i] == '\t')) {
        i++;
    }
    skip(in, i);
    if (in->rest.len == 0) {
        return '\0';
    }
    return in->rest.at[0];
}

/* Texts ------------------------------------------------------------------------------------------- */

/* The number in "\u263a" at `at`, which has `len` bytes; -1 when it is none. */
static int32_t unit_at(const char *at, size_t len)
{
    int32_t unit = 0;

    if (len < 6 || at[0] != '\\' || at[1] != 'u') {
        return -1;
    }
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);

        if (digit < 0) {
            return -1;
        }
        unit = unit << 4 | digit;
    }
    return unit;
}

/* Bytes of the escape at the front of s and its character in *point; 0 when it is none, with *what
 * saying why. */
static size_t escape_take(struct span s, uint32_t *point, const char **what)
{
    static const char plain[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    int32_t high = unit_at(s.at, s.len);
    int32_t low;

    for (size_t i = 0; s.len > 1 && i < sizeof plain - 1; i += 2) {
        if (s.at[1] == plain[i]) {
            *point = (uint32_t)plain[i + 1];
            return 2;
        }
    }
    if (high <= 0) {
        *what = high == 0 ? "a text may not hold the character NUL" : "an unknown escape in a text";
        return 0;
    }
    if (high < 0xd800 || high > 0xdfff) {
        *point = (uint32_t)high;
        return 6;
    }
    low = unit_at(s.at + 6, s.len - 6);
    if (high > 0xdbff || low < 0xdc00 || low > 0xdfff) {
        *what = "half a surrogate pair in a text";
        return 0;
    }
    *point = 0x10000 + ((uint32_t)(high - 0xd800) << 10 | (uint32_t)(low - 0xdc00));
    return 12;
}

static bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Any of the eight bytes is a control, a quote, a backslash or not ASCII. */
static bool has_special(uint64_t w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = ones << 7;
    uint64_t quotes = w ^ (ones * '"');
    uint64_t slashes = w ^ (ones * '\\');

    return ((w | ((w - ones * 0x20) & ~w) | ((quotes - ones) & ~quotes) |
             ((slashes - ones) & ~slashes)) &
            tops) != 0;
}

static size_t plain_run(struct span s)
{
    size_t i = 0;

    while (i + sizeof(uint64_t) <= s.len) {
        uint64_t w;

        memcpy(&w, s.at + i, sizeof w);
        if (has_special(w)) {
            break;
        }
        i += sizeof w;
    }
    while (i < s.len && is_plain(s.at[i])) {
        i++;
    }
    return i;
}

/* Takes the one character in front that is no plain one. */
static bool special_take(struct json_in *in, bool *escaped, struct err *e)
{
    const char *what = "a text without its closing quote";
    size_t len = 0;
    uint32_t point;

    if (in->rest.len == 0) {
        return bad(in, what, e);
    }
    if (in->rest.at[0] == '\\') {
        *escaped = true;
        len = escape_take(in->rest, &point, &what);
    } else if ((unsigned char)in->rest.at[0] < 0x20) {
        what = "a control character in a text";
    } else {
        what = "bytes that are not UTF-8 in a text";
        len = utf8_take(in->rest, &point);
    }
    skip(in, len);
    return len > 0 || bad(in, what, e);
}

static bool text_take(struct json_in *in, struct json_in_value *out, struct err *e)
{
    const char *from;
    bool escaped = false;

    skip(in, 1);
    from = in->rest.at;
    for (;;) {
        skip(in, plain_run(in->rest));
        if (in->rest.len > 0 && in->rest.at[0] == '"') {
            break;
        }
        if (!special_take(in, &escaped, e)) {
            return false;
        }
    }
    *out = (struct json_in_value){.kind = JSON_IN_TEXT,
                                  .escaped = escaped,
                                  .raw = {.at = from, .len = (size_t)(in->rest.at - from)}};
    skip(in, 1);
    return true;
}

/* Values ------------------------------------------------------------------------------------------ */

static size_t digits(struct span s, size_t from)
{
    size_t i = from;

    while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9') {
        i++;
    }
    return i - from;
}

/* Bytes of the number in front; 0 when it is none. */
static size_t number_len(struct span s)
{
    size_t i = s.at[0] == '-';
    size_t whole = digits(s, i);
    size_t more;

    if (whole == 0 || (whole > 1 && s.at[i] == '0')) {
        return 0;
    }
    i += whole;
    if (i < s.len && s.at[i] == '.') {
        more = digits(s, i + 1);
        i += 1 + more;
        if (more == 0) {
            return 0;
        }
    }
    if (i < s.len && (s.at[i] | 0x20) == 'e') {
        i++;
        i += i < s.len && (s.at[i] == '+' || s.at[i] == '-') ? 1 : 0;
        more = digits(s, i);
        return more == 0 ? 0 : i + more;
    }
    return i;
}

static bool word_take(struct json_in *in, struct json_in_value *out, struct err *e)
{
    static const struct {
        struct span word;
        enum json_in_kind kind;
    } words[] = {
        {SPAN_INIT("true"), JSON_IN_BOOL},
        {SPAN_INIT("false"), JSON_IN_BOOL},
        {SPAN_INIT("null"), JSON_IN_NULL},
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        struct span head = {.at = in->rest.at, .len = words[i].word.len};

        if (in->rest.len >= head.len && span_eq(head, words[i].word)) {
            *out = (struct json_in_value){.kind = words[i].kind, .raw = head};
            skip(in, head.len);
            return true;
        }
    }
    return bad(in, "expected a value", e);
}

/* A value that holds no others. */
static bool scalar_take(struct json_in *in, struct json_in_value *out, struct err *e)
{
    char c = peek(in);
    size_t len;

    if (c == '"') {
        return text_take(in, out, e);
    }
    if (c != '-' && (c < '0' || c > '9')) {
        return word_take(in, out, e);
    }
    len = number_len(in->rest);
    if (len == 0) {
        return bad(in, "expected a number", e);
    }
    *out = (struct json_in_value){.kind = JSON_IN_NUMBER, .raw = {.at = in->rest.at, .len = len}};
    skip(in, len);
    return true;
}

/* A name and its colon. */
static bool key_take(struct json_in *in, struct json_in_value *out, struct err *e)
{
    if (peek(in) != '"') {
        return bad(in, "expected a field's name in quotes", e);
    }
    if (!text_take(in, out, e)) {
        return false;
    }
    if (peek(in) != ':') {
        return bad(in, "expected ':' behind a field's name", e);
    }
    skip(in, 1);
    return true;
}

static bool nest_open(struct json_in *in, struct nest *n, bool object, struct err *e)
{
    if (n->depth + 1 == JSON_IN_DEPTH) {
        return bad(in, "nested too deep", e);
    }
    n->objects = n->objects << 1 | object;
    n->depth++;
    n->fresh = true;
    skip(in, 1);
    return true;
}

/* One bracket, one scalar, or what stands between two of them. */
static bool nest_step(struct json_in *in, struct nest *n, struct err *e)
{
    bool object = (n->objects & 1) != 0;
    struct json_in_value ignored;
    char c = peek(in);

    if (n->value) {
        n->value = false;
        return c == '{' || c == '[' ? nest_open(in, n, c == '{', e) : scalar_take(in, &ignored, e);
    }
    if (c == (object ? '}' : ']')) {
        n->objects >>= 1;
        n->depth--;
        n->fresh = false;
        skip(in, 1);
        return true;
    }
    if (!n->fresh) {
        if (c != ',') {
            return bad(in, "expected ',' or the closing bracket", e);
        }
        skip(in, 1);
    }
    n->fresh = false;
    n->value = true;
    return !object || key_take(in, &ignored, e);
}

static bool value_take(struct json_in *in, struct json_in_value *out, struct err *e)
{
    struct nest n = {.value = true};
    char c = peek(in);
    const char *from = in->rest.at;

    if (c != '{' && c != '[') {
        return scalar_take(in, out, e);
    }
    do {
        if (!nest_step(in, &n, e)) {
            return false;
        }
    } while (n.depth > 0);
    *out = (struct json_in_value){.kind = c == '{' ? JSON_IN_OBJECT : JSON_IN_LIST,
                                  .raw = {.at = from, .len = (size_t)(in->rest.at - from)}};
    return true;
}

/* The walk ---------------------------------------------------------------------------------------- */

bool json_in_open(struct span text, enum json_in_kind kind, struct json_in *out, struct err *e)
{
    struct json_in in = {.start = text.at, .rest = text, .close = kind == JSON_IN_LIST ? ']' : '}'};

    if (peek(&in) != (kind == JSON_IN_LIST ? '[' : '{')) {
        return bad(&in, kind == JSON_IN_LIST ? "expected a list" : "expected an object", e);
    }
    skip(&in, 1);
    *out = in;
    return true;
}

bool json_in_next(struct json_in *in, struct json_in_value *key, struct json_in_value *value,
                  bool *more, struct err *e)
{
    char c = peek(in);

    if (c == in->close) {
        skip(in, 1);
        *more = false;
        (void)peek(in);
        return in->rest.len == 0 || bad(in, "expected nothing behind the closing bracket", e);
    }
    if (in->begun) {
        if (c != ',') {
            return bad(in, "expected ',' or the closing bracket", e);
        }
        skip(in, 1);
    }
    in->begun = true;
    if (in->close == '}' && !key_take(in, key, e)) {
        return false;
    }
    *more = true;
    return value_take(in, value, e);
}

/* Reading ----------------------------------------------------------------------------------------- */

static size_t utf8_put(char to[4], uint32_t c)
{
    static const unsigned char leads[] = {0, 0x00, 0xc0, 0xe0, 0xf0};
    size_t len = 1 + (size_t)(c > 0x7f) + (size_t)(c > 0x7ff) + (size_t)(c > 0xffff);

    for (size_t i = len - 1; i > 0; i--) {
        to[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    to[0] = (char)(leads[len] | c);
    return len;
}

/* One character off the front of a checked text, with its escape resolved. */
static size_t character_take(struct span *s, char to[4])
{
    const char *what;
    uint32_t point = (unsigned char)s->at[0];
    size_t len = s->at[0] == '\\' ? escape_take(*s, &point, &what) : utf8_take(*s, &point);

    *s = (struct span){.at = s->at + len, .len = s->len - len};
    return utf8_put(to, point);
}

static struct span head_whole(struct span s, size_t max)
{
    if (s.len > max) {
        s.len = max;
        while (s.len > 0 && ((unsigned char)s.at[s.len] & 0xc0) == 0x80) {
            s.len--;
        }
    }
    return s;
}

struct span json_in_text(const struct json_in_value *v, char *to, size_t max, bool *cut)
{
    struct span rest = v->raw;
    struct span out = {.at = to};

    if (!v->escaped) {
        out = head_whole(v->raw, max);
        rest.len -= out.len;
    }
    while (v->escaped && rest.len > 0) {
        struct span after = rest;
        char one[4];
        size_t len = character_take(&after, one);

        if (len > max - out.len) {
            break;
        }
        memcpy(to + out.len, one, len);
        out.len += len;
        rest = after;
    }
    if (rest.len > 0 && cut != NULL) {
        *cut = true;
    }
    return out;
}
