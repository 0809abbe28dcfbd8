#include "model/reason.h"

static const char *const texts[REASON_COUNT] = {
    [REASON_NEW_COUNTRY] = "new_country",
    [REASON_NEW_PROVIDER] = "new_provider",
    [REASON_NEW_ADDRESS] = "new_address",
    [REASON_NEW_CLIENT] = "new_client",
    [REASON_NEW_VERSION] = "new_version",
    [REASON_UNUSUAL_SCORE] = "unusual_score",
    [REASON_FIRST_SIGNIN] = "first_signin",
    [REASON_RARE_PLACE] = "rare_place",
    [REASON_DORMANT] = "dormant",
    [REASON_TWO_COUNTRIES] = "two_countries",
    [REASON_AFTER_FAILURES] = "after_failures",
    [REASON_ANONYMISER] = "anonymiser",
    [REASON_HOSTILE_NETWORK] = "hostile_network",
    [REASON_UNKNOWN_PLACE] = "unknown_place",
    [REASON_GUESSING_SOURCE] = "guessing_source",
    [REASON_STAGE_ABROAD] = "stage_abroad",
    [REASON_STAGE_HOME] = "stage_home",
};

const char *reason_code_text(enum reason_code code)
{
    return texts[code];
}
