/* config/door_settings.h - servers that ask about sign-ins by themselves. Part of struct settings. */
#ifndef CONFIG_DOOR_SETTINGS_H
#define CONFIG_DOOR_SETTINGS_H

#include "config/setting_text.h"

/* What the user is called behind a door. */
enum setting_user {
    SETTING_USER_ACCOUNT,
    SETTING_USER_LOGIN
};

/* Servers that ask about sign-ins without a policy server. */
struct door_settings {
    enum setting_user user;
    char nginx_imap[SETTINGS_TEXT_MAX]; /* endpoints; "" nothing of that kind is behind nginx */
    char nginx_pop3[SETTINGS_TEXT_MAX];
    char nginx_smtp[SETTINGS_TEXT_MAX];
    char nginx_password_file[SETTINGS_TEXT_MAX]; /* "" the person's own goes on */
};

#endif
