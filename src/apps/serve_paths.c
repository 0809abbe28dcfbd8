#include "apps/serve_paths.h"

#include "base/span.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of several folders, which the service manager separates by colons, the first. */
static bool stated(const char *variable, char out[static PATH_BYTES_MAX])
{
    const char *value = getenv(variable);
    size_t len = value == NULL ? 0 : strcspn(value, ":");

    if (len == 0 || value[0] != '/' || len >= PATH_BYTES_MAX) {
        return false;
    }
    memcpy(out, value, len);
    out[len] = '\0';
    return true;
}

static bool add(char dir[static PATH_BYTES_MAX], const char *part)
{
    size_t len = strlen(dir);
    int more = snprintf(dir + len, PATH_BYTES_MAX - len, "/%s", part);

    return more > 0 && (size_t)more < PATH_BYTES_MAX - len;
}

/* Makes the folder and those above it, for this user alone. */
static bool make(const char *dir, struct err *e)
{
    char part[PATH_BYTES_MAX];

    for (size_t i = 1; i == 1 || dir[i - 1] != '\0'; i++) {
        if (dir[i] != '/' && dir[i] != '\0') {
            continue;
        }
        memcpy(part, dir, i);
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            int error = errno;

            (void)err_set(e, ERR_SYSTEM, "%.100s: %s", part, strerror(error));
            e->sys = error;
            return false;
        }
    }
    return true;
}

static bool below_home(const char *variable, const char *usual, char out[static PATH_BYTES_MAX])
{
    return stated(variable, out) || (usual != NULL && stated("HOME", out) && add(out, usual));
}

static bool fail(struct err *e)
{
    return err_set(e, ERR_CONFIG, "no folder to keep things in: state one, for example with --db");
}

bool serve_path_state(const char *name, char out[static PATH_BYTES_MAX], struct err *e)
{
    char dir[PATH_BYTES_MAX];

    if (!stated("STATE_DIRECTORY", dir)) {
        if (geteuid() == 0) {
            memcpy(dir, "/var/lib/mioboe", sizeof "/var/lib/mioboe");
        } else if (!below_home("XDG_STATE_HOME", ".local/state", dir) || !add(dir, "mioboe")) {
            return fail(e);
        }
    }
    if (!make(dir, e)) {
        return false;
    }
    if (!add(dir, name)) {
        return fail(e);
    }
    memcpy(out, dir, strlen(dir) + 1);
    return true;
}

bool serve_path_runtime(const char *name, char out[static PATH_BYTES_MAX], struct err *e)
{
    char dir[PATH_BYTES_MAX];

    if (!stated("RUNTIME_DIRECTORY", dir)) {
        if (geteuid() == 0) {
            memcpy(dir, "/run/mioboe", sizeof "/run/mioboe");
        } else if (!below_home("XDG_RUNTIME_DIR", NULL, dir) || !add(dir, "mioboe")) {
            return serve_path_state(name, out, e);
        }
    }
    if (!make(dir, e)) {
        return false;
    }
    if (!add(dir, name)) {
        return fail(e);
    }
    memcpy(out, dir, strlen(dir) + 1);
    return true;
}

bool serve_path_cache(const char *name, char out[static PATH_BYTES_MAX])
{
    return (stated("CACHE_DIRECTORY", out) && add(out, name)) || paths_cache(name, out);
}
