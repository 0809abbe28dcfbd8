/* The text of one template: what it may not hold. */
#include "notice/lint.h"

#include "base/memory.h"
#include "base/quote.h"
#include "words/alarm.h"

#include <stdlib.h>
#include <strings.h>

/* One template being looked at. */
struct look {
    const struct set_template *t;
    const char *hosts;
    char *plain; /* its text with holes, and in HTML tags, comments and style, blanked */
    lint_tell *tell;
    void *ctx;
    size_t count;
};

static bool begins(struct span text, struct span with)
{
    return text.len >= with.len && strncasecmp(text.at, with.at, with.len) == 0;
}

static struct span from(struct span text, size_t at)
{
    return (struct span){.at = text.at + at, .len = text.len - at};
}

static void complain(struct look *l, size_t at, const char *expected, struct span came)
{
    char bytes[1024];
    struct buf text = {.at = bytes, .cap = sizeof bytes - 1};
    size_t line = 1;
    size_t column = 1;

    for (size_t i = 0; i < at; i++) {
        column++;
        if (l->t->text.at[i] == '\n') {
            line++;
            column = 1;
        }
    }
    buf_addf(&text, "%s:%zu:%zu: expected %s, came %s", l->t->file, line, column, expected,
             quote(came).text);
    bytes[text.len] = '\0';
    l->tell(l->ctx, bytes);
    l->count++;
}

static void blank(struct look *l, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        if (l->plain[i] != '\n') {
            l->plain[i] = ' ';
        }
    }
}

/* Where what begins at `at` ends: behind the next `mark`, or at the end of the text. */
static size_t end_of(struct span text, size_t at, struct span mark)
{
    for (; at < text.len; at++) {
        if (begins(from(text, at), mark)) {
            return at + mark.len;
        }
    }
    return text.len;
}

/* --- holes ----------------------------------------------------------------------------------------- */

static void look_at_holes(struct look *l)
{
    struct span text = l->t->text;

    for (size_t i = 0; i + 1 < text.len; i++) {
        size_t end;
        struct span hole;

        if (text.at[i] != '{' || text.at[i + 1] != '{') {
            continue;
        }
        end = end_of(text, i, SPAN("}}"));
        hole = (struct span){.at = text.at + i, .len = end - i};
        if (hole.len > 2 && (hole.at[2] == '{' || hole.at[2] == '&')) {
            complain(l, i, "{{name}}, which makes text safe", hole);
        } else if (hole.len > 2 && hole.at[2] == '=') {
            complain(l, i, "{{ and }} as delimiters", hole);
        }
        blank(l, i, end);
        i = end - 1;
    }
}

/* --- HTML ------------------------------------------------------------------------------------------ */

/* The elements of a letter. Nothing that runs, loads, asks or frames. */
static bool is_known_element(struct span name)
{
    static const char *const known[] = {
        "html", "head", "meta", "title",  "style", "body", "div",   "span",  "p",     "br", "hr",
        "h1",   "h2",   "h3",   "ul",     "ol",    "li",   "table", "thead", "tbody", "tr", "th",
        "td",   "a",    "b",    "strong", "em",    "i",    "small", "dl",    "dt",    "dd"};

    for (size_t i = 0; i < COUNT(known); i++) {
        if (name.len == strlen(known[i]) && strncasecmp(name.at, known[i], name.len) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_known_attribute(struct span name)
{
    static const char *const known[] = {"class",   "lang",  "dir",  "href",   "name",
                                        "content", "scope", "role", "charset"};

    for (size_t i = 0; i < COUNT(known); i++) {
        if (name.len == strlen(known[i]) && strncasecmp(name.at, known[i], name.len) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static struct span name_at(struct span text, size_t at)
{
    size_t end = at;

    while (end < text.len && is_name(text.at[end])) {
        end++;
    }
    return (struct span){.at = text.at + at, .len = end - at};
}

static bool is_page_hole(struct span value)
{
    return span_eq(value, SPAN("{{security_page}}")) || span_eq(value, SPAN("{{check_page}}")) ||
           span_eq(value, SPAN("{{home}}"));
}

/* One attribute at `at`; gives where it ends. */
static size_t look_at_attribute(struct look *l, size_t at)
{
    struct span text = l->t->text;
    struct span name = name_at(text, at);
    size_t begin = at + name.len + 2;
    struct span value;
    size_t end;

    if (name.len == 0 || !is_known_attribute(name)) {
        complain(l, at, "an attribute such as class, href, lang or scope",
                 name.len == 0 ? (struct span){.at = text.at + at, .len = 1} : name);
        return at + name.len + 1;
    }
    if (begin > text.len || text.at[at + name.len] != '=' || text.at[begin - 1] != '"') {
        complain(l, at, "an attribute's value in \"quotation marks\"", name);
        return at + name.len + 1;
    }
    end = end_of(text, begin, SPAN("\""));
    value = (struct span){.at = text.at + begin, .len = end - begin};
    value.len -= value.len > 0 && value.at[value.len - 1] == '"';
    if (name.len == 4 && strncasecmp(name.at, "href", 4) == 0 && !is_page_hole(value) &&
        !lint_is_published(value, l->hosts)) {
        complain(l, begin,
                 "{{security_page}}, {{check_page}}, {{home}} or https:// and a host of "
                 "notice_hosts",
                 value);
    }
    return end;
}

/* One tag at `at`; gives where it ends. */
static size_t look_at_tag(struct look *l, size_t at)
{
    struct span text = l->t->text;
    size_t first = at + 1 + (at + 1 < text.len && text.at[at + 1] == '/');
    struct span name = name_at(text, first);
    size_t i = first + name.len;

    if (!is_known_element(name)) {
        complain(l, at, "an element of a letter (text, headings, lists, tables, a)",
                 name.len == 0 ? (struct span){.at = text.at + at, .len = 1} : name);
    }
    while (i < text.len && text.at[i] != '>') {
        bool between = strchr(" \n\t/", text.at[i]) != NULL;

        if (between) {
            i++;
        } else if (begins(from(text, i), SPAN("{{"))) {
            complain(l, i, "no {{...}} between the attributes of a tag", from(text, i));
            i = end_of(text, i, SPAN("}}"));
        } else {
            i = look_at_attribute(l, i);
        }
    }
    return i < text.len ? i + 1 : i;
}

/* Style has no holes and loads nothing. */
static size_t look_at_style(struct look *l, size_t at)
{
    struct span text = l->t->text;
    size_t end = end_of(text, at, SPAN("</style>"));

    for (size_t i = at; i < end; i++) {
        struct span rest = {.at = text.at + i, .len = end - i};

        if (begins(rest, SPAN("{{")) || begins(rest, SPAN("url(")) ||
            begins(rest, SPAN("@import")) || begins(rest, SPAN("expression("))) {
            complain(l, i, "style without {{...}} and without anything loaded", rest);
            break;
        }
    }
    return end;
}

static void look_at_html(struct look *l)
{
    struct span text = l->t->text;
    size_t i = 0;

    while (i < text.len) {
        struct span rest = from(text, i);
        size_t end;

        if (rest.at[0] != '<') {
            i++;
            continue;
        }
        if (begins(rest, SPAN("<!DOCTYPE html>"))) {
            end = i + 15;
        } else if (begins(rest, SPAN("<style>"))) {
            end = look_at_style(l, i + 7);
        } else {
            end = look_at_tag(l, i);
        }
        blank(l, i, end);
        i = end;
    }
}

/* --- what people read ------------------------------------------------------------------------------ */

static bool is_host_char(char c)
{
    return is_name(c) || c == '.';
}

/* "evil.example" in running text becomes a link in many programs. */
static bool looks_like_host(struct span s)
{
    size_t last = s.len;

    while (last > 0 && s.at[last - 1] != '.') {
        last--;
    }
    if (last < 2 || s.len - last < 2) {
        return false;
    }
    for (size_t i = last; i < s.len; i++) {
        if (!is_name(s.at[i]) || (s.at[i] >= '0' && s.at[i] <= '9')) {
            return false;
        }
    }
    return true;
}

static bool is_published_host(struct span host, const char *hosts)
{
    char bytes[300];
    struct buf url = BUF_ON(bytes);

    buf_addf(&url, "https://%.*s", (int)(host.len < 260 ? host.len : 260), host.at);
    return lint_is_published((struct span){.at = bytes, .len = url.len}, hosts);
}

static void look_for_hosts(struct look *l, struct span plain)
{
    size_t i = 0;

    while (i < plain.len) {
        size_t end = i;
        struct span word;

        while (end < plain.len && is_host_char(plain.at[end])) {
            end++;
        }
        word = (struct span){.at = plain.at + i, .len = end - i};
        while (word.len > 0 && word.at[word.len - 1] == '.') {
            word.len--;
        }
        if (looks_like_host(word) && !is_published_host(word, l->hosts)) {
            complain(l, i, "a host of notice_hosts", word);
        }
        i = end == i ? i + 1 : end;
    }
}

static void look_for_schemes(struct look *l, struct span plain)
{
    static const struct span refused[] = {SPAN_INIT("http://"), SPAN_INIT("mailto:"),
                                          SPAN_INIT("tel:"), SPAN_INIT("javascript:"),
                                          SPAN_INIT("data:")};

    for (size_t i = 0; i < plain.len; i++) {
        for (size_t k = 0; k < COUNT(refused); k++) {
            if (begins(from(plain, i), refused[k])) {
                complain(l, i, "https:// and a host of notice_hosts", refused[k]);
            }
        }
    }
}

size_t lint_text(const struct set_template *t, bool html, const char *hosts, lint_tell *tell,
                 void *ctx)
{
    struct look l = {.t = t, .hosts = hosts, .tell = tell, .ctx = ctx};
    struct span plain = {.len = t->text.len};
    struct span alarm;

    l.plain = memory_new(t->text.len + 1, 1);
    if (t->text.len > 0) {
        memcpy(l.plain, t->text.at, t->text.len);
    }
    plain.at = l.plain;
    look_at_holes(&l);
    if (html) {
        look_at_html(&l);
    }
    alarm = alarm_find(plain);
    if (alarm.len > 0) {
        complain(&l, (size_t)(alarm.at - plain.at), "calm words", alarm);
    }
    look_for_schemes(&l, plain);
    look_for_hosts(&l, plain);
    free(l.plain);
    return l.count;
}

/* --- published hosts -------------------------------------------------------------------------------- */

/* The host itself, or a parent of it. */
static bool is_under(struct span host, struct span published)
{
    size_t more = host.len - published.len;

    return published.len > 0 && host.len >= published.len &&
           strncasecmp(host.at + more, published.at, published.len) == 0 &&
           (more == 0 || host.at[more - 1] == '.');
}

bool lint_is_published(struct span url, const char *hosts)
{
    static const struct span scheme = SPAN_INIT("https://");
    struct span list = {.at = hosts, .len = hosts == NULL ? 0 : strlen(hosts)};
    struct span host;

    if (!begins(url, scheme)) {
        return false;
    }
    host = from(url, scheme.len);
    for (size_t i = 0; i < host.len; i++) {
        if (!is_host_char(host.at[i])) {
            /* only a path, a query or a fragment may follow: neither a port nor a user's name */
            if (strchr("/?#", host.at[i]) == NULL || host.at[i] == '\0') {
                return false;
            }
            host.len = i;
        }
    }
    while (list.len > 0) {
        struct span word;

        if (!span_cut(&list, ' ', &word)) {
            word = list;
            list.len = 0;
        }
        if (is_under(host, word)) {
            return true;
        }
    }
    return false;
}
