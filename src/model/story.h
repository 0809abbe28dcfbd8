/* model/story.h - what is told about an account: its history, one event explained, its habits.
 * Nouns between service/story.h, wire/api_json.h and the commands. */
#ifndef MODEL_STORY_H
#define MODEL_STORY_H

#include "model/finding.h"
#include "model/history.h"
#include "model/notice.h"
#include "model/profile.h"

#define STORY_NAMES_MAX 48 /* names one account can sign in with */
#define STORY_LANGS 2      /* languages a sentence is told in: as words/lang.h counts them */

/* What the owner was told of an event, and how far each message has come. */
struct told_notice {
    char reference[NOTICE_REFERENCE_MAX]; /* "" nobody was told, nor is to be */
    uint8_t kind;                         /* enum notice_kind */
    uint8_t fate;                         /* enum notice_fate */
    uint8_t count;
    struct told_message {
        uint8_t channel; /* enum channel */
        uint8_t state;   /* enum delivery_state */
        int64_t changed_ms;
    } messages[NOTICE_DELIVERIES_MAX];
};

/* One row of history with the names people need. */
struct history_entry {
    struct span account; /* the name that signed in */
    struct history_row row;
    struct named_place where;
    struct told_notice told;
};

/* One event, and what it is to be compared with. */
struct event_story {
    struct history_entry entry;
    uint32_t days; /* of habits the reasons may rest on */
    uint8_t usual_count;
    struct usual_place usual[USUAL_MAX];       /* of that sign-in name today, most used first */
    struct span why[REASONS_MAX][STORY_LANGS]; /* a sentence for each reason; "" not told */
};

struct usual_client {
    uint32_t family;
    uint32_t version;
    uint32_t days; /* of use, decayed, rounded, at least 1 */
    uint16_t last_day;
};

/* What one sign-in name usually does. */
struct profile_story {
    struct span account;
    uint32_t signins;   /* learnt, repeats of a day not counted; stays at 65535 */
    uint16_t first_day; /* since 1970 */
    int64_t last_ms;    /* of the latest sign-in learnt, to the minute */
    uint8_t usual_count;
    struct usual_place usual[USUAL_MAX];
    uint16_t usual_last_day[USUAL_MAX];
    uint8_t client_count;
    struct usual_client clients[PROFILE_CLIENTS];
    uint8_t address_count; /* addresses kept in mind, as hashes: they cannot be shown */
};

#endif
