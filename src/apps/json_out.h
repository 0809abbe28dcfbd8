/* apps/json_out.h - JSON written straight to a stream, for thousands of lines a second.
 *
 * Source    RFC 8259. Invalid UTF-8 becomes U+FFFD; control, invisible and direction-changing
 *           characters are escaped, so that a line is also safe to look at in a terminal.
 * Owns      nothing. Threads: any, one stream each. Errors: the stream's own.
 */
#ifndef APPS_JSON_OUT_H
#define APPS_JSON_OUT_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One object or array that is being written. */
struct json_out {
    FILE *to;
    bool empty; /* no comma is needed before the next member */
};

struct json_out json_open(FILE *to);                                /* "{" */
void json_close(struct json_out *j);                                /* "}" */
struct json_out json_object(struct json_out *in, const char *name); /* "name":{ */
struct json_out json_array(struct json_out *in, const char *name);  /* "name":[ */
struct json_out json_item(struct json_out *array);                  /* { inside an array */
void json_end_array(struct json_out *array);                        /* "]" */

void json_text(struct json_out *j, const char *name, struct span text);
void json_code(struct json_out *j, const char *name, const char *code); /* ASCII, no quotes in it */
void json_count(struct json_out *j, const char *name, uint64_t n);
void json_bool(struct json_out *j, const char *name, bool truth);
void json_null(struct json_out *j, const char *name);
void json_raw(struct json_out *j, const char *name, struct span number); /* a number, ready */
void json_item_code(struct json_out *array, const char *code);

/* "2026-11-21T18:05:09Z". */
void json_time(struct json_out *j, const char *name, int64_t at_ms);

/* The same, null when `known` is false. */
void json_time_or_null(struct json_out *j, const char *name, int64_t at_ms, bool known);

#endif
