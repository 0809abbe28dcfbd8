#include "place/cache.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CACHE_PATH_MAX 4096

static bool trusted(const struct stat *st)
{
    return S_ISREG(st->st_mode) && (st->st_uid == geteuid() || st->st_uid == 0) &&
           (st->st_mode & (S_IWGRP | S_IWOTH)) == 0 && st->st_size > 0 &&
           (uint64_t)st->st_size <= TABLE_BYTES_MAX;
}

bool cache_read(const char *path, uint64_t sources, struct image *image, struct table *table)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct image found = {.mapped = true};
    struct stat st;

    if (fd < 0) {
        return false;
    }
    if (fstat(fd, &st) == 0 && trusted(&st)) {
        found.bytes = (size_t)st.st_size;
        found.at = mmap(NULL, found.bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        if (found.at == MAP_FAILED) {
            found.at = NULL;
        }
    }
    (void)close(fd);
    if (found.at == NULL) {
        return false;
    }
    if (!table_attach(found.at, found.bytes, sources, table)) {
        image_free(&found);
        return false;
    }
    *image = found;
    return true;
}

static bool write_all(int fd, const char *at, size_t left)
{
    while (left > 0) {
        ssize_t done = write(fd, at, left);

        if (done < 0 && errno != EINTR) {
            return false;
        }
        if (done > 0) {
            at += done;
            left -= (size_t)done;
        }
    }
    return true;
}

/* A new file beside `path`, under a name nobody can have put something else at. */
static int beside_open(const char *path, char name[static CACHE_PATH_MAX])
{
    struct hash_key random;
    uint64_t number;
    int len;

    hash_key_random(&random);
    number = hash_bytes(&random, path, strlen(path));
    len = snprintf(name, CACHE_PATH_MAX, "%s.%016" PRIx64, path, number);
    if (len < 0 || len >= CACHE_PATH_MAX) {
        return -1;
    }
    return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

bool cache_write(const char *path, const struct image *image)
{
    char beside[CACHE_PATH_MAX];
    int fd = beside_open(path, beside);
    bool ok;

    if (fd < 0) {
        return false;
    }
    /* Nothing in it is secret: scan run by another user may read it. A write that was cut short by
     * a power loss is found by its sum, so there is no fsync to wait for. */
    ok = write_all(fd, image->at, image->bytes) && fchmod(fd, 0644) == 0;
    ok = close(fd) == 0 && ok && rename(beside, path) == 0;
    if (!ok) {
        (void)unlink(beside);
    }
    return ok;
}

void image_free(struct image *image)
{
    if (image->mapped && image->at != NULL) {
        (void)munmap(image->at, image->bytes);
    } else {
        free(image->at);
    }
    *image = (struct image){0};
}
