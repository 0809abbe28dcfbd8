/* base/value.h - what a template shows: text, truth, lists, and objects with named members.
 *
 * Duty      a tree that the maker of a page builds and a template reads. A long list need not be
 *           built: a stream makes one item at a time while the page is written.
 * Owns      struct values owns every value made from it; nothing is freed singly.
 * Errors    builders never fail visibly: when the limit is reached they give a missing value and
 *           the set is full; template_render() then refuses with ERR_LIMIT.
 * Threads   one set, one thread at a time.
 *
 *     struct value *page = value_object(set);
 *     value_set_text(set, page, "title", SPAN("Sign-ins"));
 *     value_set(set, page, "accounts", value_stream(set, account_item, scan));
 */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/span.h"

#include <stdbool.h>

enum value_kind {
    VALUE_MISSING, /* prints nothing, counts as false */
    VALUE_FALSE,   /* prints "false" */
    VALUE_TRUE,    /* prints "true" */
    VALUE_TEXT,    /* counts as false when empty */
    VALUE_LIST,    /* prints nothing; counts as false when empty */
    VALUE_STREAM,  /* a list made while it is read */
    VALUE_OBJECT,  /* prints nothing */
};

struct value;
struct values;

/* Makes item `index` (0, 1, 2, ...) of a stream in `set` and gives it, or NULL after the last one.
 * What it took from `set` is given back after the item was shown, so an item may not be kept. Must
 * give the same item for the same index: a template may show a list twice. */
typedef const struct value *value_item(void *ctx, size_t index, struct values *set);

/* limit: bytes all values together may take. NULL when the system has no memory. */
struct values *values_new(size_t limit) MUST_CHECK;

/* Frees the set and all its values and sets *set to NULL; *set may be NULL. */
void values_free(struct values **set);

/* True when a value did not fit. */
bool values_full(const struct values *set);

/* None of these gives NULL. */
struct value *value_object(struct values *set);
struct value *value_list(struct values *set);
struct value *value_bool(struct values *set, bool truth);
struct value *value_text(struct values *set, struct span text); /* copies */
struct value *value_view(struct values *set, struct span text); /* text must outlive the set */
struct value *value_textf(struct values *set, const char *fmt, ...) PRINTF(2, 3);
struct value *value_stream(struct values *set, value_item *item, void *ctx);

/* Adds a member; of two with one name the later one is seen. name: a literal, not copied; without
 * '.' in it. member: of the same set; may be shared by several objects. */
void value_set(struct values *set, struct value *object, const char *name,
               const struct value *member);
void value_set_text(struct values *set, struct value *object, const char *name, struct span text);
void value_set_bool(struct values *set, struct value *object, const char *name, bool truth);
void value_set_textf(struct values *set, struct value *object, const char *name, const char *fmt,
                     ...) PRINTF(4, 5);

/* Adds an item at the end of a list. cost: constant. */
void value_add(struct values *set, struct value *list, const struct value *item);

/* For readers. */
enum value_kind value_kind(const struct value *v);
struct span value_shown(const struct value *v); /* what {{name}} prints, before escaping */
const struct value *value_member(const struct value *v, struct span name); /* NULL when none */

/* Walks a list or stream: the item at `index`, given that the one before it was `*place`'s
 * (index 0: *place is overwritten). NULL after the last. cost: constant. */
struct value_place {
    const void *link;
};
const struct value *value_at(const struct value *v, size_t index, struct value_place *place,
                             struct values *set);

/* A stream's items are given back with these. */
struct arena_mark values_mark(const struct values *set);
void values_release(struct values *set, struct arena_mark mark);

#endif
