#include "serve/route.h"

static bool method_fits(const char *row, struct span method)
{
    struct span name = {.at = row, .len = row == NULL ? 0 : strlen(row)};

    return row == NULL || span_eq(method, name) ||
           (span_eq(name, SPAN("GET")) && span_eq(method, SPAN("HEAD")));
}

/* The part up to the next '/', which is taken off too. False when nothing is left. */
static bool next_part(struct span *rest, bool *more, struct span *part)
{
    if (!*more) {
        return false;
    }
    if (!span_cut(rest, '/', part)) {
        *part = *rest;
        *rest = (struct span){.at = rest->at + rest->len, .len = 0};
        *more = false;
    }
    return true;
}

static bool part_fits(struct span pattern, struct span part, struct route_match *m)
{
    if (pattern.len < 2 || pattern.at[0] != '{') {
        return span_eq(pattern, part);
    }
    if (part.len == 0 || m->hole_count == ROUTE_HOLES_MAX) {
        return false;
    }
    m->holes[m->hole_count++] = part;
    return true;
}

static bool path_fits(const char *pattern, struct span path, struct route_match *m)
{
    struct span left = {.at = pattern, .len = strlen(pattern)};
    struct span right = path;
    struct span want;
    struct span part;
    bool more_left = true;
    bool more_right = true;

    m->hole_count = 0;
    while (next_part(&left, &more_left, &want)) {
        if (!next_part(&right, &more_right, &part) || !part_fits(want, part, m)) {
            return false;
        }
    }
    return !more_right;
}

struct route_match route_find(const struct route *rows, size_t count, struct span method,
                              struct span path)
{
    struct route_match m = {0};

    if (path.len == 0 || path.len > ROUTE_PATH_MAX || path.at[0] != '/') {
        return m;
    }
    for (size_t i = 0; i < count; i++) {
        if (!path_fits(rows[i].pattern, path, &m)) {
            continue;
        }
        m.path_known = true;
        if (method_fits(rows[i].method, method)) {
            m.route = &rows[i];
            return m;
        }
    }
    m.hole_count = 0;
    return m;
}

bool route_query(struct span query, struct span name, struct span *out)
{
    struct span rest = query;
    struct span pair;
    struct span key;
    bool more = query.len > 0;

    while (more) {
        more = span_cut(&rest, '&', &pair);
        if (!more) {
            pair = rest;
        }
        if (!span_cut(&pair, '=', &key)) {
            key = pair;
            pair = (struct span){.at = pair.at + pair.len, .len = 0};
        }
        if (span_eq(key, name)) {
            *out = pair;
            return true;
        }
    }
    return false;
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte behind the '%' at in.at[at], or -1. */
static int escaped(struct span in, size_t at)
{
    int high = in.len - at > 2 ? hex_of(in.at[at + 1]) : -1;
    int low = in.len - at > 2 ? hex_of(in.at[at + 2]) : -1;

    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

bool route_decode(struct span in, char *out, size_t *len)
{
    size_t used = 0;

    for (size_t i = 0; i < in.len; i++) {
        int value = in.at[i] == '+' ? ' ' : (unsigned char)in.at[i];

        if (in.at[i] == '%') {
            value = escaped(in, i);
            i += 2;
        }
        if (value <= 0) {
            return false;
        }
        out[used++] = (char)value;
    }
    *len = used;
    return true;
}
