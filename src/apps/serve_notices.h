/* apps/serve_notices.h - who is told by the daemon: settings, places and store -> service/notices.h. */
#ifndef APPS_SERVE_NOTICES_H
#define APPS_SERVE_NOTICES_H

#include "base/buf.h"
#include "config/settings.h"
#include "place/place.h"
#include "service/notices.h"

struct telling;

/* What a voice is made from. Everything is borrowed; the places as long as the voice is used. */
struct telling_parts {
    const struct settings *settings;
    const struct places *places;
    const struct notice_key *key;
    enum lang lang;
};

/* The settings as a voice takes them, but for key and places: also for config check. */
struct notice_setup telling_setup(const struct settings *s, enum lang lang);

/* Opens the voice, becomes the store's composer, starts the thread of the digest. The store is borrowed.
 *
 * errors   ERR_CONFIG  notice_start is not off and a setting it needs is missing; a template, page,
 *                      zone or host that is none
 *          ERR_SYSTEM, ERR_LIMIT */
bool telling_new(const struct telling_parts *parts, struct store *store, struct telling **out,
                 struct err *e) MUST_CHECK;

/* Other settings and places from now on; as it was on failure. When it returns nobody looks into the
 * old places any more. */
bool telling_set(struct telling *t, const struct telling_parts *parts, struct err *e) MUST_CHECK;

struct notices *telling_notices(struct telling *t);

/* Prometheus text: notices by kind and fate, messages by channel and state, how long the oldest is
 * overdue. */
void telling_metrics(struct telling *t, struct buf *out);

/* After the guard, before the store. NULL is fine; *t becomes NULL. */
void telling_free(struct telling **t);

#endif
