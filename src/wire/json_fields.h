/* wire/json_fields.h - the fields of one JSON object that somebody waits for.
 *
 * Duty      a table of names and one function that takes a value; everything else is skipped.
 * Owns      nothing. Threads: any.
 * Limits    JSON_IN_FIELDS_MAX names.
 */
#ifndef WIRE_JSON_FIELDS_H
#define WIRE_JSON_FIELDS_H

#include "wire/json_in.h"

/* Called for each field of an object that is one of `names`; `field` is its index. */
typedef bool json_in_field(void *ctx, size_t field, const struct json_in_value *v, struct err *e);

struct json_in_fields {
    const struct span *names; /* at most JSON_IN_FIELDS_MAX; fastest in the order they come in */
    size_t count;
    json_in_field *read;
    void *ctx;
};

#define JSON_IN_FIELDS_MAX 32

/* Reads one object: calls `read` for every field it knows, once; null counts as absent, other names are
 * skipped whatever they hold.
 *
 * errors   ERR_INPUT  not one JSON object, or a known field twice; else what `read` said */
bool json_in_fields(struct span text, const struct json_in_fields *f, struct err *e) MUST_CHECK;

/* ERR_INPUT: `field success: expected true or false, got the text "yes"`. Always returns false.
 * shows    whether the value itself may be shown */
bool json_in_refused(struct span name, const char *expected, const struct json_in_value *got,
                     bool shows, struct err *e);

#endif
