#include "message/lookups.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LOOKUPS_BYTES ((size_t)1 << 18) /* of all answers of one message */

struct lookups {
    struct arena *arena;
    size_t count;
    struct lookup at[LOOKUPS_MAX];
};

struct lookups *lookups_new(void)
{
    struct lookups *l = calloc(1, sizeof *l);

    if (l != NULL) {
        l->arena = arena_new(LOOKUPS_BYTES);
        if (l->arena == NULL) {
            free(l);
            return NULL;
        }
    }
    return l;
}

void lookups_free(struct lookups **l)
{
    if (*l != NULL) {
        arena_free(&(*l)->arena);
        free(*l);
        *l = NULL;
    }
}

static bool name_fold(struct span in, char out[static LOOKUP_NAME_MAX])
{
    size_t len = in.len > 0 && in.at[in.len - 1] == '.' ? in.len - 1 : in.len;

    if (len == 0 || len >= LOOKUP_NAME_MAX || memchr(in.at, '\0', len) != NULL) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = in.at[i];

        out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    out[len] = '\0';
    return true;
}

const struct lookup *lookups_ask(struct lookups *l, struct span name, enum lookup_type type)
{
    char folded[LOOKUP_NAME_MAX];
    struct lookup *new;

    if (!name_fold(name, folded)) {
        return NULL;
    }
    for (size_t i = 0; i < l->count; i++) {
        if (l->at[i].type == type && strcmp(l->at[i].name, folded) == 0) {
            return &l->at[i];
        }
    }
    if (l->count == LOOKUPS_MAX) {
        return NULL;
    }
    new = &l->at[l->count++];
    *new = (struct lookup){.type = type, .state = LOOKUP_OPEN};
    memcpy(new->name, folded, sizeof folded);
    return new;
}

const struct lookup *lookups_open(const struct lookups *l, size_t from, size_t *index)
{
    for (size_t i = from; i < l->count; i++) {
        if (l->at[i].state == LOOKUP_OPEN) {
            *index = i;
            return &l->at[i];
        }
    }
    return NULL;
}

bool lookups_answer(struct lookups *l, size_t index, enum lookup_state state,
                    const struct span *values, size_t count, struct err *e)
{
    struct lookup *q = &l->at[index];

    q->state = state;
    q->count = 0;
    for (size_t i = 0; state == LOOKUP_FOUND && i < count && q->count < LOOKUP_VALUES_MAX; i++) {
        if (values[i].len > LOOKUP_VALUE_MAX) {
            continue;
        }
        if (!arena_copy(l->arena, values[i], &q->values[q->count])) {
            q->state = LOOKUP_FAILED;
            q->count = 0;
            return err_set(e, ERR_LIMIT, "%s: its DNS answers are too big", q->name);
        }
        q->count++;
    }
    if (q->state == LOOKUP_FOUND && q->count == 0) {
        q->state = LOOKUP_NONE;
    }
    return true;
}

void lookups_offline(struct lookups *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (l->at[i].state == LOOKUP_OPEN) {
            l->at[i].state = LOOKUP_FAILED;
        }
    }
}

/* Form: count, then of each question type, state, name, count of values, values. Numbers are one byte,
 * lengths two, high byte first. */

static void put_number(struct buf *out, size_t n)
{
    char byte = (char)(unsigned char)n;

    buf_add(out, (struct span){.at = &byte, .len = 1});
}

static void put_text(struct buf *out, struct span text)
{
    put_number(out, text.len >> 8);
    put_number(out, text.len & 0xff);
    buf_add(out, text);
}

void lookups_pack(const struct lookups *l, struct buf *out)
{
    put_number(out, l->count);
    for (size_t i = 0; i < l->count; i++) {
        const struct lookup *q = &l->at[i];

        put_number(out, q->type);
        put_number(out, q->state);
        put_text(out, (struct span){.at = q->name, .len = strlen(q->name)});
        put_number(out, q->count);
        for (size_t v = 0; v < q->count; v++) {
            put_text(out, q->values[v]);
        }
    }
}

static bool take_number(struct span *in, size_t most, size_t *out)
{
    if (in->len == 0 || (unsigned char)in->at[0] > most) {
        return false;
    }
    *out = (unsigned char)in->at[0];
    in->at++;
    in->len--;
    return true;
}

static bool take_text(struct span *in, size_t most, struct span *out)
{
    size_t high;
    size_t low;
    size_t len;

    if (!take_number(in, UINT8_MAX, &high) || !take_number(in, UINT8_MAX, &low)) {
        return false;
    }
    len = high << 8 | low;
    if (len > most || len > in->len) {
        return false;
    }
    *out = (struct span){.at = in->at, .len = len};
    in->at += len;
    in->len -= len;
    return true;
}

static bool take_lookup(struct lookups *l, struct span *in)
{
    struct span values[LOOKUP_VALUES_MAX] = {0};
    struct err ignored = {0};
    struct span name;
    size_t type;
    size_t state;
    size_t count;
    size_t before = l->count;

    if (!take_number(in, LOOKUP_TYPE_COUNT - 1, &type) || !take_number(in, LOOKUP_FAILED, &state) ||
        !take_text(in, LOOKUP_NAME_MAX - 1, &name) || !take_number(in, LOOKUP_VALUES_MAX, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!take_text(in, LOOKUP_VALUE_MAX, &values[i])) {
            return false;
        }
    }
    if ((count > 0) != (state == LOOKUP_FOUND) ||
        lookups_ask(l, name, (enum lookup_type)type) == NULL || l->count == before) {
        return false;
    }
    return state == LOOKUP_OPEN ||
           lookups_answer(l, before, (enum lookup_state)state, values, count, &ignored);
}

bool lookups_unpack(struct span bytes, struct lookups **l, struct err *e)
{
    struct lookups *new = lookups_new();
    struct span rest = bytes;
    size_t count = 0;
    bool ok = new != NULL &&take_number(&rest, LOOKUPS_MAX, &count);

    for (size_t i = 0; ok && i < count; i++) {
        ok = take_lookup(new, &rest);
    }
    if (!ok || rest.len > 0) {
        lookups_free(&new);
        return err_set(e, ERR_INPUT,
                       "expected packed DNS questions, came %zu bytes of something else",
                       bytes.len);
    }
    *l = new;
    return true;
}
