#include "model/decision.h"

static const char *const codes[ACTION_COUNT] = {
    [ACTION_ALLOW] = "allow",
    [ACTION_NOTICE] = "notice",
    [ACTION_CHALLENGE] = "challenge",
    [ACTION_REFUSE] = "refuse",
};

const char *action_code(enum action a)
{
    return codes[a];
}
