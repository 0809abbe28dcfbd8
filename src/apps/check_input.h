/* apps/check_input.h - files of messages: one each, or many in an mbox. */
#ifndef APPS_CHECK_INPUT_H
#define APPS_CHECK_INPUT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

#define CHECK_FILE_MAX ((size_t)1 << 30) /* bytes of an mbox */

/* name: the file's, "FILE:3" for the third message of an mbox. */
typedef void check_each(void *ctx, struct span name, struct span bytes);

/* Reads a file, "-" being standard input, and gives every message of it. whole: it is one message
 * whatever it looks like. *many becomes true, before any is given, when there are several.
 * ERR_ABSENT no such file; ERR_INPUT a folder; ERR_LIMIT over CHECK_FILE_MAX; ERR_SYSTEM not readable. */
bool check_input(const char *path, bool whole, check_each *each, void *ctx, bool *many,
                 struct err *e) MUST_CHECK;

/* The bytes of a file, at most CHECK_FILE_MAX; *bytes is to be given to free(). Errors as above. */
bool check_input_read(const char *path, char **bytes, size_t *len, struct err *e) MUST_CHECK;

#endif
