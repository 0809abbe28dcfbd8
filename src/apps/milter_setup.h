/* apps/milter_setup.h - the mail filter's objects, made from settings. */
#ifndef APPS_MILTER_SETUP_H
#define APPS_MILTER_SETUP_H

#include "apps/brand_files.h"
#include "apps/check_record.h"
#include "apps/paths.h"
#include "config/settings.h"
#include "notice/reference.h"
#include "serve/milter.h"

/* What the command line says; NULL: nothing. */
struct milter_wishes {
    const char *config;
    const char *listen;
    const char *socket;
    const char *key;
    const char *recipient;
};

struct milter_parts {
    struct settings *settings;
    struct clock *zone;
    struct brand_files brands;
    struct check_record record;
    struct check_pool *pool;
    char daemon[PATH_BYTES_MAX];
    char listen[PATH_BYTES_MAX];
    char subject[MILTER_SUBJECT_FRONT_MAX];
};

/* Everything but the run, in the order that keeps secrets out of the checkers' processes: those first, then
 * log, threads and key. *p is zeroed by the caller and to be freed also after a failure. */
bool milter_parts_make(const struct milter_wishes *w, struct milter_parts *p,
                       struct err *e) MUST_CHECK;
void milter_parts_free(struct milter_parts *p);

/* The run ended because no checker is left. */
bool milter_parts_lost(void);

/* The key of --key, of filter_key, or of the usual place. Made when it is missing, if `makes`. */
bool milter_key(const struct milter_wishes *w, const struct settings *s, bool makes,
                struct notice_key *out, struct err *e) MUST_CHECK;

#endif
