/* message/verify_parts.h - what the files behind message/verify.h share. Only they include it. */
#ifndef MESSAGE_VERIFY_PARTS_H
#define MESSAGE_VERIFY_PARTS_H

#include "message/domain.h"
#include "message/verify.h"

#include <netdb.h>
#include <opendkim/dkim.h>
#include <spf2/spf.h>

/* libspf2 asks for the machine's name when a server is made, which a sandbox forbids: one is made
 * before. */
struct verifier {
    DKIM_LIB *dkim;
    SPF_dns_server_t spf_dns; /* its hook: the questions of the run */
    SPF_server_t *spf;
};

/* One verification under way. */
struct verify_run {
    struct verifier *verifier;
    const struct verify_ask *ask;
    struct lookups *lookups;
    struct host from; /* of ask->from_domain */
};

/* How two domains belong together, RFC 7489 3.1. */
enum alignment {
    ALIGNMENT_NONE,
    ALIGNMENT_RELAXED, /* one registrable domain */
    ALIGNMENT_STRICT,  /* the same name */
};
enum alignment verify_alignment(const struct verify_run *r, const char *domain);

/* verify_spf.c. False without memory. */
bool verify_spf_prepare(struct verifier *v) MUST_CHECK;

/* *how: of the domain that was checked with From, when the result is PASS. */
enum verify_result verify_spf(struct verify_run *r, enum alignment *how);

/* verify_dkim.c. False when the library does not start. */
bool verify_dkim_prepare(struct verifier *v) MUST_CHECK;

/* *how: of the best signature that passed. */
enum verify_result verify_dkim(struct verify_run *r, enum alignment *how);

/* verify_dmarc.c: the record of the From domain, or of its registrable one. */
struct dmarc_record {
    enum verify_result found; /* PASS: there is one; NONE; UNKNOWN: not answered */
    bool strict_spf;
    bool strict_dkim;
};
void verify_dmarc(struct verify_run *r, struct dmarc_record *out);

#endif
