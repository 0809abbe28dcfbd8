/* service/devices.h - people's devices: links to set one up, what is issued for one, taking it back.
 *
 * Duty      a link is made for somebody who is known, opened once, and becomes an app password of one
 *           device's own. Setting a device up again keeps its identity and makes its old app password
 *           worthless.
 * Kept      of a link its keyed hash alone: who reads the database cannot open one. Identities of Apple's
 *           profiles are derived from the key, account and device: the same on every set-up.
 * Owns      struct devices; store and passwords are borrowed.
 * Threads   any. Everything here may block: for worker threads.
 */
#ifndef SERVICE_DEVICES_H
#define SERVICE_DEVICES_H

#include "base/arena.h"
#include "model/device.h"
#include "service/passwords.h"
#include "store/documents.h"

#define DEVICES_KEY_SIZE 32
#define DEVICE_TOKEN_BYTES 32 /* characters of a-z2-7 of a link, without NUL: 160 bits */
#define DEVICE_LINK_MS (INT64_C(15) * 60000)
#define DEVICE_UUID_SIZE 16

struct devices;

/* key: DEVICES_KEY_SIZE bytes, copied. NULL without memory. */
struct devices *devices_new(struct store *s, struct passwords *p,
                            const uint8_t key[static DEVICES_KEY_SIZE]) MUST_CHECK;
void devices_free(struct devices **d); /* NULL is fine; *d becomes NULL */

/* --- links ---------------------------------------------------------------------------------------- */

/* Makes a link that ends DEVICE_LINK_MS from now.
 *
 * link     account: any of its names; becomes its ID. device, anywhere are the caller's
 * token    what stands behind setup_page: a secret until it is used
 * errors   ERR_ABSENT  no such account, or it has no such device; ERR_STORE, ERR_SYSTEM
 */
bool devices_link(struct devices *d, struct setup_link *link, int64_t now_ms,
                  char token[static DEVICE_TOKEN_BYTES + 1], struct err *e) MUST_CHECK;

/* What a token opens. ERR_ABSENT: used, over, or nobody's: not told apart. */
bool devices_open(struct devices *d, struct span token, int64_t now_ms, struct setup_link *out,
                  struct err *e) MUST_CHECK;

/* --- issuing -------------------------------------------------------------------------------------- */

struct device_wish {
    struct span account; /* its ID */
    struct span device;  /* the one that is set up again; "": a new one */
    struct span name;    /* of a new one */
    enum device_kind kind;
    struct span token; /* the link that is used up by this; "": none, the caller knows who asks */
    int64_t now_ms;
};

/* What a device is set up with. */
struct device_issue {
    struct device device;
    struct span address; /* of mail; the account's first; in the arena, as the next */
    struct span person;  /* name in sent mail; "" not known */
    char password[APP_PASSWORD_TEXT_BYTES + 1]; /* shown once; wipe it */
    uint8_t uuid[DEVICE_UUID_SIZE];
    uint8_t payload_uuid[DEVICE_UUID_SIZE];
    bool replaced; /* it had been set up before: what it used until now opens nothing more */
};

/* Makes the device's own app password (IMAP, POP, submission) and keeps the device; the link is used up
 * in the same commit. Of two that use one link at once one gets ERR_ABSENT and leaves nothing.
 *
 * errors   ERR_ABSENT  no such account or device, or the link is used or over
 *          ERR_INPUT   a name that is no text; DEVICES_MAX there are; the account has no mail address
 *          ERR_CONFIG  there is no key of app passwords; ERR_STORE, ERR_SYSTEM
 */
bool devices_issue(struct devices *d, const struct device_wish *w, struct arena *arena,
                   struct device_issue *out, struct err *e) MUST_CHECK;

/* The same without a password and without a change: for a profile that lets the device ask. */
bool devices_describe(struct devices *d, const struct device_wish *w, struct arena *arena,
                      struct device_issue *out, struct err *e) MUST_CHECK;

/* What was issued, in a form's hidden field of the page that shows it: encrypted and authenticated, so that
 * no daemon need keep a password. Ends DEVICE_SEAL_MS from now. */
#define DEVICE_SEAL_MS (INT64_C(15) * 60000)
#define DEVICE_SEAL_BYTES 282 /* characters of a-zA-Z0-9_-, without NUL */
void devices_seal(const struct devices *d, const struct device_issue *issue, int64_t now_ms,
                  char out[static DEVICE_SEAL_BYTES + 1]);

/* The other way; wipe the password. ERR_ABSENT: not ours, over, or the device is gone. */
bool devices_unseal(struct devices *d, struct span sealed, int64_t now_ms, struct arena *arena,
                    struct device_issue *out, struct err *e) MUST_CHECK;

/* --- what there is -------------------------------------------------------------------------------- */

typedef bool device_visit(void *ctx, const struct device *d);

/* The devices of an account, its ID given; DEVICES_MAX at most. */
bool devices_list(struct devices *d, struct span account, device_visit *visit, void *ctx,
                  struct err *e) MUST_CHECK;

/* From when it returns the device's app passwords open nothing, and it is forgotten.
 * ERR_ABSENT: the account has no such device. */
bool devices_revoke(struct devices *d, struct span account, struct span device, int64_t now_ms,
                    struct err *e) MUST_CHECK;

#endif
