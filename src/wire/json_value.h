/* wire/json_value.h - single values of a JSON body, each as one kind of thing. Inside this room only.
 *
 * Every function takes the name of the member for its error: ERR_INPUT, outputs untouched.
 */
#ifndef WIRE_JSON_VALUE_H
#define WIRE_JSON_VALUE_H

#include "base/arena.h"
#include "wire/json_fields.h"

#include <stdint.h>

/* A text of at most `max` bytes (640 at most), copied into the arena. */
bool json_value_text(struct arena *arena, struct span name, const struct json_in_value *v,
                     size_t max, struct span *out, struct err *e) MUST_CHECK;

/* True when the value is that text. */
bool json_value_is_code(const struct json_in_value *v, const char *code);

/* The number below `count` whose code the value is. */
typedef const char *json_value_code_of(unsigned number);
bool json_value_code(struct span name, const struct json_in_value *v, json_value_code_of *code,
                     unsigned count, unsigned *out, struct err *e) MUST_CHECK;

/* 0..most. */
bool json_value_whole(struct span name, const struct json_in_value *v, uint64_t most, uint64_t *out,
                      struct err *e) MUST_CHECK;

/* "-12.34" as nats, into units of 1/256 bit. */
bool json_value_score(struct span name, const struct json_in_value *v, int32_t *out,
                      struct err *e) MUST_CHECK;

bool json_value_time(struct span name, const struct json_in_value *v, int64_t *out,
                     struct err *e) MUST_CHECK;
bool json_value_day(struct span name, const struct json_in_value *v, uint16_t *out,
                    struct err *e) MUST_CHECK;

/* Eight hexadecimal digits. */
bool json_value_hash(struct span name, const struct json_in_value *v, uint32_t *out,
                     struct err *e) MUST_CHECK;

/* Calls `take` for every item of a list, `most` at most. */
typedef bool json_value_item(void *ctx, size_t index, const struct json_in_value *v, struct err *e);
bool json_value_list(struct span name, const struct json_in_value *v, size_t most,
                     json_value_item *take, void *ctx, struct err *e) MUST_CHECK;

#endif
