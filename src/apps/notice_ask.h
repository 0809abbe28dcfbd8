/* apps/notice_ask.h - the parts of mioboe notice that ask the daemon or the database: verify, forecast,
 * test. */
#ifndef APPS_NOTICE_ASK_H
#define APPS_NOTICE_ASK_H

#include "apps/inquiry.h"

#define NOTICE_ASK_DAYS "30" /* of a forecast when nobody says */

/* True when the verb is one of them. */
bool notice_ask_knows(const char *verb);

/* Runs it. options: begin with INQUIRY_ROWS; days: of the forecast, NULL the usual ones. Gives the exit
 * code. */
int notice_ask(const struct options *options, const char *verb, const char *operand,
               const char *days);

#endif
