#include "wire/form.h"

#include "base/quote.h"
#include "base/utf8.h"
#include "wire/hex.h"

#define ESCAPE_LEN 3 /* "%41" */

/* The byte at the front of *rest, which is taken off; -1 for a broken escape. */
static int take_byte(struct span *rest)
{
    int value = (unsigned char)rest->at[0];
    size_t used = 1;

    if (value == '%') {
        int high = rest->len < ESCAPE_LEN ? -1 : hex_digit(rest->at[1]);
        int low = rest->len < ESCAPE_LEN ? -1 : hex_digit(rest->at[2]);

        if (high < 0 || low < 0) {
            return -1;
        }
        value = 16 * high + low;
        used = ESCAPE_LEN;
    } else if (value == '+') {
        value = ' ';
    }
    *rest = (struct span){.at = rest->at + used, .len = rest->len - used};
    return value;
}

static bool decode(struct span in, char **room, struct span *out, struct err *e)
{
    struct span rest = in;
    char *at = *room;

    while (rest.len > 0) {
        int value = take_byte(&rest);

        if (value < 0) {
            return err_set(e, ERR_INPUT, "expected two hexadecimal digits behind %%, came %s",
                           quote(rest).text);
        }
        *at++ = (char)value;
    }
    *out = (struct span){.at = *room, .len = (size_t)(at - *room)};
    *room = at;
    return true;
}

static bool is_text(struct span text)
{
    while (text.len > 0) {
        uint32_t point = 0;
        size_t used = utf8_take(text, &point);
        bool control = point < ' ' && point != '\t' && point != '\r' && point != '\n';

        if (used == 0 || control || point == 0x7f) {
            return false;
        }
        text = (struct span){.at = text.at + used, .len = text.len - used};
    }
    return true;
}

static bool is_there(const struct form *f, struct span name)
{
    for (size_t i = 0; i < f->count; i++) {
        if (span_eq(f->fields[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool add(struct form *f, struct span pair, char **room, struct err *e)
{
    struct form_field field = {0};
    struct span name;

    if (!span_cut(&pair, '=', &name)) {
        name = pair;
        pair = (struct span){.at = pair.at + pair.len, .len = 0};
    }
    if (!decode(name, room, &field.name, e) || !decode(pair, room, &field.value, e)) {
        return false;
    }
    if (!is_text(field.name) || !is_text(field.value)) {
        return err_set(e, ERR_INPUT, "%s: expected UTF-8 without control characters, came %s",
                       quote(field.name).text, quote(field.value).text);
    }
    if (field.name.len == 0 || is_there(f, field.name)) {
        return err_set(e, ERR_INPUT, "expected each field once and with a name, came %s",
                       quote(field.name).text);
    }
    if (f->count == FORM_FIELDS_MAX) {
        return err_set(e, ERR_LIMIT, "expected at most %d fields, came more", FORM_FIELDS_MAX);
    }
    f->fields[f->count++] = field;
    return true;
}

bool form_parse(struct span in, struct arena *arena, struct form *out, struct err *e)
{
    struct form f = {0};
    struct span pair;
    bool more = in.len > 0;
    char *room;

    if (in.len > FORM_BYTES_MAX) {
        return err_set(e, ERR_LIMIT, "expected at most %zu bytes, came %zu", FORM_BYTES_MAX,
                       in.len);
    }
    room = arena_take(arena, in.len + 1);
    if (room == NULL) {
        return err_set(e, ERR_LIMIT, "no room for a form");
    }
    while (more) {
        more = span_cut(&in, '&', &pair);
        if (!more) {
            pair = in;
        }
        if (pair.len > 0 && !add(&f, pair, &room, e)) {
            return false;
        }
    }
    *out = f;
    return true;
}

struct span form_value(const struct form *f, struct span name)
{
    for (size_t i = 0; i < f->count; i++) {
        if (span_eq(f->fields[i].name, name)) {
            return f->fields[i].value;
        }
    }
    return SPAN("");
}
