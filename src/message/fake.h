/* message/fake.h - a message as read -> what is kept of a fake: print, link domains, scrubbed sample.
 *
 * Duty      takes personal data out (message/scrub.h), makes the print of what is left, and collects the
 *           registrable domains of links that belong to nobody known: no brand's own, no shortener, no
 *           host where anybody may put something, unless it is one customer's corner of it.
 * Source    bottom-k sketch of shingles: Broder 1997; Cohen, Kaplan, Summarizing data using bottom-k
 *           sketches, 2007. docs/fakes.md has the figures behind the bounds.
 * Owns      nothing; texts lie in the arena. Threads: any, one arena each.
 */
#ifndef MESSAGE_FAKE_H
#define MESSAGE_FAKE_H

#include "base/arena.h"
#include "message/brand.h"
#include "message/message.h"
#include "model/fake.h"

/* Fills print, links, channel, subject and text of *out; brand and genuine are the caller's. Nothing in a
 * message makes it fail; with a full arena *out holds less. cost: about 0.1 ms for 4 kB of text. */
void fake_read(const struct message *m, const struct brands *brands, struct arena *a,
               struct fake_reading *out);

/* The print of any text, and of one without enough letters an empty one. */
void fake_print_make(struct span text, struct arena *a, struct fake_print *out);

#endif
