/* config/public_settings.h - where the pages for everybody are served. Part of struct settings. */
#ifndef CONFIG_PUBLIC_SETTINGS_H
#define CONFIG_PUBLIC_SETTINGS_H

#include "config/setting_text.h"

/* The pages for everybody. */
struct public_settings {
    char listen[SETTINGS_TEXT_MAX]; /* endpoints; "" none */
    char listen_tls[SETTINGS_TEXT_MAX];
    char proxies[SETTINGS_TEXT_MAX]; /* blocks of proxies that are believed */
};

#endif
