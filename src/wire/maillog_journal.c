/* Form: systemd, "Journal JSON Format" (systemd.io/JOURNAL_EXPORT_FORMATS): one object a line, values
 * are strings, byte arrays where they are not printable UTF-8, null where too large, or an array of
 * these for a field that occurs several times. */
#include "wire/maillog_parts.h"

#include "base/number.h"

struct value {
    struct span raw; /* between the quotes, or the whole of anything else */
    bool string;
};

struct fields {
    struct value message;
    struct span identifier;
    struct span command;
    struct span pid;
    struct span syslog_pid;
    struct span host;
    struct span realtime_us;
};

static void blanks_skip(struct span *s)
{
    size_t i = 0;

    while (i < s->len &&
           (s->at[i] == ' ' || s->at[i] == '\t' || s->at[i] == ',' || s->at[i] == ':')) {
        i++;
    }
    *s = span_from(*s, i);
}

/* `s` begins behind an opening quote; takes up to the closing one and over it. */
static bool string_take(struct span *s, struct span *raw)
{
    size_t at = 0;

    for (;;) {
        const char *hit = at == s->len ? NULL : memchr(s->at + at, '"', s->len - at);
        size_t slashes = 0;

        if (hit == NULL) {
            return false;
        }
        at = (size_t)(hit - s->at);
        while (slashes < at && s->at[at - slashes - 1] == '\\') {
            slashes++;
        }
        if (slashes % 2 == 0) {
            *raw = span_head(*s, at);
            *s = span_from(*s, at + 1);
            return true;
        }
        at++;
    }
}

/* `s` begins with [ or {; takes up to its end. */
static bool nested_take(struct span *s, struct span *raw)
{
    struct span rest = *s;
    struct span ignored;
    size_t depth = 0;

    while (rest.len > 0) {
        char c = rest.at[0];

        rest = span_from(rest, 1);
        if (c == '"' && !string_take(&rest, &ignored)) {
            return false;
        }
        depth += c == '[' || c == '{';
        depth -= c == ']' || c == '}';
        if (depth == 0) {
            *raw = span_head(*s, s->len - rest.len);
            *s = rest;
            return true;
        }
    }
    return false;
}

static bool value_take(struct span *s, struct value *v)
{
    size_t i = 0;

    v->string = s->len > 0 && s->at[0] == '"';
    if (v->string) {
        *s = span_from(*s, 1);
        return string_take(s, &v->raw);
    }
    if (s->len > 0 && (s->at[0] == '[' || s->at[0] == '{')) {
        return nested_take(s, &v->raw);
    }
    while (i < s->len && s->at[i] != ',' && s->at[i] != '}') {
        i++;
    }
    v->raw = span_head(*s, i);
    *s = span_from(*s, i);
    return i > 0;
}

/* Names of fields that matter have no escapes, nor do their values. */
static void field_keep(struct fields *f, struct span key, const struct value *v)
{
    bool simple = v->string && memchr(v->raw.at, '\\', v->raw.len) == NULL;

    if (span_eq(key, SPAN("MESSAGE"))) {
        f->message = *v;
    } else if (!simple) {
        return;
    } else if (span_eq(key, SPAN("SYSLOG_IDENTIFIER"))) {
        f->identifier = v->raw;
    } else if (span_eq(key, SPAN("_COMM"))) {
        f->command = v->raw;
    } else if (span_eq(key, SPAN("_PID"))) {
        f->pid = v->raw;
    } else if (span_eq(key, SPAN("SYSLOG_PID"))) {
        f->syslog_pid = v->raw;
    } else if (span_eq(key, SPAN("_HOSTNAME"))) {
        f->host = v->raw;
    } else if (span_eq(key, SPAN("__REALTIME_TIMESTAMP"))) {
        f->realtime_us = v->raw;
    }
}

static bool object_read(struct span line, struct fields *f)
{
    struct span rest = span_from(line, 1);

    for (;;) {
        struct span key;
        struct value v;

        blanks_skip(&rest);
        if (rest.len > 0 && rest.at[0] == '}') {
            return true;
        }
        if (!span_skip(&rest, SPAN("\"")) || !string_take(&rest, &key)) {
            return false;
        }
        blanks_skip(&rest);
        if (!value_take(&rest, &v)) {
            return false;
        }
        field_keep(f, key, &v);
    }
}

static bool hex4(struct span s, uint32_t *out)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    uint32_t value = 0;

    if (s.len < 4) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        const char *hit = memchr(digits, s.at[i], sizeof digits - 1);

        if (hit == NULL) {
            return false;
        }
        value = value << 4 | (uint32_t)((size_t)(hit - digits) % 16);
    }
    *out = value;
    return true;
}

/* One code point as UTF-8; returns how many bytes, never more than the six of its \u form. */
static size_t utf8_put(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* `s` begins behind "\u"; a pair of surrogates is one code point. */
static bool unicode_take(struct span *s, uint32_t *code)
{
    uint32_t low;

    if (!hex4(*s, code)) {
        return false;
    }
    *s = span_from(*s, 4);
    if (*code < 0xd800 || *code > 0xdfff) {
        return true;
    }
    if (*code < 0xdc00 && span_starts(*s, SPAN("\\u")) && hex4(span_from(*s, 2), &low) &&
        low >= 0xdc00 && low <= 0xdfff) {
        *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
        *s = span_from(*s, 6);
    } else {
        *code = 0xfffd; /* half a pair */
    }
    return true;
}

/* Takes one escape, `s` behind the backslash. */
static bool escape_take(struct span *s, char *to, size_t *made)
{
    static const char from[] = "\"\\/bfnrt";
    static const char into[] = "\"\\/\b\f\n\r\t";
    const char *known;
    uint32_t code;

    if (s->len == 0) {
        return false;
    }
    if (s->at[0] == 'u') {
        *s = span_from(*s, 1);
        if (!unicode_take(s, &code)) {
            return false;
        }
        *made += utf8_put(to + *made, code);
        return true;
    }
    known = memchr(from, s->at[0], sizeof from - 1);
    if (known == NULL) {
        return false;
    }
    to[(*made)++] = into[known - from];
    *s = span_from(*s, 1);
    return true;
}

/* A string's text is never longer than its escaped form, so a scratch as long as a line is enough. */
static bool string_text(struct maillog *m, struct span raw, struct span *out)
{
    struct span run;
    size_t made = 0;

    if (memchr(raw.at, '\\', raw.len) == NULL) {
        *out = raw;
        return true;
    }
    if (raw.len > MAILLOG_SCRATCH) {
        return false;
    }
    while (span_cut(&raw, '\\', &run)) {
        memcpy(m->scratch + made, run.at, run.len);
        made += run.len;
        if (!escape_take(&raw, m->scratch, &made)) {
            return false;
        }
    }
    memcpy(m->scratch + made, raw.at, raw.len);
    *out = (struct span){.at = m->scratch, .len = made + raw.len};
    return true;
}

/* "[104,105]" */
static bool bytes_text(struct maillog *m, struct span raw, struct span *out)
{
    size_t made = 0;
    uint64_t byte;

    raw = span_from(raw, 1);
    for (blanks_skip(&raw); number_take(&raw, &byte); blanks_skip(&raw)) {
        if (byte > 255 || made == MAILLOG_SCRATCH) {
            return false;
        }
        m->scratch[made++] = (char)byte;
    }
    *out = (struct span){.at = m->scratch, .len = made};
    return span_eq(raw, SPAN("]"));
}

static bool message_text(struct maillog *m, const struct value *v, struct span *out)
{
    if (v->string) {
        return string_text(m, v->raw, out);
    }
    return v->raw.len > 0 && v->raw.at[0] == '[' && bytes_text(m, v->raw, out);
}

bool maillog_journal(struct maillog *m, struct span line, struct maillog_line *out,
                     struct maillog_body *body)
{
    struct fields f = {0};
    uint64_t number;

    if (!object_read(line, &f) || !number_parse(f.realtime_us, 0, INT64_MAX, &number) ||
        !message_text(m, &f.message, &body->text) ||
        (body->text.len > 0 && memchr(body->text.at, '\0', body->text.len) != NULL)) {
        return false;
    }
    out->has_time = true;
    out->at_ms = (int64_t)(number / 1000);
    out->host = f.host.len > 0 ? f.host : out->host;
    out->program = f.identifier.len > 0 ? f.identifier
                   : f.command.len > 0  ? f.command
                                        : out->program;
    if (number_parse(f.pid.len > 0 ? f.pid : f.syslog_pid, 0, UINT32_MAX, &number)) {
        out->pid = (uint32_t)number;
    }
    return true;
}
