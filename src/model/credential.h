/* model/credential.h - what an account is opened with: its main password, its app passwords, its PIN.
 *
 * The main password is chosen by a person and may open everything; it is kept as a slow hash, or in the
 * form another system left it in until it is used next. An app password is made by us, opens mail and
 * nothing else, and is so long that a fast keyed hash is enough (docs/credentials.md). The PIN guards
 * what would give a password away.
 */
#ifndef MODEL_CREDENTIAL_H
#define MODEL_CREDENTIAL_H

#include "base/secret.h"
#include "model/account.h"
#include "model/credential_kind.h"
#include "model/network.h"
#include "model/signin.h"

/* --- app passwords -------------------------------------------------------------------------------- */

#define APP_PASSWORD_ID_BYTES 10   /* characters of a-z2-7 */
#define APP_PASSWORD_NAME_MAX 64   /* bytes, UTF-8, the owner's own words */
#define APP_PASSWORD_CLIENT_MAX 64 /* bytes of what a client says of itself */
#define APP_PASSWORD_DEVICE_MAX 64 /* bytes */
#define APP_PASSWORD_HASH_BYTES 32
#define APP_PASSWORD_SEALED_MAX 64 /* bytes of an encrypted copy */
#define APP_PASSWORDS_MAX 32       /* of one account, the revoked and ended ones not counted */

/* What an app password opens, or-ed. Bits are stored: none is used for something else. Receive-only is
 * everything without APP_SCOPE_SUBMISSION. */
enum app_scope {
    APP_SCOPE_IMAP = 1 << 0,
    APP_SCOPE_POP3 = 1 << 1,
    APP_SCOPE_SUBMISSION = 1 << 2,
    APP_SCOPE_SIEVE = 1 << 3,
    APP_SCOPE_DAV = 1 << 4,
    APP_SCOPE_ALL = (1 << 5) - 1,
    APP_SCOPE_RECEIVE = APP_SCOPE_ALL & ~APP_SCOPE_SUBMISSION,
};
#define APP_SCOPE_COUNT 5

/* "imap", "pop3", "submission", "sieve", "dav" of one bit, by its number. */
const char *app_scope_code(unsigned bit);

/* The bit of one code; 0 for what is none. */
uint32_t app_scope_parse(struct span code);

/* Reads "imap,submission"; also "receive" and "all". False, *out untouched, when one is none. */
bool app_scopes_parse(struct span list, uint32_t *out) MUST_CHECK;

/* The scope a service needs; 0: no app password opens it. */
uint32_t app_scope_of(enum service s);

/* When, where and with what an app password was used last; at_ms 0: never. */
struct app_use {
    int64_t at_ms;
    struct address remote; /* only when has_remote */
    bool has_remote;
    uint16_t country; /* as in struct place; 0 unknown */
    uint32_t asn;
    enum service service;
    char client[APP_PASSWORD_CLIENT_MAX + 1]; /* UTF-8, cut at a character; "" unknown */
};

/* Where an app password may be used from; nothing stated: everywhere. */
struct app_limits {
    bool has_network;
    struct address prefix; /* host bits zero */
    uint8_t bits;
    uint16_t country; /* as in struct place; 0: any */
};

/* Whom an app password was bound to at its first use. */
struct app_bound {
    int64_t at_ms;         /* 0: not bound */
    uint32_t provider;     /* place_provider; 0: unknown, then the prefix counts */
    struct address prefix; /* /24 or /48 */
    uint64_t client;       /* of the client's name, its versions left out; 0: none was seen */
};

struct app_password {
    char id[APP_PASSWORD_ID_BYTES + 1];
    char account[ACCOUNT_ID_MAX + 1];
    char name[APP_PASSWORD_NAME_MAX + 1];
    char device[APP_PASSWORD_DEVICE_MAX + 1]; /* the device it was made for; "" none */
    uint32_t scopes;                          /* enum app_scope */
    int64_t created_ms;
    int64_t expires_ms; /* 0: never */
    int64_t revoked_ms; /* 0: not revoked */
    struct app_use last;
    struct app_limits limits;
    struct app_bound bound;
    uint8_t hash[APP_PASSWORD_HASH_BYTES]; /* keyed; of no use without the key */
    uint8_t sealed[APP_PASSWORD_SEALED_MAX];
    size_t sealed_len; /* 0: it is shown once and kept nowhere */
};

/* True while it opens anything: neither revoked nor ended. */
bool app_password_valid(const struct app_password *p, int64_t now_ms);

/* --- the main password ---------------------------------------------------------------------------- */

#define PASSWORD_HASH_MAX 255 /* bytes of the text of a hash */
#define PASSWORD_MAX 256      /* bytes of a password; a longer one is wrong */

/* What is kept of one account beside its app passwords. Each part may be missing. */
struct main_password {
    char account[ACCOUNT_ID_MAX + 1];
    char hash[PASSWORD_HASH_MAX + 1]; /* credential/main_password.h says which forms; "" none */
    int64_t changed_ms;
    char pin[PASSWORD_HASH_MAX + 1]; /* argon2id; "" none */
    int64_t pin_changed_ms;
    uint32_t pin_failures; /* since the last right one */
    int64_t pin_failed_ms; /* of the last wrong one */
    bool mail_off;         /* the main password opens no mail: only app passwords do */
    int64_t mail_ms;       /* when that was last changed; 0: never */
};

/* --- a question, and its answer ------------------------------------------------------------------- */

struct password_question {
    struct span login; /* as sent; any of the account's names */
    struct secret password;
    enum service service;
    struct address remote;
    bool has_remote;
    struct span session; /* may be empty, as the next */
    struct span device;  /* what the client says of itself */
    int64_t now_ms;
};

enum password_result {
    PASSWORD_RIGHT,
    PASSWORD_WRONG, /* unknown name, wrong, outside its scope, revoked, ended, from elsewhere: one
                       answer, in the same time */
    PASSWORD_BUSY,  /* too many main passwords wait to be checked: later */
    PASSWORD_UNAVAILABLE, /* the host that checks main passwords does not answer */
    PASSWORD_RESULT_COUNT
};

/* "right", "wrong", "busy", "unavailable": stable, for machines. */
const char *password_result_code(enum password_result r);

struct password_answer {
    enum password_result result;
    enum credential_kind credential;  /* only when RIGHT, as the next: one of the first two */
    char account[ACCOUNT_ID_MAX + 1]; /* its ID */
    char app_password[APP_PASSWORD_ID_BYTES + 1]; /* "" with the main password */
};

#endif
