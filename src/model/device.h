/* model/device.h - a device somebody set up, and the link that lets somebody set one up.
 *
 * A device keeps its identity when it is set up again: the same profile is replaced on it, and the app
 * password it had before is worthless from then on. A link is for one account, once, for some minutes.
 */
#ifndef MODEL_DEVICE_H
#define MODEL_DEVICE_H

#include "base/buf.h"
#include "model/account.h"
#include "model/credential.h"

#define DEVICE_ID_BYTES 10  /* characters of a-z2-7 */
#define DEVICE_NAME_MAX 64  /* bytes, UTF-8, the owner's own words */
#define DEVICES_MAX 32      /* of one account */
#define DEVICE_FORM_MAX 512 /* bytes of a packed device or link */

/* What it is: decides which instructions are shown. Numbers are stored: none is used for something else. */
enum device_kind {
    DEVICE_IPHONE, /* also an iPad */
    DEVICE_MAC,
    DEVICE_ANDROID,
    DEVICE_THUNDERBIRD,
    DEVICE_OUTLOOK,
    DEVICE_OTHER,
    DEVICE_KIND_COUNT
};

struct device {
    char id[DEVICE_ID_BYTES + 1];
    char account[ACCOUNT_ID_MAX + 1]; /* its ID */
    char name[DEVICE_NAME_MAX + 1];
    char app_password[APP_PASSWORD_ID_BYTES + 1]; /* the one that opens mail for it now */
    enum device_kind kind;
    uint32_t version;   /* 1 when new, then one more each time it is set up */
    int64_t created_ms; /* wall clock */
    int64_t issued_ms;  /* when it was set up last */
};

struct setup_link {
    char account[ACCOUNT_ID_MAX + 1];
    char device[DEVICE_ID_BYTES + 1]; /* the one to set up again; "": the person chooses */
    bool anywhere; /* made for somebody whose identity was proved: the own line is not asked for */
    int64_t expires_ms;
};

/* "iphone", "mac", ...: stable, for machines. */
const char *device_kind_code(enum device_kind k);
bool device_kind_parse(struct span code, enum device_kind *out) MUST_CHECK;

/* A name as it may be kept: 1..DEVICE_NAME_MAX bytes of UTF-8 without control characters. */
bool device_name_take(struct device *d, struct span name) MUST_CHECK;

/* What the store keeps; at most DEVICE_FORM_MAX bytes. */
void device_pack(const struct device *d, struct buf *out);
void setup_link_pack(const struct setup_link *l, struct buf *out);

/* False, *out untouched, when it is no such thing of ours. */
bool device_unpack(struct span in, struct device *out) MUST_CHECK;
bool setup_link_unpack(struct span in, struct setup_link *out) MUST_CHECK;

#endif
