#include "model/record.h"

static const char *const codes[] = {"none", "agrees", "recipient", "altered", "absent"};
_Static_assert(COUNT(codes) == RECORD_MATCH_COUNT, "each match has a code");

const char *record_match_code(enum record_match m)
{
    return codes[m];
}

bool record_match_parse(struct span code, enum record_match *out)
{
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
            *out = (enum record_match)i;
            return true;
        }
    }
    return false;
}
