#include "model/credential.h"

static const char *const scopes[APP_SCOPE_COUNT] = {"imap", "pop3", "submission", "sieve", "dav"};

static const char *const results[PASSWORD_RESULT_COUNT] = {
    [PASSWORD_RIGHT] = "right",
    [PASSWORD_WRONG] = "wrong",
    [PASSWORD_BUSY] = "busy",
    [PASSWORD_UNAVAILABLE] = "unavailable",
};

static const char *const kinds[CREDENTIAL_KIND_COUNT] = {
    [CREDENTIAL_MAIN_PASSWORD] = "main_password",
    [CREDENTIAL_APP_PASSWORD] = "app_password",
    [CREDENTIAL_SECOND_FACTOR] = "second_factor",
    [CREDENTIAL_PASSKEY] = "passkey",
    [CREDENTIAL_CONTACT] = "contact",
    [CREDENTIAL_SIGN_IN_NAME] = "sign_in_name",
};

const char *app_scope_code(unsigned bit)
{
    return scopes[bit];
}

uint32_t app_scope_parse(struct span code)
{
    for (unsigned i = 0; i < APP_SCOPE_COUNT; i++) {
        if (span_eq(code, (struct span){.at = scopes[i], .len = strlen(scopes[i])})) {
            return 1u << i;
        }
    }
    return 0;
}

static uint32_t several(struct span code)
{
    if (span_eq(code, SPAN("all"))) {
        return APP_SCOPE_ALL;
    }
    return span_eq(code, SPAN("receive")) ? APP_SCOPE_RECEIVE : app_scope_parse(code);
}

bool app_scopes_parse(struct span list, uint32_t *out)
{
    uint32_t found = 0;
    bool more = true;

    while (more) {
        struct span head = list;
        uint32_t one;

        more = span_cut(&list, ',', &head);
        one = several(more ? head : list);
        if (one == 0) {
            return false;
        }
        found |= one;
    }
    *out = found;
    return true;
}

uint32_t app_scope_of(enum service s)
{
    switch (s) {
    case SERVICE_IMAP:
        return APP_SCOPE_IMAP;
    case SERVICE_POP3:
        return APP_SCOPE_POP3;
    case SERVICE_SUBMISSION:
        return APP_SCOPE_SUBMISSION;
    case SERVICE_SIEVE:
        return APP_SCOPE_SIEVE;
    case SERVICE_DAV:
        return APP_SCOPE_DAV;
    case SERVICE_UNKNOWN:
    case SERVICE_WEB:
    case SERVICE_COUNT:
        break;
    }
    return 0;
}

bool app_password_valid(const struct app_password *p, int64_t now_ms)
{
    return p->revoked_ms == 0 && (p->expires_ms == 0 || now_ms < p->expires_ms);
}

const char *password_result_code(enum password_result r)
{
    return results[r];
}

const char *credential_kind_code(enum credential_kind k)
{
    return kinds[k];
}
