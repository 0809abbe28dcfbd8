/* wire/fake_json_parts.h - what reading and printing of fakes share. Inside this room only. */
#ifndef WIRE_FAKE_JSON_PARTS_H
#define WIRE_FAKE_JSON_PARTS_H

#include "wire/fake_json.h"
#include "wire/json_value.h"

#define FAKE_SUBMITTER_MAX 320 /* bytes */

/* A text into room of `size` bytes, with NUL. */
bool fake_take_string(struct span name, const struct json_in_value *v, char *out, size_t size,
                      struct err *e) MUST_CHECK;

/* A text of up to `max` bytes into the arena. */
bool fake_take_text(struct arena *arena, struct span name, const struct json_in_value *v,
                    size_t max, struct span *out, struct err *e) MUST_CHECK;

bool fake_take_bool(struct span name, const struct json_in_value *v, bool *out,
                    struct err *e) MUST_CHECK;
bool fake_take_count(struct span name, const struct json_in_value *v, uint64_t most, size_t *out,
                     struct err *e) MUST_CHECK;

#endif
