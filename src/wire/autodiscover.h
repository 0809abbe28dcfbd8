/* wire/autodiscover.h - Outlook's way of asking for mail settings: plain old XML.
 *
 * Source    [MS-OXDSCLI] 2.2.3 (request), 2.2.4 (response), schema outlook/responseschema/2006a.
 * Reading   the request is anybody's bytes: no XML parser sees them. One element's text is looked for
 *           in a bounded text; a document type, an entity of its own or a CDATA section is refused.
 * Never     a secret, or whether an address exists.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_AUTODISCOVER_H
#define WIRE_AUTODISCOVER_H

#include "base/buf.h"
#include "base/err.h"
#include "model/mail_setup.h"

#define AUTODISCOVER_PATH "/autodiscover/autodiscover.xml"
#define AUTODISCOVER_BODY_MAX ((size_t)8 << 10) /* bytes of a request */
#define AUTODISCOVER_SCHEMA                                                                        \
    "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"

struct autodiscover_request {
    struct span address; /* a view into the request; mail_domain_of() knows its domain */
    bool known_schema;   /* it accepts AUTODISCOVER_SCHEMA, or does not say what */
};

/* errors   ERR_INPUT  no address of a mailbox in it, or something a request never holds
 *          ERR_LIMIT  longer than AUTODISCOVER_BODY_MAX
 */
bool autodiscover_parse(struct span in, struct autodiscover_request *out, struct err *e) MUST_CHECK;

/* Appends the settings for who asked. */
void autodiscover_print(struct buf *out, const struct mail_setup *m,
                        const struct autodiscover_request *r);

/* Appends the error of 2.2.4.1.1.1.5: 600 the request, 601 no such schema or domain.
 * now_ms   wall clock, its time of day is shown */
void autodiscover_print_error(struct buf *out, unsigned code, const char *message, int64_t now_ms);

#endif
