/* base/template_node.h - a compiled template: shared by template_parse.c and template_render.c. */
#ifndef BASE_TEMPLATE_NODE_H
#define BASE_TEMPLATE_NODE_H

#include "base/template.h"

enum node_kind {
    NODE_TEXT,
    NODE_ESCAPED,
    NODE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_CLOSE,
    NODE_PARTIAL,
};

/* One tag or one run of text. Sections are flat: each end knows the other's index. */
struct node {
    enum node_kind kind;
    bool fresh;         /* TEXT begins a line; PARTIAL stands alone on its line */
    uint32_t other;     /* SECTION, INVERTED: index of the CLOSE; CLOSE: index of its opening */
    uint32_t line;      /* from 1 */
    uint32_t column;    /* from 1 */
    struct span text;   /* TEXT itself, else the name */
    struct span indent; /* PARTIAL that stands alone: white space before it */
};

struct template
{
    enum template_escape escape;
    char *text;
    struct node *nodes;
    size_t count;
    size_t cap;
};

#endif
