/* base/template.h - Mustache templates: logic-less text with named holes.
 *
 * Duty      compiles a template once, renders it many times with the values of base/value.h.
 * Source    mustache(5); the official specification 1.4, modules comments, delimiters,
 *           interpolation, inverted, partials, sections (all of their tests pass).
 * Beyond it empty text counts as false; a name holds no white space and no empty part; limits.
 * Owns      a template keeps its own copy of the text. Immutable: any thread may render it.
 *
 * {{name}} escaped (HTML) or as it is (plain), {{{name}}} and {{&name}} as it is, {{#name}}...
 * {{/name}} once for a true value or once for each item, {{^name}}...{{/name}} when false or
 * empty, {{>name}} another template, {{!comment}}, {{=<% %>=}} other delimiters, {{a.b}} member of
 * a member, {{.}} the item itself.
 */
#ifndef BASE_TEMPLATE_H
#define BASE_TEMPLATE_H

#include "base/buf.h"
#include "base/value.h"

#include <stdint.h>
#include <stdio.h>

#define TEMPLATE_SOURCE_MAX ((size_t)1 << 20) /* bytes of one template's text */
#define TEMPLATE_NAME_MAX 128                 /* bytes of a name, dots included */
#define TEMPLATE_DELIMITER_MAX 8              /* bytes of one delimiter */
#define TEMPLATE_DEPTH_MAX 64                 /* sections and partials open at once */
#define TEMPLATE_PARTIALS_MAX 24              /* partials open at once: stops endless recursion */
#define TEMPLATE_TAGS_FREE ((size_t)1 << 16)  /* tags visited beside one for each byte of max */

struct template;

enum template_escape {
    TEMPLATE_HTML,  /* {{x}} becomes safe in HTML text and in quoted attributes, nowhere else */
    TEMPLATE_PLAIN, /* {{x}} is written as it is: mail text, SMS */
};

/* Compiles `text` into *out, which template_free() gives back.
 *
 * errors   ERR_CONFIG  "line 3, column 7: expected {{/days}}, came {{/day}}"
 *          ERR_LIMIT   a limit above; no memory
 */
bool template_parse(struct span text, enum template_escape escape, struct template **out,
                    struct err *e) MUST_CHECK;

/* Frees and sets *t to NULL; *t may be NULL. */
void template_free(struct template **t);

/* Where rendered text goes, in pieces. `write` fails with *e set, which stops the rendering. */
struct template_sink {
    bool (*write)(void *ctx, struct span text, struct err *e);
    void *ctx;
    size_t max; /* bytes, and tags visited less TEMPLATE_TAGS_FREE: loops that print nothing end */
};

struct template_sink template_to_file(FILE *to, size_t max); /* ERR_SYSTEM when it cannot write */
struct template_sink template_to_buf(struct buf *to);        /* ERR_LIMIT when it is full */

/* Gives the template named in {{>name}}; NULL shows nothing, as the specification says. */
typedef const struct template *template_partial(void *ctx, struct span name);

struct template_data {
    struct values *set; /* owns root; streams make their items in it */
    const struct value *root;
    template_partial *partial; /* NULL: there are none */
    void *partial_ctx;
};

/* Writes the template with the data. After a failure some of it may have been written.
 *
 * errors   ERR_LIMIT  more than out.max bytes or tags, TEMPLATE_DEPTH_MAX, TEMPLATE_PARTIALS_MAX,
 *                     or values that did not fit their set
 *          the sink's own
 */
bool template_render(const struct template *t, const struct template_data *data,
                     struct template_sink out, struct err *e) MUST_CHECK;

enum template_use {
    TEMPLATE_SHOWS,     /* {{name}} */
    TEMPLATE_SHOWS_RAW, /* {{{name}}} or {{&name}} */
    TEMPLATE_IF,        /* {{#name}} */
    TEMPLATE_UNLESS,    /* {{^name}} */
    TEMPLATE_INCLUDES,  /* {{>name}} */
};

struct template_field {
    enum template_use use;
    struct span name; /* as written, dots included; lives as long as the template */
    uint32_t line;    /* from 1 */
    uint32_t column;  /* bytes, from 1 */
};

/* Calls `visit` for each tag that uses a name, in the order of the text: for linters. */
void template_fields(const struct template *t,
                     void (*visit)(void *ctx, const struct template_field *field), void *ctx);

#endif
