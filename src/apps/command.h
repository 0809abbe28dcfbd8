/* apps/command.h - the subcommands of `mioboe`, one row and one file each. */
#ifndef APPS_COMMAND_H
#define APPS_COMMAND_H

#include "apps/options.h"
#include "base/err.h"

struct command {
    const char *name;
    const char *summary;           /* one line for `mioboe --help` */
    const struct option_row *rows; /* its options */
    size_t row_count;
    int (*run)(int argc, char *argv[]); /* argv[0] is the subcommand's name; gives the exit code */
    const char *operands; /* for completion: "check|example", or NULL when they are files */
};

extern const struct command command_check;
extern const struct command command_scan;
extern const struct command command_serve;
extern const struct command command_account;
extern const struct command command_history;
extern const struct command command_explain;
extern const struct command command_profile;
extern const struct command command_notice;
extern const struct command command_device;
extern const struct command command_token;
extern const struct command command_password, command_app_password;
extern const struct command command_announce;
extern const struct command command_fakes;
extern const struct command command_stage;
extern const struct command command_brand;
extern const struct command command_milter;
extern const struct command command_forward;
extern const struct command command_replay;
extern const struct command command_config;
extern const struct command command_completion;
extern const struct command command_manual;

/* Every subcommand, in the order of the help. */
extern const struct command *const commands[];
extern const size_t command_count;

/* The exit code of <sysexits.h> for an error of ours: INPUT 65, ABSENT 66, LIMIT and STORE 75,
 * CONFIG 78, SYSTEM 74 (71 when no file is concerned), BUG 70. */
int command_exit_code(const struct err *e);

/* Prints "mioboe NAME: text" to stderr and gives command_exit_code(e). */
int command_fail(const char *name, const struct err *e);

#endif
