#include "apps/check_dns.h"

#include "courier/dns.h"

#include <stdlib.h>
#include <time.h>

struct check_dns {
    struct dns *dns;
    struct checker_dns source;
    time_t until;
};

static time_t now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static void ask(void *ctx, struct lookups *l, size_t index, const struct lookup *question)
{
    static const enum dns_type types[LOOKUP_TYPE_COUNT] = {
        [LOOKUP_TXT] = DNS_TXT,
        [LOOKUP_A] = DNS_A,
        [LOOKUP_AAAA] = DNS_AAAA,
        [LOOKUP_MX] = DNS_MX,
    };
    static const enum lookup_state states[] = {
        [DNS_FOUND] = LOOKUP_FOUND,
        [DNS_NONE] = LOOKUP_NONE,
        [DNS_FAILED] = LOOKUP_FAILED,
    };
    struct check_dns *d = ctx;
    struct dns_answer a = {.state = DNS_FAILED};
    struct err ignored = {0};

    if (now_s() < d->until) {
        dns_ask(d->dns, question->name, types[question->type], &a);
    }
    if (!lookups_answer(l, index, states[a.state], a.values, a.count, &ignored)) {
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
    d->until = now_s() + CHECK_DNS_SECONDS;
}
