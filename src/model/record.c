#include "model/record.h"

static const char *const codes[] = {"none", "agrees", "recipient", "altered", "absent"};
_Static_assert(COUNT(codes) == RECORD_MATCH_COUNT, "each match has a code");

const char *record_match_code(enum record_match m)
{
    return codes[m];
}

static const char *const event_codes[] = {"unasked", "found", "absent"};
_Static_assert(COUNT(event_codes) == EVENT_MATCH_COUNT, "each match has a code");

static bool find(const char *const *list, size_t count, struct span code, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (span_eq(code, (struct span){.at = list[i], .len = strlen(list[i])})) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool record_match_parse(struct span code, enum record_match *out)
{
    size_t i;

    if (!find(codes, COUNT(codes), code, &i)) {
        return false;
    }
    *out = (enum record_match)i;
    return true;
}

const char *event_match_code(enum event_match m)
{
    return event_codes[m];
}

bool event_match_parse(struct span code, enum event_match *out)
{
    size_t i;

    if (!find(event_codes, COUNT(event_codes), code, &i)) {
        return false;
    }
    *out = (enum event_match)i;
    return true;
}
