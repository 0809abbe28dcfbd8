/* apps/serve_paths.h - where the daemon keeps its things when nobody says where. */
#ifndef APPS_SERVE_PATHS_H
#define APPS_SERVE_PATHS_H

#include "apps/paths.h"
#include "base/err.h"

/* "mioboe.db" below $STATE_DIRECTORY, else /var/lib/mioboe for root, else $XDG_STATE_HOME/mioboe or
 * ~/.local/state/mioboe; the folder is made. ERR_SYSTEM: it cannot be. */
bool serve_path_state(const char *name, char out[static PATH_BYTES_MAX], struct err *e) MUST_CHECK;

/* The same for sockets: $RUNTIME_DIRECTORY, /run/mioboe for root, $XDG_RUNTIME_DIR/mioboe, else
 * beside the state. */
bool serve_path_runtime(const char *name, char out[static PATH_BYTES_MAX],
                        struct err *e) MUST_CHECK;

/* For the cache of places: $CACHE_DIRECTORY, else as paths_cache; false when there is no place. */
bool serve_path_cache(const char *name, char out[static PATH_BYTES_MAX]) MUST_CHECK;

#endif
