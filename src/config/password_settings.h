/* config/password_settings.h - what a new password must be, how passwords are kept and checked. Part of struct settings. */
#ifndef CONFIG_PASSWORD_SETTINGS_H
#define CONFIG_PASSWORD_SETTINGS_H

#include "config/setting_text.h"

#include <stdbool.h>
#include <stdint.h>

/* Who knows main passwords. */
enum setting_source {
    SETTING_SOURCE_STORE,
    SETTING_SOURCE_DOVECOT,
    SETTING_SOURCE_SASLAUTHD,
    SETTING_SOURCE_PAM
};

/* To what an app password is bound at its first use. */
enum setting_binding {
    SETTING_BINDING_NONE,
    SETTING_BINDING_NETWORK,
    SETTING_BINDING_DEVICE,
    SETTING_BINDING_BOTH
};

struct password_settings {
    enum setting_source source;
    enum setting_binding binding;
    uint32_t host_wait_s;
    uint32_t hash_mib;
    uint32_t hash_passes;
    uint32_t hash_threads; /* 0: half the cores */
    uint32_t queue;
    uint32_t remember_m; /* minutes; 0: not at all */
    bool readable;
    char socket[SETTINGS_TEXT_MAX];  /* of the source; "" none */
    char app_key[SETTINGS_TEXT_MAX]; /* "" app_password.key beside the database */
    uint32_t length_min;             /* characters */
    uint32_t bits_min;
    uint32_t old;                        /* how many are kept and refused */
    char breach_list[SETTINGS_TEXT_MAX]; /* "" none */
    char doveadm_url[SETTINGS_TEXT_MAX]; /* "" sessions end by themselves */
    char doveadm_key_file[SETTINGS_TEXT_MAX];
    char doveadm_password_file[SETTINGS_TEXT_MAX];
};

#endif
