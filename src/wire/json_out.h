/* wire/json_out.h - one JSON text into a buffer, member by member.
 *
 * Duty      commas, names and the forms every interface shares: times, scores, nothing.
 * Owns      nothing. Threads: any. A full buffer swallows the rest (base/buf.h): check it at the end.
 */
#ifndef WIRE_JSON_OUT_H
#define WIRE_JSON_OUT_H

#include "base/buf.h"

#include <stdint.h>

/* One object or list that is being written. */
struct json_out {
    struct buf *to;
    bool empty; /* no comma is needed before the next member */
};

struct json_out json_out_open(struct buf *to);                              /* "{" */
void json_out_close(struct json_out *j);                                    /* "}" */
struct json_out json_out_object(struct json_out *in, const char *name);     /* "name":{ */
struct json_out json_out_list(struct json_out *in, const char *name);       /* "name":[ */
struct json_out json_out_item(struct json_out *list);                       /* { inside a list */
void json_out_end_list(struct json_out *list);                              /* "]" */
void json_out_text(struct json_out *j, const char *name, struct span text); /* any bytes */
void json_out_code(struct json_out *j, const char *name, const char *code); /* NULL: null */
void json_out_number(struct json_out *j, const char *name, int64_t n);
void json_out_bool(struct json_out *j, const char *name, bool truth);
/* A name alone: the caller appends a value that is JSON already. */
void json_out_raw(struct json_out *j, const char *name);
void json_out_item_text(struct json_out *list, struct span text);

/* "2026-11-21T18:05:09.123Z". */
void json_out_time(struct json_out *j, const char *name, int64_t at_ms);

/* "2026-11-21" of a day since 1970. */
void json_out_day(struct json_out *j, const char *name, int32_t day);

/* Units of 1/256 bit as nats with two decimals, a number. */
void json_out_score(struct json_out *j, const char *name, int32_t score);

#endif
