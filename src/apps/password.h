/* apps/password.h - the verbs of `mioboe password`, one file each.
 *
 * A verb gets what stands behind it on the command line and gives the exit code; it tells its own errors.
 */
#ifndef APPS_PASSWORD_H
#define APPS_PASSWORD_H

#include "apps/inquiry.h"
#include "base/secret.h"

typedef int password_verb(const struct options *o, int count, char *typed[]);

password_verb password_breach; /* password_breach.c: the list of leaked passwords */
enum {
    PASSWORD_REVOKE = INQUIRY_OPTIONS,
    PASSWORD_KEEP,
    PASSWORD_SINCE,
    PASSWORD_OPTIONS
};

password_verb password_change, password_undo, password_changes; /* password_change.c */
password_verb password_quality; /* password_quality.c: is a password good enough? */
password_verb password_import;  /* password_import.c: hashes other systems kept */

/* password_account.c: the passwords of one account. */
password_verb password_set, password_verify, password_show, password_mail, password_pin;

/* Reads a password: without echo on a terminal, after `prompt` on standard error; else the first line of
 * standard input. ERR_INPUT: nothing came, it is too long, or it holds a NUL. */
bool password_ask(const char *prompt, struct secret *out, struct err *e) MUST_CHECK;

#endif
