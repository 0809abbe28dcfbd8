/* config/password_settings.h - what a new password must be. Part of struct settings. */
#ifndef CONFIG_PASSWORD_SETTINGS_H
#define CONFIG_PASSWORD_SETTINGS_H

#include "config/setting_text.h"

#include <stdint.h>

struct password_settings {
    uint32_t length_min; /* characters */
    uint32_t bits_min;
    char breach_list[SETTINGS_TEXT_MAX]; /* "" none */
};

#endif
