#include "model/attempt.h"

static const char *const codes[CAUSE_COUNT] = {
    [CAUSE_NONE] = "none",
    [CAUSE_ALLOW_LISTED] = "allow_listed",
    [CAUSE_BLOCK_LISTED] = "block_listed",
    [CAUSE_GUESSING] = "guessing",
    [CAUSE_ATTACKED] = "attacked",
    [CAUSE_PLACE] = "place",
    [CAUSE_STAGE_ABROAD] = "stage_abroad",
    [CAUSE_STAGE_HOME] = "stage_home",
    [CAUSE_OUTAGE] = "outage",
};

const char *answer_cause_code(enum answer_cause c)
{
    return codes[c];
}
