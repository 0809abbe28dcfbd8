/* message/verify.h - SPF, DKIM and DMARC of a message verified here: is the From domain bound?
 *
 * Duty      says whether who owns the From domain sent these bytes. It says nothing about whether the
 *           message is honest: a fake's own domain passes as well, so a pass is neutral evidence.
 * Source    RFC 7208 (SPF, by libspf2), RFC 6376 (DKIM, by libopendkim), RFC 7489 (DMARC: the record
 *           is read by libopendmarc; alignment is decided here with the Public Suffix List, because
 *           libopendmarc wants the list as a file of its own and the sandbox has no files).
 * Network   none: message/lookups.h. Only the sender's domains are ever asked about: the From domain,
 *           the envelope sender's and HELO's, what their own records lead to, and DKIM keys of
 *           signers aligned with From.
 * Owns      struct verifier owns the libraries' handles. Threads: one verifier, one thread.
 */
#ifndef MESSAGE_VERIFY_H
#define MESSAGE_VERIFY_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "message/lookups.h"
#include "model/address.h"

#define VERIFY_SIGNATURES_MAX 8 /* DKIM signatures looked at */
#define VERIFY_RSA_BITS_MIN 1024

struct verifier;

/* Loads everything the libraries load, so that a sandbox can close behind it. ERR_SYSTEM. */
bool verifier_new(struct verifier **out, struct err *e) MUST_CHECK;
void verifier_free(struct verifier **v); /* NULL inside is fine */

struct verify_ask {
    struct span message;     /* the original, whole; LF or CRLF */
    struct span from_domain; /* of the one From address; lower case A-labels */
    bool has_client;         /* who handed the message over is known: SPF can be asked */
    struct address client;
    struct span helo;      /* may be empty */
    struct span mail_from; /* envelope sender; empty: bounces, HELO is checked instead */
};

enum verify_result {
    VERIFY_NONE, /* nothing to check: no signature, no record, no client known */
    VERIFY_PASS,
    VERIFY_FAIL,    /* a record says this is not so, a signature is broken */
    VERIFY_UNKNOWN, /* an answer is missing: open or failed look-ups */
    VERIFY_RESULT_COUNT
};

/* "none", "pass", "fail", "unknown": stable. */
const char *verify_result_code(enum verify_result r);

struct verify_answer {
    enum verify_result spf;
    bool spf_aligned;        /* with From, when it passed */
    enum verify_result dkim; /* of signatures aligned with From */
    enum verify_result
        dmarc; /* PASS: SPF or DKIM passed, aligned as the record wants; NONE: no record */
    bool
        bound; /* the From domain's owner sent it: DMARC passed, or, without a record, an aligned pass */
};

/* Verifies as far as the answers go. When lookups_open() finds something afterwards, the answer is not
 * final: fetch, answer, call again.
 *
 * A message without exactly one From field is never bound (which of them people see is anybody's
 * guess). A DKIM signature over part of the body only (l=) or with a key below VERIFY_RSA_BITS_MIN
 * passes nothing.
 *
 * cost     linear in the message; one RSA verification for each aligned signature
 */
void verify_message(struct verifier *v, const struct verify_ask *ask, struct lookups *l,
                    struct verify_answer *out);

#endif
