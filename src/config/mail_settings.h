/* config/mail_settings.h - the operator's mail servers as mail programs reach them, and how people set
 * their devices up. Part of struct settings. */
#ifndef CONFIG_MAIL_SETTINGS_H
#define CONFIG_MAIL_SETTINGS_H

#include "config/setting_text.h"

#include <stdint.h>

/* In the order of enum mail_socket. */
enum setting_socket {
    SETTING_SOCKET_TLS,
    SETTING_SOCKET_STARTTLS,
    SETTING_SOCKET_PLAIN
};

/* In the order of enum mail_user. */
enum setting_mail_user {
    SETTING_MAIL_USER_ADDRESS,
    SETTING_MAIL_USER_ACCOUNT
};

/* In the order of enum step_up_line. */
enum setting_own_line {
    SETTING_OWN_LINE_IGNORED,
    SETTING_OWN_LINE_ENOUGH,
    SETTING_OWN_LINE_REQUIRED
};

struct mail_server_settings {
    char host[SETTINGS_TEXT_MAX]; /* "" not offered */
    uint32_t port;
    enum setting_socket socket;
};

struct mail_settings {
    struct mail_server_settings imap;
    struct mail_server_settings pop;
    struct mail_server_settings smtp;
    enum setting_mail_user user;
    enum setting_own_line own_line;
    char domains[SETTINGS_TEXT_MAX];
    char setup_page[SETTINGS_TEXT_MAX];          /* "" nobody is sent a link */
    char profile_certificate[SETTINGS_TEXT_MAX]; /* "" profiles are not signed */
    char profile_key[SETTINGS_TEXT_MAX];
    char ca_file[SETTINGS_TEXT_MAX]; /* "" the system's */
};

#endif
