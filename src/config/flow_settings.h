/* config/flow_settings.h - the mail filter, and mail that is forwarded to be checked. Part of struct
 * settings. */
#ifndef CONFIG_FLOW_SETTINGS_H
#define CONFIG_FLOW_SETTINGS_H

#include "config/setting_text.h"

#include <stdint.h>

enum setting_fake {
    SETTING_FAKE_TAG,
    SETTING_FAKE_HOLD
};

enum setting_who {
    SETTING_WHO_KNOWN,
    SETTING_WHO_LOGIN
};

/* The mail filter, and what is forwarded to be checked. */
struct flow_settings {
    enum setting_fake fake;
    enum setting_who who;
    uint32_t hour; /* answers to one sender */
    uint32_t wait_ms;
    uint32_t processes;
    uint32_t memory_mib;
    char listen[SETTINGS_TEXT_MAX];    /* endpoints; the first counts */
    char socket[SETTINGS_TEXT_MAX];    /* "": not by a unix socket */
    char subject[SETTINGS_TEXT_MAX];   /* "": subjects are left alone */
    char key[SETTINGS_TEXT_MAX];       /* "" filter.key beside the state */
    char metrics[SETTINGS_TEXT_MAX];   /* "" none */
    char address[SETTINGS_TEXT_MAX];   /* where mail is forwarded to be checked; "" nowhere */
    char resellers[SETTINGS_TEXT_MAX]; /* addresses and @domains */
    char state[SETTINGS_TEXT_MAX];     /* folder of the answers given */
};

#endif
