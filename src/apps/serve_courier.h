/* apps/serve_courier.h - what sends the daemon's notices: settings and store -> courier. */
#ifndef APPS_SERVE_COURIER_H
#define APPS_SERVE_COURIER_H

#include "base/buf.h"
#include "config/settings.h"
#include "courier/courier.h"
#include "store/store.h"

struct dispatch;

/* Reads gateways and passwords and starts sending when a mail server or gateway is set up. The store is
 * borrowed and wakes it (store_set_told): nothing may be recorded before.
 *
 * key      of delivery reports: service/deliveries.h
 * errors   ERR_CONFIG  a file, the server or the sender; ERR_SYSTEM */
bool dispatch_new(const struct settings *s, struct store *store,
                  const uint8_t key[static GATEWAY_KEY_SIZE], struct dispatch **out,
                  struct err *e) MUST_CHECK;

/* Reads everything the settings name without sending. errors: as dispatch_new */
bool dispatch_check(const struct settings *s, struct err *e) MUST_CHECK;

/* Other settings from now on: what is under way is finished first, 2 s at most. As it was on failure. */
bool dispatch_set(struct dispatch *d, const struct settings *s, struct err *e) MUST_CHECK;

/* Prometheus text. */
void dispatch_metrics(struct dispatch *d, struct buf *out);

/* Sends nothing more and finishes what is under way for at most `within_ms`. NULL is fine. */
void dispatch_stop(struct dispatch *d, uint32_t within_ms);

/* After the store is closed, which may wake it until then. NULL is fine; *d becomes NULL. */
void dispatch_free(struct dispatch **d);

#endif
