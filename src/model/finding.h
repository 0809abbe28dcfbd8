/* model/finding.h - what a scan of a mail log tells a person. Nouns between service/scan and the
 * reports; every span lives as long as the scan that gave it.
 */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include "model/decision.h"
#include "model/place.h"
#include "model/signin.h"

#define PROVIDER_TEXT_MAX 96 /* bytes of a provider's name, NUL included; longer ones are cut */
#define USUAL_MAX 6          /* usual places of one account */

/* A place with the provider's name looked up, for people. */
struct named_place {
    struct place place;
    char provider[PROVIDER_TEXT_MAX]; /* UTF-8; "" when unknown; the network's own name for OWN */
};

/* One sign-in that does not fit. */
struct finding_signin {
    int64_t at_ms;
    struct span account;
    struct address remote;
    struct named_place where;
    enum service service;
    enum outcome outcome;
    struct client client;
    struct decision decision;
    uint64_t count;           /* sign-ins of the same account, place, client and service that day */
    int64_t last_ms;          /* the last of them */
    struct named_place usual; /* where the account usually signs in from; kind UNKNOWN when new */
};

enum source_width {
    SOURCE_ADDRESS,
    SOURCE_V4_24,
    SOURCE_V6_64,
    SOURCE_V6_48,
    SOURCE_WIDTH_COUNT
};

/* A network that guesses passwords. */
struct finding_source {
    struct address prefix;
    enum source_width width; /* what prefix covers: one address, an IPv4 /24, an IPv6 /64 */
    struct named_place where;
    uint64_t failures;
    uint32_t accounts; /* different sign-in names tried; above ACCOUNTS_EXACT_MAX an estimate */
    bool accounts_estimated;
    uint32_t addresses; /* different addresses seen inside the prefix */
    uint32_t successes; /* sign-ins that succeeded from it (any account) */
    int64_t first_ms;
    int64_t last_ms;
};

enum account_trouble {
    TROUBLE_UNDER_ATTACK,   /* many failures from sources the account never used */
    TROUBLE_PASSWORD_FOUND, /* a success from a source right after its failures on this account */
};

/* An account somebody is trying to get into, or has. */
struct finding_account {
    enum account_trouble trouble;
    struct span account;
    uint64_t failures;
    uint32_t sources; /* different subscribers that failed */
    int64_t first_ms;
    int64_t last_ms;
    struct address remote;    /* PASSWORD_FOUND: the address that succeeded */
    struct named_place where; /* of remote */
    enum service service;
    int64_t at_ms; /* PASSWORD_FOUND: when it succeeded */
};

/* Where one account usually signs in from. */
struct usual_place {
    struct named_place where;
    uint32_t days; /* days on which the account signed in from there, decayed; rounded */
};

struct account_summary {
    struct span account;
    uint64_t signins;
    uint64_t failures;
    int64_t first_ms; /* of sign-ins that succeeded; 0 when none did */
    int64_t last_ms;
    uint8_t usual_count;
    struct usual_place usual[USUAL_MAX]; /* most used first */
};

/* One day of the time line. */
struct day_count {
    int32_t day; /* days since 1970, UTC */
    uint32_t unusual;
    uint64_t signins;
    uint64_t failures;
};

struct country_count {
    uint16_t country; /* 0 = unknown */
    uint64_t signins;
    uint64_t failures;
    uint64_t accounts; /* accounts with a success from there */
};

struct program_count {
    struct span program;
    uint64_t lines;
};

struct scan_summary {
    uint64_t lines;
    uint64_t bytes;
    uint64_t skipped;  /* too long, cut short, full of NUL */
    uint64_t unknown;  /* lines of programs or forms Mioboe does not read */
    uint64_t repeated; /* events already counted by an earlier scan or another file */
    uint64_t signins;
    uint64_t failures;
    uint64_t accounts;
    uint64_t unusual;
    uint64_t sources;
    uint64_t attacked;
    uint64_t found;   /* accounts whose password was found after failures */
    int64_t first_ms; /* of events read; 0 when none */
    int64_t last_ms;
    double seconds;     /* the scan took */
    const char *places; /* "libloc 2022-10-29", for people; "" when no database */
    size_t day_count;
    const struct day_count *days; /* ascending, gaps left out */
    size_t country_count;
    const struct country_count *countries; /* most sign-ins first */
    size_t program_count;
    const struct program_count *programs; /* unread lines by program, most first */
};

#endif
