/* Paths, queries and Authorization values of anybody. Invariants: what matches fits its pattern, views
 * stay inside, decoding never grows, a value gives scopes only when the secret stands in it. */
#include "serve/access.h"
#include "serve/route.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

#define SECRET "a-secret-of-the-harness"

static struct access *trusted;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* NOLINTNEXTLINE(readability-non-const-parameter): libFuzzer declares it so */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct err e;

    (void)argc;
    (void)argv;
    if (sodium_init() < 0) {
        abort();
    }
    trusted = access_new();
    if (!access_read_secrets(trusted, SPAN("fuzz all " SECRET "\n"), "harness", &e)) {
        abort();
    }
    return 0;
}

static bool inside(struct span part, struct span whole)
{
    return part.at >= whole.at && part.at + part.len <= whole.at + whole.len;
}

static void find(struct span path, struct span query)
{
    struct route_match m = route_find(route_table, route_count, SPAN("GET"), path);
    char *decoded = malloc(path.len + 1);
    struct span value;
    size_t len = 0;

    assert(m.route == NULL || m.path_known);
    assert(m.hole_count <= ROUTE_HOLES_MAX);
    for (size_t i = 0; i < m.hole_count; i++) {
        assert(m.holes[i].len > 0 && inside(m.holes[i], path));
        assert(memchr(m.holes[i].at, '/', m.holes[i].len) == NULL);
    }
    assert(!route_query(query, SPAN("command"), &value) || inside(value, query));
    assert(decoded != NULL);
    assert(!route_decode(path, decoded, &len) ||
           (len <= path.len && memchr(decoded, '\0', len) == NULL));
    free(decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span all = {.at = (const char *)data, .len = size};
    struct span query = all;
    struct span path;
    const char *name;
    uint32_t scopes;

    if (size == 0) {
        return 0;
    }
    if (!span_cut(&query, '?', &path)) {
        path = all;
        query = (struct span){.at = all.at + all.len, .len = 0};
    }
    find(path, query);
    scopes = access_header(trusted, all, &name);
    assert((scopes == 0) == (name[0] == '\0'));
    return 0;
}
