#include "courier/dns.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/monotonic.h"

#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unbound.h>

#define ANSWER_BYTES ((size_t)1 << 18)

struct dns {
    struct ub_ctx *ub;
    struct arena *arena; /* values of the last answer */
};

static const int types[LOOKUP_TYPE_COUNT] = {
    [LOOKUP_TXT] = 16, [LOOKUP_A] = 1, [LOOKUP_AAAA] = 28, [LOOKUP_MX] = 15};
#define CLASS_IN 1

static bool use_resolvers(struct ub_ctx *ub, const char *resolvers, struct err *e)
{
    const char *at = resolvers + strspn(resolvers, " ");

    if (*at == '\0') {
        return ub_ctx_resolvconf(ub, NULL) == 0 ||
               err_set(e, ERR_SYSTEM, "/etc/resolv.conf: expected resolvers to ask");
    }
    while (*at != '\0') {
        size_t len = strcspn(at, " ");
        char one[128];

        if (len >= sizeof one) {
            return err_set(e, ERR_CONFIG, "expected ADDRESS or ADDRESS@PORT of a resolver");
        }
        memcpy(one, at, len);
        one[len] = '\0';
        if (ub_ctx_set_fwd(ub, one) != 0) {
            return err_set(e, ERR_CONFIG, "expected ADDRESS or ADDRESS@PORT of a resolver, came %s",
                           one);
        }
        at += len;
        at += strspn(at, " ");
    }
    return true;
}

bool dns_new(const char *resolvers, struct dns **out, struct err *e)
{
    struct dns *d = calloc(1, sizeof *d);

    if (d != NULL) {
        d->arena = arena_new(ANSWER_BYTES);
        d->ub = ub_ctx_create();
    }
    if (d == NULL || d->arena == NULL || d->ub == NULL) {
        dns_free(&d);
        return err_set(e, ERR_SYSTEM, "no memory for a resolver");
    }
    (void)ub_ctx_debuglevel(d->ub, 0);
    (void)ub_ctx_async(d->ub, 1);
    (void)ub_ctx_set_option(d->ub, "do-not-query-localhost:", "no");
    if (!use_resolvers(d->ub, resolvers, e)) {
        dns_free(&d);
        return false;
    }
    *out = d;
    return true;
}

void dns_free(struct dns **d)
{
    if (*d != NULL) {
        if ((*d)->ub != NULL) {
            ub_ctx_delete((*d)->ub);
        }
        arena_free(&(*d)->arena);
        free(*d);
        *d = NULL;
    }
}

/* <length><bytes>..., RFC 1035 3.3.14 */
static bool join_strings(struct span data, char *out, size_t *len)
{
    *len = 0;
    while (data.len > 0) {
        size_t n = (unsigned char)data.at[0];

        if (n + 1 > data.len || *len + n > LOOKUP_VALUE_MAX) {
            return false;
        }
        memcpy(out + *len, data.at + 1, n);
        *len += n;
        data.at += n + 1;
        data.len -= n + 1;
    }
    return true;
}

/* Two bytes of preference, then labels; libunbound gives them uncompressed. RFC 1035 3.3.9 */
static bool join_labels(struct span data, char *out, size_t *len)
{
    size_t at = 2;

    *len = 0;
    while (at < data.len && data.at[at] != '\0') {
        size_t n = (unsigned char)data.at[at];

        if (n > 63 || at + 1 + n > data.len || *len + n + 1 > LOOKUP_VALUE_MAX) {
            return false;
        }
        if (*len > 0) {
            out[(*len)++] = '.';
        }
        memcpy(out + *len, data.at + at + 1, n);
        *len += n;
        at += n + 1;
    }
    return at < data.len;
}

static bool value_of(enum lookup_type type, struct span data, char *out, size_t *len)
{
    static const size_t sizes[LOOKUP_TYPE_COUNT] = {[LOOKUP_A] = 4, [LOOKUP_AAAA] = 16};

    if (type == LOOKUP_TXT) {
        return join_strings(data, out, len);
    }
    if (type == LOOKUP_MX) {
        return join_labels(data, out, len);
    }
    if (data.len != sizes[type]) {
        return false;
    }
    memcpy(out, data.at, data.len);
    *len = data.len;
    return true;
}

static void read_result(struct dns *d, enum lookup_type type, const struct ub_result *result,
                        struct dns_answer *out)
{
    char value[LOOKUP_VALUE_MAX];

    *out = (struct dns_answer){.state = LOOKUP_FAILED};
    /* 3: NXDOMAIN. "bogus" failed DNSSEC's validation. */
    if (result == NULL || result->bogus != 0 || (result->rcode != 0 && result->rcode != 3)) {
        return;
    }
    out->state = LOOKUP_NONE;
    for (size_t i = 0; result->data != NULL && result->data[i] != NULL && result->len[i] >= 0;
         i++) {
        struct span data = {.at = result->data[i], .len = (size_t)result->len[i]};
        size_t len = 0;

        if (out->count < LOOKUP_VALUES_MAX && value_of(type, data, value, &len) &&
            arena_copy(d->arena, (struct span){.at = value, .len = len},
                       &out->values[out->count])) {
            out->count++;
            out->state = LOOKUP_FOUND;
        }
    }
}

struct asked {
    bool done;
    struct ub_result *result;
};

static void answered(void *ctx, int error, struct ub_result *result)
{
    struct asked *a = ctx;

    a->done = true;
    if (error == 0) {
        a->result = result;
    } else {
        ub_resolve_free(result);
    }
}

static void wait_for(struct dns *d, const struct asked *a)
{
    int64_t until = monotonic_ms() + (int64_t)DNS_TIMEOUT_S * 1000;

    while (!a->done) {
        int64_t left = until - monotonic_ms();
        struct pollfd fd = {.fd = ub_fd(d->ub), .events = POLLIN};

        if (left <= 0 || poll(&fd, 1, (int)left) <= 0) {
            return;
        }
        (void)ub_process(d->ub);
    }
}

void dns_ask(struct dns *d, const char *name, enum lookup_type type, struct dns_answer *out)
{
    struct asked a = {0};
    char asked_name[256];
    struct buf b = {.at = asked_name, .cap = sizeof asked_name - 1};
    int id = 0;

    arena_release(d->arena, (struct arena_mark){0});
    buf_addf(&b, "%s", name);
    asked_name[b.len] = '\0';
    if (b.full ||
        ub_resolve_async(d->ub, asked_name, types[type], CLASS_IN, &a, answered, &id) != 0) {
        *out = (struct dns_answer){.state = LOOKUP_FAILED};
        return;
    }
    wait_for(d, &a);
    if (!a.done) {
        (void)ub_cancel(d->ub, id);
    }
    read_result(d, type, a.result, out);
    if (a.result != NULL) {
        ub_resolve_free(a.result);
    }
}
