#include "message/header.h"

#include "message/ascii.h"
#include "message/charset.h"
#include "message/grow.h"
#include "message/message.h"
#include "message/normal.h"
#include "message/read.h"

#define PIECES_MAX 50 /* of one parameter */
#define WORD_MAX 2000 /* bytes of one encoded word; RFC 2047 says 75 */

/* Bytes of one character set that wait for the rest of their last character. */
struct pending {
    struct grow bytes;
    struct span charset;
    struct grow *out;
    uint32_t *damage;
};

struct word {
    struct span charset;
    struct span text;
    char encoding; /* 'b' or 'q' */
    size_t len;    /* of the whole word */
};

struct span header_unfold(struct arena *a, struct span raw)
{
    struct grow g = {.arena = a, .max = MESSAGE_HEADER_MAX};

    raw = span_trim(raw);
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i];

        if (c == '\r' || c == '\n') {
            while (i + 1 < raw.len && ascii_is_space(raw.at[i + 1])) {
                i++;
            }
            c = ' ';
        }
        grow_char(&g, c);
    }
    return grow_span(&g);
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (ascii_is_digit(c)) {
        return c - '0' + 52;
    }
    if (c == '+' || c == '-') {
        return 62;
    }
    return c == '/' || c == '_' ? 63 : -1;
}

struct span header_base64(struct span in, char *out)
{
    uint32_t bits = 0;
    unsigned have = 0;
    size_t len = 0;

    for (size_t i = 0; i < in.len && in.at[i] != '='; i++) {
        int value = base64_value(in.at[i]);

        if (value < 0) {
            continue;
        }
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[len++] = (char)(unsigned char)(bits >> have);
        }
    }
    return (struct span){.at = out, .len = len};
}

/* Undoes "=41" or "%41"; with `underscore`, "_" is a space (RFC 2047 section 4.2). */
static struct span unescape(struct span in, char mark, bool underscore, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < in.len; i++) {
        int high = i + 2 < in.len ? ascii_hex(in.at[i + 1]) : -1;
        int low = i + 2 < in.len ? ascii_hex(in.at[i + 2]) : -1;

        if (in.at[i] == mark && high >= 0 && low >= 0) {
            out[len++] = (char)(unsigned char)(high * 16 + low);
            i += 2;
        } else {
            out[len++] = ascii_choose(underscore && in.at[i] == '_', ' ', in.at[i]);
        }
    }
    return (struct span){.at = out, .len = len};
}

/* "=?charset*lang?b?text?="; a word that the value's end cuts off is taken as far as it goes. */
static bool word_read(struct span s, struct word *w, bool *cut)
{
    struct span rest = span_from(s, 2);
    struct span encoding;
    size_t end;

    if (!ascii_begins(s, SPAN("=?")) || !span_cut(&rest, '?', &w->charset) ||
        !span_cut(&rest, '?', &encoding) || encoding.len != 1 || w->charset.len == 0 ||
        w->charset.len > 60) {
        return false;
    }
    w->encoding = ascii_lower(encoding.at[0]);
    if (w->encoding != 'b' && w->encoding != 'q') {
        return false;
    }
    for (size_t i = 0; i < w->charset.len; i++) {
        if (w->charset.at[i] == '*') {
            w->charset.len = i;
        }
    }
    rest = span_front(rest, WORD_MAX);
    end = ascii_find(rest, SPAN("?="));
    w->text = span_front(rest, end);
    *cut = end == rest.len;
    w->len = (size_t)(rest.at - s.at) + end + (*cut ? 0 : 2);
    return true;
}

size_t header_word_len(struct span s)
{
    struct word w;
    bool cut;

    return word_read(s, &w, &cut) ? w.len : 0;
}

static void pending_flush(struct pending *p)
{
    struct span text;

    if (p->bytes.len == 0) {
        return;
    }
    text = charset_text(p->bytes.arena, grow_span(&p->bytes), p->charset, p->damage);
    normal_line(p->out, text);
    p->bytes.len = 0;
}

static void pending_add(struct pending *p, struct span bytes, struct span charset)
{
    if (!ascii_same(p->charset, charset)) {
        pending_flush(p);
        p->charset = charset;
    }
    grow_add(&p->bytes, bytes);
}

static void add_word(struct pending *p, const struct word *w)
{
    char *out = arena_take(p->bytes.arena, w->text.len + 1);
    struct span bytes;

    if (out == NULL) {
        p->out->starved = true;
        return;
    }
    bytes = w->encoding == 'b' ? header_base64(w->text, out) : unescape(w->text, '=', true, out);
    pending_add(p, bytes, w->charset);
}

/* Length of what stands before the next encoded word. */
static size_t plain_len(struct span s)
{
    size_t len = 0;

    while (len < s.len && header_word_len(span_from(s, len)) == 0) {
        size_t next = ascii_find(span_from(s, len + 1), SPAN("=?"));

        len += 1 + next;
    }
    return len < s.len ? len : s.len;
}

struct span header_text(struct arena *a, struct span raw, uint32_t *damage)
{
    struct grow out = {.arena = a, .max = 2 * MESSAGE_HEADER_MAX};
    struct pending p = {.bytes = {.arena = a, .max = MESSAGE_HEADER_MAX}, .out = &out};
    struct span rest = header_unfold(a, raw);
    bool after_word = false;

    p.damage = damage;
    while (rest.len > 0) {
        struct word w;
        bool cut = false;
        size_t len;

        if (word_read(rest, &w, &cut)) {
            *damage |= cut ? MESSAGE_DAMAGE_HEADER : 0u;
            add_word(&p, &w);
            rest = span_from(rest, w.len);
            after_word = true;
            continue;
        }
        len = plain_len(rest);
        if (!(after_word && len < rest.len && span_trim(span_front(rest, len)).len == 0)) {
            pending_add(&p, span_front(rest, len), SPAN(""));
        }
        rest = span_from(rest, len);
        after_word = false;
    }
    pending_flush(&p);
    return span_trim(grow_span(&out));
}

/* Takes "name=value" off *rest; quotes are undone into `value`. False at the end. */
static bool take_param(struct arena *a, struct span *rest, struct span *name, struct span *value)
{
    struct grow g = {.arena = a, .max = MESSAGE_HEADER_MAX};
    bool quoted = false;
    size_t i = 0;

    if (!span_cut(rest, '=', name)) {
        return false;
    }
    while (i < rest->len && (rest->at[i] == ' ' || rest->at[i] == '\t')) {
        i++;
    }
    for (; i < rest->len && (quoted || rest->at[i] != ';'); i++) {
        if (rest->at[i] == '"') {
            quoted = !quoted;
        } else {
            i += quoted && rest->at[i] == '\\' && i + 1 < rest->len;
            grow_char(&g, rest->at[i]);
        }
    }
    *rest = span_from(*rest, i + 1);
    for (size_t j = name->len; j > 0; j--) {
        if (name->at[j - 1] == ';') {
            *name = span_from(*name, j);
            break;
        }
    }
    *name = span_trim(*name);
    *value = span_trim(grow_span(&g));
    return true;
}

/* "name*0*" is piece 0 and escaped, "name*" the whole and escaped, "name" the whole. */
static bool is_piece(struct span full, struct span name, bool *escaped, bool *piece)
{
    struct span rest = span_from(full, name.len);

    if (!ascii_begins(full, name) || (rest.len > 0 && rest.at[0] != '*')) {
        return false;
    }
    *escaped = rest.len > 0 && rest.at[rest.len - 1] == '*';
    *piece = rest.len > 0;
    return true;
}

/* charset'language'text (RFC 2231 section 4) */
static struct span without_charset(struct span value, struct span *charset)
{
    struct span rest = value;
    struct span language;

    if (span_cut(&rest, '\'', charset) && span_cut(&rest, '\'', &language)) {
        return rest;
    }
    *charset = SPAN("");
    return value;
}

/* Pieces are taken in the order they are written in: other orders are not seen in mail. */
struct span header_param(struct arena *a, struct span raw, struct span name, uint32_t *damage)
{
    struct grow bytes = {.arena = a, .max = MESSAGE_HEADER_MAX};
    struct span rest = header_unfold(a, raw);
    struct span charset = SPAN("");
    struct span whole = SPAN("");
    struct span full;
    struct span value;
    size_t pieces = 0;

    while (take_param(a, &rest, &full, &value)) {
        bool escaped;
        bool piece;
        char *out;

        if (!is_piece(full, name, &escaped, &piece)) {
            continue;
        }
        if (!piece) {
            whole = value;
            continue;
        }
        out = arena_take(a, value.len + 1);
        if (out == NULL || pieces++ >= PIECES_MAX) {
            *damage |= MESSAGE_DAMAGE_HEADER;
            break;
        }
        if (escaped && pieces == 1) {
            value = without_charset(value, &charset);
        }
        grow_add(&bytes, escaped ? unescape(value, '%', false, out) : value);
    }
    if (bytes.len == 0) {
        return header_text(a, whole, damage);
    }
    value = charset_text(a, grow_span(&bytes), charset, damage);
    bytes = (struct grow){.arena = a, .max = 2 * MESSAGE_HEADER_MAX};
    normal_line(&bytes, value);
    return span_trim(grow_span(&bytes));
}
