/* courier/dns.h - DNS records from the network, for what was asked to be verified.
 *
 * Duty      asks a validating resolver (libunbound) for TXT, A, AAAA and MX records.
 * Owns      struct dns owns the resolver and its cache.
 * Threads   one.
 * Limits    DNS_TIMEOUT_S for one question; names and records beyond message/lookups.h's sizes are
 *           the asker's to leave out.
 */
#ifndef COURIER_DNS_H
#define COURIER_DNS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

#define DNS_TIMEOUT_S 5
#define DNS_VALUES_MAX 32
#define DNS_VALUE_MAX 4096 /* bytes of one record; longer ones are left out */

enum dns_type {
    DNS_TXT,  /* value: the strings of one record, joined */
    DNS_A,    /* 4 bytes */
    DNS_AAAA, /* 16 bytes */
    DNS_MX,   /* the exchange's name, no dot at its end */
    DNS_TYPE_COUNT
};

enum dns_state {
    DNS_FOUND,
    DNS_NONE,   /* no such name, or no such record */
    DNS_FAILED, /* no answer, a broken one, or one that fails validation */
};

struct dns;

/* resolvers: "ADDRESS[@PORT] ..." to ask, or "" for those of /etc/resolv.conf.
 * errors   ERR_CONFIG  a resolver is none
 *          ERR_SYSTEM  no memory */
bool dns_new(const char *resolvers, struct dns **out, struct err *e) MUST_CHECK;
void dns_free(struct dns **d); /* NULL inside is fine */

/* What came. Values live until the next dns_ask. */
struct dns_answer {
    enum dns_state state;
    size_t count; /* when FOUND, 1 at least */
    struct span values[DNS_VALUES_MAX];
};

/* Asks and waits for at most DNS_TIMEOUT_S. name: no NUL. */
void dns_ask(struct dns *d, const char *name, enum dns_type type, struct dns_answer *out);

#endif
