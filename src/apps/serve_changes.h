/* apps/serve_changes.h - changing passwords, made from the settings. */
#ifndef APPS_SERVE_CHANGES_H
#define APPS_SERVE_CHANGES_H

#include "config/settings.h"
#include "portal/portal.h"
#include "service/password_change.h"

/* The changes and what they borrow: the list of leaked passwords, Dovecot's API. */
struct changing {
    struct changes *changes;
    struct breach *breach;
    struct doveadm *doveadm;
};

/* Store, passwords, notices and places as of struct changes_setup.
 * errors   ERR_CONFIG  the list or a file cannot be used; ERR_STORE, ERR_SYSTEM */
bool changing_new(const struct settings *s, const struct changes_setup *lent, struct changing *out,
                  struct err *e) MUST_CHECK;

/* Reads list and files again; unchanged on failure. */
bool changing_set(struct changing *c, const struct settings *s, const struct changes_setup *lent,
                  struct portal *pages, struct err *e) MUST_CHECK;

/* From now on the pages offer it. */
void changing_show(const struct changing *c, const struct settings *s, struct portal *pages);

void changing_free(struct changing *c);

#endif
