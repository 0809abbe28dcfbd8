/* apps/desk.h - the daemon's desk: where devices are set up, made from settings and replaced with them.
 *
 * Life      desk_new before anybody is answered; at a reload desk_prepare, then everybody is given
 *           desk_next, then desk_commit: what was before is gone only when nobody uses it any more.
 */
#ifndef APPS_DESK_H
#define APPS_DESK_H

#include "apps/serve_build.h"
#include "service/device_desk.h"

struct desk;

/* Store and passwords are borrowed; no places are known until desk_commit.
 * errors   ERR_CONFIG  as device_profiles_new, notice_setup_key */
bool desk_new(const struct build_wishes *w, const struct settings *s, struct store *store,
              struct passwords *passwords, struct desk **out, struct err *e) MUST_CHECK;
void desk_free(struct desk **d); /* NULL is fine; *d becomes NULL */

/* What requests use. devices inside is NULL where settings name no servers or no setup_page. */
const struct device_desk *desk_now(const struct desk *d);

/* The one of other settings; at most one is prepared. */
bool desk_prepare(struct desk *d, const struct settings *s, struct err *e) MUST_CHECK;
const struct device_desk *desk_next(const struct desk *d);
void desk_abandon(struct desk *d);

/* The prepared one, when there is one, is the one of now. */
void desk_commit(struct desk *d, const struct settings *s, const struct places *places);

#endif
