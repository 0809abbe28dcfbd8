/* credential/breach.h - is a password in the list of those that leaked somewhere?
 *
 * Duty      looks a SHA-1 up in a file on this machine; nothing is asked of anybody else.
 * Source    two forms of file. Text: lines "<40 hexadecimal digits>[:COUNT]", ascending, with LF or CRLF:
 *           how the lists in use are published ("ordered by hash"). Compact: what breach_build makes of
 *           it, 8 bytes a password instead of some 45, with check sums (docs/passwords.md has its form).
 * Owns      an open file. It is read where it lies, never mapped: a file cut short by somebody else is an
 *           error, not the end of the process.
 * Threads   any number may look up at once.
 * Errors    ERR_CONFIG for every file that is not in order, with the byte where it is not. A damaged list
 *           is never "not in it": a look-up that finds nothing has seen both neighbours of where it would
 *           be, in order and (compact) with their check sums right.
 */
#ifndef CREDENTIAL_BREACH_H
#define CREDENTIAL_BREACH_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define BREACH_HASH_SIZE 20  /* bytes of a SHA-1 */
#define BREACH_LINE_MAX 64   /* bytes of a line of text, its end included: 40 + ":" + 20 + CR LF */
#define BREACH_PREFIX_SIZE 8 /* bytes of each hash the compact form keeps */
#define BREACH_BLOCK_SIZE 4096 /* bytes of a block of it */

struct breach;

/* Opens a list and looks at its head and end.
 * errors   ERR_CONFIG  no such file, or it is neither form; ERR_SYSTEM it cannot be read */
bool breach_open(const char *path, struct breach **out, struct err *e) MUST_CHECK;
void breach_free(struct breach **b); /* NULL is fine; *b becomes NULL */

/* Whether the list holds the password. With the compact form a password that is not in the list is taken
 * for one that is once in 2^64 / entries look-ups.
 * cost     text: one read of 128 bytes for each halving of the file, about 30 for a thousand million lines;
 *          compact: about 21 of 8 bytes and two of a block. Figures: docs/passwords.md
 * errors   ERR_CONFIG  the file is damaged there; ERR_SYSTEM it cannot be read. *held untouched */
bool breach_holds(const struct breach *b, struct span password, bool *held,
                  struct err *e) MUST_CHECK;
bool breach_holds_hash(const struct breach *b, const uint8_t hash[static BREACH_HASH_SIZE],
                       bool *held, struct err *e) MUST_CHECK;

/* Entries of the compact form; 0 for text, whose lines nobody counted. */
uint64_t breach_count(const struct breach *b);

struct breach_tally {
    uint64_t lines;   /* of the text read */
    uint64_t entries; /* written */
    uint64_t bytes;   /* of the compact file */
};

/* Told now and then while a list is built: bytes read of the file's size (0: not known). */
typedef void breach_progress(void *ctx, uint64_t bytes, uint64_t size);

/* Makes the compact form of a text list ("-": standard input; .gz, .xz and .zst are unpacked). `to` is
 * replaced once the whole list was read, in order, and is on disk; before, it is as it was.
 * errors   ERR_ABSENT  no such file
 *          ERR_INPUT   "FILE:12: expected ..., came ...": a line that is none, or not ascending
 *          ERR_SYSTEM  reading or writing failed */
bool breach_build(const char *from, const char *to, breach_progress *told, void *ctx,
                  struct breach_tally *out, struct err *e) MUST_CHECK;

#endif
