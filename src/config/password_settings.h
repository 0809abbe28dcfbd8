/* config/password_settings.h - what a new password must be. Part of struct settings. */
#ifndef CONFIG_PASSWORD_SETTINGS_H
#define CONFIG_PASSWORD_SETTINGS_H

#include "config/setting_text.h"

#include <stdint.h>

struct password_settings {
    uint32_t length_min; /* characters */
    uint32_t bits_min;
    uint32_t old;                        /* how many are kept and refused */
    char breach_list[SETTINGS_TEXT_MAX]; /* "" none */
    char doveadm_url[SETTINGS_TEXT_MAX]; /* "" sessions end by themselves */
    char doveadm_key_file[SETTINGS_TEXT_MAX];
    char doveadm_password_file[SETTINGS_TEXT_MAX];
};

#endif
