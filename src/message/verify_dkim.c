#include "message/verify_parts.h"

#include <stdlib.h>
#include <string.h>

/* What the library's callbacks tell. */
struct keys {
    struct verify_run *run;
    bool missing; /* a key could not be had, or not yet */
};

/* Signers that are nothing to From are not asked about: their names are the message's own words. */
static DKIM_CBSTAT choose_signatures(DKIM *dkim, DKIM_SIGINFO **sigs, int count)
{
    const struct keys *k = dkim_get_user_context(dkim);

    for (int i = 0; i < count; i++) {
        const char *domain = (const char *)dkim_sig_getdomain(sigs[i]);

        if (i >= VERIFY_SIGNATURES_MAX || domain == NULL ||
            verify_alignment(k->run, domain) == ALIGNMENT_NONE) {
            dkim_sig_ignore(sigs[i]);
        }
    }
    return DKIM_CBSTAT_CONTINUE;
}

/* RFC 6376 3.6.2.1: the key stands at <selector>._domainkey.<domain>. */
static DKIM_CBSTAT find_key(DKIM *dkim, DKIM_SIGINFO *sig, unsigned char *out, size_t cap)
{
    struct keys *k = dkim_get_user_context(dkim);
    char name[2 * LOOKUP_NAME_MAX];
    struct buf b = BUF_ON(name);
    const struct lookup *q;

    buf_addf(&b, "%s._domainkey.%s", (const char *)dkim_sig_getselector(sig),
             (const char *)dkim_sig_getdomain(sig));
    q = b.full ? NULL
               : lookups_ask(k->run->lookups, (struct span){.at = name, .len = b.len}, LOOKUP_TXT);
    if (q == NULL || q->state == LOOKUP_OPEN || q->state == LOOKUP_FAILED) {
        k->missing = true;
        return DKIM_CBSTAT_NOTFOUND;
    }
    /* Several records: "undefined" (RFC 6376 3.6.2.2); none is used. */
    if (q->state != LOOKUP_FOUND || q->count != 1 || q->values[0].len >= cap) {
        return DKIM_CBSTAT_NOTFOUND;
    }
    memcpy(out, q->values[0].at, q->values[0].len);
    out[q->values[0].len] = '\0';
    return DKIM_CBSTAT_CONTINUE;
}

bool verify_dkim_prepare(struct verifier *v)
{
    unsigned flags = DKIM_LIBFLAGS_FIXCRLF;

    v->dkim = dkim_init(NULL, NULL);
    return v->dkim != NULL &&
           dkim_options(v->dkim, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags) ==
               DKIM_STAT_OK &&
           dkim_set_key_lookup(v->dkim, find_key) == DKIM_STAT_OK &&
           dkim_set_prescreen(v->dkim, choose_signatures) == DKIM_STAT_OK;
}

/* The whole body is signed, with a key that holds. */
static bool covers_all(DKIM *dkim, DKIM_SIGINFO *sig)
{
    ssize_t message = 0;
    ssize_t canonical = 0;
    ssize_t limit = 0;
    unsigned bits = 0;

    return dkim_sig_getcanonlen(dkim, sig, &message, &canonical, &limit) == DKIM_STAT_OK &&
           limit < 0 && dkim_sig_getkeysize(sig, &bits) == DKIM_STAT_OK &&
           (bits >= VERIFY_RSA_BITS_MIN || bits == 256); /* Ed25519, RFC 8463 */
}

static enum verify_result judge(struct verify_run *r, DKIM *dkim, const struct keys *k,
                                enum alignment *how)
{
    DKIM_SIGINFO **sigs = NULL;
    int count = 0;
    int looked_at = 0;

    if (dkim_getsiglist(dkim, &sigs, &count) != DKIM_STAT_OK) {
        return VERIFY_NONE;
    }
    for (int i = 0; i < count; i++) {
        unsigned flags = dkim_sig_getflags(sigs[i]);
        enum alignment a = verify_alignment(r, (const char *)dkim_sig_getdomain(sigs[i]));

        looked_at += (flags & DKIM_SIGFLAG_IGNORE) == 0;
        if ((flags & DKIM_SIGFLAG_IGNORE) == 0 && DKIM_SIG_CHECK(sigs[i]) &&
            covers_all(dkim, sigs[i]) && a > *how) {
            *how = a;
        }
    }
    if (*how != ALIGNMENT_NONE) {
        return VERIFY_PASS;
    }
    if (looked_at == 0) {
        return VERIFY_NONE;
    }
    return k->missing ? VERIFY_UNKNOWN : VERIFY_FAIL;
}

enum verify_result verify_dkim(struct verify_run *r, enum alignment *how)
{
    struct keys k = {.run = r};
    DKIM_STAT status = DKIM_STAT_OK;
    DKIM *dkim = dkim_verify(r->verifier->dkim, (const unsigned char *)"message", NULL, &status);
    enum verify_result result = VERIFY_NONE;
    unsigned char *bytes; /* the library wants no const, and does not write */
    bool test = false;

    *how = ALIGNMENT_NONE;
    if (dkim == NULL) {
        return VERIFY_UNKNOWN;
    }
    (void)dkim_set_user_context(dkim, &k);
    memcpy(&bytes, &r->ask->message.at, sizeof bytes);
    status = dkim_chunk(dkim, bytes, r->ask->message.len);
    if (status == DKIM_STAT_OK) {
        status = dkim_chunk(dkim, NULL, 0);
    }
    if (status == DKIM_STAT_OK) {
        (void)dkim_eom(dkim, &test);
        result = judge(r, dkim, &k, how);
    } else if (k.missing) {
        result = VERIFY_UNKNOWN;
    }
    (void)dkim_free(dkim);
    return result;
}
