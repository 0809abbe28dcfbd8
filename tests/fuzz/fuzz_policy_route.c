/* policy_http_route: input is "METHOD PATH?QUERY". A command found in a request is found again by its own
 * name; an unknown one leaves the output alone. */
#undef NDEBUG
#include "wire/policy_http.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool holds(struct span text, char mark)
{
    return text.len > 0 && memchr(text.at, mark, text.len) != NULL;
}

/* A name without escapes must stand in the request as it is. */
static void check_named(struct span path, struct span query, struct span code)
{
    struct span where[] = {path, query};
    bool found = holds(path, '%') || holds(query, '%');

    for (size_t w = 0; w < COUNT(where); w++) {
        for (size_t i = 0; i + code.len <= where[w].len; i++) {
            found = found || memcmp(where[w].at + i, code.at, code.len) == 0;
        }
    }
    assert(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {.at = (const char *)data, .len = size};
    struct span method = {0};
    struct span path;
    enum policy_command c = POLICY_COMMAND_COUNT;
    enum policy_command again = POLICY_COMMAND_COUNT;
    enum policy_routing how;

    if (!span_cut(&rest, ' ', &method)) {
        method = SPAN("POST");
    }
    if (!span_cut(&rest, '?', &path)) {
        path = rest;
        rest = (struct span){0};
    }
    how = policy_http_route(method, path, rest, &c);
    if (how == POLICY_UNKNOWN) {
        assert(c == POLICY_COMMAND_COUNT);
        return 0;
    }
    assert(c < POLICY_COMMAND_COUNT);
    check_named(path, rest, (struct span){policy_command_code(c), strlen(policy_command_code(c))});
    assert(policy_http_command(
               method, (struct span){policy_command_code(c), strlen(policy_command_code(c))},
               &again) == how);
    assert(again == c);
    return 0;
}
