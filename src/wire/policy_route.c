#include "wire/policy_http.h"

#include "wire/hex.h"

#define NAME_MAX_BYTES 16 /* of a command */

static const struct {
    struct span name;
    bool posts;
} commands[] = {
    [POLICY_ALLOW] = {SPAN_INIT("allow"), true},
    [POLICY_REPORT] = {SPAN_INIT("report"), true},
    [POLICY_PING] = {SPAN_INIT("ping"), false},
    [POLICY_RESET] = {SPAN_INIT("reset"), true},
    [POLICY_ADD_BL] = {SPAN_INIT("addBLEntry"), true},
    [POLICY_DEL_BL] = {SPAN_INIT("delBLEntry"), true},
    [POLICY_ADD_WL] = {SPAN_INIT("addWLEntry"), true},
    [POLICY_DEL_WL] = {SPAN_INIT("delWLEntry"), true},
    [POLICY_GET_BL] = {SPAN_INIT("getBL"), false},
    [POLICY_GET_WL] = {SPAN_INIT("getWL"), false},
    [POLICY_GET_DB_STATS] = {SPAN_INIT("getDBStats"), true},
    [POLICY_STATS] = {SPAN_INIT("stats"), false},
};

_Static_assert(COUNT(commands) == POLICY_COMMAND_COUNT, "every command has its row");

const char *policy_command_code(enum policy_command c)
{
    return commands[c].name.at;
}

const char *policy_command_method(enum policy_command c)
{
    return commands[c].posts ? "POST" : "GET, HEAD";
}

enum policy_routing policy_http_command(struct span method, struct span name,
                                        enum policy_command *out)
{
    bool posts = span_eq(method, SPAN("POST"));
    bool gets = span_eq(method, SPAN("GET")) || span_eq(method, SPAN("HEAD"));

    for (size_t i = 0; i < COUNT(commands); i++) {
        if (span_eq(commands[i].name, name)) {
            *out = (enum policy_command)i;
            return (commands[i].posts ? posts : gets) ? POLICY_ROUTED : POLICY_OTHER_METHOD;
        }
    }
    return POLICY_UNKNOWN;
}

static bool skip(struct span *s, struct span with)
{
    if (s->len < with.len || memcmp(s->at, with.at, with.len) != 0) {
        return false;
    }
    *s = (struct span){.at = s->at + with.len, .len = s->len - with.len};
    return true;
}

/* Resolves %XX into `to`; what is too long for any command, or no escape, becomes empty. */
static struct span decoded(struct span in, char to[NAME_MAX_BYTES])
{
    size_t used = 0;

    for (size_t i = 0; i < in.len; i++) {
        int high = in.at[i] == '%' && in.len - i > 2 ? hex_digit(in.at[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(in.at[i + 2]) : -1;

        if (used == NAME_MAX_BYTES || (in.at[i] == '%' && low < 0)) {
            return (struct span){.at = to};
        }
        to[used] = in.at[i];
        if (in.at[i] == '%') {
            to[used] = (char)(high << 4 | low);
            i += 2;
        }
        used++;
    }
    return (struct span){.at = to, .len = used};
}

/* The value of "command" in a query; empty when there is none, or two. */
static struct span command_of(struct span query)
{
    const struct span none = {0};
    struct span found = none;
    bool met = false;
    bool last = false;

    while (!last) {
        struct span one;

        last = !span_cut(&query, '&', &one);
        if (last) {
            one = query;
        }
        if (skip(&one, SPAN("command="))) {
            found = met ? none : one;
            met = true;
        }
    }
    return found;
}

enum policy_routing policy_http_route(struct span method, struct span path, struct span query,
                                      enum policy_command *out)
{
    char room[NAME_MAX_BYTES];

    (void)skip(&path, SPAN("/policy"));
    if (skip(&path, SPAN("/command/"))) {
        return policy_http_command(method, decoded(path, room), out);
    }
    if (path.len == 0 || span_eq(path, SPAN("/"))) {
        return policy_http_command(method, decoded(command_of(query), room), out);
    }
    return POLICY_UNKNOWN;
}
