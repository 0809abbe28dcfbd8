/* wire/mail_records.h - the DNS records by which mail programs find the operator's servers.
 *
 * Source    RFC 6186 3 (_imap, _imaps, _pop3, _pop3s, _submission), RFC 8314 5.1 (_submissions),
 *           RFC 2782 (a target of "." says that the service is not there).
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_MAIL_RECORDS_H
#define WIRE_MAIL_RECORDS_H

#include "base/buf.h"
#include "model/mail_setup.h"

/* Appends the lines of a zone file for one mail domain: services first, then the names under which the
 * set-up files are asked for, which point at `pages`.
 *
 * domain   mail_host_is_name()
 * pages    the host of the public pages; "": those lines are left out
 */
void mail_records_print(struct buf *out, const struct mail_setup *m, struct span domain,
                        struct span pages);

#endif
