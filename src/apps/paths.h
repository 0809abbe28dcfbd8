/* apps/paths.h - where a command keeps things that nobody named a place for. */
#ifndef APPS_PATHS_H
#define APPS_PATHS_H

#include "base/buf.h"

#define PATH_BYTES_MAX 4096

/* Writes DIR/mioboe/`name`, NUL-terminated, DIR being $XDG_CACHE_HOME or $HOME/.cache, and makes the
 * folders. False when there is no such place: then nothing is cached. */
bool paths_cache(const char *name, char out[static PATH_BYTES_MAX]) MUST_CHECK;

#endif
