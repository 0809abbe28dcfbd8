/* place/cache.h - the compact table in a file, so that the next start need not build it.
 *
 * Owns      struct image: cache_read or image_own, image_free. Threads: any.
 * Trust     a file is taken only when it belongs to this user or to root, nobody else may write to
 *           it, and table_attach finds it sound; then it is mapped read-only. It is replaced by
 *           rename, never written in place, so what is mapped does not change.
 */
#ifndef PLACE_CACHE_H
#define PLACE_CACHE_H

#include "place/table.h"

/* The bytes behind a table. */
struct image {
    void *at; /* NULL: none */
    size_t bytes;
    bool mapped;
};

/* Maps the file's table. False, outputs untouched, when there is no file or it is not to be taken:
 * the caller builds a new table. cost: 1 ms for 6 MB, most of it for checking. */
bool cache_read(const char *path, uint64_t sources, struct image *image,
                struct table *table) MUST_CHECK;

/* Writes the image beside `path` and renames it there. False when that is not possible; what was
 * there before is then still there. */
bool cache_write(const char *path, const struct image *image);

void image_free(struct image *image);

#endif
