/* apps/serve_out.h - all that leaves the daemon towards owners: who is told (serve_notices.h) and what
 * sends it (serve_courier.h), under one key. */
#ifndef APPS_SERVE_OUT_H
#define APPS_SERVE_OUT_H

#include "apps/serve_build.h"
#include "apps/serve_courier.h"
#include "apps/serve_notices.h"
#include "serve/api.h"

struct outgoing {
    struct notice_key key; /* of references; wiped at the end */
    struct dispatch *dispatch;
    struct telling *telling;
};

/* Before anything is recorded: the store asks what to tell, and wakes who sends. Providers have no names
 * until outgoing_places. On failure outgoing_free all the same. */
bool outgoing_new(const struct build_wishes *w, const struct settings *s, struct store *store,
                  struct outgoing *out, struct err *e) MUST_CHECK;

/* Delivery reports are taken from now on, and fakes from whoever hands one in. */
void outgoing_reports(const struct outgoing *o, struct api *api);

bool outgoing_places(struct outgoing *o, const struct settings *s, const struct places *places,
                     struct err *e) MUST_CHECK;

/* Other settings and places; all or nothing, `old` where it fails. */
bool outgoing_set(struct outgoing *o, const struct settings *old, const struct settings *s,
                  const struct places *places, struct err *e) MUST_CHECK;

/* Prometheus text. */
void outgoing_metrics(const struct outgoing *o, struct buf *out);

/* Sends nothing more; what is under way may take so long. */
void outgoing_stop(struct outgoing *o, uint32_t within_ms);

/* After the guard and before the store: nobody is told anything more. */
void outgoing_hush(struct outgoing *o);

/* After the store. */
void outgoing_free(struct outgoing *o);

#endif
