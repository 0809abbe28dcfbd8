/* config/setting.h - the one table of settings: defaults, bounds, texts and manuals come from it. */
#ifndef CONFIG_SETTING_H
#define CONFIG_SETTING_H

#include "config/settings.h"

#include <stdio.h>

enum setting_type {
    SETTING_CHOICE,
    SETTING_TRUTH,
    SETTING_NUMBER,
    SETTING_PATH,
    SETTING_ZONE,
    SETTING_COUNTRY,
    SETTING_ENDPOINTS, /* a text: "127.0.0.1:8084 [::1]:8084" */
    SETTING_SOURCES,   /* a text: "127.0.0.0/8 ::1" */
    SETTING_WORDS,     /* a text: "dovecot 1000" */
    SETTING_TEXT,      /* a text of any words, UTF-8 */
    SETTING_URL,       /* a text: "https://www.example.jp/" */
    SETTING_BLOCKS,    /* only inside network */
};

enum setting_group {
    SETTING_GENERAL,
    SETTING_DECISIONS,
    SETTING_PLACES,
    SETTING_STORE,
    SETTING_GUESSING,
    SETTING_SERVICE,
    SETTING_DOORS,
    SETTING_REPORT,
    SETTING_NOTICES,
    SETTING_PUBLIC,
    SETTING_PASSWORDS,
    SETTING_MAIL,
    SETTING_FLOW,
    SETTING_NETWORK, /* inside a network "NAME" { } section */
    SETTING_GROUP_COUNT
};

#define SETTING_CHOICES_MAX 5

struct setting {
    const char *key;
    enum setting_group group;
    enum setting_type type;
    const char *fallback; /* as it would be written; the example of SETTING_BLOCKS */
    size_t offset;        /* in struct settings; unused inside network */
    uint32_t lo;          /* NUMBER: bounds, inclusive */
    uint32_t hi;
    const char *unit;                         /* NUMBER: "days"; "" when it only counts */
    const char *choices[SETTING_CHOICES_MAX]; /* CHOICE: in the order of the enum */
    const char *en;                           /* what it does, one or two sentences */
    const char *ja;
};

extern const struct setting setting_table[];
extern const size_t setting_count;

/* "General", 「全般」. */
const char *setting_group_title(enum setting_group g, bool ja);

/* The row of a key; inside network: "network.trusted". NULL when there is none. */
const struct setting *setting_find(struct span key);

/* The known key most like `key`, when it is alike at all; else NULL. */
const char *setting_nearest(struct span key);

/* Reads a value as the file would state it and puts it into *s. Not for the group NETWORK.
 * errors   ERR_CONFIG  "KEY: expected ..., came ..."; *s untouched */
bool setting_apply(const struct setting *row, struct span value, struct settings *s,
                   struct err *e) MUST_CHECK;

/* Readers of single values, for the group NETWORK. */
bool setting_truth(const struct setting *row, struct span value, bool *out,
                   struct err *e) MUST_CHECK;
bool setting_country(const struct setting *row, struct span value, uint16_t *out,
                     struct err *e) MUST_CHECK;

/* "a whole number of days from 1 to 3650", "watch or strict", ...; 「1から3650までの整数（日）」. */
void setting_expected(const struct setting *row, bool ja, struct buf *out);

/* "KEY: expected ..., came ...". Always false. */
bool setting_refuse(const struct setting *row, struct span came, struct err *e);

/* A complete file with every setting at its default, commented; settings_read accepts it. */
void setting_print_example(FILE *to, bool ja);

/* Default, bounds and sentence of one setting. */
void setting_print_one(FILE *to, const struct setting *row, bool ja);

/* The whole of man/mioboe.conf.5 (mdoc), and the tables of docs/configuration.md. */
void setting_print_manual(FILE *to);
void setting_print_markdown(FILE *to);

#endif
