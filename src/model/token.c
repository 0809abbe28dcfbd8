#include "model/token.h"

static const char *const codes[TOKEN_SCOPE_COUNT] = {
    "accounts:read", "accounts:write",   "history:read",    "listings:write", "metrics",
    "policy",        "messages:check",   "fakes:read",      "fakes:write",    "stages:read",
    "stages:write",  "passwords:verify", "passwords:write",
};

const char *token_scope_code(unsigned bit)
{
    return codes[bit];
}

static uint32_t scope_of(struct span code)
{
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if (span_eq(code, (struct span){.at = codes[i], .len = strlen(codes[i])})) {
            return 1u << i;
        }
    }
    return 0;
}

bool token_scopes_parse(struct span list, uint32_t *out)
{
    uint32_t scopes = 0;
    bool more = true;

    while (more) {
        struct span head = list;
        uint32_t one;

        more = span_cut(&list, ',', &head);
        one = scope_of(head);
        if (one == 0) {
            return false;
        }
        scopes |= one;
    }
    *out = scopes;
    return true;
}
