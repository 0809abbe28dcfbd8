/* What makes an HTML parser explode, found before it is asked: a scan of the tags. It follows the
 * tags' names only; what deceives it ends in the sandbox's limits instead. */
#include "base/attr.h"
#include "message/ascii.h"
#include "message/html.h"
#include "message/read.h"

#define BLANKS_MAX 2000     /* in one tag: as many attributes, each compared with all others */
#define COPIES_MAX 2000000u /* open formatting elements x tags: each block opens them all again */
#define NAME_MAX_LEN 12     /* bytes of a tag's name that are looked at */

struct bound {
    uint32_t tags;
    uint32_t open;       /* elements opened and not closed */
    uint32_t formatting; /* the same of formatting elements */
};

/* Never closed by their authors: void, or closed by what follows. */
static const struct span LOOSE[] = {
    SPAN_INIT("area"),   SPAN_INIT("base"),   SPAN_INIT("br"),    SPAN_INIT("col"),
    SPAN_INIT("dd"),     SPAN_INIT("dt"),     SPAN_INIT("embed"), SPAN_INIT("hr"),
    SPAN_INIT("img"),    SPAN_INIT("input"),  SPAN_INIT("li"),    SPAN_INIT("link"),
    SPAN_INIT("meta"),   SPAN_INIT("option"), SPAN_INIT("p"),     SPAN_INIT("param"),
    SPAN_INIT("source"), SPAN_INIT("tbody"),  SPAN_INIT("td"),    SPAN_INIT("tfoot"),
    SPAN_INIT("th"),     SPAN_INIT("thead"),  SPAN_INIT("tr"),    SPAN_INIT("wbr"),
};

static const struct span FORMATTING[] = {
    SPAN_INIT("a"),  SPAN_INIT("b"),     SPAN_INIT("big"),    SPAN_INIT("code"),
    SPAN_INIT("em"), SPAN_INIT("font"),  SPAN_INIT("i"),      SPAN_INIT("nobr"),
    SPAN_INIT("s"),  SPAN_INIT("small"), SPAN_INIT("strike"), SPAN_INIT("strong"),
    SPAN_INIT("tt"), SPAN_INIT("u"),
};

static bool is_one_of(struct span name, const struct span *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ascii_same(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* `tag` begins behind '<'. False when the bounds are passed. */
static bool count_tag(struct bound *b, struct span tag, uint32_t *limits)
{
    bool closes = ascii_begins(tag, SPAN("/"));
    struct span name = span_from(tag, closes ? 1 : 0);
    bool formats;
    size_t len = 0;

    while (len < name.len && len < NAME_MAX_LEN && ascii_is_alnum(name.at[len])) {
        len++;
    }
    name.len = len;
    b->tags++;
    formats = is_one_of(name, FORMATTING, COUNT(FORMATTING));
    if (len > 0 && closes) {
        b->open -= b->open > 0;
        b->formatting -= formats && b->formatting > 0;
    } else if (len > 0 && !is_one_of(name, LOOSE, COUNT(LOOSE))) {
        b->open++;
        b->formatting += formats;
    }
    if (b->tags > MESSAGE_NODES_MAX || (uint64_t)b->formatting * b->tags > COPIES_MAX) {
        *limits |= MESSAGE_LIMIT_HTML;
        return false;
    }
    if (b->open > 2 * MESSAGE_TAGS_MAX) {
        *limits |= MESSAGE_LIMIT_DEPTH;
        return false;
    }
    return true;
}

/* Length of the tag that begins behind '<', to its '>'; *blanks is what may part its attributes. A
 * quotation mark behind '=' opens a value, in which neither is looked for. */
static size_t tag_len(struct span s, size_t *blanks)
{
    char quote = '\0';
    char before = ' ';
    size_t len = 0;

    *blanks = 0;
    for (; len < s.len && *blanks <= BLANKS_MAX; len++) {
        char c = s.at[len];

        if (quote != '\0') {
            quote = ascii_choose(c == quote, '\0', quote);
        } else if (c == '>') {
            break;
        } else if (before == '=' && (c == '"' || c == '\'')) {
            quote = c;
        } else {
            *blanks += ascii_is_space(c) || c == '/' || c == '"' || c == '\'';
        }
        before = ascii_choose(ascii_is_space(c), before, c);
    }
    return len;
}

struct span html_bound(struct span html, uint32_t *limits)
{
    struct bound b = {0};
    size_t at = 0;

    if (html.len > MESSAGE_HTML_MAX) {
        *limits |= MESSAGE_LIMIT_HTML;
        html = span_front(html, MESSAGE_HTML_MAX);
    }
    while (at < html.len) {
        struct span rest = span_from(html, at);
        struct span dropped;
        size_t blanks;
        size_t len;

        if (!span_cut(&rest, '<', &dropped)) {
            break;
        }
        at = (size_t)(rest.at - html.at);
        if (rest.len > 0 && !ascii_is_alpha(rest.at[0]) && rest.at[0] != '/') {
            continue; /* a comment, or no tag */
        }
        len = tag_len(rest, &blanks);
        *limits |= blanks > BLANKS_MAX ? MESSAGE_LIMIT_HTML : 0u;
        if (blanks > BLANKS_MAX || !count_tag(&b, span_front(rest, len), limits)) {
            return span_front(html, at - 1);
        }
        at += len;
    }
    return html;
}
