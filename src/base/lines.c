#include "base/lines.h"

#include "base/time.h"
#include "base/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE 262144 /* bytes asked of the kernel at once; fits the second-level cache */
#define BUFFER_SIZE (LINES_MAX + READ_SIZE)
#define PACKED_SIZE 65536

struct lines {
    int fd;
    bool follow;
    bool ended;    /* the file gave its last byte */
    bool stopped;  /* LINES_END or LINES_ERROR was given */
    bool skipping; /* inside a line that is too long */
    bool cut;
    bool moved; /* followed file: another one had its name when this one was last asked for more */
    char *path; /* owned */
    struct stat seen;
    int64_t opened_ms;
    uint64_t taken; /* bytes read from the file */
    uint64_t given; /* lines given, for messages */
    struct unpack *unpack;
    struct span packed; /* read but not unpacked yet; inside packed_at */
    char *packed_at;    /* PACKED_SIZE bytes, owned; NULL for plain files */
    char *at;           /* BUFFER_SIZE bytes, owned */
    size_t pos;         /* first byte not given */
    size_t end;         /* behind the last byte read */
    size_t scanned;     /* no newline before this one */
    struct err fault;   /* why the reader stopped, given again on each call */
};

static int64_t wall_clock_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * TIME_SECOND_MS + now.tv_nsec / 1000000;
}

static bool fail_system(const struct lines *l, int sys, const char *doing, struct err *e)
{
    if (sys == ENOENT) {
        return err_set(e, ERR_ABSENT, "%s: no such file; check the name", l->path);
    }
    if (sys == EACCES) {
        (void)err_set(
            e, ERR_SYSTEM,
            "%s: may not be read by this user; run as a user who may (on Debian: of group adm)",
            l->path);
    } else {
        (void)err_set(e, ERR_SYSTEM, "%s: could not be %s: %s", l->path, doing, strerror(sys));
    }
    e->sys = sys;
    return false;
}

static bool file_open(struct lines *l, struct err *e)
{
    bool standard = strcmp(l->path, "-") == 0;

    l->fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                     : open(l->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (l->fd < 0 || fstat(l->fd, &l->seen) != 0) {
        return fail_system(l, errno, "opened", e);
    }
    if (S_ISDIR(l->seen.st_mode)) {
        return err_set(e, ERR_INPUT,
                       "%s: is a directory; expected a log file: give the files in it, for example "
                       "%s/mail.log*",
                       l->path, l->path);
    }
    return true;
}

/* Reads once; *got is 0 at the end of the file. */
static bool file_read(struct lines *l, char *to, size_t cap, size_t *got, struct err *e)
{
    ssize_t n;

    do {
        n = read(l->fd, to, cap);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return fail_system(l, errno, "read", e);
    }
    *got = (size_t)n;
    l->taken += *got;
    return true;
}

/* Reads until the first bytes that tell the packing are there. */
static bool first_bytes(struct lines *l, struct err *e)
{
    size_t got = 1;

    while (l->end < UNPACK_MAGIC && got > 0) {
        if (!file_read(l, l->at + l->end, READ_SIZE - l->end, &got, e)) {
            return false;
        }
        l->end += got;
    }
    return true;
}

static bool packing_start(struct lines *l, struct err *e)
{
    enum packing kind = unpack_kind((struct span){.at = l->at, .len = l->end});
    size_t got = l->end;

    if (kind == PACKING_NONE) {
        return true;
    }
    if (l->follow) {
        return err_set(
            e, ERR_INPUT,
            "%s: is %s data, which cannot be followed; give the plain log that is written to",
            l->path, unpack_name(kind));
    }
    l->packed_at = malloc(got > PACKED_SIZE ? got : PACKED_SIZE);
    if (l->packed_at == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory to unpack %s", l->path);
    }
    memcpy(l->packed_at, l->at, got);
    l->packed = (struct span){.at = l->packed_at, .len = got};
    l->end = 0;
    return unpack_new(kind, &l->unpack, e);
}

static bool lines_start(struct lines *l, struct err *e)
{
    return file_open(l, e) && first_bytes(l, e) && packing_start(l, e);
}

bool lines_open(const char *path, bool follow, struct lines **out, struct err *e)
{
    struct lines *l = calloc(1, sizeof *l);

    if (l != NULL) {
        l->fd = -1;
        l->follow = follow;
        l->opened_ms = wall_clock_ms();
        l->path = strdup(path);
        l->at = malloc(BUFFER_SIZE);
    }
    if (l == NULL || l->path == NULL || l->at == NULL) {
        lines_free(&l);
        return err_set(e, ERR_SYSTEM, "no memory to read %.100s", path);
    }
    if (!lines_start(l, e)) {
        lines_free(&l);
        return false;
    }
    *out = l;
    return true;
}

void lines_free(struct lines **l)
{
    if (*l == NULL) {
        return;
    }
    if ((*l)->fd >= 0) {
        (void)close((*l)->fd);
    }
    unpack_free(&(*l)->unpack);
    free((*l)->packed_at);
    free((*l)->path);
    free((*l)->at);
    free(*l);
    *l = NULL;
}

static bool fail_packed(const struct lines *l, struct err *e)
{
    char inner[sizeof e->text];

    memcpy(inner, e->text, sizeof inner);
    return err_set(e, e->code,
                   "%.100s: %.80s, after %" PRIu64 " lines; those count, the rest is lost", l->path,
                   inner, l->given);
}

/* Reads the next packed bytes when all were used; *last: there are none. */
static bool packed_read(struct lines *l, bool *last, struct err *e)
{
    size_t got = l->packed.len;

    if (got == 0 && !file_read(l, l->packed_at, PACKED_SIZE, &got, e)) {
        return false;
    }
    if (l->packed.len == 0) {
        l->packed = (struct span){.at = l->packed_at, .len = got};
    }
    *last = got == 0;
    return true;
}

/* Unpacks until something came out or the file has ended. */
static bool refill_packed(struct lines *l, size_t *made, struct err *e)
{
    struct unpacked out = {.at = l->at + l->end, .cap = BUFFER_SIZE - l->end};
    bool last = false;

    while (out.made == 0 && !last) {
        if (!packed_read(l, &last, e)) {
            return false;
        }
        if (!unpack_step(l->unpack, &l->packed, last, &out, e)) {
            return fail_packed(l, e);
        }
    }
    *made = out.made;
    return true;
}

/* Moves what is left to the front and reads behind it. ended: nothing came. */
static bool refill(struct lines *l, struct err *e)
{
    size_t got = 0;

    if (l->pos > 0) {
        memmove(l->at, l->at + l->pos, l->end - l->pos);
        l->end -= l->pos;
        l->scanned -= l->pos;
        l->pos = 0;
    }
    if (l->unpack != NULL) {
        if (!refill_packed(l, &got, e)) {
            return false;
        }
    } else if (!file_read(l, l->at + l->end, READ_SIZE, &got, e)) {
        return false;
    }
    l->end += got;
    l->ended = got == 0;
    l->moved = l->moved && l->ended;
    return true;
}

/* The file at the name is not the one that is open. */
static bool renamed(const struct lines *l)
{
    struct stat now;

    return strcmp(l->path, "-") != 0 && stat(l->path, &now) == 0 &&
           (now.st_ino != l->seen.st_ino || now.st_dev != l->seen.st_dev);
}

/* Goes on with the new file at the name. False: it cannot be opened yet; the next call tries again. */
static bool follow_renamed(struct lines *l)
{
    struct err ignored = {0};
    struct stat old_seen = l->seen;
    int old = l->fd;

    if (!file_open(l, &ignored)) {
        if (l->fd >= 0) {
            (void)close(l->fd);
        }
        l->fd = old;
        l->seen = old_seen;
        return false;
    }
    (void)close(old);
    l->taken = 0;
    l->moved = false;
    return true;
}

/* At the end of a followed file: true when there may be more to read after all. */
static bool follow_on(struct lines *l)
{
    struct stat now;

    if (!l->follow) {
        return false;
    }
    if (S_ISREG(l->seen.st_mode) && fstat(l->fd, &now) == 0 && (uint64_t)now.st_size < l->taken) {
        l->taken = 0; /* cut to nothing and written again: what was begun is gone */
        l->pos = l->end = l->scanned = 0;
        l->skipping = false;
        return lseek(l->fd, 0, SEEK_SET) == 0;
    }
    if (!renamed(l)) {
        return false;
    }
    if (!l->moved) {
        l->moved = true; /* it may have grown before it was renamed: ask once more */
        return true;
    }
    return l->pos == l->end && !l->skipping && follow_renamed(l);
}

/* The bytes before a newline at `hit`, or the rest without one. */
static enum lines_result give(struct lines *l, size_t hit, bool newline, struct span *line)
{
    size_t len = hit - l->pos;
    char *start = l->at + l->pos;
    bool too_long = l->skipping || len > LINES_MAX;

    l->pos = l->scanned = hit + (newline ? 1 : 0);
    l->skipping = false;
    l->cut = !newline;
    l->given++;
    if (too_long) {
        *line = (struct span){.at = start, .len = 0};
        return LINES_LONG;
    }
    if (len > 0 && start[len - 1] == '\r') {
        len--;
    }
    *line = (struct span){.at = start, .len = len};
    return LINES_LINE;
}

/* What to say when the file has no more bytes now. */
static enum lines_result at_end(struct lines *l, struct span *line)
{
    bool leftover = l->pos < l->end || l->skipping;

    if (!l->follow || !S_ISREG(l->seen.st_mode)) {
        l->stopped = !leftover;
        return leftover ? give(l, l->end, false, line) : LINES_END;
    }
    l->ended = false;
    /* renamed away with an unfinished last line: nobody will finish it */
    return leftover && l->moved ? give(l, l->end, false, line) : LINES_WAIT;
}

static enum lines_result stop(struct lines *l, struct err *e)
{
    l->stopped = true;
    *e = l->fault;
    return LINES_ERROR;
}

enum lines_result lines_next(struct lines *l, struct span *line, struct err *e)
{
    *line = (struct span){.at = "", .len = 0};
    if (l->stopped) {
        return l->fault.code == ERR_NONE ? LINES_END : stop(l, e);
    }
    for (;;) {
        const char *hit =
            l->scanned == l->end ? NULL : memchr(l->at + l->scanned, '\n', l->end - l->scanned);

        if (hit != NULL) {
            return give(l, (size_t)(hit - l->at), true, line);
        }
        l->scanned = l->end;
        if (l->end - l->pos > LINES_MAX) {
            l->skipping = true;
            l->pos = l->end;
        }
        if (l->ended && !follow_on(l)) {
            return at_end(l, line);
        }
        if (!refill(l, &l->fault)) {
            return stop(l, e);
        }
    }
}

uint64_t lines_bytes(const struct lines *l)
{
    return l->taken;
}

int64_t lines_modified_ms(const struct lines *l)
{
    if (!S_ISREG(l->seen.st_mode)) {
        return l->opened_ms;
    }
    return (int64_t)l->seen.st_mtim.tv_sec * TIME_SECOND_MS + l->seen.st_mtim.tv_nsec / 1000000;
}

uint64_t lines_size(const struct lines *l)
{
    return S_ISREG(l->seen.st_mode) ? (uint64_t)l->seen.st_size : 0;
}

bool lines_cut(const struct lines *l)
{
    return l->cut;
}
