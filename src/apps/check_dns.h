/* apps/check_dns.h - DNS answers for `check --verify`: message/checker.h asks, courier/dns.h fetches. */
#ifndef APPS_CHECK_DNS_H
#define APPS_CHECK_DNS_H

#include "message/checker.h"

#define CHECK_DNS_SECONDS 20 /* for all questions of one message; then the rest counts as failed */

struct check_dns;

/* resolvers: as dns_new. ERR_CONFIG, ERR_SYSTEM. */
bool check_dns_new(const char *resolvers, struct check_dns **out, struct err *e) MUST_CHECK;
void check_dns_free(struct check_dns **d); /* NULL inside is fine */

/* For checker_settings; lives as long as d. */
const struct checker_dns *check_dns_source(const struct check_dns *d);

/* Before each message: its time begins. */
void check_dns_begin(struct check_dns *d);

#endif
