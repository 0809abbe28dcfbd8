#include "base/template.h"

#include "base/template_node.h"

#include <errno.h>

#define GATHER_BYTES 4096 /* most pieces are a few bytes; a sink gets them together */

/* One open section or partial. */
struct frame {
    /* section: the list or value it walks */
    const struct value *value;
    size_t index;
    struct value_place place;
    struct arena_mark mark; /* of the set before the item was made */
    /* partial: where to go on after it */
    const struct template *caller;
    size_t next;
    /* partial: what its lines begin with, before the indents of the frames below */
    struct span indent;
    bool extends; /* it stands alone: indent counts, and the caller's before it */
};

struct render {
    const struct template *t;
    const struct template_data *data;
    struct template_sink out;
    size_t left;  /* bytes that may be written */
    size_t steps; /* tags that may be visited */
    size_t at;    /* index of the node to do next */
    size_t depth;
    size_t partials;
    size_t values;
    struct frame frames[TEMPLATE_DEPTH_MAX];
    const struct value *stack[TEMPLATE_DEPTH_MAX + 1]; /* contexts, root first */
    size_t indents[TEMPLATE_PARTIALS_MAX];             /* frames of the partials that are open */
    struct err *e;
    size_t gathered;
    char gather[GATHER_BYTES]; /* pieces on their way to the sink */
};

static bool flush(struct render *r)
{
    size_t len = r->gathered;

    r->gathered = 0;
    return len == 0 || r->out.write(r->out.ctx, (struct span){.at = r->gather, .len = len}, r->e);
}

static bool put(struct render *r, struct span text)
{
    if (text.len > r->left) {
        return err_set(r->e, ERR_LIMIT, "a page exceeds %zu bytes", r->out.max);
    }
    r->left -= text.len;
    if (text.len > sizeof r->gather - r->gathered && !flush(r)) {
        return false;
    }
    if (text.len > sizeof r->gather) {
        return r->out.write(r->out.ctx, text, r->e);
    }
    if (text.len > 0) {
        memcpy(r->gather + r->gathered, text.at, text.len);
        r->gathered += text.len;
    }
    return true;
}

static const struct span escapes[256] = {
    ['&'] = SPAN_INIT("&amp;"),  ['<'] = SPAN_INIT("&lt;"),   ['>'] = SPAN_INIT("&gt;"),
    ['"'] = SPAN_INIT("&quot;"), ['\''] = SPAN_INIT("&#39;"),
};

static bool put_escaped(struct render *r, struct span text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        const struct span *instead = &escapes[(unsigned char)text.at[i]];

        if (instead->len == 0) {
            continue;
        }
        if (!put(r, (struct span){.at = text.at + from, .len = i - from}) || !put(r, *instead)) {
            return false;
        }
        from = i + 1;
    }
    return put(r, (struct span){.at = text.at + from, .len = text.len - from});
}

/* Writes the white space that a line of a partial begins with, outermost partial first. */
static bool put_indent(struct render *r)
{
    size_t first = r->partials;

    while (first > 0 && r->frames[r->indents[first - 1]].extends) {
        first--;
    }
    for (size_t i = first; i < r->partials; i++) {
        if (!put(r, r->frames[r->indents[i]].indent)) {
            return false;
        }
    }
    return true;
}

static bool put_lines(struct render *r, struct span text, bool fresh)
{
    struct span rest = text;

    if (r->partials == 0) {
        return put(r, text);
    }
    while (true) {
        const char *end = rest.len == 0 ? NULL : memchr(rest.at, '\n', rest.len);
        size_t len = end == NULL ? rest.len : (size_t)(end - rest.at) + 1;

        if ((fresh && !put_indent(r)) || !put(r, (struct span){.at = rest.at, .len = len})) {
            return false;
        }
        rest.at += len;
        rest.len -= len;
        fresh = true;
        if (rest.len == 0) {
            return true;
        }
    }
}

/* The value of a name: its first part in the innermost context that has it, the others strictly
 * inside. NULL when there is none. */
static const struct value *look_up(const struct render *r, struct span name)
{
    struct span part = name;
    struct span rest = name;
    const struct value *v = NULL;
    bool more;

    if (span_eq(name, SPAN("."))) {
        return r->stack[r->values];
    }
    more = span_cut(&rest, '.', &part);
    for (size_t i = r->values + 1; i > 0 && v == NULL; i--) {
        v = value_member(r->stack[i - 1], part);
    }
    while (v != NULL && more) {
        more = span_cut(&rest, '.', &part);
        v = value_member(v, more ? part : rest);
    }
    return v;
}

static bool check_full(struct render *r)
{
    return !values_full(r->data->set) ||
           err_set(r->e, ERR_LIMIT, "the values of a page exceed their memory");
}

/* The section on top shows item frame->index, or ends when there is none. begin: node of the
 * section. */
static bool next_item(struct render *r, size_t begin)
{
    struct frame *f = &r->frames[r->depth - 1];
    const struct value *item = f->value;
    enum value_kind kind = value_kind(f->value);

    if (kind == VALUE_LIST || kind == VALUE_STREAM) {
        item = value_at(f->value, f->index, &f->place, r->data->set);
        if (!check_full(r)) {
            return false;
        }
    } else if (f->index > 0) {
        item = NULL;
    }
    if (item != NULL) {
        f->index++;
        r->stack[r->values] = item;
        r->at = begin + 1;
        return true;
    }
    values_release(r->data->set, f->mark);
    r->depth--;
    r->values--;
    r->at = r->t->nodes[begin].other + 1;
    return true;
}

/* False for what a section skips: missing, false, empty text, an empty list. */
static bool is_true(struct render *r, const struct value *v)
{
    struct value_place place;
    struct arena_mark mark;
    bool some;

    if (v == NULL) {
        return false;
    }
    switch (value_kind(v)) {
    case VALUE_MISSING:
    case VALUE_FALSE:
        return false;
    case VALUE_TEXT:
        return value_shown(v).len > 0;
    case VALUE_TRUE:
    case VALUE_OBJECT:
        return true;
    case VALUE_LIST:
    case VALUE_STREAM:
        mark = values_mark(r->data->set);
        some = value_at(v, 0, &place, r->data->set) != NULL;
        values_release(r->data->set, mark);
        return some;
    }
    return false;
}

static bool open_section(struct render *r, const struct node *node)
{
    const struct value *v = look_up(r, node->text);
    bool truth = is_true(r, v);

    if (node->kind == NODE_INVERTED) {
        r->at = truth ? node->other + 1 : r->at + 1;
        return true;
    }
    if (!truth) {
        r->at = node->other + 1;
        return true;
    }
    if (r->depth == TEMPLATE_DEPTH_MAX) {
        return err_set(r->e, ERR_LIMIT, "line %u: more than %d sections and partials are open",
                       node->line, TEMPLATE_DEPTH_MAX);
    }
    r->frames[r->depth++] = (struct frame){.value = v, .mark = values_mark(r->data->set)};
    r->values++;
    return next_item(r, r->at);
}

static bool close_section(struct render *r, const struct node *node)
{
    if (r->t->nodes[node->other].kind == NODE_INVERTED) {
        r->at++;
        return true;
    }
    values_release(r->data->set, r->frames[r->depth - 1].mark);
    return next_item(r, node->other);
}

static bool open_partial(struct render *r, const struct node *node)
{
    const struct template *t = NULL;

    if (r->data->partial != NULL) {
        t = r->data->partial(r->data->partial_ctx, node->text);
    }
    r->at++;
    if (t == NULL) {
        return true;
    }
    if (r->depth == TEMPLATE_DEPTH_MAX || r->partials == TEMPLATE_PARTIALS_MAX) {
        return err_set(r->e, ERR_LIMIT, "line %u: more than %d partials or %d sections are open",
                       node->line, TEMPLATE_PARTIALS_MAX, TEMPLATE_DEPTH_MAX);
    }
    r->indents[r->partials++] = r->depth;
    r->frames[r->depth++] = (struct frame){
        .caller = r->t,
        .next = r->at,
        .indent = node->indent,
        .extends = node->fresh,
    };
    r->t = t;
    r->at = 0;
    return true;
}

static void close_partial(struct render *r)
{
    const struct frame *f = &r->frames[--r->depth];

    r->partials--;
    r->t = f->caller;
    r->at = f->next;
}

static bool show(struct render *r, const struct node *node)
{
    const struct value *v = look_up(r, node->text);

    r->at++;
    if (v == NULL) {
        return true;
    }
    if (node->kind == NODE_ESCAPED && r->t->escape == TEMPLATE_HTML) {
        return put_escaped(r, value_shown(v));
    }
    return put(r, value_shown(v));
}

static bool step(struct render *r)
{
    const struct node *node = &r->t->nodes[r->at];

    if (r->steps-- == 0) {
        return err_set(r->e, ERR_LIMIT, "a page visits too many tags for %zu bytes", r->out.max);
    }
    switch (node->kind) {
    case NODE_TEXT:
        r->at++;
        return put_lines(r, node->text, node->fresh);
    case NODE_ESCAPED:
    case NODE_RAW:
        return show(r, node);
    case NODE_SECTION:
    case NODE_INVERTED:
        return open_section(r, node);
    case NODE_CLOSE:
        return close_section(r, node);
    case NODE_PARTIAL:
        return open_partial(r, node);
    }
    return err_set(r->e, ERR_BUG, "a template has a node of an unknown kind");
}

bool template_render(const struct template *t, const struct template_data *data,
                     struct template_sink out, struct err *e)
{
    struct render r = {
        .t = t,
        .data = data,
        .out = out,
        .left = out.max,
        .steps = out.max < SIZE_MAX - TEMPLATE_TAGS_FREE ? out.max + TEMPLATE_TAGS_FREE : SIZE_MAX,
        .stack = {data->root},
        .e = e,
    };

    if (!check_full(&r)) {
        return false;
    }
    while (r.at < r.t->count || r.partials > 0) {
        if (r.at == r.t->count) {
            close_partial(&r);
        } else if (!step(&r)) {
            return false;
        }
    }
    return flush(&r);
}

static bool write_file(void *ctx, struct span text, struct err *e)
{
    if (fwrite(text.at, 1, text.len, ctx) == text.len) {
        return true;
    }
    (void)err_set(e, ERR_SYSTEM, "cannot write: %s", strerror(errno));
    e->sys = errno;
    return false;
}

struct template_sink template_to_file(FILE *to, size_t max)
{
    return (struct template_sink){.write = write_file, .ctx = to, .max = max};
}

static bool write_buf(void *ctx, struct span text, struct err *e)
{
    struct buf *to = ctx;
    struct span written;

    buf_add(to, text);
    return buf_span(to, &written, e);
}

struct template_sink template_to_buf(struct buf *to)
{
    return (struct template_sink){.write = write_buf, .ctx = to, .max = to->cap};
}
