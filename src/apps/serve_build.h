/* apps/serve_build.h - the daemon's objects, made from settings. */
#ifndef APPS_SERVE_BUILD_H
#define APPS_SERVE_BUILD_H

#include "apps/paths.h"
#include "config/settings.h"
#include "serve/serve.h"
#include "service/guard.h"
#include "service/log.h"
#include "words/lang.h"

/* What the command line says in place of the settings; NULL: nothing. */
struct build_wishes {
    const char *config;
    const char *db;
    const char *listen;
    const char *socket;
    const char *public_listen;
};

/* The settings of --config, of SETTINGS_FILE when it is there, else the defaults. */
bool build_settings(const struct build_wishes *w, struct settings **out, struct err *e) MUST_CHECK;

/* What serve_new and serve_reload take. */
struct trust {
    struct access *access;
    struct tls *tls; /* NULL when the settings name no certificate */
};

bool build_trust(const struct settings *s, struct trust *out, struct err *e) MUST_CHECK;
void trust_free(struct trust *t);

bool build_places(const struct settings *s, struct places **out, struct err *e) MUST_CHECK;

/* Where the store's file is: --db, the setting, or the usual place. ERR_SYSTEM: there is none. */
bool build_database(const struct build_wishes *w, const struct settings *s,
                    char out[static PATH_BYTES_MAX], struct err *e) MUST_CHECK;

bool build_store(const struct build_wishes *w, const struct settings *s, struct store **out,
                 struct err *e) MUST_CHECK;

/* The descriptors of the service manager, or those the settings state.
 *
 * out      SERVE_LISTENERS_MAX rows
 */
bool build_listeners(const struct build_wishes *w, const struct settings *s, struct listener *out,
                     size_t *count, struct err *e) MUST_CHECK;

unsigned build_threads(const struct settings *s);

/* What is not abroad; none when the setting is no list of countries. */
struct home_countries build_home(const struct settings *s);

struct guard_setup build_guard(const struct settings *s, struct places *places,
                               struct store *store);

struct serve_setup build_serve(const struct settings *s, const struct trust *trust);

/* The language of whoever states none. */
enum lang build_lang(const struct settings *s);

enum log_level build_log_level(const struct settings *s);

#endif
