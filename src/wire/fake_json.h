/* wire/fake_json.h - campaigns of fakes as JSON: docs/api/openapi.json and docs/fakes.md describe it.
 *
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_FAKE_JSON_H
#define WIRE_FAKE_JSON_H

#include "base/arena.h"
#include "model/fake.h"
#include "wire/json_out.h"

/* Who it is printed for. */
enum fake_json_for {
    FAKE_JSON_STAFF,
    FAKE_JSON_PUBLIC, /* without what waits for staff, and without remarks */
};

/* Appends the members of a campaign to an object that is open. */
void fake_json_put(struct json_out *j, const struct fake *f, enum fake_json_for whom);

/* One more sample in a list that is open. */
void fake_json_put_sample(struct json_out *list, const struct fake_sample *s,
                          enum fake_json_for whom);

/* Reads what fake_json_put prints for staff; reports stay 0, people is their number.
 * errors   ERR_INPUT; *out is undefined then */
bool fake_json_read(struct span text, struct fake *out, struct err *e) MUST_CHECK;

/* A sample as printed; texts live in the arena. */
bool fake_json_read_sample(struct span text, struct arena *arena, struct fake_sample *out,
                           struct err *e) MUST_CHECK;

/* A reading, as an object: "channel", "brand", "print", "links", "subject", "text". */
void fake_json_put_reading(struct json_out *j, const struct fake_reading *r);

/* ERR_INPUT also when the reading breaks its promises (fake_reading_check). Texts live in the arena. */
bool fake_json_read_reading(struct span text, struct arena *arena, struct fake_reading *out,
                            struct err *e) MUST_CHECK;

/* Somebody hands a message in. */
struct fake_json_handover {
    struct fake_reading reading;
    bool has_reading;
    bool genuine;
    bool consent;
    bool confirm;
    struct span submitter;
};
void fake_json_put_handover(struct json_out *j, const struct fake_json_handover *h);
bool fake_json_read_handover(struct span text, struct arena *arena, struct fake_json_handover *out,
                             struct err *e) MUST_CHECK;

void fake_json_put_match(struct json_out *j, const struct fake_match *m);
bool fake_json_read_match(struct span text, struct fake_match *out, struct err *e) MUST_CHECK;

/* {"state": "confirmed"} */
bool fake_json_read_state(struct span text, enum fake_state *out, struct err *e) MUST_CHECK;

/* {"kind", "domain", "to", "at", "words"} */
void fake_json_put_note(struct json_out *j, const struct fake_note *n);
bool fake_json_read_note(struct span text, struct fake_note *out, struct err *e) MUST_CHECK;

/* {"words": "..."} */
bool fake_json_read_words(struct span text, struct arena *arena, struct span *out,
                          struct err *e) MUST_CHECK;

#endif
