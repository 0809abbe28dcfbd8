/* service/deliveries.h - the store's outbox as a courier wants it, and what gateways report later.
 *
 * Owns      nothing; the store is borrowed. Threads: any.
 */
#ifndef SERVICE_DELIVERIES_H
#define SERVICE_DELIVERIES_H

#include "courier/courier.h"
#include "model/delivery_report.h"
#include "store/notices.h"

struct courier_outbox deliveries_outbox(struct store *s);

/* The key of the tokens in reports' addresses: made from the notices' own key, so that neither tells
 * the other. */
void deliveries_key(const uint8_t secret[static GATEWAY_KEY_SIZE],
                    uint8_t out[static GATEWAY_KEY_SIZE]);

/* Records a report whose token is right; one that comes late or twice changes nothing. Durable.
 * errors   ERR_ABSENT  the token is wrong, or there is no such delivery: not told apart
 *          ERR_STORE */
bool deliveries_report(struct store *s, const uint8_t key[static GATEWAY_KEY_SIZE],
                       const struct delivery_report *r, int64_t now_ms, struct err *e) MUST_CHECK;

#endif
