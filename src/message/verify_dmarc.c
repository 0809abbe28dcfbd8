#include "message/verify_parts.h"

#include <string.h>
#include <sys/types.h> /* opendmarc/dmarc.h uses u_char */

#include <opendmarc/dmarc.h>

/* Records that do not begin so are none (RFC 7489 6.6.3); several are none as well. */
static const struct span *record_of(const struct lookup *q)
{
    const struct span *found = NULL;

    for (size_t i = 0; i < q->count; i++) {
        if (q->values[i].len >= 8 && memcmp(q->values[i].at, "v=DMARC1", 8) == 0) {
            if (found != NULL) {
                return NULL;
            }
            found = &q->values[i];
        }
    }
    return found;
}

static bool read_record(const struct span *record, const char *domain, struct dmarc_record *out)
{
    char text[LOOKUP_VALUE_MAX + 1];
    char name[LOOKUP_NAME_MAX];
    unsigned char nobody[] = "192.0.2.1";
    DMARC_POLICY_T *policy;
    int spf = 0;
    int dkim = 0;
    bool ok;

    memcpy(text, record->at, record->len);
    text[record->len] = '\0';
    (void)stpncpy(name, domain, sizeof name - 1);
    name[sizeof name - 1] = '\0';
    policy = opendmarc_policy_connect_init(nobody, DMARC_POLICY_IP_TYPE_IPV4);
    if (policy == NULL) {
        return false;
    }
    ok = opendmarc_policy_parse_dmarc(policy, (unsigned char *)name, (unsigned char *)text) ==
             DMARC_PARSE_OKAY &&
         opendmarc_policy_fetch_aspf(policy, &spf) == DMARC_PARSE_OKAY &&
         opendmarc_policy_fetch_adkim(policy, &dkim) == DMARC_PARSE_OKAY;
    if (ok) {
        out->strict_spf = spf == DMARC_RECORD_A_STRICT;
        out->strict_dkim = dkim == DMARC_RECORD_A_STRICT;
    }
    (void)opendmarc_policy_connect_shutdown(policy);
    return ok;
}

/* PASS: *out is filled; NONE: nothing there; UNKNOWN: not answered. */
static enum verify_result ask_at(struct verify_run *r, const char *domain, struct dmarc_record *out)
{
    char name[LOOKUP_NAME_MAX + 8];
    struct buf b = BUF_ON(name);
    const struct lookup *q;
    const struct span *record;

    buf_addf(&b, "_dmarc.%s", domain);
    q = b.full ? NULL
               : lookups_ask(r->lookups, (struct span){.at = name, .len = b.len}, LOOKUP_TXT);
    if (q == NULL || q->state == LOOKUP_OPEN || q->state == LOOKUP_FAILED) {
        return VERIFY_UNKNOWN;
    }
    record = record_of(q);
    return record != NULL && read_record(record, domain, out) ? VERIFY_PASS : VERIFY_NONE;
}

void verify_dmarc(struct verify_run *r, struct dmarc_record *out)
{
    const char *registrable = r->from.name + r->from.domain_at;

    *out = (struct dmarc_record){.found = VERIFY_NONE};
    out->found = ask_at(r, r->from.name, out);
    if (out->found == VERIFY_NONE && r->from.domain_at > 0 && *registrable != '\0') {
        out->found = ask_at(r, registrable, out);
    }
}
