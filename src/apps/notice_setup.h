/* apps/notice_setup.h - the operator's settings as a notice's voice takes them. */
#ifndef APPS_NOTICE_SETUP_H
#define APPS_NOTICE_SETUP_H

#include "config/settings.h"
#include "notice/compose.h"

/* Everything but key, choice, voice, sms, mail, times and provider, which stay zero. Borrows from `s`. */
struct notice_setup notice_setup_of(const struct settings *s, enum lang lang);

/* The key file: what the settings name, else notice.key beside the database. ERR_CONFIG: neither is
 * stated. */
bool notice_setup_key(const struct settings *s, const char *database, struct notice_key *out,
                      struct err *e) MUST_CHECK;

#endif
