/* base/unpack.h - gzip, xz and zstd as one streaming unpacker, chosen by the first bytes.
 *
 * Source    RFC 1952 2.3.1, xz file format 2.1.1.1, RFC 8878 3.1.1; zlib, liblzma and libzstd do
 *           the work.
 * Owns      the library's state: at most UNPACK_MEMORY_MAX, whatever the data ask for.
 * Threads   one.
 */
#ifndef BASE_UNPACK_H
#define BASE_UNPACK_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>

#define UNPACK_MEMORY_MAX 134217728 /* 128 MiB: `xz -9` needs 65, `zstd --long` 128 */
#define UNPACK_MAGIC 6              /* bytes unpack_kind looks at */

enum packing {
    PACKING_NONE,
    PACKING_GZIP,
    PACKING_XZ,
    PACKING_ZSTD
};

struct unpack;

/* How the first bytes of a file say it is packed. */
enum packing unpack_kind(struct span first);

/* "gzip", "xz", "zstd": for messages; "plain" for PACKING_NONE. */
const char *unpack_name(enum packing p);

/* p is not PACKING_NONE. ERR_SYSTEM: no memory. */
bool unpack_new(enum packing p, struct unpack **out, struct err *e) MUST_CHECK;

/* Where unpacked bytes go. */
struct unpacked {
    char *at; /* the caller's, `cap` bytes */
    size_t cap;
    size_t made; /* bytes put there by the last step */
};

/* Unpacks from *in, which moves on over what was used. When it makes nothing, it wants more input, or
 * with `last` (nothing follows *in) everything was given. Members one after the other are one stream;
 * bytes after the last gzip member are ignored as gzip(1) does. ERR_INPUT: the data are damaged, or,
 * with `last`, end in the middle. */
bool unpack_step(struct unpack *u, struct span *in, bool last, struct unpacked *out,
                 struct err *e) MUST_CHECK;

/* Frees; *u becomes NULL. NULL inside is fine. */
void unpack_free(struct unpack **u);

#endif
