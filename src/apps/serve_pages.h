/* apps/serve_pages.h - the public pages of the daemon: settings and store -> portal. */
#ifndef APPS_SERVE_PAGES_H
#define APPS_SERVE_PAGES_H

#include "config/settings.h"
#include "portal/portal.h"
#include "store/store.h"

struct pages;

/* What messages are read and compared with; borrowed. */
struct pages_reader {
    struct check_desk *desk;
    struct fakes *fakes; /* in circulation */
    const uint8_t
        *notice_key; /* what forms carry is sealed with a key made of it: every daemon of a
                                  service reads it. For the call. */
};

/* The store is borrowed. errors: as portal_new. */
bool pages_new(const struct settings *s, struct store *store, const struct pages_reader *reader,
               struct pages **out, struct err *e) MUST_CHECK;

/* Other settings from now on; unchanged on failure. */
bool pages_set(struct pages *p, const struct settings *s, struct err *e) MUST_CHECK;

struct portal *pages_portal(struct pages *p);

void pages_free(struct pages **p); /* NULL is fine; *p becomes NULL */

#endif
