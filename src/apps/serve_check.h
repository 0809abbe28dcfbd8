/* apps/serve_check.h - what reads messages in the daemon, made from settings. */
#ifndef APPS_SERVE_CHECK_H
#define APPS_SERVE_CHECK_H

#include "config/settings.h"
#include "service/check_message.h"

/* While the process has one thread and no secret. errors: as check_desk_new, brand_files_add_dir. */
bool checking_new(const struct settings *s, struct check_desk **out, struct err *e) MUST_CHECK;

/* Prometheus text. */
void checking_metrics(struct check_desk *d, struct buf *out);

#endif
