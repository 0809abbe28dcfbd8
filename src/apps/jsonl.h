/* apps/jsonl.h - JSON written straight to a stream, for thousands of lines a second.
 *
 * Source    RFC 8259. Invalid UTF-8 becomes U+FFFD; control, invisible and direction-changing
 *           characters are escaped, so that a line is also safe to look at in a terminal.
 * Owns      nothing. Threads: any, one stream each. Errors: the stream's own.
 */
#ifndef APPS_JSONL_H
#define APPS_JSONL_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One object or array that is being written. */
struct jsonl {
    FILE *to;
    bool empty; /* no comma is needed before the next member */
};

struct jsonl jsonl_open(FILE *to);                             /* "{" */
void jsonl_close(struct jsonl *j);                             /* "}" */
struct jsonl jsonl_object(struct jsonl *in, const char *name); /* "name":{ */
struct jsonl jsonl_array(struct jsonl *in, const char *name);  /* "name":[ */
struct jsonl jsonl_item(struct jsonl *array);                  /* { inside an array */
void jsonl_end_array(struct jsonl *array);                     /* "]" */

void jsonl_text(struct jsonl *j, const char *name, struct span text);
void jsonl_code(struct jsonl *j, const char *name, const char *code); /* ASCII, no quotes in it */
void jsonl_count(struct jsonl *j, const char *name, uint64_t n);
void jsonl_bool(struct jsonl *j, const char *name, bool truth);
void jsonl_null(struct jsonl *j, const char *name);
void jsonl_raw(struct jsonl *j, const char *name, struct span number); /* a number, ready */
void jsonl_item_code(struct jsonl *array, const char *code);

/* "2026-11-21T18:05:09Z". */
void jsonl_time(struct jsonl *j, const char *name, int64_t at_ms);

/* The same, null when `known` is false. */
void jsonl_time_or_null(struct jsonl *j, const char *name, int64_t at_ms, bool known);

#endif
