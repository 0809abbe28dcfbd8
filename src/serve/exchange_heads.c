/* Request headers a route names, and memory that held secrets. */
#include "serve/inside.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

struct span exchange_head(const struct exchange *x, size_t index)
{
    const char *at = x->heads;

    assert(index < x->match.route->head_count);
    for (size_t i = 0; i < index; i++) {
        at += x->head_len[i];
    }
    return (struct span){.at = at, .len = x->head_len[index]};
}

static struct span head_of(const struct exchange *x, struct span name)
{
    size_t len = 0;
    const char *value = NULL;

    if (MHD_lookup_connection_value_n(x->connection, MHD_HEADER_KIND, name.at, name.len, &value,
                                      &len) != MHD_YES ||
        value == NULL || len > UINT16_MAX) {
        return (struct span){0};
    }
    return (struct span){.at = value, .len = len};
}

void exchange_take_heads(struct exchange *x)
{
    const struct route *route = x->match.route;
    struct span found[ROUTE_HEADS_MAX];
    size_t need = 0;
    size_t len = 0;

    if (route->head_count == 0) {
        return;
    }
    assert(route->head_count <= ROUTE_HEADS_MAX);
    for (size_t i = 0; i < route->head_count; i++) {
        found[i] = head_of(x, route->heads[i]);
        need += found[i].len;
    }
    if (need >= x->heads_cap) {
        free(x->heads); /* of a request before, which wiped it when it had to */
        x->heads = memory_new(need + 1, 1);
        x->heads_cap = need + 1;
    }
    for (size_t i = 0; i < route->head_count; i++) {
        if (found[i].len > 0) {
            memcpy(x->heads + len, found[i].at, found[i].len);
        }
        x->head_len[i] = (uint16_t)found[i].len;
        len += found[i].len;
    }
}

/* As memory_grow, but leaves nothing of a secret where it lay before. */
char *exchange_move_secret(char *from, size_t len, size_t cap)
{
    char *to = memory_new(cap, 1);

    if (len > 0) {
        memcpy(to, from, len);
        explicit_bzero(from, len);
    }
    free(from);
    return to;
}

/* Whatever is in the buffers beyond what was used was there before, and was overwritten then. */
void exchange_forget_secrets(struct exchange *x)
{
    if (x->body != NULL) {
        explicit_bzero(x->body, x->body_cap);
    }
    if (x->heads != NULL) {
        explicit_bzero(x->heads, x->heads_cap);
    }
}
