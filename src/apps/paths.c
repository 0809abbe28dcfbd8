#include "apps/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool fits(int len)
{
    return len > 0 && len < PATH_BYTES_MAX;
}

bool paths_cache(const char *name, char out[static PATH_BYTES_MAX])
{
    const char *cache = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    char dir[PATH_BYTES_MAX];

    if (cache != NULL && cache[0] == '/') {
        if (!fits(snprintf(dir, sizeof dir, "%s", cache))) {
            return false;
        }
    } else if (home == NULL || home[0] != '/' ||
               !fits(snprintf(dir, sizeof dir, "%s/.cache", home))) {
        return false;
    }
    if (!folder(dir) || !fits(snprintf(out, PATH_BYTES_MAX, "%s/mioboe", dir)) || !folder(out)) {
        return false;
    }
    return fits(snprintf(out, PATH_BYTES_MAX, "%s/mioboe/%s", dir, name));
}
