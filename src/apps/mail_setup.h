/* apps/mail_setup.h - the operator's settings as set-up files take them. */
#ifndef APPS_MAIL_SETUP_H
#define APPS_MAIL_SETUP_H

#include "config/settings.h"
#include "model/mail_setup.h"
#include "wire/cms.h"
#include "words/lang.h"

/* Borrows from `s`. ERR_CONFIG: a server or a domain has no name DNS knows, or one of the two directions
 * of mail is missing. Nothing stated at all is fine: then mail_setup_stated() says no. */
bool mail_setup_of(const struct settings *s, enum lang lang, struct mail_setup *out,
                   struct err *e) MUST_CHECK;

/* Who signs profiles; *out is NULL when the settings name nobody.
 * errors   ERR_CONFIG  a file is missing, readable by everybody (the key) or no PEM */
bool mail_setup_signer(const struct settings *s, struct cms_signer **out, struct err *e) MUST_CHECK;

/* The host of an address "https://mail.example.jp/setup"; "" when it has none. */
struct span mail_setup_host(const char *url);

#endif
