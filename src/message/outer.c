#include "message/outer.h"

#include "message/ascii.h"
#include "message/authres.h"

#define WORDS_LOOKED_AT ((size_t)16 * 1024) /* bytes in which Japanese is looked for */

struct reading {
    struct span server;
    struct outer *out;
    struct span from;
    struct span content_language;
    struct span accept_language;
    struct span results; /* of the believed server, the topmost */
    unsigned from_count;
    bool has_results;
};

/* --- fields ------------------------------------------------------------------------------------- */

/* Takes a field off the head, folded lines with it; false at its end. */
static bool take_field(struct span *rest, struct span *name, struct span *value)
{
    size_t end = 0;
    struct span field;

    while (end < rest->len) {
        const char *lf = memchr(rest->at + end, '\n', rest->len - end);

        end = lf == NULL ? rest->len : (size_t)(lf - rest->at) + 1;
        if (end >= rest->len || (rest->at[end] != ' ' && rest->at[end] != '\t')) {
            break;
        }
    }
    field = (struct span){.at = rest->at, .len = end};
    *rest = (struct span){.at = rest->at + end, .len = rest->len - end};
    if (span_trim(field).len == 0) {
        return false;
    }
    *value = field;
    if (!span_cut(value, ':', name)) {
        *name = SPAN("");
    }
    *name = span_trim(*name);
    *value = span_trim(*value);
    return true;
}

static bool is(struct span name, struct span wanted)
{
    return name.len == wanted.len && ascii_begins(name, wanted);
}

/* Whatever says that no person waits for an answer. */
static bool says_automatic(struct span name, struct span value)
{
    static const struct span bare[] = {
        SPAN_INIT("List-Id"),          SPAN_INIT("List-Post"),
        SPAN_INIT("List-Unsubscribe"), SPAN_INIT("List-Help"),
        SPAN_INIT("Mailing-List"),     SPAN_INIT("X-Loop"),
        SPAN_INIT("X-Autoreply"),      SPAN_INIT("X-Autorespond"),
        SPAN_INIT("Feedback-ID"),      SPAN_INIT("X-Failed-Recipients"),
    };
    static const struct span precedence[] = {SPAN_INIT("bulk"), SPAN_INIT("junk"),
                                             SPAN_INIT("list"), SPAN_INIT("auto_reply")};

    for (size_t i = 0; i < COUNT(bare); i++) {
        if (is(name, bare[i])) {
            return true;
        }
    }
    if (is(name, SPAN("Auto-Submitted"))) {
        return !is(value, SPAN("no"));
    }
    for (size_t i = 0; is(name, SPAN("Precedence")) && i < COUNT(precedence); i++) {
        if (is(value, precedence[i])) {
            return true;
        }
    }
    return (is(name, SPAN("Content-Type")) && ascii_begins(value, SPAN("multipart/report"))) ||
           (is(name, SPAN("Return-Path")) && is(value, SPAN("<>")));
}

static bool is_id_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.@", c) != NULL);
}

static struct span plain_id(struct span value)
{
    if (value.len < 3 || value.at[0] != '<' || value.at[value.len - 1] != '>' ||
        value.len > OUTER_ID_MAX) {
        return SPAN("");
    }
    value = (struct span){.at = value.at + 1, .len = value.len - 2};
    for (size_t i = 0; i < value.len; i++) {
        if (!is_id_char(value.at[i])) {
            return SPAN("");
        }
    }
    return value;
}

/* "mail.example.jp; ..." or "mail.example.jp 1; ..." */
static bool is_of(struct span value, struct span server, struct span *rest)
{
    struct span name;

    *rest = value;
    if (!span_cut(rest, ';', &name)) {
        return false;
    }
    name = span_trim(name);
    return server.len > 0 && ascii_begins(name, server) &&
           (name.len == server.len || ascii_is_space(name.at[server.len]));
}

static void take(struct reading *r, struct span name, struct span value)
{
    r->out->automatic = r->out->automatic || says_automatic(name, value);
    if (is(name, SPAN("From"))) {
        r->from = value;
        r->from_count++;
    } else if (is(name, SPAN("Message-ID"))) {
        r->out->message_id = plain_id(value);
    } else if (is(name, SPAN("Content-Language"))) {
        r->content_language = value;
    } else if (is(name, SPAN("Accept-Language"))) {
        r->accept_language = value;
    } else if (is(name, SPAN("Authentication-Results")) && !r->has_results) {
        r->has_results = is_of(value, r->server, &r->results);
    }
}

/* --- what they say ------------------------------------------------------------------------------ */

static struct span domain_of(struct span address)
{
    struct span local;

    return span_cut(&address, '@', &local) ? address : SPAN("");
}

/* Behind a quoted string or a comment that begins at `at`. */
static size_t skip(struct span s, size_t at)
{
    char end = ascii_choose(s.at[at] == '"', '"', ')');

    for (at++; at < s.len && s.at[at] != end; at++) {
        at += s.at[at] == '\\';
    }
    return at + 1;
}

/* "a@b" and "a@b (Name)" */
static struct span bare_address(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (ascii_is_space(value.at[i]) || value.at[i] == '(' || value.at[i] == '"') {
            value.len = i;
        }
    }
    return value;
}

/* Where the next of `set` stands outside quoted strings and comments; value.len when none does. */
static size_t find_outside(struct span value, size_t at, const char *set)
{
    while (at < value.len && !ascii_in(value.at[at], set)) {
        at = value.at[at] == '"' || value.at[at] == '(' ? skip(value, at) : at + 1;
    }
    return at < value.len ? at : value.len;
}

/* The one address of a field: "a@b", "Name <a@b>", "a@b (Name)". Names are not read: a mail's head is
 * looked at outside the sandbox. */
static struct span one_address(struct span value)
{
    size_t open = find_outside(value, 0, "<,;");
    struct span rest = span_from(value, open + 1);
    struct span found;

    if (open == value.len) {
        return bare_address(value);
    }
    if (value.at[open] != '<' || !span_cut(&rest, '>', &found) ||
        find_outside(rest, 0, "<,;") < rest.len) {
        return SPAN("");
    }
    return found;
}

static void read_from(struct reading *r)
{
    if (r->from_count == 1) {
        r->out->from = one_address(r->from);
    }
}

/* DMARC's pass names From's domain; SPF's and DKIM's must be about exactly it. */
static bool binds(const struct authres_item *i, struct span domain)
{
    bool method =
        is(i->method, SPAN("dmarc")) || is(i->method, SPAN("spf")) || is(i->method, SPAN("dkim"));
    struct span named = domain_of(i->domain).len > 0 ? domain_of(i->domain) : i->domain;

    return method && is(i->result, SPAN("pass")) && domain.len > 0 && is(named, domain);
}

static void read_results(struct reading *r)
{
    struct authres_item item;
    struct span rest = r->results;
    struct span domain = domain_of(r->out->from);
    bool failed = false;

    while (r->has_results && authres_take(&rest, &item)) {
        r->out->bound = r->out->bound || binds(&item, domain);
        failed = failed || (is(item.method, SPAN("dmarc")) && is(item.result, SPAN("fail")));
    }
    r->out->bound = r->out->bound && !failed;
}

static enum outer_lang tag_of(struct span value)
{
    return ascii_begins(value, SPAN("ja"))   ? OUTER_LANG_JA
           : ascii_begins(value, SPAN("en")) ? OUTER_LANG_EN
                                             : OUTER_LANG_NONE;
}

/* Kana in UTF-8, and the character sets and escape sequences only Japanese mail has. */
static bool looks_japanese(struct span text)
{
    static const struct span signs[] = {
        SPAN_INIT("iso-2022-jp"), SPAN_INIT("shift_jis"), SPAN_INIT("euc-jp"),
        SPAN_INIT("\xe3\x81"),    SPAN_INIT("\xe3\x82"),  SPAN_INIT("\xe3\x83"),
        SPAN_INIT("?B?44"),       SPAN_INIT("=E3=81="),   SPAN_INIT("=E3=82="),
    };

    text = span_front(text, WORDS_LOOKED_AT);
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (ascii_find(text, signs[i]) < text.len) {
            return true;
        }
    }
    return false;
}

static void read_lang(struct reading *r, struct span bytes)
{
    r->out->lang = tag_of(r->content_language);
    if (r->out->lang == OUTER_LANG_NONE) {
        r->out->lang = tag_of(r->accept_language);
    }
    if (r->out->lang == OUTER_LANG_NONE && looks_japanese(bytes)) {
        r->out->lang = OUTER_LANG_JA;
    }
}

void outer_read(struct span bytes, struct span server, struct outer *out)
{
    struct reading r = {.server = server, .out = out};
    struct span rest = span_front(bytes, OUTER_HEAD_MAX);
    struct span name;
    struct span value;
    size_t fields = 0;

    *out = (struct outer){.automatic = false};
    /* mbox's line in front, which Postfix' pipe(8) writes with the flag F. */
    if (ascii_begins(rest, SPAN("From ")) && !span_cut(&rest, '\n', &name)) {
        rest = SPAN("");
    }
    while (fields <= OUTER_FIELDS_MAX && take_field(&rest, &name, &value)) {
        fields++;
        take(&r, name, value);
    }
    out->automatic = out->automatic || fields > OUTER_FIELDS_MAX ||
                     (rest.len == 0 && bytes.len > OUTER_HEAD_MAX);
    read_from(&r);
    read_results(&r);
    read_lang(&r, bytes);
}
