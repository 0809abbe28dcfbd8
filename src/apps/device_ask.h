/* apps/device_ask.h - the verbs of mioboe device that ask about one account. */
#ifndef APPS_DEVICE_ASK_H
#define APPS_DEVICE_ASK_H

#include "apps/inquiry.h"

enum {
    DEVICE_OPTION_DEVICE = INQUIRY_OPTIONS,
    DEVICE_OPTION_NAME,
    DEVICE_OPTION_KIND,
    DEVICE_OPTION_ANYWHERE,
    DEVICE_OPTION_NO_PASSWORD,
    DEVICE_OPTION_OUTPUT,
    DEVICE_OPTIONS
};

/* Does one verb; operands: the account, and for revoke the device's ID. */
typedef bool device_verb(struct inquiry *q, char *operands[], struct err *e);
device_verb device_link, device_list, device_profile, device_revoke, device_show;

#endif
