/* base/lines.h - the lines of a file, plain or compressed, or of standard input.
 *
 * Duty      one line after the other as a view, whatever the packing: gzip (also several members
 *           one after the other), xz and zstd are known by their first bytes, never by the name.
 * Source    RFC 1952 2.3.1, xz file format 2.1.1.1, RFC 8878 3.1.1 (magic numbers).
 * Owns      the file, one growing buffer of at most LINES_MAX and a read's worth, the unpacker.
 * Threads   one reader, one thread.
 * Errors    sentences that name the file, what was expected, what came and what to do.
 * Cost      one pass: reading, unpacking, one memchr a line; nothing is allocated per line.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define LINES_MAX 65536 /* bytes of one line; a longer one is skipped and reported once */

struct lines;

enum lines_result {
    LINES_LINE,  /* *line is the next line */
    LINES_LONG,  /* a line over LINES_MAX was skipped; *line is empty */
    LINES_END,   /* nothing more; stays so */
    LINES_WAIT,  /* follow only: nothing new now, ask again later */
    LINES_ERROR, /* *e says why; all that could be read was given before; stays so */
};

/* Opens `path`, "-" being standard input. With `follow` the reader stays with the name like
 * `tail -F`: a renamed file is read to its end and then the new one of that name; one cut to
 * nothing is read again from its beginning; compressed files cannot be followed.
 * ERR_ABSENT no such file; ERR_INPUT a directory, or packed and to be followed; ERR_SYSTEM not readable. */
bool lines_open(const char *path, bool follow, struct lines **out, struct err *e) MUST_CHECK;

/* The next line, without its newline and one carriage return before it; valid until the next call.
 * Without `follow` a last line without newline is given too (lines_cut tells); with `follow` it
 * waits for its newline. *e is set for LINES_ERROR only: ERR_INPUT damaged or cut short packing. */
enum lines_result lines_next(struct lines *l, struct span *line, struct err *e) MUST_CHECK;

/* Bytes taken from the file so far, packed as they are there; with lines_size for progress. */
uint64_t lines_bytes(const struct lines *l);

/* The file's size when opened; 0 when it has none (a pipe). */
uint64_t lines_size(const struct lines *l);

/* When the file was last written, milliseconds since 1970; for a pipe when it was opened. */
int64_t lines_modified_ms(const struct lines *l);

/* The line given last had no newline: the file ends in the middle of it. */
bool lines_cut(const struct lines *l);

/* Closes and frees; *l becomes NULL. NULL inside is fine. */
void lines_free(struct lines **l);

#endif
