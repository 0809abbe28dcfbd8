#include "message/html.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "message/ascii.h"
#include "message/normal.h"
#include "message/read.h"

#include <gumbo.h>
#include <stdalign.h>

#define CHUNK_SIZE ((size_t)64 * 1024) /* bytes: below what malloc asks the kernel for each time */
#define INK 0x000000
#define PAPER 0xFFFFFF
#define UNKNOWN (-1)
#define ALT_MAX 200 /* bytes of a picture's alt text that are kept */

/* Memory of one parse: gumbo's own way of freeing its tree recurses as deep as the tree is. */
struct pool {
    struct pool_chunk *last;
    size_t used;
};

struct pool_chunk {
    struct pool_chunk *before;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

/* An element that is being walked through. */
struct frame {
    const GumboNode *node;
    size_t next; /* child */
    struct html_style style;
    bool keeps_blanks;
    bool skipped; /* nothing below is text: style, script */
};

struct walk {
    struct html_sink *sink;
    struct html_sheet sheet;
    struct frame *frames; /* MESSAGE_TAGS_MAX */
    size_t depth;
    bool sheets; /* the document has a style sheet: paper of classes is not known */
    bool in_link;
    struct message_link link; /* while in_link */
    size_t link_text;         /* where its words begin, in text or in hidden */
    struct span link_alt;
    uint32_t link_images;
    size_t plain_from; /* text from here on was not looked through for written links */
};

static void *pool_take(void *userdata, size_t size)
{
    struct pool *p = userdata;
    size_t step = alignof(max_align_t);
    size_t need = (size + step - 1) / step * step;
    void *at;

    if (p->last == NULL || need > p->last->size - p->used) {
        size_t room = need > CHUNK_SIZE ? need : CHUNK_SIZE;
        struct pool_chunk *chunk = memory_new(1, sizeof *chunk + room);

        chunk->before = p->last;
        chunk->size = room;
        p->last = chunk;
        p->used = 0;
    }
    at = p->last->bytes + p->used;
    p->used += need;
    return at;
}

static void pool_forget(void *userdata, void *at)
{
    (void)userdata;
    (void)at;
}

static void pool_free(struct pool *p)
{
    while (p->last != NULL) {
        struct pool_chunk *gone = p->last;

        p->last = gone->before;
        memory_free(gone);
    }
}

static struct span attribute(const GumboElement *e, const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&e->attributes, name);

    return found == NULL ? SPAN("")
                         : (struct span){.at = found->value, .len = strlen(found->value)};
}

static bool has_attribute(const GumboElement *e, const char *name)
{
    return gumbo_get_attribute(&e->attributes, name) != NULL;
}

bool html_tells_of_qr(struct span text)
{
    size_t at = ascii_find(text, SPAN("qr"));
    bool follows = at > 0 && at < text.len && ascii_is_alnum(text.at[at - 1]);
    bool goes_on = at + 2 < text.len && ascii_is_alpha(text.at[at + 2]);

    if (ascii_has(text, SPAN("qrcode")) || ascii_has(text, SPAN("二次元コード")) ||
        ascii_has(text, SPAN("2次元コード")) || ascii_has(text, SPAN("QRコード"))) {
        return true;
    }
    return at < text.len && !follows && !goes_on;
}

static bool is_hidden(const struct walk *w)
{
    return html_style_hides(&w->frames[w->depth - 1].style);
}

static struct grow *target(struct walk *w)
{
    return is_hidden(w) ? w->sink->hidden : w->sink->text;
}

static void end_line(struct grow *g)
{
    while (g->len > 0 && g->at[g->len - 1] == ' ') {
        g->len--;
    }
    if (g->len > 0 && g->at[g->len - 1] != '\n') {
        grow_char(g, '\n');
    }
}

static void add_blank(struct grow *g)
{
    if (g->len > 0 && g->at[g->len - 1] != ' ' && g->at[g->len - 1] != '\n') {
        grow_char(g, ' ');
    }
}

/* Text between tags: blanks run together as in a browser. */
static void add_words(struct grow *g, struct span text, bool keeps_blanks)
{
    if (keeps_blanks) {
        normal_lines(g, text);
        return;
    }
    while (text.len > 0) {
        uint32_t point = (unsigned char)text.at[0];
        size_t step = point < 0x80 ? 1 : utf8_take(text, &point);

        if (step == 0) {
            grow_add(g, SPAN("\xEF\xBF\xBD"));
            step = 1;
        } else if (point <= 0x20 || point == 0xA0 || (point >= 0x7F && point < 0xA0) ||
                   point == 0x2028 || point == 0x2029) {
            add_blank(g);
        } else {
            grow_add(g, span_front(text, step));
        }
        text = span_from(text, step);
    }
}

/* Links written out in the text since the last tag that matters. */
static void scan_written(struct walk *w)
{
    struct grow *text = w->sink->text;

    if (!w->in_link && text->len > w->plain_from) {
        struct span written = {.at = text->at + w->plain_from, .len = text->len - w->plain_from};

        link_list_scan(w->sink->links, written, w->plain_from, false, 0);
    }
    w->plain_from = text->len;
}

static void begin_link(struct walk *w, const GumboElement *e, const struct html_style *style)
{
    struct grow *g = target(w);

    if (w->in_link || !link_read(w->sink->arena, attribute(e, "href"), &w->link, w->sink->limits)) {
        return;
    }
    scan_written(w);
    w->in_link = true;
    w->link.place = MESSAGE_PLACE_A;
    w->link.at = w->sink->text->len;
    w->link.roles |= is_hidden(w) ? MESSAGE_ROLE_HIDDEN : 0u;
    w->link.roles |= style->button ? MESSAGE_ROLE_BUTTON : 0u;
    if (ascii_has(attribute(e, "class"), SPAN("btn")) ||
        ascii_has(attribute(e, "class"), SPAN("button"))) {
        w->link.roles |= MESSAGE_ROLE_BUTTON;
    }
    w->link_text = g->len;
    w->link_alt = SPAN("");
    w->link_images = 0;
}

static void end_link(struct walk *w)
{
    struct grow *g = (w->link.roles & MESSAGE_ROLE_HIDDEN) != 0 ? w->sink->hidden : w->sink->text;
    struct span words = {.at = g->at, .len = 0};
    struct grow shown = {.arena = w->sink->arena, .max = MESSAGE_LINK_MAX};

    if (g->len > w->link_text) {
        words = (struct span){.at = g->at + w->link_text, .len = g->len - w->link_text};
    }
    normal_line(&shown, span_trim(words));
    w->link.shown = grow_span(&shown);
    if (w->link.shown.len == 0 && w->link_images > 0) {
        w->link.shown = w->link_alt;
        w->link.roles |= MESSAGE_ROLE_LOGO; /* taken back by the reader when not near the top */
    }
    w->link.roles |= link_roles_of_words(normal_match(w->sink->arena, w->link.shown));
    (void)link_list_add(w->sink->links, &w->link);
    w->in_link = false;
    w->plain_from = w->sink->text->len;
}

static void add_place(struct walk *w, struct span written, enum message_place place)
{
    struct message_link link;

    if (link_read(w->sink->arena, written, &link, w->sink->limits) && link.host.len > 0) {
        link.place = place;
        link.at = w->sink->text->len;
        (void)link_list_add(w->sink->links, &link);
    }
}

static void see_image(struct walk *w, const GumboElement *e)
{
    struct grow alt = {.arena = w->sink->arena, .max = ALT_MAX};
    struct grow name = alt;
    struct span src = attribute(e, "src");

    normal_line(&alt, span_trim(attribute(e, "alt")));
    w->sink->images += src.len > 0 && !is_hidden(w);
    if (!ascii_begins(span_trim(src), SPAN("data:"))) { /* the picture itself: a long address */
        add_place(w, src, MESSAGE_PLACE_IMAGE);
    }
    if (w->in_link) {
        w->link_images++;
        w->link_alt = w->link_alt.len == 0 ? grow_span(&alt) : w->link_alt;
    }
    if (w->sink->qr.len == 0 && html_tells_of_qr(grow_span(&alt))) {
        w->sink->qr = grow_span(&alt);
    } else if (w->sink->qr.len == 0 && html_tells_of_qr(src) && !ascii_begins(src, SPAN("data:"))) {
        normal_line(&name, src);
        w->sink->qr = grow_span(&name);
    }
}

static bool is_block(GumboTag tag)
{
    static const GumboTag blocks[] = {
        GUMBO_TAG_P,        GUMBO_TAG_DIV,        GUMBO_TAG_TR,     GUMBO_TAG_TABLE,
        GUMBO_TAG_LI,       GUMBO_TAG_UL,         GUMBO_TAG_OL,     GUMBO_TAG_H1,
        GUMBO_TAG_H2,       GUMBO_TAG_H3,         GUMBO_TAG_H4,     GUMBO_TAG_H5,
        GUMBO_TAG_H6,       GUMBO_TAG_BR,         GUMBO_TAG_HR,     GUMBO_TAG_PRE,
        GUMBO_TAG_SECTION,  GUMBO_TAG_ARTICLE,    GUMBO_TAG_DL,     GUMBO_TAG_DT,
        GUMBO_TAG_DD,       GUMBO_TAG_HEADER,     GUMBO_TAG_FOOTER, GUMBO_TAG_FORM,
        GUMBO_TAG_CENTER,   GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BODY,   GUMBO_TAG_ADDRESS,
        GUMBO_TAG_FIELDSET,
    };

    for (size_t i = 0; i < COUNT(blocks); i++) {
        if (blocks[i] == tag) {
            return true;
        }
    }
    return false;
}

static bool is_skipped(GumboTag tag)
{
    return tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_TITLE ||
           tag == GUMBO_TAG_TEMPLATE || tag == GUMBO_TAG_IFRAME || tag == GUMBO_TAG_NOFRAMES;
}

/* Attributes from before style sheets, then class and style. */
static void read_style(const struct walk *w, const GumboElement *e, struct html_style *style)
{
    struct span classes = attribute(e, "class");
    struct span paper = attribute(e, "bgcolor");

    style->button = false;
    if (classes.len > 0 && w->sheets) {
        style->paper_known = false;
    }
    style->hidden = style->hidden || has_attribute(e, "hidden");
    html_sheet_apply(&w->sheet, classes, style);
    style->paper_known = style->paper_known && !has_attribute(e, "background");
    if (paper.len > 0) {
        style->paper = html_colour(paper);
        style->paper_known = style->paper >= 0;
    }
    if (e->tag == GUMBO_TAG_A) {
        style->ink = UNKNOWN; /* a link has a colour of its own */
    }
    style->tiny = style->tiny && !(e->tag == GUMBO_TAG_FONT && has_attribute(e, "size"));
    if (e->tag == GUMBO_TAG_FONT && has_attribute(e, "color")) {
        style->ink = html_colour(attribute(e, "color"));
    }
    html_style_read(style, attribute(e, "style"));
}

static void enter(struct walk *w, const GumboNode *node)
{
    const GumboElement *e = &node->v.element;
    struct frame *f = &w->frames[w->depth];

    *f = w->depth == 0 ? (struct frame){.style = {.paper_known = true, .ink = INK, .paper = PAPER}}
                       : w->frames[w->depth - 1];
    f->node = node;
    f->next = 0;
    w->depth++;
    read_style(w, e, &f->style);
    f->keeps_blanks = f->keeps_blanks || e->tag == GUMBO_TAG_PRE || e->tag == GUMBO_TAG_TEXTAREA;
    f->skipped = f->skipped || is_skipped(e->tag);
    if (is_block(e->tag)) {
        end_line(target(w));
    } else if (e->tag == GUMBO_TAG_TD || e->tag == GUMBO_TAG_TH) {
        add_blank(target(w));
    }
    if (e->tag == GUMBO_TAG_A || e->tag == GUMBO_TAG_AREA) {
        begin_link(w, e, &f->style);
    } else if (e->tag == GUMBO_TAG_IMG) {
        see_image(w, e);
    } else if (e->tag == GUMBO_TAG_FORM) {
        w->sink->forms++;
        add_place(w, attribute(e, "action"), MESSAGE_PLACE_FORM);
    } else if (e->tag == GUMBO_TAG_INPUT) {
        w->sink->password_fields += ascii_same(attribute(e, "type"), SPAN("password"));
    }
}

static void leave(struct walk *w)
{
    GumboTag tag = w->frames[w->depth - 1].node->v.element.tag;

    if (w->in_link && (tag == GUMBO_TAG_A || tag == GUMBO_TAG_AREA)) {
        end_link(w);
    }
    if (is_block(tag)) {
        scan_written(w);
        end_line(target(w));
        w->plain_from = w->sink->text->len < w->plain_from ? w->sink->text->len : w->plain_from;
    }
    w->depth--;
}

/* Style sheets stand in front of what they style, so they are read on the way. */
static void see_text(struct walk *w, const GumboNode *node)
{
    const struct frame *f = &w->frames[w->depth - 1];
    struct span text = {.at = node->v.text.text, .len = strlen(node->v.text.text)};

    if (f->node->v.element.tag == GUMBO_TAG_STYLE) {
        w->sheets = true;
        html_sheet_read(&w->sheet, text);
    }
    if (!f->skipped && f->node->v.element.tag != GUMBO_TAG_HEAD) {
        add_words(target(w), text, f->keeps_blanks);
    }
}

static void walk_tree(struct walk *w, const GumboNode *root)
{
    enter(w, root);
    while (w->depth > 0) {
        struct frame *f = &w->frames[w->depth - 1];
        const GumboVector *children = &f->node->v.element.children;
        const GumboNode *child;

        if (f->next == children->length) {
            leave(w);
            continue;
        }
        child = children->data[f->next++];
        if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE ||
            child->type == GUMBO_NODE_CDATA) {
            see_text(w, child);
        } else if (child->type == GUMBO_NODE_ELEMENT || child->type == GUMBO_NODE_TEMPLATE) {
            if (w->depth == MESSAGE_TAGS_MAX) {
                *w->sink->limits |= MESSAGE_LIMIT_DEPTH;
            } else {
                enter(w, child);
            }
        }
    }
}

void html_read(struct html_sink *sink, struct span html)
{
    struct pool pool = {0};
    GumboOptions options = kGumboDefaultOptions;
    struct walk w = {.sink = sink, .plain_from = sink->text->len};
    const GumboOutput *tree;

    html = html_bound(html, sink->limits);
    w.frames = arena_take(sink->arena, MESSAGE_TAGS_MAX * sizeof *w.frames);
    if (w.frames == NULL || html.len == 0) {
        *sink->limits |= w.frames == NULL ? MESSAGE_LIMIT_MEMORY : 0u;
        return;
    }
    options.allocator = pool_take;
    options.deallocator = pool_forget;
    options.userdata = &pool;
    options.max_errors = 0;
    tree = gumbo_parse_with_options(&options, html.at, html.len);
    walk_tree(&w, tree->root);
    scan_written(&w);
    pool_free(&pool);
}

void html_warm(void)
{
    struct arena *a = arena_new(MESSAGE_TAGS_MAX * sizeof(struct frame) + 65536);
    uint32_t limits = 0;
    struct link_list links = {.arena = a, .limits = &limits};
    struct grow text = {.arena = a, .max = 100};
    struct grow hidden = text;
    struct html_sink sink = {
        .arena = a, .text = &text, .hidden = &hidden, .links = &links, .limits = &limits};

    if (a != NULL) {
        html_read(&sink, SPAN("<p style='color:#fff'>a &amp; b<img src=x>"));
    }
    arena_free(&a);
}
