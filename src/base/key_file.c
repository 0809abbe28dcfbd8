#include "base/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MAX_BYTES 4096

static bool trouble(struct err *e, const char *path, const char *what)
{
    int reason = errno;

    (void)err_set(e, ERR_SYSTEM, "%.150s: cannot %s: %s", path, what, strerror(reason));
    e->sys = reason;
    return false;
}

static bool read_key(int file, const char *path, uint8_t out[static KEY_FILE_SIZE], struct err *e)
{
    uint8_t bytes[KEY_FILE_SIZE + 1];
    struct stat about;
    ssize_t got;

    if (fstat(file, &about) != 0) {
        return trouble(e, path, "look at the key");
    }
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return err_set(e, ERR_CONFIG,
                       "%.150s: expected a file only its owner may read, came mode %o", path,
                       (unsigned)(about.st_mode & 07777));
    }
    got = read(file, bytes, sizeof bytes);
    if (got < 0) {
        return trouble(e, path, "read the key");
    }
    if (got != KEY_FILE_SIZE) {
        return err_set(e, ERR_CONFIG, "%.150s: expected a key of %d bytes, came %s", path,
                       KEY_FILE_SIZE, got < KEY_FILE_SIZE ? "fewer" : "more");
    }
    memcpy(out, bytes, KEY_FILE_SIZE);
    sodium_memzero(bytes, sizeof bytes);
    return true;
}

static bool write_key(int file)
{
    uint8_t bytes[KEY_FILE_SIZE];
    bool written;

    randombytes_buf(bytes, sizeof bytes);
    written = write(file, bytes, sizeof bytes) == (ssize_t)sizeof bytes && fsync(file) == 0;
    sodium_memzero(bytes, sizeof bytes);
    return written;
}

/* Whole or not at all, also when the power fails; when two make it at once, the first one's stays. */
static bool make_key(const char *path, struct err *e)
{
    char fresh[NAME_MAX_BYTES];
    bool made;
    int file;

    if (snprintf(fresh, sizeof fresh, "%s.%ld.new", path, (long)getpid()) >= (int)sizeof fresh) {
        return err_set(e, ERR_CONFIG, "a key file: expected a shorter path");
    }
    file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) {
        return trouble(e, path, "make the key");
    }
    made = write_key(file) && (link(fresh, path) == 0 || errno == EEXIST);
    if (!made) {
        (void)trouble(e, path, "make the key");
    }
    (void)close(file);
    (void)unlink(fresh);
    return made;
}

bool key_file_load(const char *path, uint8_t out[static KEY_FILE_SIZE], struct err *e)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool read;

    if (file < 0 && errno == ENOENT) {
        if (!make_key(path, e)) {
            return false;
        }
        file = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (file < 0) {
        return trouble(e, path, "open the key");
    }
    read = read_key(file, path, out, e);
    (void)close(file);
    return read;
}
