/* config/setting_text.h - how long one text of the settings may be. */
#ifndef CONFIG_SETTING_TEXT_H
#define CONFIG_SETTING_TEXT_H

#define SETTINGS_TEXT_MAX 512 /* bytes of one text or path, NUL included */

#endif
