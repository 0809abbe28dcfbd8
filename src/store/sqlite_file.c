#include "store/sqlite_db.h"

#include "base/number.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TRY_MS 50

bool sqlite_fail_errno(struct err *e, const char *what, const char *path, int code)
{
    char words[80] = "";

    (void)strerror_r(code, words, sizeof words);
    (void)err_set(e, ERR_SYSTEM, "%s %.120s: %s", what, path, words);
    e->sys = code;
    return false;
}

static bool is_full(sqlite3 *db, int rc)
{
    int sys = db == NULL ? 0 : sqlite3_system_errno(db);

    return (rc & 0xff) == SQLITE_FULL ||
           ((rc & 0xff) == SQLITE_IOERR && (sys == ENOSPC || sys == EDQUOT));
}

bool sqlite_fail(struct err *e, sqlite3 *db, const char *path, int rc)
{
    int sys = db == NULL ? 0 : sqlite3_system_errno(db);

    if (is_full(db, rc)) {
        return err_set(
            e, ERR_STORE,
            "no space left on the disk of %.100s; nothing of this was kept, and what was "
            "recorded before is safe",
            path);
    }
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(e, ERR_STORE,
                       "another program has kept %.100s locked for %d seconds; nothing was changed",
                       path, SQLITE_BUSY_MS / 1000);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(e, ERR_STORE, "%.100s is damaged; restore it from a copy", path);
    case SQLITE_NOMEM:
        return sqlite_fail_errno(e, "no memory to use", path, ENOMEM);
    case SQLITE_READONLY:
        return sqlite_fail_errno(e, "cannot write", path, sys != 0 ? sys : EROFS);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return sqlite_fail_errno(e, "cannot open", path, sys != 0 ? sys : EACCES);
    case SQLITE_IOERR:
        return err_set(e, ERR_STORE, "the disk of %.100s fails (SQLite code %d, errno %d)", path,
                       rc, sys);
    default:
        return err_set(e, ERR_STORE, "%.100s: %s", path,
                       db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db));
    }
}

/* True when the open lock file is still the one with that name: its last holder removes it. */
static bool is_named(int fd, const char *path)
{
    struct stat by_fd;
    struct stat by_name;

    return fstat(fd, &by_fd) == 0 && stat(path, &by_name) == 0 && by_fd.st_ino == by_name.st_ino &&
           by_fd.st_dev == by_name.st_dev;
}

/* The process that holds the lock, as it wrote it there; 0 when it cannot be told. */
static uint64_t holder_read(int fd)
{
    char text[24];
    ssize_t len = pread(fd, text, sizeof text, 0);
    struct span rest = {.at = text, .len = len > 0 ? (size_t)len : 0};
    uint64_t holder = 0;

    return number_take(&rest, &holder) ? holder : 0;
}

/* One attempt. -1 with errno EWOULDBLOCK: held by another; *holder its process, 0 if unknown. */
static int lock_try(const char *path, uint64_t *holder)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int code = 0;

    if (fd < 0) {
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        code = errno;
        *holder = holder_read(fd);
    } else if (!is_named(fd, path)) {
        code = EWOULDBLOCK;
    }
    if (code != 0) {
        (void)close(fd);
        errno = code;
        return -1;
    }
    return fd;
}

bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, struct err *e)
{
    const struct timespec pause = {.tv_nsec = LOCK_TRY_MS * 1000000L};
    uint64_t holder = 0;

    for (int waited = 0; lock->fd < 0; waited += LOCK_TRY_MS) {
        lock->fd = lock_try(lock->path, &holder);
        if (lock->fd < 0 && errno != EWOULDBLOCK) {
            int code = errno;

            return sqlite_fail_errno(e, "cannot open",
                                     access(lock->path, F_OK) == 0 ? lock->path : path, code);
        }
        if (lock->fd < 0 && waited >= SQLITE_BUSY_MS) {
            return err_set(e, ERR_STORE,
                           "%.100s is in use by another Mioboe (process %llu); wait until it ends, "
                           "or name another file; nothing was changed",
                           path, (unsigned long long)holder);
        }
        if (lock->fd < 0) {
            (void)nanosleep(&pause, NULL);
        }
    }
    /* For the sentence above only: a full disk does no harm. */
    if (ftruncate(lock->fd, 0) == 0) {
        (void)dprintf(lock->fd, "%ld\n", (long)getpid());
    }
    return true;
}

void sqlite_lock_give(struct sqlite_lock *lock)
{
    if (lock->fd >= 0) {
        (void)unlink(lock->path);
        (void)close(lock->fd);
        lock->fd = -1;
    }
}

bool sqlite_file_kind(const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        return errno == ENOENT || sqlite_fail_errno(e, "cannot open", path, errno);
    }
    if (S_ISDIR(st.st_mode)) {
        return err_set(e, ERR_CONFIG, "%.120s is a directory; name a file in it", path);
    }
    if (!S_ISREG(st.st_mode)) {
        return err_set(e, ERR_CONFIG, "%.120s is not a file on a disk", path);
    }
    return true;
}

bool sqlite_file_ready(const char *path, bool *made, struct err *e)
{
    static const char magic[16] = "SQLite format 3";
    char head[sizeof magic];
    ssize_t len;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0) {
        (void)close(fd);
        *made = true;
        return true;
    }
    /* Nobody in this process has the file open: the lock is ours. Otherwise closing it here would
     * drop SQLite's own locks (POSIX advisory locks belong to process and file). */
    fd = errno == EEXIST ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        return sqlite_fail_errno(e, "cannot write", path, errno);
    }
    len = pread(fd, head, sizeof head, 0);
    (void)close(fd);
    if (len < 0) {
        return sqlite_fail_errno(e, "cannot read", path, errno);
    }
    if (len > 0 && (len < (ssize_t)sizeof head || memcmp(head, magic, sizeof magic) != 0)) {
        return err_set(e, ERR_CONFIG,
                       "%.100s is not an SQLite database; name the file Mioboe made, or a new one; "
                       "nothing was changed",
                       path);
    }
    *made = false;
    return true;
}
