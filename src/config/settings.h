/* config/settings.h - what the operator decided, read once and never changed.
 *
 * Duty      defaults, then what a file says. Every setting is a row of setting.h.
 * Owns      struct settings owns its networks. Immutable after settings_load: any thread may read.
 * Threads   settings_load and settings_read take one lock between them (libconfuse has one lexer).
 * Form      KEY = VALUE lines, # comments, network "NAME" { ... } sections; UTF-8. Nothing in a file
 *           is expanded: no environment variables, no other files, no ~.
 * Limits    SETTINGS_BYTES_MAX, SETTINGS_TEXT_MAX, NETWORKS_MAX.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"
#include "config/door_settings.h"
#include "config/flow_settings.h"
#include "config/mail_settings.h"
#include "config/password_settings.h"
#include "config/public_settings.h"
#include "config/setting_text.h"
#include "model/limits.h"
#include "model/network.h"
#include "model/policy.h"

#include <stdint.h>

#define SETTINGS_FILE "/etc/mioboe/mioboe.conf"
#define SETTINGS_BYTES_MAX ((size_t)1 << 20) /* of one file */

enum setting_language {
    SETTING_LANGUAGE_AUTO,
    SETTING_LANGUAGE_EN,
    SETTING_LANGUAGE_JA
};
enum setting_colour {
    SETTING_COLOUR_AUTO,
    SETTING_COLOUR_ALWAYS,
    SETTING_COLOUR_NEVER
};

enum setting_checks {
    SETTING_CHECKS_BOTH,
    SETTING_CHECKS_BEFORE,
    SETTING_CHECKS_AFTER
};
enum setting_outage {
    SETTING_OUTAGE_ALLOW,
    SETTING_OUTAGE_REFUSE
};
enum setting_log {
    SETTING_LOG_WARNING,
    SETTING_LOG_INFO,
    SETTING_LOG_DEBUG
};

/* The live watch. */
struct service_settings {
    enum setting_checks checks;
    enum setting_outage outage;
    enum setting_log log;
    uint32_t answer_ms;
    uint32_t delay_s;
    uint32_t threads; /* 0: one for each core */
    uint32_t workers;
    uint32_t check_at_once;
    uint32_t connections;
    char listen[SETTINGS_TEXT_MAX];     /* endpoints */
    char listen_tls[SETTINGS_TEXT_MAX]; /* endpoints with TLS */
    char tls_certificate[SETTINGS_TEXT_MAX];
    char tls_key[SETTINGS_TEXT_MAX];
    char listen_from[SETTINGS_TEXT_MAX];   /* blocks that may connect to them */
    char listen_socket[SETTINGS_TEXT_MAX]; /* "" the usual one */
    char socket_users[SETTINGS_TEXT_MAX];
    char socket_door_users[SETTINGS_TEXT_MAX];
    char secrets[SETTINGS_TEXT_MAX]; /* "" none */
};

enum setting_start {
    SETTING_START_OFF,
    SETTING_START_PREVIEW,
    SETTING_START_ON
};

/* In the order of enum notice_choice. */
enum setting_channels {
    SETTING_CHANNELS_BOTH,
    SETTING_CHANNELS_SMS_FIRST,
    SETTING_CHANNELS_MAIL_FIRST,
    SETTING_CHANNELS_MAIL,
    SETTING_CHANNELS_SMS
};

/* Who is told, and how much. */
struct telling_settings {
    enum setting_start start;
    enum setting_channels channels;
    uint32_t learning_days;
    uint32_t same_days;
    uint32_t hour;
    uint32_t two_days;
    uint32_t stage_days;
    char groups[SETTINGS_TEXT_MAX]; /* "" all */
};

/* What the operator has published of itself and its notices; "" where nothing is said. */
struct notice_settings {
    char service_name_en[SETTINGS_TEXT_MAX];
    char service_name_ja[SETTINGS_TEXT_MAX];
    char service_home[SETTINGS_TEXT_MAX];
    char service_security_page[SETTINGS_TEXT_MAX];
    char service_contact[SETTINGS_TEXT_MAX];
    char credential_name_en[SETTINGS_TEXT_MAX];
    char credential_name_ja[SETTINGS_TEXT_MAX];
    char app_password_name_en[SETTINGS_TEXT_MAX];
    char app_password_name_ja[SETTINGS_TEXT_MAX];
    char from[SETTINGS_TEXT_MAX];
    char from_name_en[SETTINGS_TEXT_MAX];
    char from_name_ja[SETTINGS_TEXT_MAX];
    char hosts[SETTINGS_TEXT_MAX];
    char sms_from[SETTINGS_TEXT_MAX];
    char sms_numbers[SETTINGS_TEXT_MAX];
    char check_page[SETTINGS_TEXT_MAX];
    char undo_page[SETTINGS_TEXT_MAX];
    uint32_t undo_hours;
    char never_ask[SETTINGS_TEXT_MAX];
    char home_countries[SETTINGS_TEXT_MAX];
    char templates[SETTINGS_TEXT_MAX]; /* folder; "" none */
    char key[SETTINGS_TEXT_MAX];       /* "" notice.key beside the database */
    bool sms_free;
};

enum setting_tls {
    SETTING_TLS_NONE,
    SETTING_TLS_STARTTLS,
    SETTING_TLS_WHOLE
};

/* How notices leave; "" where nothing is set up. */
struct courier_settings {
    enum setting_tls smtp_tls;
    char smtp_server[SETTINGS_TEXT_MAX];
    char smtp_user[SETTINGS_TEXT_MAX];
    char smtp_password_file[SETTINGS_TEXT_MAX];
    char sms_gateway[SETTINGS_TEXT_MAX]; /* files that describe requests */
    char voice_gateway[SETTINGS_TEXT_MAX];
};

struct settings {
    enum setting_language language;            /* AUTO: the caller's locale decides */
    enum setting_colour colour;                /* AUTO: on a terminal */
    char check_authserv_id[SETTINGS_TEXT_MAX]; /* "": no mail server's results are believed */
    struct policy policy;
    struct guess_limits guess;
    struct attack_limits attack;
    uint32_t history_days;
    uint32_t identity_days;
    uint32_t report_accounts;
    char time_zone[SETTINGS_TEXT_MAX];      /* "" this machine's */
    char database[SETTINGS_TEXT_MAX];       /* "" nothing is kept */
    char place_database[SETTINGS_TEXT_MAX]; /* libloc; "" the usual one when it is there */
    char place_mmdb[SETTINGS_TEXT_MAX];     /* "" none */
    char place_cache[SETTINGS_TEXT_MAX];    /* "" none */
    char brands_dir[SETTINGS_TEXT_MAX];     /* "" only the brands inside the program */
    struct service_settings service;
    struct notice_settings notice;
    struct telling_settings telling;
    struct courier_settings courier;
    struct door_settings doors;
    struct public_settings open;
    struct password_settings password;
    struct mail_settings mail;
    struct flow_settings flow;
    struct own_network *networks;
    size_t network_count; /* blocks, in the order of the file */
    size_t stated;        /* settings and sections the file stated */
};

/* Gives the defaults with what the file at `path` says; path NULL: the defaults alone.
 *
 * out      written only on success; free with settings_free
 * errors   ERR_ABSENT  no such file
 *          ERR_SYSTEM  it cannot be read
 *          ERR_CONFIG  "mioboe.conf:12: history_days: expected a whole number of days from 1 to
 *                      3650, came "forever""
 */
bool settings_load(const char *path, struct settings **out, struct err *e) MUST_CHECK;

/* The same from text in memory; `name` stands for the file in errors. */
bool settings_read(struct span text, const char *name, struct settings **out,
                   struct err *e) MUST_CHECK;

/* Frees and sets *s to NULL; *s may be NULL. */
void settings_free(struct settings **s);

#endif
