/* apps/credential_setup.h - passwords as the settings say. */
#ifndef APPS_CREDENTIAL_SETUP_H
#define APPS_CREDENTIAL_SETUP_H

#include "apps/serve_build.h"
#include "config/settings.h"
#include "service/passwords.h"

/* Makes the passwords of a store; app_password.key stands beside the database unless a setting names it.
 *
 * database  path of the store's file
 * errors    ERR_CONFIG, ERR_SYSTEM: the key; no thread */
bool credential_setup_new(const struct settings *s, const char *database, struct store *store,
                          struct passwords **out, struct err *e) MUST_CHECK;

/* The same where the settings and the command line say. */
bool credential_setup_build(const struct build_wishes *w, const struct settings *s,
                            struct store *store, struct passwords **out, struct err *e) MUST_CHECK;

/* What changes at a reload, and the places. */
void credential_setup_reload(struct passwords *p, const struct settings *s,
                             const struct places *places);

/* The same, and reads what there is: from then on passwords are verified. */
bool credential_setup_load(struct passwords *p, const struct settings *s,
                           const struct places *places, struct err *e) MUST_CHECK;

/* Metrics. */
void credential_metrics(struct passwords *p, struct buf *out);

#endif
