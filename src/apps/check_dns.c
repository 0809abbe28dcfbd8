#include "apps/check_dns.h"

#include "base/monotonic.h"
#include "courier/dns.h"

#include <stdlib.h>

struct check_dns {
    struct dns *dns;
    struct checker_dns source;
    int64_t until_ms;
};

static void ask(void *ctx, struct lookups *l, size_t index, const struct lookup *question)
{
    struct check_dns *d = ctx;
    struct dns_answer a = {.state = LOOKUP_FAILED};
    struct err ignored = {0};

    if (monotonic_ms() < d->until_ms) {
        dns_ask(d->dns, question->name, question->type, &a);
    }
    if (!lookups_answer(l, index, a.state, a.values, a.count, &ignored)) {
        return; /* it counts as failed */
    }
}

bool check_dns_new(const char *resolvers, struct check_dns **out, struct err *e)
{
    struct check_dns *d = calloc(1, sizeof *d);

    if (d == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory for a resolver");
    }
    if (!dns_new(resolvers, &d->dns, e)) {
        free(d);
        return false;
    }
    d->source = (struct checker_dns){.ask = ask, .ctx = d};
    *out = d;
    return true;
}

void check_dns_free(struct check_dns **d)
{
    if (*d != NULL) {
        dns_free(&(*d)->dns);
        free(*d);
        *d = NULL;
    }
}

const struct checker_dns *check_dns_source(const struct check_dns *d)
{
    return &d->source;
}

void check_dns_begin(struct check_dns *d)
{
    d->until_ms = monotonic_ms() + CHECK_DNS_SECONDS * INT64_C(1000);
}
