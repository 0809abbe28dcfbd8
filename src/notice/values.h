/* notice/values.h - facts -> the values a template shows.
 *
 * Names     docs/notices.md lists them all. Text is clean: no control characters, no attacker's link.
 */
#ifndef NOTICE_VALUES_H
#define NOTICE_VALUES_H

#include "base/value.h"
#include "notice/voice.h"

/* How short a short message's values are; the forms with room take brevity_none. */
struct brevity {
    uint8_t provider; /* columns; 0: left out */
    uint8_t client;
    uint8_t name;    /* 0: all of it */
    uint8_t reasons; /* at most so many */
    uint8_t benign;
    bool gsm; /* accents are left out of places, providers and programs */
};

/* In the order in which things are shortened: the provider's name, causes without harm, reasons, the
 * program's name, the person's name. No step leaves a mandatory field out. */
extern const struct brevity brevity_none;
extern const struct brevity brevities[];
extern const size_t brevity_count;

/* Makes every value. reference: in printed form. */
struct value *values_of(struct values *set, const struct notice_voice *v,
                        const struct notice_request *r, enum lang lang, const struct brevity *b,
                        const char *reference);

#endif
