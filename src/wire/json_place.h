/* wire/json_place.h - places in a JSON body. Inside this room only. Errors as wire/json_value.h. */
#ifndef WIRE_JSON_PLACE_H
#define WIRE_JSON_PLACE_H

#include "model/story.h"
#include "wire/json_value.h"

bool json_value_place(struct span name, const struct json_in_value *v, struct named_place *out,
                      struct err *e) MUST_CHECK;

/* Where usual places go: arrays of USUAL_MAX. */
struct usual_list {
    struct usual_place *usual;
    uint16_t *last_day; /* NULL: not told */
    uint8_t *count;
};

bool json_value_usual(struct span name, const struct json_in_value *v,
                      const struct usual_list *list, struct err *e) MUST_CHECK;

#endif
