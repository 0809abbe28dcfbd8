/* wire/delivery_report.h - a gateway's report of a delivery: the request it makes of us.
 *
 * Form      GET or POST /v1/deliveries/{id}/{token}?state=1&text=...; what a POST sends as a form counts
 *           where the query does not have it.
 * Source    Kannel User's Guide 1.4.5, "Delivery reports" (1 delivered, 2 and 16 not, 4 queued by the
 *           SMS centre, 8 taken by it); SMPP 3.4, appendix B and TS 23.040's words of message states;
 *           "status" and "MessageStatus" are what other gateways call it.
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_DELIVERY_REPORT_H
#define WIRE_DELIVERY_REPORT_H

#include "base/err.h"
#include "model/delivery_report.h"

#define DELIVERY_REPORT_BYTES_MAX ((size_t)16 << 10) /* of query and form, each */

/* Reads one; id and token as they stand in the path. What cannot be read of the text is left out of it:
 * its character set is the SMS centre's own matter, and the state counts.
 *
 * out      token is a view into `token`; written only on success
 * errors   ERR_INPUT  no ID, no state or one nobody knows, too long
 */
bool delivery_report_parse(struct span id, struct span token, struct span query, struct span form,
                           struct delivery_report *out, struct err *e) MUST_CHECK;

#endif
