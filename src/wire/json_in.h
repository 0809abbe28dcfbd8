/* wire/json_in.h - a strict reader of small JSON bodies that takes no memory.
 *
 * Duty      walks the members of one object, or the items of one list, in one pass; everything
 *           nested is checked and skipped, and can be opened again by itself. For bodies that come
 *           with every sign-in: a fifth of what building a tree costs (tests/bench/policy_wire.c).
 * Source    RFC 8259, as strictly as jansson: UTF-8 without faults, no lone surrogates, no U+0000, no
 *           raw control characters, nothing after the end. The fuzzer holds it against jansson.
 * Owns      nothing: values are views into the text.
 * Threads   any, one reader each.
 * Limits    JSON_IN_DEPTH levels of nesting. The caller limits the size before reading.
 */
#ifndef WIRE_JSON_IN_H
#define WIRE_JSON_IN_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#define JSON_IN_DEPTH 32 /* brackets open at once, the outermost included */

enum json_in_kind {
    JSON_IN_NULL,
    JSON_IN_BOOL,
    JSON_IN_NUMBER,
    JSON_IN_TEXT,
    JSON_IN_LIST,
    JSON_IN_OBJECT,
};

struct json_in_value {
    enum json_in_kind kind;
    bool escaped;    /* a text with \ in it */
    struct span raw; /* a text: what stands between its quotes; else the whole value */
};

/* A walk over one object or list. */
struct json_in {
    const char *start; /* of the text, for errors that say where */
    struct span rest;
    char close; /* '}' or ']' */
    bool begun; /* the next member needs a comma before it */
};

/* Begins a walk over `text`, which must be one object, or with kind JSON_IN_LIST one list.
 * errors   ERR_INPUT  it begins with something else */
bool json_in_open(struct span text, enum json_in_kind kind, struct json_in *out,
                  struct err *e) MUST_CHECK;

/* Gives the next member, its name in *key (a JSON_IN_TEXT; untouched in a list). *more becomes false
 * behind the last one, when nothing but blanks follows the closing bracket.
 *
 * errors   ERR_INPUT  not JSON, or nested too deep; the text says at which byte. *in is spent then
 * cost     one pass over the member: about 1 ns a byte */
bool json_in_next(struct json_in *in, struct json_in_value *key, struct json_in_value *value,
                  bool *more, struct err *e) MUST_CHECK;

/* What a text says, its escapes resolved, at most `max` bytes, cut at a character.
 *
 * to       room for max bytes; used only when the text has escapes
 * cut      set when something was cut off, else left alone; NULL allowed
 * returns  a view into `to` or into the value itself */
struct span json_in_text(const struct json_in_value *v, char *to, size_t max, bool *cut);

#endif
