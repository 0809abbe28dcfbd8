/* apps/serve_check.h - what reads messages in the daemon, made from settings. */
#ifndef APPS_SERVE_CHECK_H
#define APPS_SERVE_CHECK_H

#include "config/settings.h"
#include "service/check_message.h"
#include "service/fakes.h"

/* While the process has one thread and no secret. errors: as check_desk_new, brand_files_add_dir. */
bool checking_new(const struct settings *s, struct check_desk **out, struct err *e) MUST_CHECK;

/* Messages are compared with the fakes in circulation from now on; borrowed while the desk is asked. */
void checking_fakes(struct check_desk *d, struct fakes *f);

/* Prometheus text. */
void checking_metrics(struct check_desk *d, struct buf *out);

#endif
