#include "base/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* One member of an object or one item of a list. */
struct link {
    struct link *next;
    struct span name;
    const struct value *value;
};

struct value {
    enum value_kind kind;
    struct span text;  /* TEXT */
    struct link *head; /* LIST in order, OBJECT newest first */
    struct link *tail; /* LIST */
    value_item *item;  /* STREAM */
    void *ctx;
};

struct values {
    struct arena *arena;
    bool full;
    struct value none; /* given when nothing else can be */
};

struct values *values_new(size_t limit)
{
    struct values *set = calloc(1, sizeof *set);

    if (set == NULL) {
        return NULL;
    }
    set->arena = arena_new(limit);
    if (set->arena == NULL) {
        free(set);
        return NULL;
    }
    return set;
}

void values_free(struct values **set)
{
    if (*set != NULL) {
        arena_free(&(*set)->arena);
        free(*set);
        *set = NULL;
    }
}

bool values_full(const struct values *set)
{
    return set->full;
}

static struct value *make(struct values *set, enum value_kind kind)
{
    struct value *v = arena_take(set->arena, sizeof *v);

    if (v == NULL) {
        set->full = true;
        return &set->none;
    }
    v->kind = kind;
    return v;
}

struct value *value_object(struct values *set)
{
    return make(set, VALUE_OBJECT);
}

struct value *value_list(struct values *set)
{
    return make(set, VALUE_LIST);
}

struct value *value_bool(struct values *set, bool truth)
{
    return make(set, truth ? VALUE_TRUE : VALUE_FALSE);
}

struct value *value_view(struct values *set, struct span text)
{
    struct value *v = make(set, VALUE_TEXT);

    if (v->kind == VALUE_TEXT) {
        v->text = text;
    }
    return v;
}

struct value *value_text(struct values *set, struct span text)
{
    struct span copy;

    if (!arena_copy(set->arena, text, &copy)) {
        set->full = true;
        return &set->none;
    }
    return value_view(set, copy);
}

static struct value *value_textv(struct values *set, const char *fmt, va_list args) PRINTF(2, 0);

static struct value *value_textv(struct values *set, const char *fmt, va_list args)
{
    char brief[64]; /* most texts fit and need one pass */
    va_list again;
    char *at = NULL;
    int need;

    va_copy(again, args);
    need = vsnprintf(brief, sizeof brief, fmt, again);
    va_end(again);
    if (need >= 0 && (size_t)need < sizeof brief) {
        return value_text(set, (struct span){.at = brief, .len = (size_t)need});
    }
    if (need >= 0) {
        at = arena_take(set->arena, (size_t)need + 1);
    }
    if (at == NULL || vsnprintf(at, (size_t)need + 1, fmt, args) != need) {
        set->full = true;
        return &set->none;
    }
    return value_view(set, (struct span){.at = at, .len = (size_t)need});
}

struct value *value_textf(struct values *set, const char *fmt, ...)
{
    struct value *v;
    va_list args;

    va_start(args, fmt);
    v = value_textv(set, fmt, args);
    va_end(args);
    return v;
}

struct value *value_stream(struct values *set, value_item *item, void *ctx)
{
    struct value *v = make(set, VALUE_STREAM);

    if (v->kind == VALUE_STREAM) {
        v->item = item;
        v->ctx = ctx;
    }
    return v;
}

static struct link *make_link(struct values *set, const struct value *value)
{
    struct link *link = arena_take(set->arena, sizeof *link);

    if (link == NULL) {
        set->full = true;
        return NULL;
    }
    link->value = value;
    return link;
}

void value_set(struct values *set, struct value *object, const char *name,
               const struct value *member)
{
    struct link *link = object->kind == VALUE_OBJECT ? make_link(set, member) : NULL;

    if (link != NULL) {
        link->name = (struct span){.at = name, .len = strlen(name)};
        link->next = object->head;
        object->head = link;
    }
}

void value_set_text(struct values *set, struct value *object, const char *name, struct span text)
{
    value_set(set, object, name, value_text(set, text));
}

void value_set_bool(struct values *set, struct value *object, const char *name, bool truth)
{
    value_set(set, object, name, value_bool(set, truth));
}

void value_set_textf(struct values *set, struct value *object, const char *name, const char *fmt,
                     ...)
{
    va_list args;

    va_start(args, fmt);
    value_set(set, object, name, value_textv(set, fmt, args));
    va_end(args);
}

void value_add(struct values *set, struct value *list, const struct value *item)
{
    struct link *link = list->kind == VALUE_LIST ? make_link(set, item) : NULL;

    if (link == NULL) {
        return;
    }
    if (list->tail == NULL) {
        list->head = link;
    } else {
        list->tail->next = link;
    }
    list->tail = link;
}

enum value_kind value_kind(const struct value *v)
{
    return v->kind;
}

struct span value_shown(const struct value *v)
{
    switch (v->kind) {
    case VALUE_TEXT:
        return v->text;
    case VALUE_TRUE:
        return SPAN("true");
    case VALUE_FALSE:
        return SPAN("false");
    case VALUE_MISSING:
    case VALUE_LIST:
    case VALUE_STREAM:
    case VALUE_OBJECT:
        break;
    }
    return SPAN("");
}

const struct value *value_member(const struct value *v, struct span name)
{
    if (v->kind != VALUE_OBJECT) {
        return NULL;
    }
    for (const struct link *m = v->head; m != NULL; m = m->next) {
        if (span_eq(m->name, name)) {
            return m->value;
        }
    }
    return NULL;
}

const struct value *value_at(const struct value *v, size_t index, struct value_place *place,
                             struct values *set)
{
    const struct link *link;

    if (v->kind == VALUE_STREAM) {
        return v->item(v->ctx, index, set);
    }
    if (v->kind != VALUE_LIST) {
        return NULL;
    }
    link = index == 0 ? v->head : ((const struct link *)place->link)->next;
    place->link = link;
    return link == NULL ? NULL : link->value;
}

struct arena_mark values_mark(const struct values *set)
{
    return arena_mark(set->arena);
}

void values_release(struct values *set, struct arena_mark mark)
{
    arena_release(set->arena, mark);
}
