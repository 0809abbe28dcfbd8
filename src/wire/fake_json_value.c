#include "wire/fake_json_parts.h"

bool fake_take_string(struct span name, const struct json_in_value *v, char *out, size_t size,
                      struct err *e)
{
    bool cut = false;
    struct span text;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, true, e);
    }
    text = json_in_text(v, out, size - 1, &cut);
    if (cut) {
        return err_set(e, ERR_INPUT, "%.*s: expected at most %zu bytes, came more", (int)name.len,
                       name.at, size - 1);
    }
    memmove(out, text.at, text.len);
    out[text.len] = '\0';
    return true;
}

bool fake_take_text(struct arena *arena, struct span name, const struct json_in_value *v,
                    size_t max, struct span *out, struct err *e)
{
    bool cut = false;
    struct span text;
    char *room;

    if (v->kind != JSON_IN_TEXT) {
        return json_in_refused(name, "a text", v, false, e);
    }
    room = arena_take(arena, max + 1);
    if (room == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to read a fake");
    }
    text = json_in_text(v, room, max, &cut);
    if (cut) {
        return err_set(e, ERR_INPUT, "%.*s: expected at most %zu bytes, came more", (int)name.len,
                       name.at, max);
    }
    memmove(room, text.at, text.len);
    *out = (struct span){.at = room, .len = text.len};
    return true;
}

bool fake_take_bool(struct span name, const struct json_in_value *v, bool *out, struct err *e)
{
    if (v->kind != JSON_IN_BOOL) {
        return json_in_refused(name, "true or false", v, true, e);
    }
    *out = v->raw.at[0] == 't';
    return true;
}

bool fake_take_count(struct span name, const struct json_in_value *v, uint64_t most, size_t *out,
                     struct err *e)
{
    uint64_t n = 0;

    if (!json_value_whole(name, v, most, &n, e)) {
        return false;
    }
    *out = (size_t)n;
    return true;
}
