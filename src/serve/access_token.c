#include "model/token.h"
#include "serve/access.h"
#include "serve/route.h"

uint32_t access_scopes_of_token(uint32_t token)
{
    static const uint32_t ours[TOKEN_SCOPE_COUNT] = {
        SCOPE_READ,         SCOPE_WRITE,    SCOPE_HISTORY,   SCOPE_LISTS,       SCOPE_METRICS,
        SCOPE_POLICY,       SCOPE_MESSAGES, SCOPE_FAKES,     SCOPE_FAKES_WRITE, SCOPE_STAGES_READ,
        SCOPE_STAGES_WRITE, SCOPE_VERIFY,   SCOPE_PASSWORDS,
    };
    uint32_t scopes = 0;

    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        scopes |= (token & 1u << i) != 0 ? ours[i] : 0;
    }
    return scopes;
}
