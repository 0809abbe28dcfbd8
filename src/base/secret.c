#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ssize_t read_all(int fd, char *at, size_t room)
{
    size_t len = 0;

    while (len < room) {
        ssize_t got = read(fd, at + len, room - len);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        len += (size_t)got;
    }
    return (ssize_t)len;
}

static bool take_line(struct secret *s, ssize_t len, struct err *e)
{
    const char *end;

    if (len < 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "%s", strerror(errno));
    }
    end = memchr(s->bytes, '\n', (size_t)len);
    if (end == NULL && len == SECRET_TEXT_MAX) {
        return err_set(e, ERR_CONFIG, "expected a line of at most %d bytes", SECRET_TEXT_MAX - 1);
    }
    s->len = end == NULL ? (size_t)len : (size_t)(end - s->bytes);
    if (s->len > 0 && s->bytes[s->len - 1] == '\r') {
        s->len--;
    }
    if (s->len == 0 || memchr(s->bytes, '\0', s->len) != NULL) {
        return err_set(e, ERR_CONFIG, "expected the secret in the first line");
    }
    return true;
}

static bool check_file(int fd, struct err *e)
{
    struct stat st;

    if (fstat(fd, &st) != 0) {
        e->sys = errno;
        return err_set(e, ERR_SYSTEM, "%s", strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return err_set(e, ERR_CONFIG, "expected a file");
    }
    return (st.st_mode & S_IRWXO) == 0 ||
           err_set(e, ERR_CONFIG, "expected a file not everybody may read: chmod o= it");
}

bool secret_read(const char *path, struct secret *out, struct err *e)
{
    struct secret s = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool ok;

    if (fd < 0) {
        return err_set(e, ERR_CONFIG, "%.150s: %s", path, strerror(errno));
    }
    ok = check_file(fd, e) && take_line(&s, read_all(fd, s.bytes, sizeof s.bytes), e);
    (void)close(fd);
    if (ok) {
        *out = s;
    } else {
        (void)err_context(e, "%.150s", path);
    }
    secret_wipe(&s);
    return ok;
}

bool secret_take(struct secret *out, struct span bytes)
{
    *out = (struct secret){0};
    if (bytes.len > sizeof out->bytes) {
        return false;
    }
    if (bytes.len > 0) {
        memcpy(out->bytes, bytes.at, bytes.len);
    }
    out->len = bytes.len;
    return true;
}

struct span secret_reveal(const struct secret *s)
{
    return (struct span){.at = s->bytes, .len = s->len};
}

void secret_wipe(struct secret *s)
{
    sodium_memzero(s, sizeof *s);
}
