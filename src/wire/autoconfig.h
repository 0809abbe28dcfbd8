/* wire/autoconfig.h - the settings of mail programs that ask a well-known address: Thunderbird,
 * Evolution, K-9, KMail.
 *
 * Source    draft-ietf-mailmaint-autoconfig-03: section 3 (the XML), 4 (where it is asked for); the
 *           format's older description, version 1.1, is what today's programs read.
 * Never     a secret, or whether an address exists: the answer depends on the operator's settings alone.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_AUTOCONFIG_H
#define WIRE_AUTOCONFIG_H

#include "base/buf.h"
#include "model/mail_setup.h"

/* The path below the mail domain's own host, and the one at "autoconfig." in front of it. */
#define AUTOCONFIG_WELL_KNOWN "/.well-known/autoconfig/mail/config-v1.1.xml"
#define AUTOCONFIG_PATH "/mail/config-v1.1.xml"

/* Appends the document. Programs put the address that was typed in place of %EMAILADDRESS%; where the
 * account's ID is the user name they ask for it, because nobody who has not signed in may be told.
 *
 * m        mail_setup_stated()
 */
void autoconfig_print(struct buf *out, const struct mail_setup *m);

#endif
