#include "wire/json_fields.h"

#include "base/quote.h"

#include <stdint.h>

#define NAME_MAX_BYTES 64 /* of a field's name with escapes; a longer one is none we know */

_Static_assert(JSON_IN_FIELDS_MAX == 32, "one bit a field");

/* Which of the names, looked for first behind the one that was met last. */
static size_t field_find(const struct json_in_fields *f, const struct json_in_value *key,
                         size_t from)
{
    char room[NAME_MAX_BYTES];
    bool cut = false;
    struct span name = key->escaped ? json_in_text(key, room, sizeof room, &cut) : key->raw;

    for (size_t i = 0; i < f->count && !cut; i++) {
        size_t at = from + i < f->count ? from + i : from + i - f->count;

        if (span_eq(f->names[at], name)) {
            return at;
        }
    }
    return f->count;
}

bool json_in_fields(struct span text, const struct json_in_fields *f, struct err *e)
{
    struct json_in in = {0};
    struct json_in_value key = {0};
    struct json_in_value value = {0};
    uint32_t seen = 0;
    size_t next = 0;
    bool more = false;

    if (!json_in_open(text, JSON_IN_OBJECT, &in, e)) {
        return false;
    }
    for (;;) {
        size_t at;

        if (!json_in_next(&in, &key, &value, &more, e)) {
            return false;
        }
        if (!more) {
            return true;
        }
        at = field_find(f, &key, next);
        if (at == f->count) {
            continue;
        }
        if ((seen >> at & 1) != 0) {
            return err_set(e, ERR_INPUT, "field %.*s: stands there twice", (int)f->names[at].len,
                           f->names[at].at);
        }
        seen |= UINT32_C(1) << at;
        next = at + 1;
        if (value.kind != JSON_IN_NULL && !f->read(f->ctx, at, &value, e)) {
            return false;
        }
    }
}

bool json_in_refused(struct span name, const char *expected, const struct json_in_value *got,
                     bool shows, struct err *e)
{
    static const char *const kinds[] = {
        [JSON_IN_NULL] = "null",   [JSON_IN_BOOL] = "a truth value", [JSON_IN_NUMBER] = "a number",
        [JSON_IN_TEXT] = "a text", [JSON_IN_LIST] = "a list",        [JSON_IN_OBJECT] = "an object",
    };
    struct quote q = quote(got->raw);

    return err_set(e, ERR_INPUT, "field %.*s: expected %s, got %s%s%s", (int)name.len, name.at,
                   expected, kinds[got->kind], shows ? ": " : "", shows ? q.text : "");
}
