/* model/notice.h - what an owner is told: the facts, by which channels, and how far it has come.
 *
 * Way       facts (service) -> a draft (notice) inside the transaction that records the event (store)
 *           -> deliveries sent (courier) -> states recorded. The reference is the same in every
 *           channel and every try; so are the bytes.
 */
#ifndef MODEL_NOTICE_H
#define MODEL_NOTICE_H

#include "base/span.h"
#include "model/account.h"
#include "model/credential_kind.h"
#include "model/decision.h"
#include "model/place.h"
#include "model/signin.h"

#include <stddef.h>

enum notice_kind {
    NOTICE_SIGNIN,      /* an unusual sign-in that succeeded */
    NOTICE_REFUSED,     /* a sign-in with the right password that was refused */
    NOTICE_RESTRICTION, /* the mail program must be set up anew before mail goes on (C-16) */
    NOTICE_CODE,        /* a code was asked for that the owner may not have asked for (B-07) */
    NOTICE_CREDENTIAL,  /* a credential was changed (B-23) */
    NOTICE_TEST,        /* the operator or the owner asked for a test */
    NOTICE_DIGEST,      /* those held back by the noise budget, counted together */
    NOTICE_WARNING,     /* from a date on the mail program will be refused (C-07, C-18) */
    NOTICE_KIND_COUNT
};

/* "signin", "refused", "restriction", "code", "credential", "test", ...: stable. */
const char *notice_kind_code(enum notice_kind k);
bool notice_kind_parse(struct span code, enum notice_kind *out) MUST_CHECK;

enum channel {
    CHANNEL_SMS,
    CHANNEL_MAIL,
    CHANNEL_VOICE,
    CHANNEL_COUNT
};

/* "sms", "mail", "voice": stable. */
const char *channel_code(enum channel c);
bool channel_parse(struct span code, enum channel *out) MUST_CHECK;

/* Why a code was sent (B-41). */
enum code_cause {
    CODE_SIGNIN,
    CODE_SETTINGS, /* viewing or changing private, security or payment settings */
    CODE_PAYMENT,
    CODE_RECOVERY,
    CODE_PHONE_CHECK,
    CODE_CAUSE_COUNT
};
const char *code_cause_code(enum code_cause c);

#define NOTICE_DEVICE_MAX 64 /* bytes, NUL included */

/* Everything a text may say about what happened. Flat: copied as it is, stored with the notice. */
struct notice_facts {
    uint8_t kind;       /* enum notice_kind */
    uint8_t service;    /* enum service */
    uint8_t outcome;    /* enum outcome: succeeded, refused; with waits: a challenge is open */
    uint8_t credential; /* enum credential_kind */
    uint8_t cause;      /* NOTICE_CODE: enum code_cause; NOTICE_CREDENTIAL: enum credential_act */
    bool waits;         /* the sign-in waits for the owner's approval */
    bool undo;          /* NOTICE_CREDENTIAL: its code undoes the change */
    bool has_remote;
    bool password_right; /* NOTICE_CODE: the password before it was right */
    int64_t at_ms;       /* when it happened: wall clock, milliseconds since 1970 UTC */
    int64_t first_ms;  /* NOTICE_DIGEST: the first counted; NOTICE_WARNING: the start; else at_ms */
    uint32_t count;    /* NOTICE_DIGEST: how many; else 1 */
    uint64_t identity; /* of the event: the same event has the same, on every try */
    struct address remote; /* valid only when has_remote */
    struct place place;    /* an estimate */
    struct client client;
    struct decision decision;       /* with its reasons */
    char device[NOTICE_DEVICE_MAX]; /* what the client calls itself, for people; "" when unseen */
};

#define NOTICE_REFERENCE_CHARS 14          /* without hyphens: 13 of content, 1 check character */
#define NOTICE_REFERENCE_MAX 18            /* "M7K2-9QXD-4TRW-8C" and NUL */
#define NOTICE_RECIPIENT_MAX 321           /* an address or a phone number, and NUL */
#define NOTICE_DELIVERIES_MAX 8            /* of one notice */
#define NOTICE_BODY_MAX ((size_t)64 << 10) /* bytes of one delivery */

/* What became of a notice when it was composed. */
enum notice_fate {
    NOTICE_NONE,    /* not to be told: the same was told within 30 days, learning, not enabled */
    NOTICE_TOLD,    /* deliveries wait to be sent */
    NOTICE_HELD,    /* the budget is used up: kept for the digest */
    NOTICE_NOBODY,  /* recorded, but the account has nowhere to send it */
    NOTICE_PREVIEW, /* recorded so that its number is known; notices are not switched on */
    NOTICE_FATE_COUNT
};
const char *notice_fate_code(enum notice_fate f);

/* Order is rank: a state never goes to a lower one, and never leaves the last four. */
enum delivery_state {
    DELIVERY_STANDBY,   /* sent only when another channel has failed */
    DELIVERY_WAITING,   /* due at next_ms */
    DELIVERY_ACCEPTED,  /* the gateway or mail server has taken it */
    DELIVERY_BUFFERED,  /* the SMS centre has it and goes on trying */
    DELIVERY_DELIVERED, /* the phone or mailbox has it, as the gateway says */
    DELIVERY_FAILED,    /* refused for good */
    DELIVERY_EXPIRED,   /* not sent in time */
    DELIVERY_DROPPED,   /* not needed any more: the channel before it arrived */
    DELIVERY_STATE_COUNT
};
const char *delivery_state_code(enum delivery_state s);

/* True for the last four: nothing follows. */
bool delivery_is_final(enum delivery_state s);

/* True when `to` may follow `from`; a state may be told again. */
bool delivery_may_become(enum delivery_state from, enum delivery_state to);

/* One message to one recipient. */
struct delivery {
    int64_t id;      /* the store's; 0 in a draft */
    int64_t notice;  /* the store's; 0 in a draft */
    uint8_t channel; /* enum channel */
    uint8_t state;   /* enum delivery_state */
    uint16_t tries;
    uint32_t standby_s; /* STANDBY: goes out so long after the first channel did not get through */
    int64_t next_ms;    /* WAITING: not before */
    int64_t expires_ms; /* not after */
    int64_t changed_ms; /* when its state came */
    struct span recipient; /* envelope recipient or "+819012345678" */
    struct span body;      /* mail: the whole message, CRLF; SMS, voice: the text, UTF-8 */
    struct span detail;    /* what the gateway said last, for operators; may be empty */
};

/* What became of a delivery; a store takes it, whoever sends makes it. */
struct delivery_change {
    int64_t id;
    int64_t next_ms; /* stored when the state is WAITING */
    int64_t at_ms;
    struct span detail; /* at most 256 bytes are kept */
    uint16_t tries;     /* stored when the state is WAITING */
    uint8_t state;      /* a lower rank than the stored one changes nothing: *applied is false */
    bool applied;       /* out */
};

/* A notice as it is kept. Spans are somebody else's memory. */
struct notice {
    int64_t id;                           /* the store's; 0 in a draft */
    int64_t event;                        /* row of history it is about; 0: none */
    int64_t digest;                       /* the notice that told of this held one; 0: none */
    char reference[NOTICE_REFERENCE_MAX]; /* "M7K2-9QXD-4TRW-8C" */
    uint8_t fate;                         /* enum notice_fate */
    uint8_t lang;                         /* of its texts: 0 en, 1 ja (enum lang of words) */
    int64_t created_ms;
    struct span account; /* ID, or the sign-in name when no account is kept */
    struct notice_facts facts;
};

/* What the composer makes. Spans live until the composer is called again. */
struct notice_draft {
    struct notice notice;
    size_t count;
    struct delivery deliveries[NOTICE_DELIVERIES_MAX];
};

/* One notice told or held before, newest first: what the noise budget looks at. */
struct notice_past {
    int64_t created_ms;
    uint8_t kind;
    uint8_t fate;
    uint16_t country;
    uint32_t provider; /* place_provider() */
    uint32_t client_family;
};
#define NOTICE_PAST_MAX 64 /* newest ones, of the last 30 days */

/* Where notices went before they were told to go elsewhere: they are told as well. "" none. */
struct notice_former {
    struct span phone;
    struct span address;
};

/* What the composer is given, inside the transaction. */
struct notice_request {
    const struct notice_facts *facts;
    struct span sign_in_name;             /* as it was used */
    const struct account_record *account; /* NULL: nothing is kept of it */
    const struct notice_past *past;
    size_t past_count;
    int64_t event; /* row of history just recorded; 0: none */
    int64_t now_ms;
    struct notice_former former;
};

/* Fills *out; fate NOTICE_NONE: nothing is recorded. Called by the store's writer thread alone, must
 * be short, must not call the store, cannot fail: what goes wrong is fate NOTICE_NOBODY. */
typedef void notice_composer(void *ctx, const struct notice_request *r, struct notice_draft *out);

#endif
