/* wire/fake_list_json.h - a list of addresses of fakes as the body of POST /v1/fakes/import.
 *
 * Form      {"confirm": false, "entries": [{"url", "campaign", "brand", "first_seen", "last_seen"}]}
 * Owns      nothing. Threads: any.
 */
#ifndef WIRE_FAKE_LIST_JSON_H
#define WIRE_FAKE_LIST_JSON_H

#include "wire/fake_list.h"
#include "wire/json_out.h"

#define FAKE_LIST_ENTRIES_MAX 1000 /* of one body */

/* One more entry in the list "entries" that is open. */
void fake_list_json_put(struct json_out *list, const struct fake_list_row *row);

/* Whether the entries are confirmed at once. */
bool fake_list_json_confirm(struct span text, bool *out, struct err *e) MUST_CHECK;

/* number: of the entry, from 1. Texts live in the arena. False ends the reading, with *e set. */
typedef bool fake_list_entry(void *ctx, size_t number, const struct fake_list_row *row,
                             struct err *e);

/* Gives every entry. ERR_INPUT; else what `each` said. */
bool fake_list_json_read(struct span text, struct arena *arena, fake_list_entry *each, void *ctx,
                         struct err *e) MUST_CHECK;

#endif
