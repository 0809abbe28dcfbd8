#include "base/template.h"

#include "base/quote.h"
#include "base/template_node.h"

#include <stdlib.h>

struct parse {
    struct template *t;
    struct span text;
    size_t at; /* first byte not compiled yet */
    size_t line_start;
    uint32_t line;
    struct span open; /* delimiters in force */
    struct span close;
    uint32_t sections[TEMPLATE_DEPTH_MAX]; /* indices of those still open */
    size_t depth;
    struct err *e;
};

/* One tag as it stands in the text. */
struct tag {
    char sigil;          /* # ^ / > ! & = {, or 0 for a plain name */
    size_t start;        /* of its opening delimiter */
    size_t end;          /* after its closing delimiter */
    struct span content; /* without sigil and outer white space */
    uint32_t line;
    uint32_t column;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_sigil(char c)
{
    return c != '\0' && strchr("#^/>!&={", c) != NULL;
}

static struct span trim(struct span s)
{
    while (s.len > 0 && is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.at[s.len - 1])) {
        s.len--;
    }
    return s;
}

/* Index of the first `mark` at or after `from`; text.len when there is none. */
static size_t find(struct span text, size_t from, struct span mark)
{
    while (text.len - from >= mark.len) {
        const char *hit = memchr(text.at + from, mark.at[0], text.len - from - mark.len + 1);

        if (hit == NULL) {
            break;
        }
        if (memcmp(hit, mark.at, mark.len) == 0) {
            return (size_t)(hit - text.at);
        }
        from = (size_t)(hit - text.at) + 1;
    }
    return text.len;
}

/* Moves to `to`, keeping count of lines. */
static void move(struct parse *p, size_t to)
{
    for (size_t i = p->at; i < to; i++) {
        if (p->text.at[i] == '\n') {
            p->line++;
            p->line_start = i + 1;
        }
    }
    p->at = to;
}

static struct node *add_node(struct parse *p, enum node_kind kind, struct span text)
{
    struct template *t = p->t;

    if (t->count == t->cap) {
        size_t cap = t->cap == 0 ? 32 : t->cap * 2;
        struct node *grown = realloc(t->nodes, cap * sizeof *grown);

        if (grown == NULL) {
            (void)err_set(p->e, ERR_LIMIT, "no memory for a template");
            return NULL;
        }
        t->nodes = grown;
        t->cap = cap;
    }
    t->nodes[t->count] = (struct node){.kind = kind, .text = text};
    return &t->nodes[t->count++];
}

/* Compiles a run of text. fresh: it begins a line. A tag that follows on the same line needs that
 * line's beginning known, also when no text stands before it. */
static bool add_text(struct parse *p, struct span text, bool fresh, bool tag_follows)
{
    bool opens_line = text.len == 0 ? fresh : text.at[text.len - 1] == '\n';
    struct node *node;

    if (text.len > 0) {
        node = add_node(p, NODE_TEXT, text);
        if (node == NULL) {
            return false;
        }
        node->fresh = fresh;
    }
    if (tag_follows && opens_line) {
        node = add_node(p, NODE_TEXT, SPAN(""));
        if (node == NULL) {
            return false;
        }
        node->fresh = true;
    }
    return true;
}

static bool refuse(const struct parse *p, const struct tag *tag, const char *wanted,
                   const char *came)
{
    return err_set(p->e, ERR_CONFIG, "line %u, column %u: expected %s, came %s", tag->line,
                   tag->column, wanted, came);
}

/* Finds where the tag that opens at tag->start ends. The closing delimiter of {{{ and {{= has a
 * character before it. */
static bool read_tag(const struct parse *p, struct tag *tag)
{
    char mark[TEMPLATE_DELIMITER_MAX + 1];
    size_t from = tag->start + p->open.len;
    size_t mark_len = 0;
    size_t end;

    while (from < p->text.len && is_space(p->text.at[from])) {
        from++;
    }
    if (from < p->text.len && is_sigil(p->text.at[from])) {
        tag->sigil = p->text.at[from++];
    }
    if (tag->sigil == '{' || tag->sigil == '=') {
        mark[mark_len++] = tag->sigil == '{' ? '}' : '=';
    }
    memcpy(mark + mark_len, p->close.at, p->close.len);
    mark_len += p->close.len;
    end = find(p->text, from, (struct span){.at = mark, .len = mark_len});
    if (end == p->text.len) {
        struct quote wanted = quote((struct span){.at = mark, .len = mark_len});

        return refuse(p, tag, wanted.text, "the end of the text before this tag was closed");
    }
    tag->content = trim((struct span){.at = p->text.at + from, .len = end - from});
    tag->end = end + mark_len;
    return true;
}

static bool check_name(const struct parse *p, const struct tag *tag)
{
    struct span name = tag->content;
    bool dotted = name.len > 1;

    if (name.len > TEMPLATE_NAME_MAX) {
        return err_set(p->e, ERR_LIMIT, "line %u, column %u: a name is longer than %d bytes",
                       tag->line, tag->column, TEMPLATE_NAME_MAX);
    }
    for (size_t i = 0; i < name.len; i++) {
        bool edge = i == 0 || i + 1 == name.len || name.at[i - 1] == '.';

        if (is_space(name.at[i]) || (dotted && edge && name.at[i] == '.')) {
            return refuse(p, tag, "a name without white space and empty parts", quote(name).text);
        }
    }
    return name.len > 0 || refuse(p, tag, "a name", "an empty tag");
}

static bool check_delimiter(struct span s)
{
    return s.len > 0 && s.len <= TEMPLATE_DELIMITER_MAX && memchr(s.at, '=', s.len) == NULL;
}

static bool set_delimiters(struct parse *p, const struct tag *tag)
{
    struct span open = tag->content;
    struct span close;
    size_t len = 0;

    while (len < open.len && !is_space(open.at[len])) {
        len++;
    }
    close = trim((struct span){.at = open.at + len, .len = open.len - len});
    open.len = len;
    for (size_t i = 0; i < close.len; i++) {
        if (is_space(close.at[i])) {
            close.len = 0;
        }
    }
    if (!check_delimiter(open) || !check_delimiter(close)) {
        return refuse(p, tag, "two delimiters of 1 to 8 bytes with white space between, without =",
                      quote(tag->content).text);
    }
    p->open = open;
    p->close = close;
    return true;
}

static bool add_open(struct parse *p, const struct tag *tag)
{
    enum node_kind kind = tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED;

    if (p->depth == TEMPLATE_DEPTH_MAX) {
        return err_set(p->e, ERR_LIMIT, "line %u, column %u: more than %d sections are open",
                       tag->line, tag->column, TEMPLATE_DEPTH_MAX);
    }
    p->sections[p->depth++] = (uint32_t)p->t->count;
    return add_node(p, kind, tag->content) != NULL;
}

static bool add_close(struct parse *p, const struct tag *tag)
{
    struct quote came = quote(tag->content);
    uint32_t index;
    struct node *open;

    if (p->depth == 0) {
        return refuse(p, tag, "no end, as no section is open", came.text);
    }
    index = p->sections[--p->depth];
    open = &p->t->nodes[index];
    if (!span_eq(open->text, tag->content)) {
        return err_set(p->e, ERR_CONFIG,
                       "line %u, column %u: expected the end of section %s of line %u, came the "
                       "end of %s",
                       tag->line, tag->column, quote(open->text).text, open->line, came.text);
    }
    open->other = (uint32_t)p->t->count;
    if (add_node(p, NODE_CLOSE, tag->content) == NULL) {
        return false;
    }
    p->t->nodes[p->t->count - 1].other = index;
    return true;
}

static bool compile(struct parse *p, const struct tag *tag)
{
    if (tag->sigil == '!') {
        return true;
    }
    if (tag->sigil == '=') {
        return set_delimiters(p, tag);
    }
    if (!check_name(p, tag)) {
        return false;
    }
    switch (tag->sigil) {
    case '#':
    case '^':
        return add_open(p, tag);
    case '/':
        return add_close(p, tag);
    case '>':
        return add_node(p, NODE_PARTIAL, tag->content) != NULL;
    case '&':
    case '{':
        return add_node(p, NODE_RAW, tag->content) != NULL;
    default:
        return add_node(p, NODE_ESCAPED, tag->content) != NULL;
    }
}

static bool is_blank(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] != ' ' && s.at[i] != '\t') {
            return false;
        }
    }
    return true;
}

/* When the tag stands alone on its line, gives where the next line begins; else 0. */
static size_t alone(const struct parse *p, const struct tag *tag)
{
    struct span before = {.at = p->text.at + p->line_start, .len = tag->start - p->line_start};
    size_t at = tag->end;

    if (tag->sigil == 0 || tag->sigil == '&' || tag->sigil == '{' || !is_blank(before)) {
        return 0;
    }
    while (at < p->text.len && (p->text.at[at] == ' ' || p->text.at[at] == '\t')) {
        at++;
    }
    if (at == p->text.len) {
        return at;
    }
    if (p->text.at[at] == '\r' && at + 1 < p->text.len) {
        at++;
    }
    return p->text.at[at] == '\n' ? at + 1 : 0;
}

/* Compiles the text before the tag and the tag; p stands behind it afterwards. */
static bool add_tag(struct parse *p, struct tag *tag)
{
    struct span text = {.at = p->text.at + p->at, .len = tag->start - p->at};
    bool fresh = p->at == p->line_start;
    size_t from = p->at;
    size_t next = 0;
    size_t first;

    move(p, tag->start);
    tag->line = p->line;
    tag->column = (uint32_t)(tag->start - p->line_start) + 1;
    if (!read_tag(p, tag)) {
        return false;
    }
    if (p->line_start >= from) { /* else another tag stands before it on the line */
        next = alone(p, tag);
    }
    if (next > 0) {
        text.len = p->line_start - from;
    }
    if (!add_text(p, text, fresh, next == 0)) {
        return false;
    }
    first = p->t->count;
    if (!compile(p, tag)) {
        return false;
    }
    if (p->t->count > first) {
        struct node *node = &p->t->nodes[first];

        node->line = tag->line;
        node->column = tag->column;
        node->fresh = next > 0 && node->kind == NODE_PARTIAL;
        node->indent = (struct span){.at = p->text.at + p->line_start,
                                     .len = node->fresh ? tag->start - p->line_start : 0};
    }
    move(p, next > 0 ? next : tag->end);
    return true;
}

static bool parse_all(struct parse *p)
{
    while (true) {
        struct tag tag = {.start = find(p->text, p->at, p->open)};

        if (tag.start == p->text.len) {
            break;
        }
        if (!add_tag(p, &tag)) {
            return false;
        }
    }
    if (p->depth > 0) {
        const struct node *open = &p->t->nodes[p->sections[p->depth - 1]];

        return err_set(p->e, ERR_CONFIG,
                       "line %u, column %u: expected the end of section %s, came the end of the "
                       "text",
                       open->line, open->column, quote(open->text).text);
    }
    return add_text(p, (struct span){.at = p->text.at + p->at, .len = p->text.len - p->at},
                    p->at == p->line_start, false);
}

bool template_parse(struct span text, enum template_escape escape, struct template **out,
                    struct err *e)
{
    struct template *t;
    struct parse p = {.line = 1, .open = SPAN_INIT("{{"), .close = SPAN_INIT("}}"), .e = e};

    if (text.len > TEMPLATE_SOURCE_MAX) {
        return err_set(e, ERR_LIMIT, "a template is longer than %zu bytes", TEMPLATE_SOURCE_MAX);
    }
    t = calloc(1, sizeof *t);
    if (t != NULL) {
        t->text = malloc(text.len + 1);
    }
    if (t == NULL || t->text == NULL) {
        template_free(&t);
        return err_set(e, ERR_LIMIT, "no memory for a template");
    }
    if (text.len > 0) {
        memcpy(t->text, text.at, text.len);
    }
    t->text[text.len] = '\0';
    t->escape = escape;
    p.t = t;
    p.text = (struct span){.at = t->text, .len = text.len};
    if (!parse_all(&p)) {
        template_free(&t);
        return false;
    }
    *out = t;
    return true;
}

void template_free(struct template **t)
{
    if (*t != NULL) {
        free((*t)->nodes);
        free((*t)->text);
        free(*t);
        *t = NULL;
    }
}

void template_fields(const struct template *t,
                     void (*visit)(void *ctx, const struct template_field *field), void *ctx)
{
    static const enum template_use uses[] = {
        [NODE_ESCAPED] = TEMPLATE_SHOWS,    [NODE_RAW] = TEMPLATE_SHOWS_RAW,
        [NODE_SECTION] = TEMPLATE_IF,       [NODE_INVERTED] = TEMPLATE_UNLESS,
        [NODE_PARTIAL] = TEMPLATE_INCLUDES,
    };

    for (size_t i = 0; i < t->count; i++) {
        const struct node *n = &t->nodes[i];
        struct template_field field = {.name = n->text, .line = n->line, .column = n->column};

        if (n->kind != NODE_TEXT && n->kind != NODE_CLOSE) {
            field.use = uses[n->kind];
            visit(ctx, &field);
        }
    }
}
