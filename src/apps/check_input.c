#include "apps/check_input.h"

#include "base/buf.h"
#include "base/quote.h"
#include "message/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_READ ((size_t)64 * 1024)
#define NAME_MAX_BYTES 4200

static bool cannot(const char *path, struct err *e)
{
    const struct span name = {.at = path, .len = strlen(path)};
    int number = errno;

    if (number == ENOENT) {
        return err_set(e, ERR_ABSENT, "%s: no such file", quote(name).text);
    }
    if (number == EISDIR) {
        return err_set(e, ERR_INPUT, "%s is a folder; name the messages in it", quote(name).text);
    }
    (void)err_set(e, ERR_SYSTEM, "%s cannot be read: %s", quote(name).text, strerror(number));
    e->sys = number;
    return false;
}

static bool read_all(int fd, const char *path, char **bytes, size_t *len, struct err *e)
{
    size_t cap = FIRST_READ;
    char *at = malloc(cap);
    size_t have = 0;

    while (at != NULL && cap <= CHECK_FILE_MAX) {
        ssize_t got = read(fd, at + have, cap - have);

        if (got < 0 && errno != EINTR) {
            free(at);
            return cannot(path, e);
        }
        if (got == 0) {
            *bytes = at;
            *len = have;
            return true;
        }
        have += got > 0 ? (size_t)got : 0;
        if (have == cap) {
            char *more = realloc(at, cap * 2);

            if (more == NULL) {
                free(at);
            }
            at = more;
            cap *= 2;
        }
    }
    free(at);
    return err_set(e, ERR_LIMIT, "%s is too large to be read",
                   quote((struct span){.at = path, .len = strlen(path)}).text);
}

bool check_input_read(const char *path, char **bytes, size_t *len, struct err *e)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool ok;

    if (fd < 0) {
        return cannot(path, e);
    }
    ok = read_all(fd, path, bytes, len, e);
    if (!standard) {
        (void)close(fd);
    }
    return ok;
}

static void give_mbox(const char *path, struct span bytes, check_each *each, void *ctx, bool *many)
{
    struct span rest = bytes;
    struct span one;
    size_t count = 0;

    while (message_mbox_take(&rest, &one)) {
        count++;
    }
    *many = *many || count > 1;
    rest = bytes;
    for (size_t i = 1; message_mbox_take(&rest, &one); i++) {
        char text[NAME_MAX_BYTES];
        struct buf name = BUF_ON(text);

        buf_addf(&name, count > 1 ? "%s:%zu" : "%s", path, i);
        each(ctx, (struct span){.at = name.at, .len = name.len}, one);
    }
}

bool check_input(const char *path, bool whole, check_each *each, void *ctx, bool *many,
                 struct err *e)
{
    char *bytes = NULL;
    size_t len = 0;
    struct span all;

    if (!check_input_read(path, &bytes, &len, e)) {
        return false;
    }
    all = (struct span){.at = bytes, .len = len};
    if (!whole && message_is_mbox(all)) {
        give_mbox(path, all, each, ctx, many);
    } else {
        each(ctx, (struct span){.at = path, .len = strlen(path)}, all);
    }
    free(bytes);
    return true;
}
