#include "config/settings.h"

#include "config/clean.h"
#include "config/read.h"
#include "config/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SHOWN_MAX 80 /* bytes of a file's name in an error; its end says most */

static const char *short_name(const char *name)
{
    size_t len = strlen(name);

    return len <= NAME_SHOWN_MAX ? name : name + len - NAME_SHOWN_MAX;
}

static bool fail_system(const char *path, int error, struct err *e)
{
    (void)err_set(e, error == ENOENT ? ERR_ABSENT : ERR_SYSTEM, "%s: %s", short_name(path),
                  error == ENOENT ? "there is no such file" : strerror(error));
    e->sys = error == ENOENT ? 0 : error;
    return false;
}

static bool defaults(struct settings *s, struct err *e)
{
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *row = &setting_table[i];
        struct span fallback = {.at = row->fallback, .len = strlen(row->fallback)};

        if (row->group != SETTING_NETWORK && !setting_apply(row, fallback, s, e)) {
            e->code = ERR_BUG;
            return false;
        }
    }
    return true;
}

/* The text is clean of everything libconfuse would read differently from what a person sees. */
static bool read_text(struct span text, struct settings *s, size_t *line, struct err *e)
{
    char *plain = malloc(text.len + 1);
    bool ok;

    if (plain == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for the settings");
    }
    ok = clean(text, plain, line, e) && read_settings(plain, s, line, e);
    free(plain);
    return ok;
}

bool settings_read(struct span text, const char *name, struct settings **out, struct err *e)
{
    struct span mark = SPAN("\xef\xbb\xbf"); /* some editors begin UTF-8 files with it */
    struct settings *s;
    size_t line = 0;

    if (text.len > SETTINGS_BYTES_MAX) {
        return err_set(e, ERR_CONFIG, "%s: expected at most %zu bytes, came more", short_name(name),
                       SETTINGS_BYTES_MAX);
    }
    s = calloc(1, sizeof *s);
    if (s == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for the settings");
    }
    if (text.len >= mark.len && memcmp(text.at, mark.at, mark.len) == 0) {
        text.at += mark.len;
        text.len -= mark.len;
    }
    if (!defaults(s, e)) {
        settings_free(&s);
        return false;
    }
    if (!read_text(text, s, &line, e)) {
        settings_free(&s);
        return line == 0 ? err_context(e, "%s", short_name(name))
                         : err_context(e, "%s:%zu", short_name(name), line);
    }
    *out = s;
    return true;
}

/* Reads the whole file, one byte more than allowed at most. */
static bool read_file(int fd, const char *path, char *bytes, size_t *len, struct err *e)
{
    struct stat what;

    if (fstat(fd, &what) != 0) {
        return fail_system(path, errno, e);
    }
    if (!S_ISREG(what.st_mode) && !S_ISFIFO(what.st_mode)) {
        return err_set(e, ERR_CONFIG, "%s: expected a file, came %s", short_name(path),
                       S_ISDIR(what.st_mode) ? "a directory" : "a device");
    }
    *len = 0;
    while (*len <= SETTINGS_BYTES_MAX) {
        ssize_t got = read(fd, bytes + *len, SETTINGS_BYTES_MAX + 1 - *len);

        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return fail_system(path, errno, e);
        }
        *len += got < 0 ? 0 : (size_t)got;
    }
    return true;
}

bool settings_load(const char *path, struct settings **out, struct err *e)
{
    char *bytes;
    size_t len = 0;
    bool ok;
    int fd;

    if (path == NULL) {
        return settings_read(SPAN(""), "defaults", out, e);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return fail_system(path, errno, e);
    }
    bytes = malloc(SETTINGS_BYTES_MAX + 1);
    if (bytes == NULL) {
        (void)close(fd);
        return err_set(e, ERR_LIMIT, "no memory for the settings");
    }
    ok = read_file(fd, path, bytes, &len, e) &&
         settings_read((struct span){.at = bytes, .len = len}, path, out, e);
    free(bytes);
    (void)close(fd);
    return ok;
}

void settings_free(struct settings **s)
{
    if (*s != NULL) {
        free((*s)->networks);
        free(*s);
        *s = NULL;
    }
}
