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

/* The mail filter, and what is forwarded to be checked. */
struct flow_settings {
    enum setting_fake fake;
    uint32_t wait_ms;
    uint32_t processes;
    uint32_t memory_mib;
    char listen[SETTINGS_TEXT_MAX];  /* endpoints; the first counts */
    char socket[SETTINGS_TEXT_MAX];  /* "": not by a unix socket */
    char subject[SETTINGS_TEXT_MAX]; /* "": subjects are left alone */
    char key[SETTINGS_TEXT_MAX];     /* "" filter.key beside the state */
    char metrics[SETTINGS_TEXT_MAX]; /* "" none */
    char address[SETTINGS_TEXT_MAX]; /* where mail is forwarded to be checked; "" nowhere */
};

#endif
