#include "model/signin.h"

static const char *const service_codes[SERVICE_COUNT] = {
    [SERVICE_UNKNOWN] = "unknown", [SERVICE_IMAP] = "imap",
    [SERVICE_POP3] = "pop3",       [SERVICE_SUBMISSION] = "submission",
    [SERVICE_SIEVE] = "sieve",     [SERVICE_WEB] = "web",
    [SERVICE_DAV] = "dav",
};

static const char *const outcome_codes[OUTCOME_COUNT] = {
    [OUTCOME_SUCCESS] = "success",
    [OUTCOME_WRONG_PASSWORD] = "wrong_password",
    [OUTCOME_UNKNOWN_ACCOUNT] = "unknown_account",
    [OUTCOME_REFUSED] = "refused",
};

const char *service_code(enum service s)
{
    return service_codes[s];
}

const char *outcome_code(enum outcome o)
{
    return outcome_codes[o];
}
