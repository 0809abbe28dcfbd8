/* apps/check_fit.h - the weights fitted to a folder of messages, and how well they do.
 *
 * Folder    phish/, ham/, ham-notice/ hold one mail a file; sms-phish.tsv and sms-ham.tsv hold an SMS
 *           a line: language, source, text. Only what they hold counts, never their names.
 */
#ifndef APPS_CHECK_FIT_H
#define APPS_CHECK_FIT_H

#include "message/checker.h"

/* Prints data/weights.tsv to standard output, and what was measured by cross-validation to standard
 * error: each message judged by weights it had no part in. each: prints instead a line of JSON for
 * each message, with that judgement. ERR_ABSENT, ERR_SYSTEM: the folder;
 * ERR_INPUT: too few messages. */
bool check_fit(struct checker *c, const char *folder, bool each, struct err *e) MUST_CHECK;

#endif
