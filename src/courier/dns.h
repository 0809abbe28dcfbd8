/* courier/dns.h - DNS records from the network, for what was asked to be verified.
 *
 * Duty      asks a validating resolver (libunbound) for TXT, A, AAAA and MX records.
 * Owns      struct dns owns the resolver and its cache.
 * Threads   one.
 * Limits    DNS_TIMEOUT_S for one question; records beyond model/lookup.h's sizes are left out.
 */
#ifndef COURIER_DNS_H
#define COURIER_DNS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "model/lookup.h"

#include <stdbool.h>
#include <stddef.h>

#define DNS_TIMEOUT_S 5

struct dns;

/* resolvers: "ADDRESS[@PORT] ..." to ask, or "" for those of /etc/resolv.conf.
 * errors   ERR_CONFIG  a resolver is none
 *          ERR_SYSTEM  no memory */
bool dns_new(const char *resolvers, struct dns **out, struct err *e) MUST_CHECK;
void dns_free(struct dns **d); /* NULL inside is fine */

/* What came. Values live until the next dns_ask. */
struct dns_answer {
    enum lookup_state
        state;    /* FOUND, NONE, or FAILED: no answer, a broken one, one that fails DNSSEC */
    size_t count; /* when FOUND, 1 at least */
    struct span values[LOOKUP_VALUES_MAX];
};

/* Asks and waits for at most DNS_TIMEOUT_S. name: no NUL. */
void dns_ask(struct dns *d, const char *name, enum lookup_type type, struct dns_answer *out);

#endif
