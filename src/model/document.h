/* model/document.h - a small thing that is kept whole under a key: a shared report, a stage of the
 * policy, a set-up link. What its body says is the business of whoever owns the kind. */
#ifndef MODEL_DOCUMENT_H
#define MODEL_DOCUMENT_H

#include "base/span.h"

#include <stdint.h>

#define DOCUMENT_KEY_MAX 128                  /* bytes */
#define DOCUMENT_OWNER_MAX 320                /* bytes: an account's ID or sign-in name */
#define DOCUMENT_BODY_MAX ((size_t)256 << 10) /* bytes */

/* Numbers are stored: none is used for something else. */
enum document_kind {
    DOCUMENT_REPORT = 1,              /* a verdict somebody shows to a helper */
    DOCUMENT_FAKE = 2,                /* a campaign of fakes */
    DOCUMENT_FAKE_SAMPLE = 3,         /* what was sent in of it */
    DOCUMENT_STAGE = 4,               /* a dated stage of the policy */
    DOCUMENT_STAGE_STATE = 5,         /* what was told of it to whom */
    DOCUMENT_CAMPAIGN = 6,            /* a notice to many */
    DOCUMENT_SETUP_LINK = 7,          /* to set a device up, once */
    DOCUMENT_DEVICE = 8,              /* a device that was set up */
    DOCUMENT_UNDO = 9,                /* to undo a change of a credential */
    DOCUMENT_PASSWORD_HISTORY = 10,   /* hashes of passwords used before */
    DOCUMENT_CREDENTIAL_EVENT = 11,   /* what was changed about an account's credentials */
    DOCUMENT_CREDENTIAL_PENDING = 20, /* a change of a credential under way */
    DOCUMENT_KIND_END
};

/* Spans are somebody else's memory: whoever gives a document says how long it lives. */
struct document {
    enum document_kind kind;
    uint32_t version;  /* 1 when new, then one more with each change */
    struct span key;   /* 1..DOCUMENT_KEY_MAX bytes of any value; of one document of its kind */
    struct span owner; /* whose it is; may be empty */
    struct span body;
    int64_t created_ms; /* wall clock; the store's business */
    int64_t changed_ms;
    int64_t expires_ms; /* from then on nobody finds it; 0: it stays */
};

#endif
