#include "apps/command.h"

#include <sysexits.h>

const struct command *const commands[] = {
    &command_check,
    &command_scan,
    &command_serve,
    &command_account,
    &command_history,
    &command_explain,
    &command_profile,
    &command_notice,
    &command_announce,
    &command_fakes,
    &command_brand,
    &command_token,
    &command_password,
    &command_app_password,
    &command_device,
    &command_stage,
    &command_milter,
    &command_forward,
    &command_replay,
    &command_config,
    &command_completion,
    &command_manual,
    NULL,
};
const size_t command_count = COUNT(commands) - 1;

int command_exit_code(const struct err *e)
{
    switch (e->code) {
    case ERR_NONE:
        return EX_OK;
    case ERR_INPUT:
        return EX_DATAERR;
    case ERR_ABSENT:
        return EX_NOINPUT;
    case ERR_LIMIT:
    case ERR_STORE:
        return EX_TEMPFAIL;
    case ERR_CONFIG:
        return EX_CONFIG;
    case ERR_SYSTEM:
        return EX_IOERR;
    case ERR_BUG:
        return EX_SOFTWARE;
    }
    return EX_SOFTWARE;
}

int command_fail(const char *name, const struct err *e)
{
    (void)fprintf(stderr, "mioboe %s: %s\n", name, e->text);
    return command_exit_code(e);
}
