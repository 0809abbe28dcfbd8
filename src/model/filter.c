#include "model/filter.h"

static const char *const codes[FILTER_STATE_COUNT] = {
    [FILTER_CHECKED] = "checked",
    [FILTER_LATE] = "late",
    [FILTER_BUSY] = "busy",
    [FILTER_BROKEN] = "broken",
};

const char *filter_state_code(enum filter_state s)
{
    return codes[s];
}

bool filter_state_parse(struct span code, enum filter_state *out)
{
    for (unsigned s = 0; s < FILTER_STATE_COUNT; s++) {
        if (span_eq(code, (struct span){.at = codes[s], .len = strlen(codes[s])})) {
            *out = (enum filter_state)s;
            return true;
        }
    }
    return false;
}
